"""Tickets and what happened to them: records in, records out."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.errors import ConflictError
from bot.helpdesk.likeness import content_words
from bot.helpdesk.tickets import State
from bot.services.records import Ticket, TicketEvent
from bot.services.ticket_queries import Found, Wanted
from bot.storage import tables
from bot.storage.repositories import Repository, mapping, values_of

_NUMBER = re.compile(r"[0-9]{1,9}")
"""Longer ones fit into no column, and other scripts' digits are no numbers to the database."""
_table = tables.tickets
_MOST_WORDS = 6
"""Of a question, by which like ones are looked for."""


class Tickets(Repository):
    """Questions that wait for a person."""

    def add(self, ticket: Ticket) -> int:
        """Keep a new one and return its number."""
        return self._insert(_table, ticket)

    def get(self, number: int) -> Ticket | None:
        """Return one, or None."""
        row = self._connection.execute(sa.select(_table).where(_table.c.number == number)).first()
        return Ticket(**mapping(row)) if row else None

    def list(self, state: str | None = None) -> Sequence[Ticket]:
        """Return those in a state (or all), urgent ones first, then the oldest."""
        chosen = sa.select(_table).order_by(_table.c.urgent.desc(), _table.c.opened, _table.c.number)
        return self._all(chosen.where(_table.c.state == state) if state else chosen)

    def put(self, ticket: Ticket) -> None:
        """Keep a ticket as it is now; raises ConflictError when somebody changed it since it was read."""
        values = values_of(ticket)
        number, seen = values.pop("number"), values.pop("version")
        found = sa.update(_table).where(_table.c.number == number, _table.c.version == seen)
        if not self._connection.execute(found.values(**values, version=seen + 1)).rowcount:
            message = f"Ticket {number} was changed by somebody else meanwhile. Nothing was overwritten; look again."
            raise ConflictError(message)
        ticket.version = seen + 1

    def find(self, wanted: Wanted) -> Found:
        """Return one page of the tickets that a filter chooses, urgent ones first, and how many there are in all."""
        conditions, order = _conditions(wanted), (_table.c.urgent.desc(), *_order(wanted), _table.c.number)
        # Numbers first, from an index: to sort whole rows takes many times as long.
        chosen = sa.select(_table.c.number, sa.func.count().over()).where(*conditions).order_by(*order)
        found = self._connection.execute(chosen.offset(wanted.start).limit(wanted.most)).all()
        if not found:
            every = sa.select(sa.func.count()).select_from(_table).where(*conditions)
            return Found((), int(self._connection.execute(every).scalar_one()))
        page = sa.select(_table).where(_table.c.number.in_([number for number, _ in found])).order_by(*order)
        return Found(self._all(page), int(found[0][1]))

    def counts(self, teams: Sequence[str] | None = None) -> dict[str, int]:
        """Return how many tickets stand in each state, of all teams or of some."""
        chosen = sa.select(_table.c.state, sa.func.count()).group_by(_table.c.state)
        if teams is not None:
            chosen = chosen.where(_table.c.team.in_(teams))
        return {str(state): int(count) for state, count in self._connection.execute(chosen)}

    def merged_with(self, number: int) -> Sequence[Ticket]:
        """Return the tickets that the answer to one will answer, too."""
        return self._all(sa.select(_table).where(_table.c.merged_into == number, _table.c.state == State.MERGED.value))

    def of_conversation(self, conversation: str, most: int = 20) -> Sequence[Ticket]:
        """Return a person's tickets, the newest first."""
        chosen = sa.select(_table).where(_table.c.conversation == conversation).order_by(_table.c.number.desc())
        return self._all(chosen.limit(most))

    def alike(self, ticket: Ticket, most: int = 60) -> Sequence[Ticket]:
        """Return other tickets in the same nation that still wait or were answered: those that share most words.

        Among as many words the newest come first.
        """
        others = [State.WITHDRAWN.value, State.MERGED.value]
        held = [_holds(word) for word in _telling(ticket.question)]
        order = [sum(held[1:], held[0]).desc()] if held else []
        chosen = (
            sa.select(_table.c.number)
            .where(_table.c.number != ticket.number, _table.c.nation == ticket.nation, _table.c.state.not_in(others))
            .order_by(*order, _table.c.number.desc())
            .limit(most)
        )
        numbers = self._connection.execute(chosen).scalars().all()
        return self._all(sa.select(_table).where(_table.c.number.in_(numbers)).order_by(_table.c.number.desc()))

    def answered_with(self, ticket: Ticket) -> Sequence[Ticket]:
        """Return the other tickets that the same answer went to at the same moment."""
        chosen = sa.select(_table).where(
            _table.c.answered == ticket.answered, _table.c.answer == ticket.answer, _table.c.number != ticket.number
        )
        return self._all(chosen.order_by(_table.c.number))

    def overdue(self, now: datetime.datetime, most: int = 100) -> Sequence[Ticket]:
        """Return tickets whose lease or snooze has ended."""
        chosen = sa.select(_table).where(
            sa.or_(
                sa.and_(_table.c.state == State.CLAIMED.value, _table.c.lease_until <= now),
                sa.and_(_table.c.state == State.SNOOZED.value, _table.c.snoozed_until <= now),
            )
        )
        return self._all(chosen.limit(most))

    def answered_before(self, when: datetime.datetime, most: int = 1000) -> Sequence[Ticket]:
        """Return tickets that were answered before a time and of which nobody has said whether it helped."""
        chosen = sa.select(_table).where(_table.c.state == State.ANSWERED.value, _table.c.answered <= when)
        return self._all(chosen.order_by(_table.c.answered).limit(most))

    def owned_by(self, person: int) -> Sequence[Ticket]:
        """Return the tickets that a person has claimed."""
        return self._all(sa.select(_table).where(_table.c.owner == person, _table.c.state == State.CLAIMED.value))

    def waiting(self) -> Sequence[Ticket]:
        """Return the tickets that somebody may have to be reminded of."""
        return self._all(sa.select(_table).where(_table.c.state.in_(["open", "reopened", "claimed"])))

    def _all(self, chosen: Any) -> Sequence[Ticket]:
        return [Ticket(**mapping(row)) for row in self._connection.execute(chosen)]


