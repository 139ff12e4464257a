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
        return self._counted(_interactions.c.outcome, _between(_interactions.c.at, since, until))

    def answers(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how often each article was the bot's answer in a period."""
        answered = _interactions.c.outcome == OutcomeName.ANSWER.value
        return self._counted(_interactions.c.article, sa.and_(answered, _between(_interactions.c.at, since, until)))

    def reasons(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how many tickets were opened in a period for which reason."""
        return self._counted(_tickets.c.reason, _between(_tickets.c.opened, since, until))

    def nearest(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how many tickets of a period had which nearest article; an empty name for those without any."""
        first = _tickets.c.candidates[(0, "article")].as_string()
        return self._counted(first, _between(_tickets.c.opened, since, until))

    def happened(self, kind: str, since: datetime.datetime, until: datetime.datetime) -> int:
        """Return how many tickets something happened to in a period."""
        chosen = sa.select(sa.func.count(sa.distinct(_events.c.ticket)))
        chosen = chosen.where(_events.c.kind == kind, _between(_events.c.at, since, until))
        return int(self._connection.execute(chosen).scalar_one())

    def first_replies(self, since: datetime.datetime, until: datetime.datetime) -> Sequence[FirstReply]:
        """Return the first replies to the tickets that were opened in a period."""
        first = sa.select(_events.c.ticket, sa.func.min(_events.c.at).label("at"))
        # Nothing is answered before it is asked, so older events need no look.
        first = first.where(_events.c.kind == "answered", _events.c.at >= since).group_by(_events.c.ticket).subquery()
        chosen = sa.select(_tickets.c.team, _tickets.c.opened, first.c.at)
        chosen = chosen.join(first, first.c.ticket == _tickets.c.number)
        chosen = chosen.where(_between(_tickets.c.opened, since, until))
        rows = self._connection.execute(chosen)
        return [FirstReply(*row) for row in rows]

    def _counted(self, column: Any, condition: Any) -> Mapping[str, int]:
        chosen = sa.select(column, sa.func.count()).where(condition).group_by(column)
        return {str(value or ""): int(count) for value, count in self._connection.execute(chosen)}


def _between(column: Any, since: datetime.datetime, until: datetime.datetime) -> Any:
    return sa.and_(column >= since, column < until)
