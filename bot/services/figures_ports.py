"""What the figures need from the database: counts only, never words or conversations."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Waiting:
    """Tickets that somebody still has to answer."""

    count: int
    oldest: datetime.datetime | None
    """When the one that waits longest was asked."""
    urgent: int
    overdue: int


@dataclass(frozen=True)
class FirstReply:
    """When a ticket got its first answer."""

    team: str
    opened: datetime.datetime
    answered: datetime.datetime


class Figures(Protocol):
    """Counts over tickets, their events, and questions."""

    def pulse(self) -> int:
        """Return a number that grows with everything that happens to a ticket."""

    def waiting(self, now: datetime.datetime) -> Waiting:
        """Return what waits now."""

    def outcomes(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how many questions had which outcome in a period."""

    def answers(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how often each article was the bot's answer in a period."""

    def reasons(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how many tickets were opened in a period for which reason."""

    def nearest(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how many tickets of a period had which nearest article; an empty name for those without any."""

    def happened(self, kind: str, since: datetime.datetime, until: datetime.datetime) -> int:
        """Return how many tickets something happened to in a period."""

    def first_replies(self, since: datetime.datetime, until: datetime.datetime) -> Sequence[FirstReply]:
        """Return the first replies to the tickets that were opened in a period."""
