"""What Telegram needs from the database. `bot/services/ports.py` joins it into the unit of work."""

import datetime
from collections.abc import Sequence
from typing import Protocol


class Buttons(Protocol):
    """What buttons stand for when it is too long to travel with them."""

    def keep(self, token: str, conversation: str, payload: str, at: datetime.datetime) -> None:
        """Keep one; the same token is the same button."""

    def payload(self, token: str, conversation: str) -> str | None:
        """Return what a conversation's button stands for; None when it never had such a button."""


class Posts(Protocol):
    """Which posts in a champions' chat are about which ticket."""

    def keep(self, conversation: str, post: int, ticket: int) -> None:
        """Keep one."""

    def ticket(self, conversation: str, post: int) -> int | None:
        """Return the ticket that a post is about, or None."""

    def about(self, conversation: str, ticket: int) -> Sequence[int]:
        """Return the posts about a ticket, the oldest first."""