class TicketEvents(Repository):
    """What happened to tickets."""

    def add(self, event: TicketEvent) -> int:
        """Keep one and return its number."""
        return self._insert(tables.ticket_events, event)

    def of(self, ticket: int) -> Sequence[TicketEvent]:
        """Return what happened to a ticket, the oldest first."""
        table = tables.ticket_events
        chosen = sa.select(table).where(table.c.ticket == ticket).order_by(table.c.number)
        return [TicketEvent(**mapping(row)) for row in self._connection.execute(chosen)]

    def get(self, number: int) -> TicketEvent | None:
        """Return one, or None."""
        table = tables.ticket_events
        row = self._connection.execute(sa.select(table).where(table.c.number == number)).first()
        return TicketEvent(**mapping(row)) if row else None

    def retract(self, number: int) -> None:
        """Keep that there were words, not the words: an asker took them back, since they were a question."""
        found = sa.update(tables.ticket_events).where(tables.ticket_events.c.number == number)
        self._connection.execute(found.values(kind="taken_back", text=""))

    def times(self, kind: str, since: datetime.datetime) -> Sequence[tuple[int, datetime.datetime]]:
        """Return ticket and time of each event of a kind since a time, the oldest first."""
        table = tables.ticket_events
        chosen = sa.select(table.c.ticket, table.c.at).where(table.c.kind == kind, table.c.at >= since)
        rows = (mapping(row) for row in self._connection.execute(chosen.order_by(table.c.number)))
        return [(row["ticket"], row["at"]) for row in rows]


def _telling(question: str) -> Sequence[str]:
    """Return the words of a question that tell most: the longest."""
    return sorted(content_words(question), key=lambda word: (-len(word), word))[:_MOST_WORDS]


def _holds(word: str) -> Any:
    """Count one when a ticket's question holds a word, or how it begins; the plain form of "carries" is "carry"."""
    return sa.case((_table.c.question.ilike(f"%{word.removesuffix('y')}%"), 1), else_=0)


def _conditions(wanted: Wanted) -> list[Any]:
    found = []
    for name in ("state", "team", "nation", "reason"):
        several = getattr(wanted, f"{name}s")
        if several:
            found.append(_table.c[name].in_(several))
    if wanted.owner is not None:
        found.append(_table.c.owner == wanted.owner)
    if wanted.text:
        escaped = wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = sa.func.lower(_table.c.question).like(f"%{escaped.lower()}%", escape="\\")
        found.append(sa.or_(like, _table.c.number == int(wanted.text)) if _NUMBER.fullmatch(wanted.text) else like)
    return found


def _order(wanted: Wanted) -> Sequence[Any]:
    return [_table.c.opened.desc() if wanted.newest_first else _table.c.opened]
