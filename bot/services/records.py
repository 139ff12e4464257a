"""What is kept between turns. Texts here are always masked."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from bot.helpdesk.tickets import Standing, State
from bot.helpdesk.vocabulary import Nation


@dataclass
class Conversation:
    """One person on one channel."""

    id: str
    """`teams:…`, `telegram:…`, `web:…`, `terminal:…`; derived on the server."""
    nation: Nation = Nation.SCOTLAND
    role: str = ""
    last_question: str = ""
    """The last question, masked, for reading a follow-up."""
    last_article: str | None = None
    last_interaction: int | None = None
    choices: Sequence[Mapping[str, str]] = ()
    """Buttons that may be pressed now; a button works once."""
    pending: str = ""
    """What the next typed words are for: `detail:<ticket>`, `reply:<ticket>`, `name:<ticket>`; empty for a question."""
    tool: Mapping[str, Any] | None = None
    """How far a guided tool has come (`bot/helpdesk/guided.py`); None when none is running."""


@dataclass
class Interaction:
    """One message and what was done with it."""

    conversation: str
    at: datetime.datetime
    question: str
    outcome: str
    reason: str | None = None
    article: str | None = None
    version: int | None = None
    confidence: float | None = None
    nation: str | None = None
    role: str = ""
    intent: str | None = None
    candidates: Sequence[Mapping[str, Any]] = ()
    masked: Sequence[str] = ()
    ticket: int | None = None
    milliseconds: Mapping[str, float] = field(default_factory=dict)
    helpful: bool | None = None
    number: int | None = None


@dataclass
class Ticket:
    """A question that waits for a champion. `bot/helpdesk/tickets.py` has the rules of its life."""

    conversation: str
    question: str
    reason: str
    opened: datetime.datetime
    team: str
    urgent: bool = False
    state: str = "open"
    nation: str = "scotland"
    role: str = ""
    candidates: Sequence[Mapping[str, Any]] = ()
    """The nearest articles with their scores, for the champion."""
    answer: str | None = None
    answered: datetime.datetime | None = None
    answered_by: str | None = None
    """The name of who answered last, for the team; the asker does not see it."""
    number: int | None = None
    asker: str = ""
    """What champions call the asker: two signs that mean nothing elsewhere."""
    owner: int | None = None
    lease_until: datetime.datetime | None = None
    snoozed_until: datetime.datetime | None = None
    merged_into: int | None = None
    round: int = 0
    asked_back: bool = False
    due: datetime.datetime | None = None
    """When the asker may expect an answer."""
    reminded: int = 0
    """Reminders sent since the ticket last began to wait."""
    named: str = ""
    """The asker's name, when the asker agreed to give it."""
    article: str | None = None
    """The article that was sent as the answer, if it was one."""
    version: int = 0
    """Counts changes: whoever changes a ticket says which version they saw."""

    @property
    def standing(self) -> Standing:
        """What the rules need to know."""
        return Standing(**{f.name: getattr(self, f.name) for f in fields(Standing)} | {"state": State(self.state)})

    def stand(self, standing: Standing) -> None:
        """Take over what the rules decided."""
        for f in fields(Standing):
            setattr(self, f.name, getattr(standing, f.name))
        self.state = standing.state.value


@dataclass
class TicketEvent:
    """One thing that happened to a ticket."""

    ticket: int
    at: datetime.datetime
    kind: str
    """`opened`, `claimed`, `released`, `handed_on`, `snoozed`, `woken`, `asked_back`, `detail`, `taken_back`, `note`,
    `answered`, `closed`, `reopened`, `withdrawn`, `merged`, `parted`, `reminded`, `unreached`, `named`, `drafted`."""
    by: int | None = None
    """The person of the desk; None for the asker and for what time did."""
    text: str = ""
    """Words of a champion or (masked) of the asker."""
    number: int | None = None


NOBODY_THERE = frozenset({"blocked", "unknown_chat", "gone", "not_installed"})
"""Reasons for giving a message up with which every later one would be given up, too."""
HOLDS_FOR = 3
"""Failures of its own after which a message holds up no later message of its conversation."""


@dataclass
class Message:
    """Something that must reach a person: at least once, and the platform can tell a repeat by its key."""

    conversation: str
    key: str
    body: Mapping[str, Any]
    """`text` and the machine-readable outcome."""
    created: datetime.datetime
    next_attempt: datetime.datetime
    attempts: int = 0
    sent: datetime.datetime | None = None
    dead: bool = False
    unsure: int = 0
    """Tries whose end nobody noted, since the process ended in the middle: so often it may have arrived once more."""
    number: int | None = None

    @property
    def holds(self) -> bool:
        """Tell whether later messages of the conversation wait for it."""
        return self.sent is None and not self.dead and self.attempts < HOLDS_FOR


@dataclass
class Delivery:
    """A message that came in."""

    id: str
    conversation: str
    at: datetime.datetime
    replies: Sequence[Mapping[str, Any]] | None = None
    """None while it is still being answered."""
