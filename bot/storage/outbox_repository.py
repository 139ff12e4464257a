"""The outbox: messages to people, in their order."""

import datetime
import functools
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.helpdesk.vocabulary import OutcomeName
from bot.services.records import HOLDS_FOR, Message
from bot.storage import tables
from bot.storage.repositories import Repository, blanked, is_of_tool, mapping
from bot.storage.teams_tables import cards, references

_LEASE = datetime.timedelta(seconds=30)
"""How long a worker that took a message may take to send it before another tries."""
_IN_TURN = sa.text("SELECT pg_advisory_xact_lock(hashtext('sds-guide outbox'))")
_earlier = tables.outbox.alias("earlier")


class Outbox(Repository):
    """Messages that must reach a person."""

    def add(self, message: Message) -> None:
        """Keep one; a second with the same key is the same message.

        One transaction after the other: a page that has seen a number never asks for a lower one again, so none may
        come to light later.
        """
        table = tables.outbox
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_IN_TURN)
        if not self._connection.execute(sa.select(table.c.number).where(table.c.key == message.key)).first():
            self._insert(table, message)

    def due(
        self,
        now: datetime.datetime,
        most: int,
        *,
        channel: str = "",
        others_than: Sequence[str] = (),
        first: bool = False,
    ) -> Sequence[Message]:
        """Return those to be sent now, and keep other workers from taking them for a while.

        None overtakes an earlier one of its conversation that is not due yet, or with `first` any earlier one.
        """
        rows = self._connection.execute(_due(channel, tuple(others_than), first), {"now": now, "most": most})
        messages = [Message(**mapping(row)) for row in rows]
        return [message for message in messages if self._changed(message, next_attempt=now + _LEASE)]

    def begin(self, message: Message, now: datetime.datetime) -> bool:
        """Note that a try begins; False when another worker has taken the message over, or it must wait its turn.

        Two workers may have taken two messages of a conversation at the same moment: here one of them learns of that.
        """
        tried = {"attempts": message.attempts + 1, "unsure": message.unsure + 1, "next_attempt": now + _LEASE}
        return self._changed(message, in_turn=True, **tried)

    def give_back(self, message: Message, now: datetime.datetime) -> None:
        """Let any worker take a message that was taken and is not tried."""
        self._changed(message, next_attempt=now)

    def waiting(self) -> int:
        """Return how many messages wait to be sent."""
        table = tables.outbox
        chosen = sa.select(sa.func.count()).where(table.c.sent.is_(None), table.c.dead.is_(False))
        return int(self._connection.execute(chosen).scalar_one())

    def put(self, message: Message) -> None:
        """Keep a message as it is now."""
        self._update(tables.outbox, "number", message)

    def for_conversation(self, conversation: str, after: int) -> Sequence[Message]:
        """Return messages to a conversation with a number above `after`."""
        table = tables.outbox
        chosen = sa.select(table).where(table.c.conversation == conversation, table.c.number > after)
        return [Message(**mapping(row)) for row in self._connection.execute(chosen.order_by(table.c.number))]

    def latest(self, conversation: str) -> Message | None:
        """Return the newest message to a conversation, or None."""
        table = tables.outbox
        chosen = sa.select(table).where(table.c.conversation == conversation).order_by(table.c.number.desc())
        row = self._connection.execute(chosen.limit(1)).first()
        return Message(**mapping(row)) if row else None

    def with_key(self, key: str) -> Message | None:
        """Return the message with a key, or None."""
        row = self._connection.execute(sa.select(tables.outbox).where(tables.outbox.c.key == key)).first()
        return Message(**mapping(row)) if row else None

    def blank(self, conversation: str, since: datetime.datetime, text: str) -> bool:
        """Put a text in the place of what guided tools have said to a conversation since a time; links go, too.

        What is still on its way keeps its words; returns whether there is such a message.
        """
        table = tables.outbox
        own = sa.and_(table.c.conversation == conversation, table.c.created >= since)
        rows = self._connection.execute(sa.select(table.c.number, table.c.body, table.c.sent, table.c.dead).where(own))
        said = [row for row in rows if is_of_tool(row.body)]
        for row in said:
            blank = blanked(row.body, text)
            if (row.sent or row.dead) and row.body != blank:
                found = sa.update(table).where(table.c.number == row.number)
                self._connection.execute(found.values(body=blank))
        return any(not (row.sent or row.dead) for row in said)

    def erase(self, message: Message) -> None:
        """Forget a message and where it went: the last word to somebody who was forgotten."""
        run, table, back = self._connection.execute, tables.outbox, tables.conversations
        run(sa.delete(table).where(table.c.number == message.number))
        run(sa.delete(cards).where(cards.c.conversation == message.conversation, cards.c.key == message.key))
        # Who has come back in the meantime is somebody to be reached again.
        others = sa.select(table.c.conversation).where(table.c.conversation == message.conversation)
        if not run(sa.union_all(sa.select(back.c.id).where(back.c.id == message.conversation), others)).first():
            run(sa.delete(references).where(references.c.conversation == message.conversation))

    def dead(self) -> Sequence[Message]:
        """Return the messages that were given up, the newest first."""
        table = tables.outbox
        chosen = sa.select(table).where(table.c.dead.is_(True), table.c.sent.is_(None)).order_by(table.c.number.desc())
        return [Message(**mapping(row)) for row in self._connection.execute(chosen)]

    def revive(self, number: int, now: datetime.datetime) -> bool:
        """Put a given-up message on its way again; return whether there was one."""
        table = tables.outbox
        found = sa.update(table).where(table.c.number == number, table.c.dead.is_(True))
        return bool(self._connection.execute(found.values(dead=False, attempts=0, next_attempt=now)).rowcount)

    def _changed(self, message: Message, *, in_turn: bool = False, **values: Any) -> bool:
        """Change a waiting message; False when another worker has taken it since it was read, or its turn is later."""
        seen = {"wanted": message.number, "seen": message.next_attempt}
        new = {f"new_{name}": value for name, value in values.items()}
        if not self._connection.execute(_change(tuple(values), in_turn), seen | new).rowcount:
            return False
        for name, value in values.items():
            setattr(message, name, value)
        return True


