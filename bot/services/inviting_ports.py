"""What invitations need from the database."""

import datetime
from collections.abc import Sequence
from typing import Protocol

from bot.services.inviting_records import Invitation


class Invitations(Protocol):
    """Invitations by the hash of their code, and who came with one."""

    def add(self, invitation: Invitation) -> int:
        """Keep a new one and return its number."""

    def list(self) -> Sequence[Invitation]:
        """Return all, the newest first."""

    def use(self, code: str, now: datetime.datetime) -> int | None:
        """Use an invitation once; return its number, or None when it is unknown, used up or has expired."""

    def end(self, number: int) -> bool:
        """Let nobody else in with an invitation; return whether there was one."""

    def let_in(self, conversation: str, invitation: int, at: datetime.datetime) -> bool:
        """Keep that somebody came with an invitation; return False when they had come before."""

    def knows(self, conversation: str) -> bool:
        """Tell whether somebody came with an invitation."""
