"""The pages of published champions' answers: all of them, one with its history, and going back."""

import itertools
from collections.abc import Callable
from http import HTTPStatus

from starlette.responses import Response

from bot.gateway.desk.access import DeskRouter, see, versioned
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.draft_page import DraftDesk
from bot.gateway.desk.moments import Moments
from bot.gateway.desk.rendering import page
from bot.gateway.paging import page_number
from bot.helpdesk.access import Act
from bot.services.comparing import differences

_ARTICLE = "/articles/{topic}/{slug}"
_PAGE = 50


def article_pages(desk: Desk, work: DraftDesk) -> DeskRouter:
    """Build the routes of published answers."""
    router = DeskRouter(desk)

    @router.get("/articles", Act.ARTICLES)
    def articles(asked: Asked) -> Response:
        found = work.publishing.current()
        pages = max(1, -(-len(found) // _PAGE))
        number = min(page_number(asked.query("page")), pages)
        rows = [(each, work.publishing.standing(each)) for each in found[(number - 1) * _PAGE :][:_PAGE]]
        return page(asked, "desk/articles.html", rows=rows, number=number, pages=pages, at=Moments(asked.now))

    @router.get(_ARTICLE, Act.ARTICLES)
    def show(asked: Asked, topic: str, slug: str) -> Response:
        return _shown(asked, work, f"{topic}/{slug}")

    @router.post(f"{_ARTICLE}/revise", Act.DRAFTS)
    def revise(asked: Asked, topic: str, slug: str) -> Response:
        draft = work.drafting.revise(f"{topic}/{slug}", by=asked.person.number)
        return see(f"/desk/drafts/{draft.number}?done=revising")

    @router.post(f"{_ARTICLE}/roll-back", Act.REVIEW)
    def roll_back(asked: Asked, topic: str, slug: str) -> Response:
        name, by = f"{topic}/{slug}", asked.person.number

        def move(version: int) -> None:
            work.publishing.roll_back(name, asked.form.number("to"), by=by, shown=version)

        return _tried(asked, work, name, "rolled_back", move)

    @router.post(f"{_ARTICLE}/unpublish", Act.REVIEW)
    def unpublish(asked: Asked, topic: str, slug: str) -> Response:
        name, by = f"{topic}/{slug}", asked.person.number

        def move(version: int) -> None:
            work.publishing.unpublish(name, asked.form.text("reason"), by=by, shown=version)

        return _tried(asked, work, name, "unpublished", move, "reason")

    return router


def _tried(
    asked: Asked, work: DraftDesk, name: str, done: str, move: Callable[[int], None], field: str = ""
) -> Response:
    return versioned(
        asked,
        move,
        f"/desk/articles/{name}?done={done}",
        lambda status, words: _shown(asked, work, name, status, field, words),
    )


def _shown(
    asked: Asked, work: DraftDesk, name: str, status: int = HTTPStatus.OK, field: str = "", error: str = ""
) -> Response:
    history = work.publishing.history(name)
    before = {each.version: older for each, older in itertools.pairwise(history)}
    rows = [
        (
            each,
            work.name(each.by),
            differences(before[each.version].content, each.content) if each.version in before else [],
        )
        for each in history
    ]
    newest = history[0]
    there = asked.person.may(Act.REVIEW) and newest.state != "unpublished"
    return page(
        asked,
        "desk/article.html",
        status,
        newest=newest,
        rows=rows,
        standing=work.publishing.standing(newest),
        reviews=asked.person.may(Act.REVIEW),
        writes=asked.person.may(Act.DRAFTS),
        at=Moments(asked.now),
        done=asked.query("done"),
        typed=asked.form,
        errors={field if there else "": error} if error else None,
    )
