"""Drafts, published champions' answers with their history, subscriptions and digests. Never an asker's name."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.helpdesk.clashes import Clash
from bot.helpdesk.drafts import DraftState


@dataclass
class Draft:
    """A champion's answer on its way to become an article."""

    title: str
    topic: str
    nation: str
    short: str
    author: int
    """The person who wrote it; never the one who approves it."""
    created: datetime.datetime
    changed: datetime.datetime
    audience: Sequence[str] = ("social_worker",)
    detail: str = ""
    next_step: str = ""
    who_to_ask: str = ""
    asks: Sequence[str] = ()
    """Wordings that teach the bot to find it: the askers' own, masked marks taken out, and what the author adds."""
    reaches: Sequence[str] = ()
    """Golden questions: other wordings, which must reach it."""
    must_not_reach: Sequence[str] = ()
    """Questions that belong to its neighbours."""
    nearest: Sequence[Mapping[str, Any]] = ()
    """The nearest articles: `article`, `title`, `confidence`."""
    tickets: Sequence[int] = ()
    """The tickets whose answer it was."""
    acknowledged: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Clashes that somebody accepted, by their key: `reason` and `by`."""
    state: str = DraftState.DRAFT.value
    note: str = ""
    """What the reviewer wrote when sending it back."""
    reviewer: int | None = None
    article: str | None = None
    """The published answer that it changes or became."""
    base: int = 0
    """The version of that answer that it changes; 0 for a new one."""
    version: int = 1
    """Counts changes: whoever changes a draft says which version they saw."""
    number: int = 0

    @property
    def words(self) -> str:
        """All that a reader will see."""
        return f"{self.title}\n{self.short}\n{self.detail}\n{self.next_step}\n{self.who_to_ask}"


CONTENT = (
    "title", "topic", "nation", "audience", "short", "detail", "next_step", "who_to_ask", "asks", "reaches",
    "must_not_reach",
)  # fmt: skip
"""What people may change in a draft, and what a published version keeps of it."""


@dataclass(frozen=True)
class Published:
    """One version of a champion's answer. Versions are only added; the newest one counts."""

    article: str
    version: int
    state: str
    """`served`, or `unpublished` when it was taken back."""
    content: Mapping[str, Any]
    """The fields of the draft that it came from (`CONTENT`)."""
    acknowledged: Mapping[str, Mapping[str, Any]]
    text: str
    """The article as a file."""
    golden: str
    """Its golden questions as a file."""
    team: str
    """The reviewer's team, by its name in `knowledge/topics.yml`."""
    team_title: str
    given: datetime.date
    """The day on which these words were approved; going back to them does not make them younger."""
    at: datetime.datetime
    by: int
    """Who approved, went back or took back."""
    author: int
    draft: int
    note: str = ""
    number: int = 0

    @property
    def title(self) -> str:
        """What people see it called."""
        return str(self.content["title"])

    @property
    def topic(self) -> str:
        """The family of articles that it belongs to."""
        return self.article.partition("/")[0]


SERVED, UNPUBLISHED = "served", "unpublished"


@dataclass(frozen=True)
class Subscription:
    """A conversation that wants to be told something later."""

    conversation: str
    kind: str
    """`digest`, or `article:<id>` for the changes of one article."""
    since: datetime.datetime
    told: str = ""
    """Of an article: what the subscriber was told last (`bot/helpdesk/changes.py`)."""
    told_at: datetime.datetime | None = None
    """When a change was told last; None before the first."""


@dataclass(frozen=True)
class Digest:
    """What happened in one week."""

    week: str
    """ISO week: `2026-W48`."""
    written: datetime.datetime
    asked: Sequence[Mapping[str, Any]]
    """`article`, `title`, `times`: the most asked subjects; fewer than five times is not told."""
    answered: Sequence[Mapping[str, Any]]
    """`article`, `title`, `nation`: champions' answers published in the week."""
    changed: Sequence[Mapping[str, Any]]
    """`title`, `what`: rules that changed."""


@dataclass(frozen=True)
class Neighbour:
    """An existing article beside a draft."""

    article: str
    title: str
    confidence: float
    """How near the question that began it all was, 0 to 1."""
    text: str
    """Its words with the figures of today."""


@dataclass(frozen=True)
class Examination:
    """What stands between a draft and its publication."""

    blocks: Sequence[str]
    """Each must be mended before it can be approved."""
    warnings: Sequence[str]
    clashes: Sequence[Clash]
    open_clashes: Sequence[Clash]
    """Those that no reviewer has accepted with a reason."""
    neighbours: Sequence[Neighbour]


@dataclass(frozen=True)
class Standing:
    """Whether a published answer is what the bot says now."""

    state: str
    """`served` (for an answer that was taken back: gone), `waiting` for the swap, or `blocked` when it would take
    questions from other articles."""
    says: Sequence[str] = ()
    """Why it is blocked; of a served one, golden questions that do not reach it."""
