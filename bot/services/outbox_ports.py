"""What sending needs from the database."""

import datetime
from collections.abc import Sequence
from typing import Protocol

from bot.services.records import Message


class Outbox(Protocol):
    """Messages that must reach a person."""

    def add(self, message: Message) -> None:
        """Keep one; a second with the same key is the same message."""

    def due(
        self,
        now: datetime.datetime,
        most: int,
        *,
        channel: str = "",
        others_than: Sequence[str] = (),
        first: bool = False,
    ) -> Sequence[Message]:
        """Return those to be sent now, and keep other workers from taking them. None overtakes an earlier one.

        `channel`: only its messages. `others_than`: only those of no such channel. `first`: only those that no other
        of their conversation waits before, beginning with the one that was left alone for longest.
        """

    def begin(self, message: Message, now: datetime.datetime) -> bool:
        """Note that a try begins; False when another worker has taken the message over, or it must wait its turn."""

    def give_back(self, message: Message, now: datetime.datetime) -> None:
        """Let any worker take a message that was taken and is not tried."""

    def waiting(self) -> int:
        """Return how many messages wait to be sent."""

    def put(self, message: Message) -> None:
        """Keep a message as it is now."""

    def for_conversation(self, conversation: str, after: int) -> Sequence[Message]:
        """Return messages to a conversation with a number above `after`."""

    def latest(self, conversation: str) -> Message | None:
        """Return the newest message to a conversation, or None."""

    def with_key(self, key: str) -> Message | None:
        """Return the message with a key, or None."""

    def blank(self, conversation: str, since: datetime.datetime, text: str) -> bool:
        """Put a text in the place of what guided tools have said to a conversation since a time.

        What is still on its way keeps its words; returns whether there is such a message.
        """

    def erase(self, message: Message) -> None:
        """Forget a message and where it went: the last word to somebody who was forgotten."""

    def dead(self) -> Sequence[Message]:
        """Return the messages that were given up, the newest first."""

    def revive(self, number: int, now: datetime.datetime) -> bool:
        """Put a given-up message on its way again; return whether there was one."""
