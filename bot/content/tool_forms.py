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
    buttons: list[ButtonForm] = Field(default_factory=list, max_length=9)
    buttons_from: Literal["", "roles"] = ""
    when: dict[str, list[str]] = Field(default_factory=dict)
    when_any: dict[str, list[str]] = Field(default_factory=dict)
    optional: bool = False
    example: str = ""
    help: str = ""
    unit: str = ""
    nearest: bool = False
    named: bool = False
    right: Literal["", "myth", "fact"] = ""
    article: str = ""


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

    @model_validator(mode="after")
    def _steps_differ(self) -> "ToolForm":
        names = [step.id for step in self.steps]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            message = f"the step “{twice[0]}” stands twice; give each its own id"
            raise ValueError(message)
        return self
