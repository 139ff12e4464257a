"""Reminders of checklists: records in, records out."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa

from bot.services.reminder_ports import ChecklistReminder
from bot.storage.document_tables import checklist_reminders
from bot.storage.repositories import Repository, mapping


class ChecklistReminders(Repository):
    """Reminders that wait for their day."""

    def add(self, reminder: ChecklistReminder) -> None:
        """Keep a new one."""
        self._insert(checklist_reminders, reminder)

    def due(self, now: datetime.datetime, most: int) -> Sequence[ChecklistReminder]:
        """Return those whose time has come, the oldest first."""
        table = checklist_reminders
        chosen = sa.select(table).where(table.c.due <= now).order_by(table.c.due, table.c.number).limit(most)
        return [ChecklistReminder(**mapping(row)) for row in self._connection.execute(chosen)]

    def take(self, number: int) -> bool:
        """Remove one; return whether it was still there."""
        table = checklist_reminders
        return bool(self._connection.execute(sa.delete(table).where(table.c.number == number)).rowcount)

    def remove(self, conversation: str, tool: str = "") -> int:
        """Remove a conversation's reminders, all or those of one tool; return how many."""
        table = checklist_reminders
        own = sa.delete(table).where(table.c.conversation == conversation)
        return int(self._connection.execute(own.where(table.c.tool == tool) if tool else own).rowcount)
