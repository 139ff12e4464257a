"""The shape of every file in `knowledge/tools/`: unknown fields are faults."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.content.forms import NationName

LONGEST_BUTTON = 60


class _Form(BaseModel):
    # “when: {who: yes}” is a boolean to YAML; a condition compares words.
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class ButtonForm(_Form):
    """One button of a step."""

    title: str = Field(min_length=1, max_length=LONGEST_BUTTON)
    value: str = Field(min_length=1, max_length=30, pattern=r"^[^:]+$")
    says: list[str] = Field(default_factory=list)


class StepForm(_Form):
    """One step of a tool."""

    id: str = Field(pattern=r"^[a-z_]{2,20}$")
    asks: str = Field(min_length=5, max_length=300)
    kind: str
    accepts: list[str] = Field(default_factory=list)
    buttons: list[ButtonForm] = Field(default_factory=list, max_length=12)
    buttons_from: Literal["", "roles"] = ""
    when: dict[str, list[str]] = Field(default_factory=dict)
    when_any: dict[str, list[str]] = Field(default_factory=dict)
    optional: bool = False
    example: str = ""
    help: str = ""
    unit: str = ""
    nearest: bool = False
    ahead: bool = False
    named: bool = False
    right: Literal["", "myth", "fact"] = ""
    article: str = ""
    labels: list[str] = Field(default_factory=list)
    warns: dict[str, str] = Field(default_factory=dict)


class CountForm(_Form):
    """How many are chosen at a step at which several can be."""

    step: str
    at_least: int = Field(default=0, ge=0)
    at_most: int | None = Field(default=None, ge=0)


class ConditionForm(_Form):
    """With which answers something is written."""

    when: dict[str, list[str]] = Field(default_factory=dict)
    when_any: dict[str, list[str]] = Field(default_factory=dict)
    when_count: CountForm | None = None


class LineForm(ConditionForm):
    """One line of a list in a document."""

    text: str = Field(min_length=2)


class RowForm(ConditionForm):
    """One row of a table in a document."""

    cells: list[str] = Field(min_length=2)


class TableForm(_Form):
    """A table in a document."""

    head: list[str] = Field(min_length=2)
    rows: list[RowForm] = Field(min_length=1)

    @model_validator(mode="after")
    def _rows_fit(self) -> "TableForm":
        if any(len(row.cells) != len(self.head) for row in self.rows):
            message = f"every row needs {len(self.head)} cells, as many as the head has"
            raise ValueError(message)
        return self


class PartForm(ConditionForm):
    """One part of the document that a tool ends in."""

    heading: str = Field(default="", max_length=80)
    text: str = ""
    lines: list[LineForm | str] = Field(default_factory=list)
    table: TableForm | None = None
    articles: list[str] = Field(default_factory=list)
    shown: list[Literal["chat", "page"]] = Field(default=["chat", "page"], min_length=1)


class ShortResultForm(ConditionForm):
    """Which short result is said when."""

    result: str


class ItemForm(_Form):
    """One line of a checklist."""

    text: str = Field(min_length=5, max_length=300)
    counts_from: str
    days: int = Field(ge=-366, le=366)
    nations: list[Literal["scotland", "england"]] = Field(default_factory=list)
    article: str = ""


class ToolForm(_Form):
    """One file: a tool."""

    title: str = Field(max_length=50)
    does: str = Field(max_length=200)
    names: list[str] = Field(min_length=2)
    articles: list[str] = Field(default_factory=list)
    nations: list[NationName] = Field(default=["uk"], min_length=1)
    steps: list[StepForm] = Field(min_length=1)
    results: dict[str, str] = Field(min_length=1)
    items: list[ItemForm] = Field(default_factory=list)
    document: list[PartForm] = Field(default_factory=list)
    chooses: list[ShortResultForm] = Field(default_factory=list)
    warnings: dict[str, str] = Field(default_factory=dict)
    easy_read: bool = False

    @model_validator(mode="after")
    def _steps_differ(self) -> "ToolForm":
        names = [step.id for step in self.steps]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            message = f"the step “{twice[0]}” stands twice; give each its own id"
            raise ValueError(message)
        return self
