"""What can be asked about tickets."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.services.records import Ticket

PAGE = 25


@dataclass(frozen=True)
class Wanted:
    """Which tickets to list; an empty part chooses all."""

    states: Sequence[str] = ()
    teams: Sequence[str] = ()
    nations: Sequence[str] = ()
    reasons: Sequence[str] = ()
    owner: int | None = None
    text: str = ""
    """Words of the question, or the ticket's number."""
    newest_first: bool = False
    start: int = 0
    most: int = PAGE


@dataclass(frozen=True)
class Found:
    """One page of a list."""

    tickets: Sequence[Ticket]
    total: int
    """How many there are on all pages."""
