"""The asker's side of tickets: add detail, withdraw, say whether it helped, agree to give a name."""

import dataclasses
from collections.abc import Sequence

from bot.errors import RefusedError
from bot.helpdesk import tickets
from bot.helpdesk.tickets import ACTIVE, State
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.handling import DETAIL, HELPED, NAME, NOT_YET, QUESTION, WITHDRAW, ticket_choice
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Conversation, Ticket, TicketEvent
from bot.services.rendering import Renderer

TICKET_BUTTON = "ticket:"
_LONGEST_NAME = 100
_MOST_DIGITS = 9


class Askers:
    """What an asker can do with a ticket of their own, and with nobody else's."""

    def __init__(self, units: Units, renderer: Renderer, clock: Clock) -> None:
        """Take the database, the words and the clock."""
        self._units, self._renderer, self._clock = units, renderer, clock

    def press(self, conversation: str, payload: str) -> Reply | None:
        """Carry out a ticket's button; None when the ticket is somebody else's, or the button means nothing any more.

        Words are said once: a second press of a button that ended something gets None, too.
        """
        _, _, rest = payload.partition(":")
        verb, _, digits = rest.partition(":")
        moves = {HELPED: self._helped, NOT_YET: self._not_yet, WITHDRAW: self._withdraw}
        asks = {DETAIL: "ticket_detail", NAME: "ticket_name"}
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            return None
        with self._units() as work:
            ticket = work.tickets.get(int(digits))
            if ticket is None or ticket.conversation != conversation:
                return None
            try:
                if verb in moves:
                    reply = moves[verb](work, ticket)
                elif verb in asks and ticket.state in {*ACTIVE, State.MERGED}:
                    reply = self._awaited(work, ticket, verb, asks[verb])
                else:
                    return None
            except RefusedError:
                # The rules say no: it was pressed before, or the ticket has moved on.
                return None
            work.commit()
        return reply

    def typed(self, conversation: Conversation, masked: str) -> Reply | None:
        """Take typed words for the ticket that waits for them; None when none does.

        Every word has been screened for danger and masked before, names included: a name that is given on purpose
        is typed in answer to a question for it, and comes here as `masked` like everything else, see `named`.
        """
        purpose, _, digits = conversation.pending.partition(":")
        if not digits:
            return None
        with self._units() as work:
            ticket = work.tickets.get(int(digits))
            conversation.pending = ""
            work.conversations.put(conversation)
            reply = self._taken(work, ticket, purpose, masked) if ticket else None
            work.commit()
        return reply

    def named(self, conversation: Conversation, name: str) -> Reply | None:
        """Keep the name that an asker agreed to give; None when nobody asked for one."""
        purpose, _, digits = conversation.pending.partition(":")
        if purpose != NAME:
            return None
        with self._units() as work:
            ticket = work.tickets.get(int(digits))
            conversation.pending = ""
            work.conversations.put(conversation)
            if ticket is None:
                return None
            ticket.named = " ".join(name.split())[:_LONGEST_NAME]
            work.tickets.put(ticket)
            self._happened(work, ticket, "named")
            work.commit()
        return self._said("ticket_named", ticket)

    def question_after_all(self, conversation: str, payload: str) -> str | None:
        """Take back words that went to a ticket though they were a new question, and return them."""
        digits = payload.removeprefix(f"{TICKET_BUTTON}{QUESTION}:")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            return None
        with self._units() as work:
            ticket = work.tickets.get(int(digits))
            if ticket is None or ticket.conversation != conversation:
                return None
            details = [event for event in work.ticket_events.of(int(digits)) if event.kind == "detail"]
            if not details or details[-1].number is None:
                return None
            work.ticket_events.remove(details[-1].number)
            work.commit()
        return details[-1].text

    def tickets_of(self, conversation: str) -> Sequence[Ticket]:
        """Return a person's own tickets, the newest first."""
        with self._units() as work:
            return work.tickets.of_conversation(conversation)

    def _helped(self, work: UnitOfWork, ticket: Ticket) -> Reply:
        ticket.stand(tickets.helped(ticket.standing))
        work.tickets.put(ticket)
        self._happened(work, ticket, "closed", "the asker says it helped")
        return self._said("ticket_closed", ticket)

    def _not_yet(self, work: UnitOfWork, ticket: Ticket) -> Reply:
        ticket.stand(tickets.not_yet(ticket.standing))
        ticket.reminded = 0
        work.tickets.put(ticket)
        self._happened(work, ticket, "reopened", "the asker says it does not help yet")
        self._await(work, ticket, "reply")
        return self._said("ticket_reopened", ticket, (WITHDRAW,))

    def _withdraw(self, work: UnitOfWork, ticket: Ticket) -> Reply:
        # Others may wait for the answer to this one; they wait for their own again.
        for other in work.tickets.merged_with(ticket.number or 0):
            other.stand(tickets.part(other.standing))
            work.tickets.put(other)
            self._happened(work, other, "parted", f"ticket {ticket.number} was withdrawn")
        ticket.stand(tickets.withdraw(ticket.standing, self._clock()))
        work.tickets.put(ticket)
        self._happened(work, ticket, "withdrawn")
        self._await(work, ticket, "")
        return self._said("ticket_withdrawn", ticket)

    def _awaited(self, work: UnitOfWork, ticket: Ticket, verb: str, words: str) -> Reply:
        self._await(work, ticket, verb)
        return self._said(words, ticket)

    def _await(self, work: UnitOfWork, ticket: Ticket, purpose: str) -> None:
        conversation = work.conversations.get(ticket.conversation) or Conversation(ticket.conversation)
        conversation.pending = f"{purpose}:{ticket.number}" if purpose else ""
        work.conversations.put(conversation)

    def _taken(self, work: UnitOfWork, ticket: Ticket, purpose: str, masked: str) -> Reply | None:
        try:
            ticket.stand(tickets.add_detail(ticket.standing, self._clock()))
        except RefusedError:
            # It was answered or withdrawn meanwhile, so the words are a question like any other.
            return None
        work.tickets.put(ticket)
        self._happened(work, ticket, "detail", masked)
        # Words that were not announced as detail may have been a new question: that can be put right.
        buttons = (DETAIL, QUESTION) if purpose == "reply" else (DETAIL,)
        return self._said("ticket_detail_taken", ticket, buttons)

    def _said(self, name: str, ticket: Ticket, buttons: Sequence[str] = ()) -> Reply:
        choices = tuple(ticket_choice(self._renderer, verb, ticket.number or 0) for verb in buttons)
        text = self._renderer.say(name, ticket=ticket.number)
        return Reply(text, OutcomeName.SOCIAL, choices=choices, ticket=ticket.number)

    def _happened(self, work: UnitOfWork, ticket: Ticket, kind: str, text: str = "") -> None:
        work.ticket_events.add(TicketEvent(ticket.number or 0, self._clock(), kind, None, text))


def announced(renderer: Renderer, reply: Reply) -> Reply:
    """Return the reply that announces a ticket, with what the asker can do about it meanwhile."""
    if reply.ticket is None or reply.outcome is not OutcomeName.ESCALATE:
        return reply
    buttons = tuple(ticket_choice(renderer, verb, reply.ticket) for verb in (DETAIL, NAME, WITHDRAW))
    return dataclasses.replace(reply, choices=(*reply.choices, *buttons))