# Statements are built once: building them costs more than SQLite takes to run them.
@functools.cache
def _due(channel: str, others_than: tuple[str, ...], first: bool) -> Any:  # noqa: FBT001 - a key of the cache
    table, now = tables.outbox, sa.bindparam("now")
    own = [_of(channel)] if channel else [~_of(other) for other in others_than]
    turn = ~_before() if first else ~_before(_earlier.c.next_attempt > now)
    return (
        sa.select(table)
        .where(table.c.sent.is_(None), table.c.dead.is_(False), table.c.next_attempt <= now, turn, *own)
        .order_by(*([table.c.next_attempt] if first else []), table.c.number)
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True)
    )


@functools.cache
def _change(names: tuple[str, ...], in_turn: bool) -> Any:  # noqa: FBT001 - a key of the cache
    table = tables.outbox
    same = (table.c.number == sa.bindparam("wanted"), table.c.next_attempt == sa.bindparam("seen"))
    found = sa.update(table).where(*same, table.c.sent.is_(None), table.c.dead.is_(False))
    changed = found.values({name: sa.bindparam(f"new_{name}") for name in names})
    return changed.where(~_before()) if in_turn else changed


def _of(channel: str) -> Any:
    """Tell that a message is for a channel."""
    table = tables.outbox
    return table.c.conversation.startswith(f"{channel}:", autoescape=True)


def _before(*conditions: Any) -> Any:
    """Tell that an earlier message of the same conversation is still on its way, so that this one must wait for it.

    What is said to somebody in danger waits for nothing.
    """
    table = tables.outbox
    earlier = sa.select(sa.literal(1)).where(
        _earlier.c.conversation == table.c.conversation,
        _earlier.c.number < table.c.number,
        _earlier.c.sent.is_(None),
        _earlier.c.dead.is_(False),
        _earlier.c.attempts < HOLDS_FOR,
        *conditions,
    )
    urgent = sa.func.coalesce(table.c.body["outcome"].as_string(), "") == OutcomeName.SAFEGUARD.value
    return sa.and_(sa.exists(earlier), ~urgent)
