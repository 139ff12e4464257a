"""Counts for the figures page. Its indices are made by migration 0006."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.helpdesk.tickets import ACTIVE, State
from bot.helpdesk.vocabulary import OutcomeName
from bot.services.figures_ports import FirstReply, Waiting
from bot.storage import tables
from bot.storage.repositories import Repository

_WAITING = sorted(state.value for state in ACTIVE | {State.MERGED})
"""Somebody who was merged waits as well."""
_tickets, _events, _interactions = tables.tickets, tables.ticket_events, tables.interactions


def _within(column: Any) -> Any:
    return sa.and_(column >= sa.bindparam("since"), column < sa.bindparam("until"))


def _counting(column: Any, moment: Any, *conditions: Any) -> Any:
    return sa.select(column, sa.func.count()).where(_within(moment), *conditions).group_by(column)


def _first_replies() -> Any:
    first = sa.select(_events.c.ticket, sa.func.min(_events.c.at).label("at"))
    # Nothing is answered before it is asked, so older events need no look.
    first = first.where(_events.c.kind == "answered", _events.c.at >= sa.bindparam("since"))
    answered = first.group_by(_events.c.ticket).subquery()
    chosen = sa.select(_tickets.c.team, _tickets.c.opened, answered.c.at)
    return chosen.join(answered, answered.c.ticket == _tickets.c.number).where(_within(_tickets.c.opened))


# Statements are built once: building them anew for every week costs more than SQLite takes to run them.
_OUTCOMES = _counting(_interactions.c.outcome, _interactions.c.at)
_ANSWERS = _counting(_interactions.c.article, _interactions.c.at, _interactions.c.outcome == OutcomeName.ANSWER.value)
_REASONS = _counting(_tickets.c.reason, _tickets.c.opened)
_NEAREST = _counting(_tickets.c.candidates[(0, "article")].as_string(), _tickets.c.opened)
_HAPPENED = sa.select(sa.func.count(sa.distinct(_events.c.ticket))).where(
    _events.c.kind == sa.bindparam("kind"), _within(_events.c.at)
)
_FIRST_REPLIES = _first_replies()


class Figures(Repository):
    """Counts over tickets, their events, and questions."""

    def pulse(self) -> int:
        """Return a number that grows with everything that happens to a ticket."""
        return int(self._connection.execute(sa.select(sa.func.max(_events.c.number))).scalar() or 0)

    def waiting(self, now: datetime.datetime) -> Waiting:
        """Return what waits now."""
        urgent, overdue = _tickets.c.urgent.is_(True), _tickets.c.due <= now
        chosen = sa.select(
            sa.func.count(),
            sa.func.min(_tickets.c.opened),
            sa.func.sum(sa.case((urgent, 1), else_=0)),
            sa.func.sum(sa.case((overdue, 1), else_=0)),
        ).where(_tickets.c.state.in_(_WAITING))
        count, oldest, urgent_ones, late = self._connection.execute(chosen).one()
        return Waiting(int(count), oldest, int(urgent_ones or 0), int(late or 0))

    def outcomes(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how many questions had which outcome in a period."""
        return self._counted(_OUTCOMES, since, until)

    def answers(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how often each article was the bot's answer in a period."""
        return self._counted(_ANSWERS, since, until)

    def reasons(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how many tickets were opened in a period for which reason."""
        return self._counted(_REASONS, since, until)

    def nearest(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how many tickets of a period had which nearest article; an empty name for those without any."""
        return self._counted(_NEAREST, since, until)

    def happened(self, kind: str, since: datetime.datetime, until: datetime.datetime) -> int:
        """Return how many tickets something happened to in a period."""
        return int(self._connection.execute(_HAPPENED, {"kind": kind, "since": since, "until": until}).scalar_one())

    def first_replies(self, since: datetime.datetime, until: datetime.datetime) -> Sequence[FirstReply]:
        """Return the first replies to the tickets that were opened in a period."""
        rows = self._connection.execute(_FIRST_REPLIES, {"since": since, "until": until})
        return [FirstReply(*row) for row in rows]

    def _counted(self, statement: Any, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        rows = self._connection.execute(statement, {"since": since, "until": until})
        return {str(value or ""): int(count) for value, count in rows}
