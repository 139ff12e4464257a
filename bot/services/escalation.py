"""Questions that wait for a person: opened, with a promise of when, before the asker is told."""

import datetime
import secrets
from collections.abc import Sequence

from bot.errors import UnknownItemError
from bot.helpdesk.vocabulary import Reason
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Conversation, Ticket, TicketEvent
from bot.services.routing import Routing

_DIGITS, _LETTERS = "23456789", "ABCDEFGHJKLMNPQRTUVWXYZ"
"""Signs that are not mistaken for one another when they are read out."""


class Escalation:
    """Opens tickets and finds them again."""

    def __init__(self, units: Units, routing: Routing, clock: Clock) -> None:
        """Take the database, the teams and the clock."""
        self._units, self._routing, self._clock = units, routing, clock

    def open(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        question: str,
        reason: Reason,
        candidates: Sequence[dict[str, object]] = (),
    ) -> Ticket:
        """Keep a new ticket within the caller's transaction and return it with its number."""
        first, now = str(candidates[0]["article"]) if candidates else None, self._clock()
        team, urgent = self._routing.team_for(first, conversation.nation), reason is Reason.SAFETY
        ticket = Ticket(
            conversation=conversation.id,
            question=question,
            reason=reason.value,
            opened=now,
            team=team.name,
            urgent=urgent,
            nation=conversation.nation.value,
            role=conversation.role,
            candidates=candidates,
            asker=secrets.choice(_DIGITS) + secrets.choice(_LETTERS),
            due=self._routing.promise(team.name, now, urgent=urgent),
        )
        ticket.number = work.tickets.add(ticket)
        work.ticket_events.add(TicketEvent(ticket.number, now, "opened", text=reason.value))
        return ticket

    def list(self, state: str | None = None) -> Sequence[Ticket]:
        """Return tickets, urgent ones first, then the oldest."""
        with self._units() as work:
            return work.tickets.list(state)

    def show(self, number: int) -> Ticket:
        """Return one ticket; raises UnknownItemError when there is none."""
        with self._units() as work:
            ticket = work.tickets.get(number)
        if ticket is None:
            message = f"There is no ticket {number}. `sds tickets list` shows all of them."
            raise UnknownItemError(message)
        return ticket

    def events(self, number: int) -> Sequence[TicketEvent]:
        """Return what happened to a ticket, the oldest first."""
        with self._units() as work:
            return work.ticket_events.of(number)

    def counts(self) -> dict[str, int]:
        """Return how many tickets stand in each state."""
        with self._units() as work:
            return work.tickets.counts()


def waits_until(ticket: Ticket) -> datetime.datetime:
    """Return when an answer was promised."""
    return ticket.due or ticket.opened
