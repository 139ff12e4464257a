"""Reminders that somebody wanted of a checklist: one message in the chat on the morning of each day."""

import datetime
import hashlib
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply
from bot.helpdesk.working_time import LONDON
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Message
from bot.services.reminder_ports import ChecklistReminder
from bot.services.rendering import Renderer
from bot.services.settling import as_kept

STOP_REMINDERS = "no_reminders"
"""What the button below a reminder stands for, after the prefix of the commands."""
_MORNING = datetime.time(9, tzinfo=zoneinfo.ZoneInfo(LONDON))
_MOST = 200


@dataclass(frozen=True)
class DueLine:
    """A line of a checklist and its day."""

    day: datetime.date
    text: str
    """Curated words; nothing that was typed is in them."""


def remind(work: UnitOfWork, conversation: str, tool: str, lines: Sequence[DueLine], now: datetime.datetime) -> None:
    """Keep reminders of the days to come, in place of earlier ones of the same tool."""
    if not lines:
        return
    work.checklist_reminders.remove(conversation, tool)
    for line in lines:
        due = datetime.datetime.combine(line.day, _MORNING).astimezone(datetime.UTC)
        if due > now:
            work.checklist_reminders.add(ChecklistReminder(conversation, tool, due, line.text))


class ChecklistReminding:
    """Sends reminders when their day has come."""

    def __init__(self, units: Units, renderer: Renderer, clock: Clock) -> None:
        """Take the database, the words and the clock."""
        self._units, self._renderer, self._clock = units, renderer, clock

    def once(self) -> int:
        """Put what is due on its way, each once however many gateways look; return how many."""
        now = self._clock()
        with self._units() as work:
            found = work.checklist_reminders.due(now, _MOST)
            sent = [each for each in found if work.checklist_reminders.take(each.number or 0)]
            for each in sent:
                work.outbox.add(self._message(each, now))
            work.commit()
        return len(sent)

    def _message(self, reminder: ChecklistReminder, now: datetime.datetime) -> Message:
        stop = Choice(self._renderer.say("choice_no_reminders"), f"me:{STOP_REMINDERS}")
        text = self._renderer.say("checklist_reminder", text=reminder.text)
        reply = Reply(text, OutcomeName.SOCIAL, choices=(stop,))
        sign = hashlib.sha256(reminder.conversation.encode()).hexdigest()[:16]
        return Message(reminder.conversation, f"checklist-{reminder.number}-{sign}", as_kept(reply), now, now)
