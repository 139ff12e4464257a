"""Every address of the desk is declared here with what it lets people do; an undeclared one does not start."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.errors import ConfigurationError, ConflictError, GuideError, RefusedError, UnknownItemError
from bot.gateway.desk import forms
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.desk_sessions import SIGNED_IN, Shown
from bot.gateway.desk.forms import Form
from bot.gateway.desk.rendering import error_page
from bot.gateway.failures import ApiError, where
from bot.gateway.security import same_origin
from bot.helpdesk.access import Act
from bot.services.people_records import Person

log = logging.getLogger(__name__)
PREFIX = "/desk"
SIGN_IN = f"{PREFIX}/sign-in"
Handler = Callable[..., Response | Awaitable[Response]]
_BROKEN = "Something went wrong here. Nothing was lost that was kept before. Please try again in a minute."


class DeskRouter(APIRouter):
    """Routes of the desk. A module of pages builds one and `create_app` includes it.

        def ticket_pages(desk: Desk, tickets: Tickets) -> DeskRouter:
            router = DeskRouter(desk)

            @router.get("/tickets/{number:int}", Act.TICKETS)
            def show(asked: Asked, number: int) -> Response:
                return page(asked, "desk/ticket.html", ticket=tickets.show(number))

            @router.post("/tickets/{number:int}/claim", Act.TICKETS)
            def claim(asked: Asked, number: int) -> Response:
                tickets.claim(number, asked.person.number)
                return see(f"/desk/tickets/{number}")

            return router

    - The path stands below `/desk`; the act says who may (`bot/helpdesk/access.py` has the table). Finer rules
      ("one's own ticket") are the service's.
    - A plain `def` runs in a thread of its own and may call services; an `async def` must not block.
    - Before a handler runs: the session holds, the roles allow the act, and for a POST the origin and the form's
      token fit. Templates put the token into every form: `<input type="hidden" name="csrf" value="{{ csrf }}">`.
    - `asked.form` reads a POST's fields (`text`, `number`, `all`), `asked.query` the address.
    - `page(asked, template, status, **values)` renders; `see(address)` answers a POST that worked.
    - A RefusedError becomes a page with its words: 404 for UnknownItemError, 409 for ConflictError, else 400. To show
      what was typed again, catch it and render the form: `page(asked, "desk/x.html", 400, error=str(error), …)`.
    - Other methods and the other ways of adding routes are refused.
    """

    def __init__(self, desk: Desk) -> None:
        """Take what all pages share."""
        super().__init__(prefix=PREFIX)
        self._desk = desk

    def get(  # type: ignore[override]
        self, path: str, act: Act, *, by_itself: bool = False
    ) -> Callable[[Handler], Handler]:
        """Declare a page: who may see it is the act's. `by_itself`: pages fetch it unasked, which is no use."""
        return self._declared("GET", path, act, used=not by_itself)

    def post(self, path: str, act: Act) -> Callable[[Handler], Handler]:  # type: ignore[override]
        """Declare a form's address: who may send it is the act's."""
        return self._declared("POST", path, act)

    def api_route(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: every address names its act, through `get` or `post`."""
        message = "Declare addresses of the desk with DeskRouter.get or DeskRouter.post and an act."
        raise ConfigurationError(message)

    put = patch = delete = options = head = trace = websocket = route = api_route

    def _declared(self, method: str, path: str, act: Act, *, used: bool = True) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            async def endpoint(request: Request) -> Response:
                return await _answered(self._desk, request, act, handler, used=used)

            endpoint.desk_act = act  # type: ignore[attr-defined]
            self.add_api_route(path, endpoint, methods=[method], response_model=None, name=handler.__name__)
            return handler

        return declare


def see(address: str) -> Response:
    """Send the browser on to a page after a form that worked, so that reloading does not send it again."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def versioned(
    asked: Asked, move: Callable[[int], object], then: str, again: Callable[[int, str], Response]
) -> Response:
    """Make a move with the version that the page had shown and send the browser on to `then`.

    When it is refused, `again` shows the page with a status, the words, and what was typed.
    """
    try:
        move(asked.form.number("version"))
    except RefusedError as error:
        status = HTTPStatus.CONFLICT if isinstance(error, ConflictError) else HTTPStatus.BAD_REQUEST
        return again(status, str(error))
    return see(then)


def open_to_all(endpoint: Handler) -> Handler:
    """Mark an address below `/desk` that people reach before they are signed in: sign-in itself, nothing else."""
    endpoint.desk_act = None  # type: ignore[attr-defined]
    return endpoint


