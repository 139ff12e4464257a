"""What a ticket's page shows, and showing it again with the words when a form on it was refused."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from bot.gateway.desk.access import versioned
from bot.gateway.desk.asked import Asked
from bot.gateway.desk.moments import Moments
from bot.gateway.desk.rendering import page
from bot.helpdesk.access import Act
from bot.helpdesk.tickets import ACTIVE, State
from bot.helpdesk.vocabulary import Article
from bot.services.colleagues import Colleagues
from bot.services.handling import LONGEST_ANSWER, Actor, Handling
from bot.services.offering import Offering, drafted
from bot.services.routing import Routing
from bot.services.viewing import TicketView, Viewing


@dataclass(frozen=True)
class TicketDesk:
    """What the pages of tickets call."""

    handling: Handling
    viewing: Viewing
    routing: Routing
    colleagues: Colleagues
    offering: Offering
    articles: Callable[[str], Article | None]
    """The articles that are served."""
    article_text: Callable[[Article, datetime.date], str]
    """Writes an article out as the asker will get it."""


def actor(asked: Asked) -> Actor:
    """Return who does something, as the services take it."""
    return Actor(asked.person.number, asked.person.name, hands_on_all=asked.person.may(Act.REASSIGN))


def tried(
    asked: Asked, work: TicketDesk, number: int, done: str, move: Callable[[int], object], field: str = ""
) -> Response:
    """Make a move; `done` names the words that say what was done, `field` what the words of a refusal lead to."""
    return versioned(
        asked,
        move,
        f"/desk/tickets/{number}?done={done}",
        lambda status, words: shown(asked, work, number, status, {field: words}),
    )


def shown(
    asked: Asked, work: TicketDesk, number: int, status: int = HTTPStatus.OK, errors: Mapping[str, str] | None = None
) -> Response:
    """Render a ticket's page; raises UnknownItemError when there is no such ticket."""
    view = work.viewing.view(number)
    ticket, standing = view.ticket, _standing(asked, work, view)
    values: dict[str, Any] = {
        "view": view,
        "ticket": ticket,
        "team": work.routing.of(ticket.team),
        "teams": [work.routing.of(name) for name in work.routing.names if name != ticket.team],
        "previews": _previews(asked, work, view),
        "drafted": drafted(view.events),
        "words_to_use": _words_to_use(asked, view),
        "most": LONGEST_ANSWER,
        "at": Moments(asked.now),
        "done": asked.query("done"),
        "typed": asked.form,
        "errors": _leading_somewhere(errors or {}, standing, asked),
    }
    return page(asked, "desk/ticket.html", status, **values, **standing)


def _standing(asked: Asked, work: TicketDesk, view: TicketView) -> Mapping[str, Any]:
    """Return who has the ticket, and what that lets the one who looks do."""
    standing = view.ticket.standing.as_of(asked.now)
    mine = standing.state is State.CLAIMED and standing.owner == asked.person.number
    return {
        "standing": standing,
        "active": standing.state in ACTIVE,
        "mine": mine,
        "others": standing.state is State.CLAIMED and not mine,
        "owner_left": work.colleagues.has_left(standing.owner),
        "may_hand_on": asked.person.may(Act.REASSIGN),
        "may_draft": asked.person.may(Act.DRAFTS),
        "colleagues": [c for c in work.colleagues.of_team(view.ticket.team) if c.number != standing.owner],
    }


def _leading_somewhere(
    errors: Mapping[str, str], standing: Mapping[str, Any], asked: Asked
) -> Mapping[str, str] | None:
    """Return errors by fields that the page has now: a form may be gone, since a colleague was quicker."""
    free = standing["active"] and not standing["others"]
    there = {
        "note": True,
        "answer": free or asked.form.text("answer"),
        "question": free or asked.form.text("question"),
        "until": free and not standing["standing"].urgent,
        "to": free or (standing["active"] and standing["may_hand_on"]),
    }
    return {name if there.get(name) else "": words for name, words in errors.items()} or None


def _previews(asked: Asked, work: TicketDesk, view: TicketView) -> Mapping[str, str]:
    """Return what the asker would get, by article: the near ones, and those that were earlier answers."""
    names = {near.article for near in view.nearest} | {like.ticket.article for like in view.earlier}
    found = {name: work.articles(name) for name in names if name}
    today = asked.now.date()
    return {name: work.article_text(article, today) for name, article in found.items() if article}


def _words_to_use(asked: Asked, view: TicketView) -> str:
    """Return the answer to an earlier ticket that the address names, if it is one of those that the page offers."""
    wanted = asked.query("use")
    return next((like.ticket.answer or "" for like in view.earlier if str(like.ticket.number) == wanted), "")
