"""What Teams needs from the database. `bot/services/ports.py` joins it into the unit of work."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Reference:
    """Where a conversation can be reached when nobody has just written: Teams calls it a conversation reference."""

    conversation: str
    """Ours: `teams:…`."""
    service_url: str
    """The part of Microsoft's service that looks after the chat."""
    chat: str
    """Microsoft's id of the chat."""
    personal: bool = True
    """False for a channel or a group chat, which gets no answers."""


@dataclass(frozen=True)
class Card:
    """A message that we sent: so it is not sent twice, and its buttons can be taken away."""

    key: str
    """Names the message; a second with the same key is the same."""
    conversation: str
    activity: str
    """Microsoft's id of the message."""
    at: datetime.datetime
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Text and outcome as they are shown now; empty when there is nothing that can be pressed."""
    ticket: int | None = None
    """The ticket that a champions' card is about."""
    version: int = 0
    """The version of that ticket which the card shows."""


@dataclass(frozen=True)
class Announced:
    """A ticket that the champions' channel should see, or see anew."""

    ticket: int
    version: int


class References(Protocol):
    """Where conversations can be reached."""

    def get(self, conversation: str) -> Reference | None:
        """Return one, or None."""

    def put(self, reference: Reference) -> None:
        """Keep one as it is now."""

    def remove(self, conversation: str) -> None:
        """Forget one: the person has taken the app away."""


class Cards(Protocol):
    """Messages that we sent."""

    def get(self, key: str) -> Card | None:
        """Return one by its name, or None."""

    def of_activity(self, conversation: str, activity: str) -> Card | None:
        """Return the one that Microsoft gave this id, or None."""

    def put(self, card: Card) -> None:
        """Keep one as it is now."""

    def blank(self, conversation: str, since: datetime.datetime) -> None:
        """Take the words of guided tools out of a conversation's cards since a time; their buttons stay known."""

    def outdated(self, most: int = 50) -> Sequence[Announced]:
        """Return tickets that wait and have no card, and tickets that changed since their card was shown."""
