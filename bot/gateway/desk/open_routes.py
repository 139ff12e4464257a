"""The few addresses of the desk that people reach before they are signed in: the steps of signing in."""

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.desk import forms
from bot.gateway.desk.access import SIGN_IN, Handler, open_to_all, refusal, see
from bot.gateway.desk.asked import Desk
from bot.gateway.desk.desk_sessions import Shown
from bot.gateway.desk.forms import Form
from bot.gateway.desk.rendering import open_page
from bot.gateway.failures import ApiError
from bot.gateway.pace import Pace
from bot.gateway.security import same_origin

_ATTEMPTS_A_MINUTE = 20
"""From one address; a whole office may stand behind one, and an account has its own lock."""


@dataclass(frozen=True)
class Opened:
    """One request on the way to being signed in."""

    desk: Desk
    request: Request
    shown: Shown | None
    """The session, at whatever step it is."""
    form: Form = field(default_factory=Form)

    def at(self, stage: str) -> Shown:
        """Return the session when it is at a step; raises NotThere, and a form must carry the session's token."""
        if self.shown is None or self.shown.session.stage != stage:
            raise NotThere
        if self.request.method == "POST":
            forms.check(self.form, self.shown.csrf)
        return self.shown

    def page(self, template: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
        """Render a page."""
        csrf = self.shown.csrf if self.shown else ""
        return open_page(self.desk, self.request, template, status, csrf, **values)

    def go_on(self, stage: str, person: int | None, data: dict[str, Any], address: str) -> Response:
        """Begin the next step with a new session in place of the present one, and send the browser there."""
        token = self.desk.sessions.start(stage, person, data, ends=self.desk.sessions.token(self.request))
        response = see(address)
        self.desk.sessions.give(self.request, response, token)
        return response


class NotThere(Exception):  # noqa: N818 - no fault: the way leads back to the first step
    """The session is at another step, or over."""


class OpenRouter(APIRouter):
    """Routes below `/desk/sign-in`. Handlers get an Opened and return a response; plain `def` runs in a thread."""

    def __init__(self, desk: Desk, pace: Pace | None = None) -> None:
        """Take what all pages share, and how often one address may try."""
        super().__init__(prefix=SIGN_IN)
        self._desk, self._pace = desk, pace or Pace(_ATTEMPTS_A_MINUTE)

    def step(self, method: str, path: str, *, paced: bool = False) -> Callable[[Handler], Handler]:
        """Declare one; a POST is always paced and must come from our own pages."""

        def declare(handler: Handler) -> Handler:
            async def endpoint(request: Request) -> Response:
                try:
                    return await self._answered(request, handler, paced=paced or method == "POST")
                except NotThere:
                    return see(SIGN_IN)
                except Exception as error:  # noqa: BLE001 - the edge: whatever broke leaves a record and a page
                    return refusal(self._desk, request, error)

            self.add_api_route(path, open_to_all(endpoint), methods=[method], response_model=None)
            return handler

        return declare

    async def _answered(self, request: Request, handler: Handler, *, paced: bool) -> Response:
        if paced and self._pace.too_fast(request.client.host if request.client else ""):
            raise ApiError(HTTPStatus.TOO_MANY_REQUESTS, "Too many attempts from here. Please try again in a minute.")
        form = Form()
        if request.method == "POST":
            same_origin(request)
            form = await forms.read(request)
        shown = await asyncio.to_thread(self._desk.sessions.shown, self._desk.sessions.token(request))
        opened = Opened(self._desk, request, shown, form)
        if inspect.iscoroutinefunction(handler):
            return await handler(opened, **request.path_params)  # type: ignore[no-any-return]
        return await asyncio.to_thread(handler, opened, **request.path_params)  # type: ignore[arg-type]
