"""What champions do with tickets: claim, hand on, snooze, ask back, note, answer, merge."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import ConflictError, RefusedError, UnknownItemError
from bot.helpdesk import tickets
from bot.helpdesk.tickets import Standing
from bot.helpdesk.vocabulary import Article, Choice, OutcomeName, Reason, Reply
from bot.services.people_records import AuditEntry
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Message, Ticket, TicketEvent
from bot.services.rendering import Renderer
from bot.services.routing import Routing

LONGEST_ANSWER = 8000
"""Letters of a champion's answer, a note or a question to the asker."""
HELPED, NOT_YET, DETAIL, WITHDRAW, NAME, QUESTION = "helped", "not_yet", "detail", "withdraw", "name", "question"
"""What an asker's button does; its payload is `ticket:<this>:<number>`, for `question` with the event's number."""


@dataclass(frozen=True)
class Actor:
    """Who does something with a ticket."""

    number: int | None
    """The person of the desk; None for the command line."""
    name: str
    hands_on_all: bool = False
    """Whether they may hand on and release what others have claimed, as managers may."""


class Articles(Protocol):
    """The articles that are served now."""

    def __call__(self, article: str) -> Article | None:
        """Return one by id, or None."""


class Handling:
    """The champions' side of tickets. Every change says which version of the ticket was seen."""

    def __init__(self, units: Units, renderer: Renderer, routing: Routing, clock: Clock, articles: Articles) -> None:
        """Take the database, the words, the teams, the clock and the articles."""
        self._units, self._renderer, self._routing = units, renderer, routing
        self._clock, self._articles = clock, articles

    def claim(self, number: int, by: Actor, seen: int | None = None) -> Ticket:
        """Take a ticket for as long as the team's lease; raises RefusedError when a colleague has it."""
        return self._move(
            number, by, seen, "claimed", lambda t, now: tickets.claim(t.standing, _person(by), now, self._lease(t))
        )

    def release(self, number: int, by: Actor, seen: int | None = None) -> Ticket:
        """Give a ticket back to its team."""

        def move(ticket: Ticket, now: datetime.datetime) -> Standing:
            owner = ticket.owner if by.hands_on_all and ticket.owner is not None else _person(by)
            return tickets.release(ticket.standing, owner, now)

        return self._move(number, by, seen, "released", move)

    def hand_to_person(self, number: int, by: Actor, to: int, name: str, seen: int | None = None) -> Ticket:
        """Give a ticket to a colleague, who then owns it; `name` is how the colleague is called on the desk."""

        def move(ticket: Ticket, now: datetime.datetime) -> Standing:
            self._may_hand_on(ticket, by, now)
            return tickets.hand_to_person(ticket.standing, to, now, self._lease(ticket))

        return self._move(number, by, seen, "handed_on", move, f"to {name}")

    def hand_to_team(self, number: int, by: Actor, team: str, seen: int | None = None) -> Ticket:
        """Give a ticket to another team."""
        if team not in self._routing.names:
            message = f"There is no team “{team}”. The teams are {', '.join(self._routing.names)}."
            raise RefusedError(message)

        def move(ticket: Ticket, now: datetime.datetime) -> Standing:
            self._may_hand_on(ticket, by, now)
            moved = tickets.hand_to_team(ticket.standing, team, now)
            # The new team's people are reminded from the first; the asker's promise stays as it was given.
            ticket.reminded = 0
            return moved

        return self._move(number, by, seen, "handed_on", move, f"to the team {team}")

    def snooze(self, number: int, by: Actor, until: datetime.datetime, seen: int | None = None) -> Ticket:
        """Put a ticket aside until a time."""
        return self._move(
            number, by, seen, "snoozed", lambda t, now: tickets.snooze(t.standing, _person(by), now, until)
        )

    def note(self, number: int, by: Actor, text: str) -> Ticket:
        """Leave a private note for colleagues: a second opinion. The asker never sees it."""
        words = _words(text, "note")
        with self._units() as work:
            ticket = found_ticket(work, number)
            self._happened(work, ticket, "note", by, words)
            work.commit()
        return ticket

    def ask_back(self, number: int, by: Actor, text: str, seen: int | None = None) -> Ticket:
        """Ask the asker for detail. What they type next lands in the ticket."""
        words = _words(text, "question")
        with self._units() as work:
            ticket, now = self._seen(work, number, seen), self._clock()
            ticket.stand(tickets.ask_back(ticket.standing, _person(by), now, self._lease(ticket)))
            work.tickets.put(ticket)
            event = self._happened(work, ticket, "asked_back", by, words)
            body = self._body(
                ticket, self._renderer.say("champion_asks", ticket=number, question=words), (DETAIL, WITHDRAW)
            )
            work.outbox.add(Message(ticket.conversation, f"ticket-{number}-question-{event}", body, now, now))
            conversation = work.conversations.get(ticket.conversation)
            if conversation is not None:
                conversation.pending = f"reply:{number}"
                work.conversations.put(conversation)
            work.commit()
        return ticket

    def answer(self, number: int, text: str, by: Actor, seen: int | None = None) -> Sequence[Ticket]:
        """Answer a ticket and all that were merged with it, in the champion's own words; return all of them.

        Raises UnknownItemError for an unknown ticket, RefusedError for an empty or too long answer, for a ticket that
        was answered or that a colleague has claimed.
        """
        words = _words(text, "answer")
        said = {"answer": words}
        return self._answered(number, by, seen, words, None, lambda t: ("champion_reply", said | {"ticket": t}))

    def send_article(self, number: int, article: str, by: Actor, seen: int | None = None) -> Sequence[Ticket]:
        """Answer a ticket and all that were merged with it with an article, as it reads today."""
        found = self._articles(article)
        if found is None:
            message = f"There is no article “{article}” any more. Choose another one. Nothing was sent."
            raise UnknownItemError(message)
        words = self._renderer.article(found, self._clock().date())
        said = {"answer": words}
        return self._answered(
            number, by, seen, found.title, article, lambda t: ("champion_article", said | {"ticket": t})
        )

    def merge(self, number: int, into: int, by: Actor, seen: int | None = None) -> Ticket:
        """Let the answer to another ticket answer this one and all that were merged with it."""
        with self._units() as work:
            ticket, target, now = self._seen(work, number, seen), found_ticket(work, into), self._clock()
            moving = (ticket, *work.tickets.merged_with(number))
            for each in moving:
                standing = each.standing if each is ticket else tickets.part(each.standing)
                each.stand(tickets.merge(standing, each.number or 0, into, target.standing, now))
            # The other one, too: whoever answers or withdraws it at this moment must see that more wait for it.
            put_all(work, (*moving, target))
            for each in moving:
                self._happened(work, each, "merged", by, f"with ticket {into}")
            work.commit()
        return ticket

    def part(self, number: int, by: Actor, seen: int | None = None) -> Ticket:
        """Undo a merge."""

        def move(ticket: Ticket, now: datetime.datetime) -> Standing:
            ticket.due, ticket.reminded = self._routing.promise(ticket.team, now, urgent=ticket.urgent), 0
            return tickets.part(ticket.standing)

        return self._move(number, by, seen, "parted", move)

    def let_go_of(self, person: int) -> int:
        """Give all tickets of somebody who left back to their teams; return how many there were."""
        with self._units() as work:
            owned = work.tickets.owned_by(person)
            for ticket in owned:
                ticket.stand(ticket.standing.freed())
                self._happened(work, ticket, "released", Actor(None, ""), "its champion has left")
                work.tickets.put(ticket)
            work.commit()
        return len(owned)

    def _answered(
        self,
        number: int,
        by: Actor,
        seen: int | None,
        words: str,
        article: str | None,
        said: Callable[[int], tuple[str, dict[str, object]]],
    ) -> Sequence[Ticket]:
        with self._units() as work:
            ticket, now = self._seen(work, number, seen), self._clock()
            others = work.tickets.merged_with(number)
            ticket.stand(tickets.answer(ticket.standing, by.number, now))
            for other in others:
                other.stand(tickets.answer_with(other.standing))
            for each in (ticket, *others):
                each.answer, each.answered, each.answered_by, each.article = words, now, by.name, article
                each.reminded = 0
            # First of all: of two who answer at once the second is told so, and has said nothing yet.
            put_all(work, (ticket, *others))
            for each in (ticket, *others):
                name, values = said(each.number or 0)
                body = self._body(each, self._renderer.say(name, **values), (HELPED, NOT_YET))
                key = f"ticket-{each.number}-answer-{each.round}"
                work.outbox.add(Message(each.conversation, key, body, now, now))
                self._happened(work, each, "answered", by, words)
            work.commit()
        return (ticket, *others)

    def _body(self, ticket: Ticket, text: str, buttons: Sequence[str]) -> dict[str, object]:
        choices = tuple(ticket_choice(self._renderer, verb, ticket.number or 0) for verb in buttons)
        reply = Reply(text, OutcomeName.ESCALATE, Reason(ticket.reason), choices=choices, ticket=ticket.number)
        return {"text": reply.text, **reply.contract()}

    def _move(
        self,
        number: int,
        by: Actor,
        seen: int | None,
        kind: str,
        move: Callable[[Ticket, datetime.datetime], Standing],
        text: str = "",
    ) -> Ticket:
        with self._units() as work:
            ticket = self._seen(work, number, seen)
            ticket.stand(move(ticket, self._clock()))
            self._happened(work, ticket, kind, by, text)
            work.tickets.put(ticket)
            work.commit()
        return ticket

    def _seen(self, work: UnitOfWork, number: int, seen: int | None) -> Ticket:
        ticket = found_ticket(work, number)
        if seen is not None and ticket.version != seen:
            message = (
                f"Ticket {number} was changed by a colleague while you looked at it. Nothing was overwritten and "
                "nothing was sent. Read what is new, then try again."
            )
            raise ConflictError(message)
        return ticket

    def _may_hand_on(self, ticket: Ticket, by: Actor, now: datetime.datetime) -> None:
        found = ticket.standing.as_of(now)
        if found.owner is not None and found.owner != by.number and not by.hands_on_all:
            message = "A colleague has claimed this ticket. Only they or a manager can hand it on. Nothing was changed."
            raise RefusedError(message)

    def _lease(self, ticket: Ticket) -> datetime.timedelta:
        return self._routing.of(ticket.team).lease

    def _happened(self, work: UnitOfWork, ticket: Ticket, kind: str, by: Actor, text: str = "") -> int:
        # The audit trail says who did what and when; the words stay with the ticket.
        work.audit.add(AuditEntry(self._clock(), f"ticket.{kind}", f"ticket {ticket.number}", by.number))
        return work.ticket_events.add(TicketEvent(ticket.number or 0, self._clock(), kind, by.number, text))


