"""Messages that were given up: listed for whoever looks after delivery, and sent again. Never who gets them."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import UnknownItemError
from bot.services.people_records import AuditEntry
from bot.services.ports import Clock, Units
from bot.services.records import Message

_KEY = re.compile(r"ticket-(\d+)-(answer|question)-\d+")


@dataclass(frozen=True)
class DeadLetter:
    """A message that did not arrive, without the conversation that it was for."""

    number: int
    ticket: int | None
    kind: str
    """`answer` or `question` of a champion, or `other`."""
    channel: str
    created: datetime.datetime
    tries: int


class Posting:
    """Looks after messages that were given up."""

    def __init__(self, units: Units, clock: Clock) -> None:
        """Take the database and the clock."""
        self._units, self._clock = units, clock

    def dead(self) -> Sequence[DeadLetter]:
        """Return the messages that were given up, the newest first."""
        with self._units() as work:
            return [_shown(message) for message in work.outbox.dead()]

    def send_again(self, number: int, by: int | None = None) -> None:
        """Put a given-up message on its way again; raises UnknownItemError when there is none of this number."""
        with self._units() as work:
            if not work.outbox.revive(number, self._clock()):
                message = f"Message {number} is not among those that were given up; somebody may have sent it again."
                raise UnknownItemError(message)
            work.audit.add(AuditEntry(self._clock(), "outbox.sent_again", f"message {number}", by))
            work.commit()


def _shown(message: Message) -> DeadLetter:
    key = _KEY.fullmatch(message.key)
    ticket = int(key[1]) if key else message.body.get("ticket")
    return DeadLetter(
        number=message.number or 0,
        ticket=ticket,
        kind=key[2] if key else "other",
        # The rest of the conversation's id says who it is.
        channel=message.conversation.partition(":")[0],
        created=message.created,
        tries=message.attempts,
    )
