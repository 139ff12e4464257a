"""The asker's side of tickets: add detail, withdraw, say whether it helped, agree to give a name."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.errors import ConflictError, RefusedError
from bot.helpdesk import tickets
from bot.helpdesk.tickets import ACTIVE, State
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.handling import DETAIL, HELPED, NAME, NOT_YET, QUESTION, WITHDRAW, put_all, ticket_choice
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Conversation, Ticket, TicketEvent
from bot.services.rendering import Renderer
from bot.services.routing import Routing
from bot.services.settling import kept_with

TICKET_BUTTON = "ticket:"
_LONGEST_NAME, _MOST_NAMES = 100, 6
_MOST_DIGITS = 9
_TRIES = 5
_Found = TypeVar("_Found")


class Askers:
    """What an asker can do with a ticket of their own, and with nobody else's."""

    def __init__(self, units: Units, renderer: Renderer, routing: Routing, clock: Clock) -> None:
        """Take the database, the words, the teams and the clock."""
        self._units, self._renderer, self._routing, self._clock = units, renderer, routing, clock

    def press(self, conversation: str, payload: str, delivery: str = "") -> Reply | None:
        """Carry out a ticket's button; None when the ticket is somebody else's, or the button means nothing any more.

        Words are said once: a second press of a button that ended something gets None, too.
        """
        return _again(lambda: self._pressed(conversation, payload, delivery))

    def _pressed(self, conversation: str, payload: str, delivery: str) -> Reply | None:
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
            except ConflictError:
                raise
            except RefusedError:
                # The rules say no: it was pressed before, or the ticket has moved on.
                return None
            return kept_with(work, delivery, reply)

    def typed(self, conversation: Conversation, masked: str, delivery: str = "") -> Reply | None:
        """Take typed words for the ticket that waits for them; None when none does.

        Every word has been screened for danger and masked before, names included: a name that is given on purpose
        is typed in answer to a question for it, and comes here as `masked` like everything else, see `named`.
        """
        purpose, _, digits = conversation.pending.partition(":")
        return _again(lambda: self._typed(conversation, purpose, int(digits), masked, delivery)) if digits else None

    def _typed(self, conversation: Conversation, purpose: str, number: int, masked: str, delivery: str) -> Reply | None:
        with self._units() as work:
            ticket = work.tickets.get(number)
            conversation.pending = ""
            work.conversations.put(conversation)
            reply = self._taken(work, ticket, purpose, masked) if ticket else None
            if reply is not None:
                return kept_with(work, delivery, reply)
            work.commit()
        return None

    def named(self, conversation: Conversation, name: str, delivery: str = "") -> Reply | None:
        """Keep the name that an asker agreed to give; None when nobody waits for one, or the words are no name."""
        purpose, _, digits = conversation.pending.partition(":")
        return _again(lambda: self._named(conversation, int(digits), name, delivery)) if purpose == NAME else None

    def _named(self, conversation: Conversation, number: int, name: str, delivery: str) -> Reply | None:
        with self._units() as work:
            ticket = work.tickets.get(number)
            conversation.pending = ""
            work.conversations.put(conversation)
            waits = ticket is not None and ticket.state in {*ACTIVE, State.MERGED}
            if ticket is None or not waits or "?" in name or len(name.split()) > _MOST_NAMES:
                # It was answered meanwhile, or somebody went on asking: a question is never kept as a name.
                work.commit()
                return None
            ticket.named = " ".join(name.split())[:_LONGEST_NAME]
            work.tickets.put(ticket)
            event = self._happened(work, ticket, "named")
            return kept_with(work, delivery, self._or_question(self._said("ticket_named", ticket), event))

    def question_after_all(self, conversation: str, payload: str) -> str | None:
        """Return words that went to a ticket though they were a new question; None when there are none."""
        with self._units() as work:
            found = _taken(work, conversation, payload)
        if found is None:
            return None
        event, ticket = found
        return event.text if event.kind == "detail" else ticket.named

    def take_back(self, conversation: str, payload: str) -> None:
        """Take such words out of the ticket, once the question has been dealt with; a question back is open again."""
        _again(lambda: self._take_back(conversation, payload))

    def _take_back(self, conversation: str, payload: str) -> None:
        with self._units() as work:
            found = _taken(work, conversation, payload)
            if found is None:
                return
            event, ticket = found
            work.ticket_events.retract(event.number or 0)
            if event.kind == "named":
                ticket.named = ""
            elif ticket.standing.state in ACTIVE and _unanswered(work.ticket_events.of(event.ticket)):
                ticket.asked_back = True
                self._await(work, ticket, "reply")
            work.tickets.put(ticket)
            work.commit()

    def tickets_of(self, conversation: str, most: int = 20) -> Sequence[Ticket]:
        """Return a person's own tickets, the newest first."""
        with self._units() as work:
            return work.tickets.of_conversation(conversation, most)

    def _helped(self, work: UnitOfWork, ticket: Ticket) -> Reply:
        ticket.stand(tickets.helped(ticket.standing))
        work.tickets.put(ticket)
        self._happened(work, ticket, "closed", "the asker says it helped")
        return self._said("ticket_closed", ticket)

    def _not_yet(self, work: UnitOfWork, ticket: Ticket) -> Reply:
        ticket.stand(tickets.not_yet(ticket.standing))
        self._promise(ticket)
        work.tickets.put(ticket)
        self._happened(work, ticket, "reopened", "the asker says it does not help yet")
        self._await(work, ticket, "reply")
        return self._said("ticket_reopened", ticket, (WITHDRAW,))

    def _withdraw(self, work: UnitOfWork, ticket: Ticket) -> Reply:
        # Others may wait for the answer to this one; they wait for their own again.
        others = work.tickets.merged_with(ticket.number or 0)
        ticket.stand(tickets.withdraw(ticket.standing, self._clock()))
        for other in others:
            other.stand(tickets.part(other.standing))
            self._promise(other)
        put_all(work, (ticket, *others))
        for other in others:
            self._happened(work, other, "parted", f"ticket {ticket.number} was withdrawn")
        self._happened(work, ticket, "withdrawn")
        asker = work.conversations.get(ticket.conversation)
        if asker and asker.pending.partition(":")[2] == str(ticket.number):
            self._await(work, ticket, "")
        return self._said("ticket_withdrawn", ticket)

    def _promise(self, ticket: Ticket) -> None:
        """Begin a new round: a new time to answer by, and reminders from the first."""
        ticket.due = self._routing.promise(ticket.team, self._clock(), urgent=ticket.urgent)
        ticket.reminded = 0

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
        event = self._happened(work, ticket, "detail", masked)
        reply = self._said("ticket_detail_taken", ticket, (DETAIL,))
        return self._or_question(reply, event) if purpose == "reply" else reply

    def _or_question(self, reply: Reply, event: int) -> Reply:
        """Offer to put right that words were taken for a ticket though they were a new question."""
        choice = ticket_choice(self._renderer, QUESTION, event)
        return dataclasses.replace(reply, choices=(*reply.choices, choice))

    def _said(self, name: str, ticket: Ticket, buttons: Sequence[str] = ()) -> Reply:
        choices = tuple(ticket_choice(self._renderer, verb, ticket.number or 0) for verb in buttons)
        text = self._renderer.say(name, ticket=ticket.number)
        return Reply(text, OutcomeName.SOCIAL, choices=choices, ticket=ticket.number)

    def _happened(self, work: UnitOfWork, ticket: Ticket, kind: str, text: str = "") -> int:
        return work.ticket_events.add(TicketEvent(ticket.number or 0, self._clock(), kind, None, text))


