"""What is kept between turns. Texts here are always masked."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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
    """A question that waits for a champion."""

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
    number: int | None = None


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
    number: int | None = None


@dataclass
class Delivery:
    """A message that came in."""

    id: str
    conversation: str
    at: datetime.datetime
    replies: Sequence[Mapping[str, Any]] | None = None
    """None while it is still being answered."""
