"""A desk after years of use: thousands of tickets with what happened to them, questions, articles, drafts."""

import dataclasses
import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bot.content.library import Library
from bot.helpdesk.access import Function, Role
from bot.helpdesk.drafts import DraftState
from bot.helpdesk.tickets import State
from bot.helpdesk.vocabulary import OutcomeName, Reason
from bot.services.people_records import Membership, Person
from bot.services.publishing_records import SERVED, Draft, Published
from bot.services.records import Interaction, Message, Ticket, TicketEvent
from bot.wiring import Product

TICKETS, QUESTIONS, ARTICLES, PEOPLE, DRAFTS, DEAD = 10_000, 100_000, 1_000, 60, 300, 200
_SEED = 4
_YEAR = datetime.timedelta(days=365)
_STATES = (State.CLOSED, State.ANSWERED, State.WITHDRAWN, State.OPEN, State.CLAIMED, State.SNOOZED, State.REOPENED)
_URGENT = 0.01
_HOW_MANY = (70, 15, 5, 5, 2, 2, 1)
"""Of 100 tickets, in the order of the states."""
_OUTCOMES = (OutcomeName.ANSWER, OutcomeName.CLARIFY, OutcomeName.ESCALATE, OutcomeName.DECLINE, OutcomeName.SOCIAL)
_EVENTS: Mapping[State, Sequence[str]] = {
    State.CLOSED: ("claimed", "note", "answered", "closed"),
    State.ANSWERED: ("claimed", "answered"),
    State.WITHDRAWN: ("withdrawn",),
    State.CLAIMED: ("claimed", "asked_back", "detail"),
    State.SNOOZED: ("snoozed",),
    State.REOPENED: ("claimed", "answered", "reopened"),
}


def with_articles(content: Library, count: int = ARTICLES) -> Library:
    """Return the content with so many articles; those beyond the ones that there are, are copies."""
    articles = dict(content.articles)
    for number, article in enumerate(_again(list(content.articles.values()), count - len(articles))):
        name = f"{article.id}-{number}"
        articles[name] = dataclasses.replace(article, id=name, title=f"{article.title} {number}")
    return dataclasses.replace(content, articles=articles)


def crowd(product: Product, scale: float = 1.0) -> int:
    """Fill a fresh database and return the number of somebody who may see everything; `scale` makes it smaller."""
    chance = random.Random(_SEED)
    seer = _people(product, max(int(PEOPLE * scale), 2))
    _tickets(product, chance, int(TICKETS * scale), seer)
    _questions(product, chance, int(QUESTIONS * scale))
    _publishing(product, chance, seer, int(DRAFTS * scale), int(ARTICLES * scale))
    _dead_letters(product, int(DEAD * scale))
    return seer


def _people(product: Product, count: int) -> int:
    teams = product.routing.names
    with product.units() as work:
        numbers = []
        for number in range(count):
            roles = tuple(Role) if number == 0 else (Role.CHAMPION,)
            person = Person(f"Person {number}", f"person{number}@example.org", product.clock(), roles)
            numbers.append(work.people.add(person))
            member = Membership(numbers[-1], teams[number % len(teams)], Function.CHAMPION)
            # The one who looks is in all teams, and so sees all tickets by default.
            mine = [Membership(numbers[-1], team, Function.MANAGER) for team in teams] if number == 0 else [member]
            work.people.put_memberships(numbers[-1], mine)
        work.commit()
    return numbers[0]


def _tickets(product: Product, chance: random.Random, count: int, owner: int) -> None:
    articles = list(product.content.articles.values())
    with product.units() as work:
        for number in range(count):
            # The oldest comes first, as in life.
            opened = product.clock() - _YEAR * (1 - number / max(count, 1))
            article = chance.choice(articles)
            state = chance.choices(_STATES, _HOW_MANY)[0]
            ticket = Ticket(
                conversation=f"web:{number}",
                question=chance.choice(article.asks or (article.title,)),
                reason=chance.choice(list(Reason)).value,
                opened=opened,
                team=chance.choice(product.routing.names),
                state=state.value,
                urgent=chance.random() < _URGENT,
                nation=chance.choice(("scotland", "scotland", "scotland", "england")),
                candidates=[_candidate(each.id, each.title, chance) for each in chance.sample(articles, 8)],
                asker="7Q",
                due=opened + datetime.timedelta(days=2),
            )
            _lived(ticket, state, owner, product.clock())
            kept = work.tickets.add(ticket)
            for hours, kind in enumerate(("opened", *_EVENTS.get(state, ()))):
                at = opened + datetime.timedelta(hours=chance.randrange(1, 9) * hours)
                work.ticket_events.add(TicketEvent(kept, at, kind, owner if hours else None, "Some words about it."))
        work.commit()


def _candidate(article: str, title: str, chance: random.Random) -> Mapping[str, Any]:
    return {"article": article, "title": title, "confidence": round(chance.random(), 3)}


def _lived(ticket: Ticket, state: State, owner: int, now: datetime.datetime) -> None:
    if state is State.CLAIMED:
        ticket.owner, ticket.lease_until = owner, now + datetime.timedelta(hours=1)
    elif state is State.SNOOZED:
        ticket.snoozed_until = now + datetime.timedelta(days=3)
    elif state in {State.ANSWERED, State.CLOSED, State.REOPENED}:
        ticket.answer, ticket.answered, ticket.round = "A champion's answer, in a few sentences. " * 8, now, 1


def _questions(product: Product, chance: random.Random, count: int) -> None:
    articles = list(product.content.articles)
    with product.units() as work:
        for number in range(count):
            article, outcome = chance.choice(articles), chance.choices(_OUTCOMES, (60, 10, 15, 5, 10))[0]
            near = [_candidate(each, each, chance) for each in chance.sample(articles, 5)]
            at = product.clock() - _YEAR * (1 - number / count)
            answered = article if outcome is OutcomeName.ANSWER else None
            work.interactions.add(
                Interaction("web:1", at, "A question", outcome.value, article=answered, candidates=near)
            )
        work.commit()


def _publishing(product: Product, chance: random.Random, author: int, drafts: int, published: int) -> None:
    now, articles = product.clock(), list(product.content.articles.values())
    with product.units() as work:
        for number, article in enumerate(_again(articles, drafts)):
            state = chance.choice(list(DraftState)).value
            draft = Draft(f"Draft {number}", article.topic, "scotland", article.short, author, now, now, state=state)
            work.drafts.add(draft)
        for number, article in enumerate(_again(articles, published)):
            content = {
                "title": f"{article.title} {number}", "topic": article.topic, "nation": "scotland",
                "audience": ["pa"], "short": article.short, "detail": article.detail,
                "next_step": article.next_step, "who_to_ask": article.who_to_ask, "asks": list(article.asks),
                "reaches": [], "must_not_reach": [],
            }  # fmt: skip
            name = f"{article.topic}/champion-{number}"
            team = product.routing.names[0]
            work.published.add(
                Published(name, 1, SERVED, content, {}, "", "", team, team, now.date(), now, author, author, 1)
            )
        work.commit()


def _dead_letters(product: Product, count: int) -> None:
    now = product.clock()
    with product.units() as work:
        for number in range(1, count + 1):
            body = {"text": "An answer", "ticket": number}
            work.outbox.add(Message(f"teams:{number}", f"ticket-{number}-answer-1", body, now, now, 12, dead=True))
        work.commit()


def _again(things: Sequence[Any], count: int) -> Iterator[Any]:
    """Go round and round through things, so often."""
    return islice((things[number % len(things)] for number in range(max(count, 0))), max(count, 0))