def _taken(work: UnitOfWork, conversation: str, payload: str) -> tuple[TicketEvent, Ticket] | None:
    digits = payload.removeprefix(f"{TICKET_BUTTON}{QUESTION}:")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        return None
    event = work.ticket_events.get(int(digits))
    ticket = work.tickets.get(event.ticket) if event and event.kind in {"detail", "named"} else None
    return (event, ticket) if event and ticket and ticket.conversation == conversation else None


def _unanswered(events: Sequence[TicketEvent]) -> bool:
    """Tell whether the champion's last question to the asker has no reply."""
    kinds = [event.kind for event in events if event.kind in {"asked_back", "detail", "answered"}]
    return bool(kinds) and kinds[-1] == "asked_back"


def _again(do: Callable[[], _Found]) -> _Found:
    """Do something anew when a champion changed the ticket at the same moment: no asker has to press twice."""
    for _ in range(_TRIES - 1):
        try:
            return do()
        except ConflictError:
            continue
    return do()


def announced(renderer: Renderer, reply: Reply) -> Reply:
    """Return the reply that announces a ticket, with what the asker can do about it meanwhile."""
    if reply.ticket is None or reply.outcome is not OutcomeName.ESCALATE:
        return reply
    buttons = tuple(ticket_choice(renderer, verb, reply.ticket) for verb in (DETAIL, NAME, WITHDRAW))
    return dataclasses.replace(reply, choices=(*reply.choices, *buttons))