def ticket_choice(renderer: Renderer, verb: str, number: int) -> Choice:
    """Return an asker's button for a ticket."""
    return Choice(renderer.say(f"choice_ticket_{verb}"), f"ticket:{verb}:{number}")


def put_all(work: UnitOfWork, changed: Sequence[Ticket]) -> None:
    """Keep several tickets in the order of their numbers, so that two who do this wait for each other only one way."""
    for ticket in sorted(changed, key=lambda each: each.number or 0):
        work.tickets.put(ticket)


def found_ticket(work: UnitOfWork, number: int) -> Ticket:
    """Return a ticket; raises UnknownItemError when there is none."""
    ticket = work.tickets.get(number)
    if ticket is None:
        message = f"There is no ticket {number}."
        raise UnknownItemError(message)
    return ticket


def _person(by: Actor) -> int:
    if by.number is None:
        message = "Only a person of the desk can do this: name one with --by (`sds people list`)."
        raise RefusedError(message)
    return by.number


def _words(text: str, what: str) -> str:
    words = text.strip()
    if not words or len(words) > LONGEST_ANSWER:
        article = "An" if what[0] in "aeiou" else "A"
        message = (
            f"{article} {what} needs 1 to {LONGEST_ANSWER} characters; this one has {len(words)}. Nothing was sent."
        )
        raise RefusedError(message)
    return words
