"""A champion's answer is offered as a draft, which a second person reviews before anybody else is told it."""

from collections.abc import Sequence

from bot.errors import RefusedError
from bot.services.drafting import Drafting
from bot.services.handling import found_ticket
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Ticket, TicketEvent

_DRAFTED = "drafted"


class Offering:
    """Takes an answered ticket, with all that were answered together with it, to the drafts."""

    def __init__(self, units: Units, drafting: Drafting, clock: Clock) -> None:
        """Take the database, what makes drafts, and the clock."""
        self._units, self._drafting, self._clock = units, drafting, clock

    def offer(self, number: int, by: int) -> int:
        """Make a draft of a ticket's answer, with the wordings of all that it went to, and return the draft's number.

        Its author is who wrote the answer, whoever offers it: nobody reviews their own words. Raises RefusedError when
        there is no answer in a champion's own words, or when a draft was made of this answer before.
        """
        with self._units() as work:
            ticket = found_ticket(work, number)
            self._check(work, ticket)
            found = [ticket, *work.tickets.answered_with(ticket)]
            wrote = [e.by for e in work.ticket_events.of(number) if e.kind == "answered" and e.by is not None]
            draft = self._drafting.from_answer(
                work,
                ticket_numbers=[each.number or 0 for each in found],
                questions=[each.question for each in found],
                answer=ticket.answer or "",
                topic=_topic(ticket),
                nation=ticket.nation,
                nearest=ticket.candidates,
                author=wrote[-1] if wrote else by,
            )
            for each in found:
                event = TicketEvent(each.number or 0, self._clock(), _DRAFTED, by, f"draft {draft}")
                work.ticket_events.add(event)
            work.commit()
        return draft

    def _check(self, work: UnitOfWork, ticket: Ticket) -> None:
        if not ticket.answer or ticket.article:
            message = f"Ticket {ticket.number} has no answer in a champion's own words, so there is nothing to draft."
            raise RefusedError(message)
        if drafted(work.ticket_events.of(ticket.number or 0)):
            message = f"The answer to ticket {ticket.number} was offered as a draft before. Nothing was changed."
            raise RefusedError(message)


def drafted(events: Sequence[TicketEvent]) -> bool:
    """Tell whether a draft was made of the last answer; one after "not yet" is new, and may become its own."""
    since = [event.kind for event in events]
    while "answered" in since:
        since = since[since.index("answered") + 1 :]
    return _DRAFTED in since


def _topic(ticket: Ticket) -> str | None:
    return str(ticket.candidates[0]["article"]).partition("/")[0] if ticket.candidates else None
