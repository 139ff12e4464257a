"""The library: published champions' answers and weekly digests. Nobody signs in, nothing can be changed."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import jinja2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.errors import UnknownItemError
from bot.gateway.markup import as_html
from bot.gateway.paging import page_number
from bot.helpdesk.weeks import week_named
from bot.services.ports import Clock
from bot.services.public_library import PublicLibrary
from bot.services.publishing_records import Digest

LIBRARY = "/library"
NATIONS = {"scotland": "Scotland", "england": "England", "uk": "the whole United Kingdom"}
_NAVIGATION = (
    {"title": "Library", "href": LIBRARY, "current": True},
    {"title": "Ask a question", "href": "/"},
)
_LONGEST_SEARCH = 200


def library_pages(templates: jinja2.Environment, library: PublicLibrary, clock: Clock) -> APIRouter:
    """Build the routes; the environment is given filters of the library's own.

    Handlers are plain functions: each runs in a thread of its own and may read the database.
    """
    router = APIRouter(prefix=LIBRARY)
    pages = _Pages(templates)

    @router.get("", response_model=None)
    def search(request: Request) -> Response:
        query = request.query_params
        words, topic = query.get("words", "")[:_LONGEST_SEARCH].strip(), query.get("topic", "")
        shown = library.search(words, topic, page_number(query.get("page", "")))
        address = f"{LIBRARY}?{urlencode({'words': words, 'topic': topic})}&page="
        chosen: dict[str, Any] = {"words": words, "topic": topic, "address": address}
        return pages.page("library/list.html", shown=shown, topics=library.topics(), **chosen)

    @router.get("/digest", response_model=None)
    def digests() -> Response:
        return pages.page("library/digests.html", digests=library.digests())

    @router.get("/digest/{week}", response_model=None)
    def digest(week: str) -> Response:
        return pages.found("library/digest.html", lambda: {"digest": library.digest(week)})

    @router.get("/{topic}/{slug}", response_model=None)
    def answer(topic: str, slug: str) -> Response:
        day = clock().date()
        return pages.found("library/answer.html", lambda: {"entry": library.show(f"{topic}/{slug}", day), "today": day})

    return router


class _Pages:
    def __init__(self, templates: jinja2.Environment) -> None:
        self._templates = templates
        templates.filters |= {"as_html": as_html, "day": _day, "week_in_words": _week}
        templates.globals |= {"NATIONS": NATIONS, "navigation": _NAVIGATION}

    def page(self, template: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(**values), status)

    def found(self, template: str, values: Any) -> Response:
        """Render a page of one thing, or the page that says that it is not there."""
        try:
            known = values()
        except UnknownItemError as error:
            return self.page("library/missing.html", HTTPStatus.NOT_FOUND, words=str(error))
        return self.page(template, **known)


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def _week(digest: Digest) -> str:
    return week_named(digest.week).words
