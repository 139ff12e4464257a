"""The shape of every file in `knowledge/`: unknown fields are faults."""

import datetime
import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.helpdesk.vocabulary import AskersRole

NationName = Literal["scotland", "england", "uk"]
WeekdayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CitationForm(_Form):
    """One line of an article's `sources`."""

    id: str
    ref: str


class ArticleForm(_Form):
    """The front matter of an article."""

    title: str = Field(max_length=70)
    nations: list[NationName] = Field(min_length=1)
    audience: list[AskersRole] = Field(min_length=1)
    kind: Literal["law", "guidance", "practice", "myth"]
    asks: list[str] = Field(min_length=8, max_length=15)
    sources: list[CitationForm] = Field(min_length=1)
    related: list[str] = Field(default_factory=list, max_length=4)
    unsure: str = ""
    checked: datetime.date
    review_by: datetime.date
    version: int = Field(default=1, ge=1)


class ChampionForm(_Form):
    """The front matter of a champion's answer, written at its approval."""

    title: str = Field(max_length=70)
    nations: list[NationName] = Field(min_length=1)
    audience: list[AskersRole] = Field(min_length=1)
    kind: Literal["champion"]
    asks: list[str] = Field(min_length=3, max_length=30)
    team: str
    given: datetime.date
    review_by: datetime.date
    version: int = Field(default=1, ge=1)
    related: ClassVar[list[str]] = []
    unsure: ClassVar[str] = ""

    @property
    def checked(self) -> datetime.date:
        """The day on which somebody last looked at the words."""
        return self.given


class SourceForm(_Form):
    """One entry of `sources.yml`."""

    title: str
    kind: Literal[
        "act",
        "regulations",
        "guidance",
        "standards",
        "official-page",
        "regulator",
        "handbook",
        "support-body",
        "report",
        "local",
    ]
    nation: NationName
    url: str = Field(pattern=r"^https://")
    published: datetime.date | None = None
    checked: datetime.date


class ValueForm(_Form):
    """One period of a figure."""

    value: float
    start: datetime.date = Field(alias="from")
    to: datetime.date | None = None
    certainty: Literal["official", "reported", "unconfirmed"] | None = None


class FactForm(_Form):
    """One entry of `facts.yml`."""

    title: str
    unit: Literal["GBP", "percent", "weeks", "days", "hours", "years", "pence_per_mile", "number"]
    per: str = ""
    nation: NationName
    source: str
    certainty: Literal["official", "reported", "unconfirmed"]
    values: list[ValueForm] = Field(min_length=1)


class SubjectForm(_Form):
    """One entry of `subjects` in `topics.yml`."""

    title: str
    intent: str


class TopicForm(_Form):
    """One entry of `topics` in `topics.yml`."""

    title: str
    subject: str
    team: str


class TopicsForm(_Form):
    """The whole of `topics.yml`."""

    subjects: dict[str, SubjectForm]
    topics: dict[str, TopicForm]


class GoldenForm(_Form):
    """Golden questions of one article, at the mirrored path."""

    article: str
    reaches_it: list[str] = Field(min_length=3)
    must_not_reach_it: list[str] = Field(min_length=2)


class ChampionGoldenForm(_Form):
    """Golden questions of a champion's answer: fewer, since it was written in a minute."""

    article: str
    reaches_it: list[str] = Field(min_length=1)
    must_not_reach_it: list[str] = Field(default_factory=list)


class GlossaryEntryForm(_Form):
    """An abbreviation or local word and what it stands for."""

    means: str
    also: list[str] = Field(default_factory=list)
    nation: NationName = "uk"


