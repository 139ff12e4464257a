"""Repositories: records in, records out, SQL only here."""

import dataclasses
import datetime
import functools
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.helpdesk.vocabulary import Nation, OutcomeName, is_address
from bot.services.records import Conversation, Delivery, Interaction
from bot.storage import tables
from bot.storage.document_tables import checklist_reminders
from bot.storage.publishing_tables import subscriptions
from bot.storage.teams_tables import cards, references
from bot.storage.telegram_tables import buttons

_JSON_NULL = "null"
"""How a delivery without replies is kept."""
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


class Repository:
    """What repositories share: one connection, statements that are built once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _insert(self, table: sa.Table, record: Any) -> int:
        values = values_of(record)
        values.pop("number", None)
        return int(self._connection.execute(_insertion(table), values).inserted_primary_key[0])

    def _update(self, table: sa.Table, key: str, record: Any) -> int:
        """Keep a record as it is now; return how many rows that changed."""
        values = values_of(record)
        values[_KEY] = values.pop(key)
        return int(self._connection.execute(_change(table, key), values).rowcount)


class Conversations(Repository):
    """Conversations by id."""

    def get(self, conversation: str) -> Conversation | None:
        """Return a conversation, or None."""
        table = tables.conversations
        row = self._connection.execute(_selection(table, "id"), {_KEY: conversation}).first()
        return _conversation(row) if row is not None else None

    def with_tool(self, before: datetime.datetime, most: int = 100) -> Sequence[Conversation]:
        """Return conversations in which a guided tool is, or was, running and nothing was said since a time."""
        table = tables.conversations
        query = sa.select(table).where(table.c.tool.isnot(sa.null()), table.c.updated < before).limit(most)
        return [_conversation(row) for row in self._connection.execute(query)]

    def put(self, conversation: Conversation) -> None:
        """Keep a conversation as it is now."""
        if not self._update(tables.conversations, "id", conversation):
            self._connection.execute(_insertion(tables.conversations), values_of(conversation))

    def forget(self, conversation: str, alias: str) -> None:
        """Forget a person's words and messages; what is counted is kept under an alias that leads nowhere."""
        run, tickets, events = self._connection.execute, tables.tickets, tables.ticket_events
        own = sa.select(tickets.c.number).where(tickets.c.conversation == conversation)
        run(sa.update(events).where(events.c.ticket.in_(own), events.c.kind == "detail").values(text=""))
        for table, words in (
            (tickets, {"question": "", "named": "", "candidates": []}),
            (tables.interactions, {"question": "", "candidates": [], "masked": []}),
        ):
            run(sa.update(table).where(table.c.conversation == conversation).values(conversation=alias, **words))
        # What leads to messages goes before the messages: a gateway may be writing one at this very moment.
        for table in (subscriptions, checklist_reminders, tables.outbox, tables.deliveries, buttons, cards, references):
            run(sa.delete(table).where(table.c.conversation == conversation))
        run(sa.delete(tables.conversations).where(tables.conversations.c.id == conversation))


class Interactions(Repository):
    """What was asked and what was done."""

    def add(self, interaction: Interaction) -> int:
        """Keep one and return its number."""
        return self._insert(tables.interactions, interaction)

    def latest(self, conversation: str) -> Interaction | None:
        """Return the last one of a conversation, or None."""
        table = tables.interactions
        chosen = sa.select(table).where(table.c.conversation == conversation).order_by(table.c.number.desc())
        row = self._connection.execute(chosen.limit(1)).first()
        return Interaction(**mapping(row)) if row else None

    def rate(self, number: int, *, helpful: bool) -> None:
        """Note whether it helped."""
        table = tables.interactions
        self._connection.execute(sa.update(table).where(table.c.number == number).values(helpful=helpful))


class Deliveries(Repository):
    """Messages that came in, by the platform's own id."""

    def begin(self, delivery: Delivery) -> Delivery | None:
        """Keep a new one and return None, or return the one that came before."""
        table = tables.deliveries
        before = self._connection.execute(_selection(table, "id"), {_KEY: delivery.id}).first()
        if before is not None:
            return Delivery(**mapping(before))
        try:
            with self._connection.begin_nested():
                self._connection.execute(_insertion(table), values_of(delivery))
        except IntegrityError:
            # Another process took the same delivery between the look and the insert.
            row = self._connection.execute(_selection(table, "id"), {_KEY: delivery.id}).first()
            return Delivery(**mapping(row)) if row else None
        return None

    def settle(self, delivery: str, replies: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]] | None:
        """Keep replies for one that has none and return None, or change nothing and return those that it has."""
        table = tables.deliveries
        # A second transaction waits here until the first has ended, and then finds its replies.
        without = sa.or_(table.c.replies.is_(sa.null()), sa.cast(table.c.replies, sa.Text) == _JSON_NULL)
        found = sa.update(table).where(table.c.id == delivery, without)
        if self._connection.execute(found.values(replies=_plain(replies))).rowcount:
            return None
        row = self._connection.execute(_selection(table, "id"), {_KEY: delivery}).first()
        return row.replies if row else None

    def finish(self, delivery: Delivery) -> None:
        """Keep the replies it got."""
        self._update(tables.deliveries, "id", delivery)

    def blank(self, conversation: str, since: datetime.datetime, replies: Sequence[Mapping[str, Any]]) -> None:
        """Put other replies in the place of all that a conversation got since a time; no words of it are kept."""
        table = tables.deliveries
        # One without replies is being answered at this moment, or was cut off.
        answered = sa.and_(table.c.replies.isnot(sa.null()), sa.cast(table.c.replies, sa.Text) != _JSON_NULL)
        found = sa.update(table).where(table.c.conversation == conversation, table.c.at >= since, answered)
        self._connection.execute(found.values(replies=_plain(replies)))


def _conversation(row: Row) -> Conversation:
    values = {name: value for name, value in row._mapping.items() if name != "updated"}
    return Conversation(**values | {"nation": Nation(row.nation)})


def is_of_tool(body: Mapping[str, Any]) -> bool:
    """Tell whether a kept reply is what a guided tool said."""
    return bool(body.get("outcome") == OutcomeName.TOOL.value)


def blanked(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return a kept reply with other words, and without its links: one may open the document that a tool made."""
    choices = [choice for choice in body.get("choices", ()) if not is_address(str(choice["payload"]))]
    return {**body, "text": text, **({"choices": choices} if "choices" in body else {})}


def values_of(record: Any) -> dict[str, Any]:
    """Return a record as plain values by column."""
    values = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Nation):
        return value.value
    if isinstance(value, tuple | list):
        return [dict(part) if isinstance(part, Mapping) else part for part in value]
    return dict(value) if isinstance(value, Mapping) else value


def mapping(row: Row) -> dict[str, Any]:
    """Return a row as values by column."""
    return dict(row._mapping)
