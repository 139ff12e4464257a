"""Pages of the desk from their templates, with what every page shows."""

import functools
import pathlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.gateway.desk.asked import Asked, Desk
from bot.helpdesk.access import Act
from bot.services.people_records import Person

TEMPLATES = pathlib.Path(__file__).parents[1] / "templates"
NAVIGATION: Sequence[tuple[str, str, Act]] = (
    ("Queue", "/desk", Act.TICKETS),
    ("Drafts", "/desk/drafts", Act.DRAFTS),
    ("Articles", "/desk/articles", Act.ARTICLES),
    ("Library", "/library", Act.OWN_ACCOUNT),
    ("Figures", "/desk/figures", Act.FIGURES),
    ("Dead letters", "/desk/dead-letters", Act.DEAD_LETTERS),
    ("People", "/desk/people", Act.SEE_PEOPLE),
    ("Teams", "/desk/teams", Act.SEE_PEOPLE),
    ("Invitations", "/desk/invitations", Act.INVITE),
    ("Audit trail", "/desk/audit", Act.AUDIT),
    ("My account", "/desk/account", Act.OWN_ACCOUNT),
)
TITLES: Mapping[int, str] = {
    400: "That could not be done",
    403: "You may not do this",
    404: "There is nothing here",
    409: "Somebody was quicker",
    413: "That is too much at once",
    415: "That is not a form of this page",
    429: "Too many attempts",
    503: "The desk cannot do this just now",
}


@functools.cache
def environment() -> jinja2.Environment:
    """Return what templates are rendered with: everything escaped. One for all pages: each template is read once."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(asked: Asked, template: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
    """Render a page for the one who asks; `values` are the template's own."""
    return _rendered(asked.desk, asked.request, template, status, asked.person, asked.csrf, values)


def open_page(
    desk: Desk, request: Request, template: str, status: int = HTTPStatus.OK, csrf: str = "", **values: Any
) -> Response:
    """Render a page for somebody who is not signed in."""
    return _rendered(desk, request, template, status, None, csrf, values)


def error_page(desk: Desk, request: Request, status: int, text: str, person: Person | None, csrf: str) -> Response:
    """Render a page that says what is wrong and what to do."""
    title = TITLES.get(status, "Something went wrong here")
    return _rendered(desk, request, "desk/error.html", status, person, csrf, {"heading": title, "words": text})


def _rendered(
    desk: Desk,
    request: Request,
    template: str,
    status: int,
    person: Person | None,
    csrf: str,
    values: Mapping[str, Any],
) -> Response:
    shared = {
        "me": person,
        "csrf": csrf,
        "now": desk.clock(),
        "path": request.url.path,
        "navigation": _navigation(request.url.path, person),
    }
    return HTMLResponse(desk.templates.get_template(template).render(**shared, **values), status)


def _navigation(path: str, person: Person | None) -> Sequence[Mapping[str, Any]]:
    if person is None:
        return ()
    shown = [(title, href) for title, href, act in NAVIGATION if person.may(act)]
    # The longest address that the path begins with is where one is: /desk begins them all.
    here = max((href for _, href in shown if path == href or path.startswith(f"{href}/")), key=len, default="")
    return [{"title": title, "href": href, "current": href == here} for title, href in shown]
