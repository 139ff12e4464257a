"""Reminders of checklists, and what their use case needs of the database."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass
class ChecklistReminder:
    """A reminder that waits for its day."""

    conversation: str
    tool: str
    due: datetime.datetime
    text: str
    number: int | None = None


class ChecklistReminders(Protocol):
    """Reminders that wait, in the database."""

    def add(self, reminder: ChecklistReminder) -> None:
        """Keep a new one."""

    def due(self, now: datetime.datetime, most: int) -> Sequence[ChecklistReminder]:
        """Return those whose time has come, the oldest first."""

    def take(self, number: int) -> bool:
        """Remove one; return whether it was still there."""

    def remove(self, conversation: str, tool: str = "") -> int:
        """Remove a conversation's reminders, all or those of one tool; return how many."""
