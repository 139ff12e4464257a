"""Repositories: records in, records out, SQL only here."""

import dataclasses
import datetime
import functools
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.helpdesk.vocabulary import Nation
from bot.services.records import Conversation, Delivery, Interaction, Message, Ticket
from bot.storage import tables

_LEASE = datetime.timedelta(seconds=30)
"""How long a worker that took a message may take to send it before another tries."""


_KEY = "wanted"
"""Name of the value that statements look for; no column is called so."""


# Statements are built once: building them costs more than SQLite takes to run them.
@functools.cache
def _selection(table: sa.Table, key: str) -> Any:
    return sa.select(table).where(table.c[key] == sa.bindparam(_KEY))


@functools.cache
def _insertion(table: sa.Table) -> Any:
    return sa.insert(table)


@functools.cache
def _change(table: sa.Table, key: str) -> Any:
    return sa.update(table).where(table.c[key] == sa.bindparam(_KEY))


class _Repository:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _insert(self, table: sa.Table, record: Any) -> int:
        values = _values(record)
        values.pop("number", None)
        return int(self._connection.execute(_insertion(table), values).inserted_primary_key[0])

    def _update(self, table: sa.Table, key: str, record: Any) -> int:
        """Keep a record as it is now; return how many rows that changed."""
        values = _values(record)
        values[_KEY] = values.pop(key)
        return int(self._connection.execute(_change(table, key), values).rowcount)


class Conversations(_Repository):
    """Conversations by id."""

    def get(self, conversation: str) -> Conversation | None:
        """Return a conversation, or None."""
        table = tables.conversations
        row = self._connection.execute(_selection(table, "id"), {_KEY: conversation}).first()
        if row is None:
            return None
        values = {name: value for name, value in row._mapping.items() if name != "updated"}
        return Conversation(**values | {"nation": Nation(row.nation)})

    def put(self, conversation: Conversation) -> None:
        """Keep a conversation as it is now."""
        if not self._update(tables.conversations, "id", conversation):
            self._connection.execute(_insertion(tables.conversations), _values(conversation))


class Interactions(_Repository):
    """What was asked and what was done."""

    def add(self, interaction: Interaction) -> int:
        """Keep one and return its number."""
        return self._insert(tables.interactions, interaction)

    def rate(self, number: int, *, helpful: bool) -> None:
        """Note whether it helped."""
        table = tables.interactions
        self._connection.execute(sa.update(table).where(table.c.number == number).values(helpful=helpful))


class Tickets(_Repository):
    """Questions that wait for a person."""

    def add(self, ticket: Ticket) -> int:
        """Keep a new one and return its number."""
        return self._insert(tables.tickets, ticket)

    def get(self, number: int) -> Ticket | None:
        """Return one, or None."""
        table = tables.tickets
        row = self._connection.execute(sa.select(table).where(table.c.number == number)).first()
        return Ticket(**_mapping(row)) if row else None

    def list(self, state: str | None = None) -> Sequence[Ticket]:
        """Return those in a state (or all), urgent ones first, then the oldest."""
        table = tables.tickets
        chosen = sa.select(table).order_by(table.c.urgent.desc(), table.c.opened, table.c.number)
        if state:
            chosen = chosen.where(table.c.state == state)
        return [Ticket(**_mapping(row)) for row in self._connection.execute(chosen)]

    def put(self, ticket: Ticket) -> None:
        """Keep a ticket as it is now."""
        self._update(tables.tickets, "number", ticket)


class Outbox(_Repository):
    """Messages that must reach a person."""

    def add(self, message: Message) -> None:
        """Keep one; a second with the same key is the same message."""
        table = tables.outbox
        if not self._connection.execute(sa.select(table.c.number).where(table.c.key == message.key)).first():
            self._insert(table, message)

    def due(self, now: datetime.datetime, most: int) -> Sequence[Message]:
        """Return those to be sent now, and keep other workers from taking them for a while."""
        table = tables.outbox
        chosen = (
            sa.select(table)
            .where(table.c.sent.is_(None), table.c.dead.is_(False), table.c.next_attempt <= now)
            .order_by(table.c.number)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        messages = [Message(**_mapping(row)) for row in self._connection.execute(chosen)]
        for message in messages:
            message.next_attempt = now + _LEASE
            self.put(message)
        return messages

    def put(self, message: Message) -> None:
        """Keep a message as it is now."""
        self._update(tables.outbox, "number", message)

    def for_conversation(self, conversation: str, after: int) -> Sequence[Message]:
        """Return messages to a conversation with a number above `after`."""
        table = tables.outbox
        chosen = sa.select(table).where(table.c.conversation == conversation, table.c.number > after)
        return [Message(**_mapping(row)) for row in self._connection.execute(chosen.order_by(table.c.number))]


class Deliveries(_Repository):
    """Messages that came in, by the platform's own id."""

    def begin(self, delivery: Delivery) -> Delivery | None:
        """Keep a new one and return None, or return the one that came before."""
        table = tables.deliveries
        before = self._connection.execute(_selection(table, "id"), {_KEY: delivery.id}).first()
        if before is not None:
            return Delivery(**_mapping(before))
        try:
            with self._connection.begin_nested():
                self._connection.execute(_insertion(table), _values(delivery))
        except IntegrityError:
            # Another process took the same delivery between the look and the insert.
            row = self._connection.execute(_selection(table, "id"), {_KEY: delivery.id}).first()
            return Delivery(**_mapping(row)) if row else None
        return None

    def finish(self, delivery: Delivery) -> None:
        """Keep the replies it got."""
        self._update(tables.deliveries, "id", delivery)


def _values(record: Any) -> dict[str, Any]:
    values = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Nation):
        return value.value
    if isinstance(value, tuple | list):
        return [dict(part) if isinstance(part, Mapping) else part for part in value]
    return dict(value) if isinstance(value, Mapping) else value


def _mapping(row: Row) -> dict[str, Any]:
    # SQLite forgets the time zone; everything is kept in UTC.
    return {
        name: value.replace(tzinfo=datetime.UTC) if isinstance(value, datetime.datetime) and not value.tzinfo else value
        for name, value in row._mapping.items()
    }