def flat(routes: Iterable[BaseRoute]) -> Iterable[tuple[str, Any]]:
    """Return path and route of all, those of included routers and mounted apps, too."""
    for route in routes:
        below = getattr(route, "original_router", None) or getattr(route, "app", None)
        if hasattr(route, "endpoint") and hasattr(route, "path"):
            yield str(getattr(route, "path", "")), route
        elif below is not None and hasattr(below, "routes"):
            context = getattr(route, "include_context", None)
            start = str(getattr(route, "path", None) or getattr(context, "prefix", ""))
            yield from ((start + path, inner) for path, inner in flat(below.routes))
        else:
            yield str(getattr(route, "path", "")), route


def check_declared(routes: Iterable[BaseRoute]) -> None:
    """Raise ConfigurationError when something below `/desk` was added past DeskRouter."""
    for path, route in flat(routes):
        if path.startswith(PREFIX) and not hasattr(getattr(route, "endpoint", None), "desk_act"):
            message = f"{path} is not declared with an act; add it through DeskRouter."
            raise ConfigurationError(message)


def local(address: str) -> str:
    """Return where to go after sign-in: a page of the desk itself, never another site."""
    inside = address == PREFIX or address.startswith((f"{PREFIX}/", f"{PREFIX}?"))
    plain = address.isascii() and address.isprintable() and "\\" not in address and "//" not in address
    return address if inside and plain and not address.startswith(SIGN_IN) else PREFIX


def home(person: Person) -> str:
    """Return the page on which somebody's work begins: who sees no tickets looks after people."""
    if person.may(Act.TICKETS):
        return PREFIX
    return f"{PREFIX}/people" if person.may(Act.SEE_PEOPLE) else f"{PREFIX}/account"


async def _answered(desk: Desk, request: Request, act: Act, handler: Handler, *, used: bool) -> Response:
    """Let one request through to its handler, or say why not."""
    shown: Shown | None = None
    try:
        shown = await asyncio.to_thread(desk.sessions.shown, desk.sessions.token(request), used=used)
        if shown is None or shown.person is None or shown.session.stage != SIGNED_IN:
            return _sign_in_first(desk, request)
        if request.url.path == PREFIX and not shown.person.may(act):
            return see(home(shown.person))
        asked = await _asked(desk, request, shown, act)
        return await _handled(handler, asked)
    except Exception as error:  # noqa: BLE001 - the edge: whatever broke leaves a record and a page
        known = shown is not None and shown.session.stage == SIGNED_IN
        return refusal(desk, request, error, shown if known else None)


async def _asked(desk: Desk, request: Request, shown: Shown, act: Act) -> Asked:
    person = shown.person
    if person is None or not person.may(act):
        raise ApiError(HTTPStatus.FORBIDDEN, "Your roles do not include this. An administrator can change them.")
    form = Form()
    if request.method == "POST":
        same_origin(request)
        form = await forms.read(request)
        forms.check(form, shown.csrf)
    return Asked(desk, request, person, shown.csrf, form)


async def _handled(handler: Handler, asked: Asked) -> Response:
    if inspect.iscoroutinefunction(handler):
        return await handler(asked, **asked.request.path_params)  # type: ignore[no-any-return]
    return await asyncio.to_thread(handler, asked, **asked.request.path_params)  # type: ignore[arg-type]


def _sign_in_first(desk: Desk, request: Request) -> Response:
    if request.method == "GET" and "text/event-stream" not in request.headers.get("accept", ""):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return see(f"{SIGN_IN}?next={quote(local(wanted), safe='/')}")
    words = "You are not signed in any more. Sign in again, then send it once more; nothing was changed."
    return error_page(desk, request, HTTPStatus.FORBIDDEN, words, None, "")


def refusal(desk: Desk, request: Request, error: Exception, shown: Shown | None = None) -> Response:
    """Return the page that says what went wrong."""
    person, csrf = (shown.person, shown.csrf) if shown else (None, "")
    status, text = _worded(error)
    return error_page(desk, request, status, text, person, csrf)


def _worded(error: Exception) -> tuple[int, str]:
    if isinstance(error, ApiError):
        return error.status, str(error)
    if isinstance(error, RefusedError):
        missing, conflict = isinstance(error, UnknownItemError), isinstance(error, ConflictError)
        status = HTTPStatus.NOT_FOUND if missing else HTTPStatus.CONFLICT if conflict else HTTPStatus.BAD_REQUEST
        return status, str(error)
    if isinstance(error, GuideError):
        log.error("desk.failed %s", error)
        return HTTPStatus.SERVICE_UNAVAILABLE, _BROKEN
    log.error("desk.broke %s", where(error))
    return HTTPStatus.INTERNAL_SERVER_ERROR, _BROKEN
