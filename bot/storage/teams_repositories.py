"""Teams' references and cards: records in, records out."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.services.teams_ports import Announced, Card, Reference
from bot.storage.repositories import Repository, blanked, is_of_tool, mapping
from bot.storage.tables import tickets
from bot.storage.teams_tables import cards, references

_WAITING = ("open", "reopened", "claimed")
"""States of tickets that the champions' channel is told about; a snoozed one is told when it wakes."""


class _Kept(Repository):
    """What is kept under a name that comes from outside."""

    def _upsert(self, table: sa.Table, key: str, record: Any) -> None:
        values = dataclasses.asdict(record)
        changed = sa.update(table).where(table.c[key] == values[key]).values(**values)
        if self._connection.execute(changed).rowcount:
            return
        try:
            with self._connection.begin_nested():
                self._connection.execute(sa.insert(table).values(**values))
        except IntegrityError:
            # Another process kept it between the change and the insert.
            self._connection.execute(changed)


class References(_Kept):
    """Where conversations can be reached."""

    def get(self, conversation: str) -> Reference | None:
        """Return one, or None."""
        row = self._connection.execute(sa.select(references).where(references.c.conversation == conversation)).first()
        return Reference(**mapping(row)) if row else None

    def put(self, reference: Reference) -> None:
        """Keep one as it is now."""
        self._upsert(references, "conversation", reference)

    def remove(self, conversation: str) -> None:
        """Forget one: the person has taken the app away."""
        self._connection.execute(sa.delete(references).where(references.c.conversation == conversation))


class Cards(_Kept):
    """Messages that we sent."""

    def get(self, key: str) -> Card | None:
        """Return one by its name, or None."""
        return self._one(cards.c.key == key)

    def of_activity(self, conversation: str, activity: str) -> Card | None:
        """Return the one that Microsoft gave this id, or None."""
        return self._one(cards.c.activity == activity, cards.c.conversation == conversation)

    def put(self, card: Card) -> None:
        """Keep one as it is now."""
        self._upsert(cards, "key", card)

    def blank(self, conversation: str, since: datetime.datetime) -> None:
        """Take words and links of guided tools out of a conversation's cards since a time; other buttons stay known."""
        chosen = sa.select(cards.c.key, cards.c.body).where(cards.c.conversation == conversation, cards.c.at >= since)
        for key, body in self._connection.execute(chosen).all():
            if is_of_tool(body):
                changed = sa.update(cards).where(cards.c.key == key)
                self._connection.execute(changed.values(body=blanked(body, "")))

    def outdated(self, most: int = 50) -> Sequence[Announced]:
        """Return tickets that wait and have no card, and tickets that changed since their card was shown."""
        both = tickets.outerjoin(cards, cards.c.ticket == tickets.c.number)
        new = sa.and_(cards.c.key.is_(None), tickets.c.state.in_(_WAITING))
        chosen = sa.select(tickets.c.number, tickets.c.version).select_from(both)
        chosen = chosen.where(sa.or_(new, cards.c.version < tickets.c.version))
        rows = self._connection.execute(chosen.order_by(tickets.c.number).limit(most))
        return [Announced(*row) for row in rows]

    def _one(self, *conditions: Any) -> Card | None:
        row = self._connection.execute(sa.select(cards).where(*conditions)).first()
        return Card(**mapping(row)) if row else None