class PolicyForm(_Form):
    """`policy.yml`: how sure is sure enough, and what happens when it is not."""

    error_budget: float = Field(gt=0, lt=1)
    open_point_budget: float = Field(gt=0, lt=1)
    alone_open_point_budget: float = Field(gt=0, lt=1)
    pair_at_least: float = Field(ge=0, lt=1)
    clarify_at_least: float = Field(ge=0, lt=1)
    long_question_words: int = Field(ge=2)
    long_clarify_at_least: float = Field(ge=0, lt=1)
    close_margin: float = Field(ge=0, lt=1)
    in_scope_kept: float = Field(gt=0.5, lt=1)
    going_on_kept: float = Field(gt=0.5, lt=1)
    going_on_error_budget: float = Field(gt=0, lt=1)
    scope_overruled_from: float = Field(gt=0, le=1)
    scope_doubted_from: float = Field(gt=0, le=1)
    handover_overruled_from: float = Field(gt=0, le=1)
    handover_pair_overruled_from: float = Field(gt=0, le=1)
    vague_answer_from: float = Field(gt=0, le=1)
    false_alarms: float = Field(gt=0, lt=0.5)
    needless_mentions: float = Field(gt=0, lt=0.5)
    needless_handovers: float = Field(gt=0, lt=0.5)
    doubtful_handovers: float = Field(gt=0, lt=0.5)
    needless_askings: float = Field(gt=0, lt=0.5)
    doubtful_askings: float = Field(gt=0, lt=0.5)
    needless_joinings: float = Field(gt=0, lt=0.5)
    doubtful_joinings: float = Field(gt=0, lt=0.5)
    social_from: float = Field(gt=0, le=1)
    handover_from: float = Field(gt=0, le=1)
    too_short_words: int = Field(ge=0)
    too_short_answer_from: float = Field(gt=0, le=1)
    stale_penalty: float = Field(ge=0, le=1)
    champion_penalty: float = Field(ge=0, le=1)
    choices: int = Field(ge=2, le=3)


class ContactForm(_Form):
    """Whom to ring in a council."""

    title: str
    phone: str
    hours: str = ""


class LimitForm(_Form):
    """What a role may approve."""

    role: str
    up_to_a_week: float | None = None


class CouncilForm(_Form):
    """A council's own numbers, procedures and contacts."""

    name: str
    nation: NationName
    note: str = ""
    adult_protection: ContactForm
    child_protection: ContactForm
    out_of_hours: ContactForm
    approval_limits: list[LimitForm] = Field(default_factory=list)
    approval_limits_source: str = ""


def _said(message: str) -> PydanticCustomError:
    """Word a fault without the prefix that a ValueError would get."""
    return PydanticCustomError("said", message)  # type: ignore[arg-type]


def _span(words: Any) -> tuple[datetime.time, datetime.time]:
    """Read "09:00-17:00"."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d) ?[-–] ?([01]?\d|2[0-3]):([0-5]\d)", str(words).strip())
    if found is None:
        message = "write the hours like 09:00-17:00, at the latest until 23:59"
        raise _said(message)
    opens_hour, opens_minute, closes_hour, closes_minute = (int(part) for part in found.groups())
    opens, closes = datetime.time(opens_hour, opens_minute), datetime.time(closes_hour, closes_minute)
    if closes <= opens:
        message = "closes before it opens; a shift over midnight needs one line for each of the two days"
        raise _said(message)
    return opens, closes


SpanOfDay = Annotated[tuple[datetime.time, datetime.time], BeforeValidator(_span)]


def _office_hours() -> dict[WeekdayName, SpanOfDay]:
    nine_to_five = (datetime.time(9), datetime.time(17))
    return dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), nine_to_five)


class LadderForm(_Form):
    """Whom to remind when: shares of the working time until an answer is due, 1 being the moment it is due."""

    champion: float = Field(default=0.5, gt=0, le=10)
    deputy: float = Field(default=1.0, gt=0, le=10)
    manager: float = Field(default=1.5, gt=0, le=10)

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if not self.champion <= self.deputy <= self.manager:
            message = "the champion is reminded first, then the deputy, then the manager; put the shares in that order"
            raise _said(message)
        return self


class TeamValuesForm(_Form):
    """`every_team` in `teams.yml`: what holds for a team that says nothing else."""

    nation: Literal["scotland", "england"] = "scotland"
    hours: dict[WeekdayName, SpanOfDay] = Field(default_factory=_office_hours, min_length=1)
    closed_days: list[datetime.date] = Field(default_factory=list)
    open_days: list[datetime.date] = Field(default_factory=list)
    answer_within_hours: float = Field(default=16, gt=0, le=400)
    urgent_within_minutes: int = Field(default=60, ge=1, le=1440)
    remind: LadderForm = Field(default_factory=LadderForm)
    urgent_every_minutes: int = Field(default=15, ge=1, le=1440)
    urgent_times: int = Field(default=4, ge=0, le=20)
    claim_lease_minutes: int = Field(default=60, ge=5, le=1440)
    close_after_days: int = Field(default=14, ge=1, le=365)
    nations: dict[Literal["scotland", "england"], str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if both := sorted(set(self.closed_days) & set(self.open_days)):
            message = f"{both[0]} stands among closed_days and open_days; keep it in one of them"
            raise _said(message)
        return self


class TeamForm(TeamValuesForm):
    """One entry of `teams` in `teams.yml`."""

    title: str = Field(min_length=1, max_length=70)
