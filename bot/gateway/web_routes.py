"""The web chat's routes. docs/api.md describes them."""

import asyncio
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.errors import UnknownItemError
from bot.gateway import bodies
from bot.gateway.cookies import Cookies
from bot.gateway.events import Pages, as_sent
from bot.gateway.failures import ApiError
from bot.gateway.pace import Pace
from bot.gateway.security import same_origin
from bot.gateway.sessions import Sessions
from bot.gateway.turns import Turns
from bot.gateway.webchat import ChangedSession, NewSession, WebChat, no_session
from bot.helpdesk.vocabulary import Nation

_LARGEST_NUMBER = 2**31


def session_routes(webchat: WebChat, sessions: Sessions, cookies: Cookies, pace: Pace) -> APIRouter:
    """Build the routes by which a session begins, changes and ends."""
    router = APIRouter(prefix="/api")

    @router.post("/sessions")
    async def start(request: Request) -> Response:
        same_origin(request)
        if pace.too_fast(request.client.host if request.client else ""):
            raise ApiError(HTTPStatus.TOO_MANY_REQUESTS, "Too many new sessions at once. Please try again in a minute.")
        body = await bodies.read(request, NewSession)
        token = await asyncio.to_thread(sessions.start, Nation(body.nation), body.role)
        response = JSONResponse({"nation": body.nation, "role": body.role}, HTTPStatus.CREATED)
        cookies.keep(request, response, token, sessions.seconds, framed=body.framed)
        return response

    @router.patch("/sessions")
    async def change(request: Request) -> Response:
        same_origin(request)
        conversation = await webchat.known(request)
        body = await bodies.read(request, ChangedSession)
        conversation.nation = Nation(body.nation) if body.nation else conversation.nation
        conversation.role = conversation.role if body.role is None else body.role
        await asyncio.to_thread(sessions.keep, conversation)
        return JSONResponse({"nation": conversation.nation.value, "role": conversation.role})

    @router.delete("/sessions")
    async def end(request: Request) -> Response:
        same_origin(request)
        conversation = await webchat.known(request)
        await asyncio.to_thread(sessions.end, conversation.id)
        response = Response(status_code=HTTPStatus.NO_CONTENT)
        cookies.end(request, response)
        return response

    return router


def message_routes(webchat: WebChat, pages: Pages, turns: Turns) -> APIRouter:
    """Build the routes by which messages come and go."""
    router = APIRouter(prefix="/api")

    @router.post("/messages")
    async def receive(request: Request) -> dict[str, Any]:
        incoming = await webchat.incoming(request)
        try:
            replies = await turns.take(incoming)
        except UnknownItemError as error:
            raise no_session() from error
        return {"messages": [webchat.render(reply) for reply in replies]}

    @router.get("/messages")
    async def waiting(request: Request) -> dict[str, Any]:
        conversation = await webchat.known(request)
        found = await asyncio.to_thread(pages.waiting, conversation.id, _after(request))
        return {"messages": [as_sent(message) for message in found]}

    @router.get("/events")
    async def events(request: Request) -> Response:
        conversation = await webchat.known(request)
        after = _after(request, request.headers.get("last-event-id"))
        # Proxies would hold small pieces back.
        headers = {"x-accel-buffering": "no"}
        return StreamingResponse(pages.stream(conversation.id, after), media_type="text/event-stream", headers=headers)

    return router


def _after(request: Request, last: str | None = None) -> int:
    text = last or request.query_params.get("after") or "0"
    if not (text.isascii() and text.isdigit() and int(text[:11]) < _LARGEST_NUMBER):
        raise ApiError(HTTPStatus.BAD_REQUEST, "`after` must be the `number` of a message, or 0.")
    return int(text)
