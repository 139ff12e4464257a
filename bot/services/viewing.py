"""What a champion sees of a ticket: the question, why the bot passed it on, what is near, what was said before."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.helpdesk.likeness import ALIKE, ALIKE_NEAR, Piece, alike, content_words, marked
from bot.helpdesk.tickets import ACTIVE, State
from bot.helpdesk.vocabulary import Article
from bot.services.handling import found_ticket
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import NOBODY_THERE, Ticket, TicketEvent
from bot.services.ticket_queries import Found, Wanted

NEAREST = 5
MOST_ALIKE = 5


@dataclass(frozen=True)
class Near:
    """An article near the question."""

    article: str
    title: Sequence[Piece]
    """With the words of the question marked."""
    short: Sequence[Piece]
    """The short answer, likewise; empty when the article is no longer served."""
    confidence: float
    served: bool


@dataclass(frozen=True)
class Like:
    """Another ticket with nearly the same question."""

    ticket: Ticket
    likeness: float
    """Share of words in common, 0 to 1."""


@dataclass(frozen=True)
class TicketView:
    """Everything that the ticket's page shows. Who asked is not among it."""

    ticket: Ticket
    events: Sequence[TicketEvent]
    nearest: Sequence[Near]
    earlier: Sequence[Like]
    """Answered tickets with like questions."""
    duplicates: Sequence[Like]
    """Open tickets with like questions, to be merged."""
    merged: Sequence[Ticket]
    """Tickets that the answer to this one will answer, too."""
    added: Mapping[int, Sequence[str]]
    """What their askers have added, by number of the ticket."""
    names: Mapping[int, str]
    """How the people in `events` are called, by number."""
    unreachable: bool
    """Whether the asker has blocked the bot or taken it away, so that nothing arrives until they come back."""


class Viewing:
    """Reads tickets for the desk."""

    def __init__(
        self,
        units: Units,
        articles: Callable[[str], Article | None],
        short_answer: Callable[[Article, datetime.date], str],
        clock: Clock,
    ) -> None:
        """Take the database, the served articles, what fills an article's short answer for a day, and the clock."""
        self._units, self._articles, self._short_answer, self._clock = units, articles, short_answer, clock

    def find(self, wanted: Wanted) -> Found:
        """Return one page of tickets."""
        with self._units() as work:
            return work.tickets.find(wanted)

    def counts(self, teams: Sequence[str] | None = None) -> Mapping[str, int]:
        """Return how many tickets stand in each state."""
        with self._units() as work:
            return work.tickets.counts(teams)

    def view(self, number: int) -> TicketView:
        """Return a ticket with all that helps to answer it; raises UnknownItemError when there is none."""
        with self._units() as work:
            ticket = found_ticket(work, number)
            events = work.ticket_events.of(number)
            likes = _likes(ticket, work.tickets.alike(ticket))
            merged = work.tickets.merged_with(number)
            added = {
                other.number or 0: [e.text for e in work.ticket_events.of(other.number or 0) if e.kind == "detail"]
                for other in merged
            }
            names = self._names(work, [event.by for event in events] + [ticket.owner])
            last = work.outbox.latest(ticket.conversation)
        active = {state.value for state in ACTIVE}
        done = {State.ANSWERED.value, State.CLOSED.value}
        return TicketView(
            ticket=ticket,
            events=events,
            nearest=self._nearest(ticket),
            earlier=[like for like in likes if like.ticket.state in done and like.ticket.answer][:MOST_ALIKE],
            duplicates=[like for like in likes if like.ticket.state in active][:MOST_ALIKE],
            merged=merged,
            added=added,
            names=names,
            unreachable=bool(last and last.dead and last.body.get("given_up") in NOBODY_THERE),
        )

    def _nearest(self, ticket: Ticket) -> Sequence[Near]:
        words, today, found = content_words(ticket.question), self._clock().date(), []
        for candidate in ticket.candidates[:NEAREST]:
            article = self._articles(str(candidate["article"]))
            title = article.title if article else str(candidate.get("title") or candidate["article"])
            short = self._short_answer(article, today) if article else ""
            found.append(
                Near(
                    article=str(candidate["article"]),
                    title=marked(title, words),
                    short=marked(short, words),
                    confidence=float(candidate["confidence"]),
                    served=article is not None,
                )
            )
        return found

    def _names(self, work: UnitOfWork, numbers: Sequence[int | None]) -> Mapping[int, str]:
        known = {number: work.people.get(number) for number in {n for n in numbers if n is not None}}
        return {number: person.name for number, person in known.items() if person}


def _likes(ticket: Ticket, others: Sequence[Ticket]) -> Sequence[Like]:
    """Return the others with nearly the same question, the most alike first.

    Two questions that lie nearest to the same article need fewer words in common.
    """
    nearest, found = _first(ticket), []
    for other in others:
        likeness = alike(ticket.question, other.question)
        if likeness >= (ALIKE_NEAR if nearest and nearest == _first(other) else ALIKE):
            found.append(Like(other, likeness))
    return sorted(found, key=lambda like: -like.likeness)


def _first(ticket: Ticket) -> str:
    return str(ticket.candidates[0]["article"]) if ticket.candidates else ""
