"""The chat page, and the addresses that operators watch."""

import asyncio
import pathlib
from http import HTTPStatus
from typing import Any

import jinja2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

from bot.errors import GuideError
from bot.gateway.health import OK, Readiness
from bot.gateway.metrics import Metrics
from bot.gateway.webchat import WebChat
from bot.helpdesk.tickets import WAITING
from bot.services.escalation import Escalation

_FOLDER = pathlib.Path(__file__).parent
STATIC = _FOLDER / "static"
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class OwnFiles(StaticFiles):
    """Styles and scripts: browsers keep them, and ask each time whether they are still the same."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer with a file, or that it did not change."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


def chat_page(webchat: WebChat) -> APIRouter:
    """Build the route of the page."""
    router = APIRouter()
    loader = jinja2.FileSystemLoader(_FOLDER / "templates")
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("chat.html")

    @router.get("/")
    async def page(request: Request) -> Response:
        try:
            conversation = await webchat.known(request)
        except GuideError:
            # A first visit, or no database: the page itself always opens.
            conversation = None
        return HTMLResponse(template.render(conversation=conversation))

    return router


def watching(readiness: Readiness, metrics: Metrics, escalation: Escalation) -> APIRouter:
    """Build the routes for health, readiness and counters."""
    router = APIRouter()

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": OK}

    @router.get("/ready")
    async def ready() -> Response:
        parts = await readiness.parts()
        whole = all(state == OK for state in parts.values())
        status = HTTPStatus.OK if whole else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ready": whole, "parts": parts}, status)

    @router.get("/metrics")
    async def counters() -> Response:
        counts = await asyncio.to_thread(escalation.counts)
        metrics.tickets(sum(counts.get(state.value, 0) for state in WAITING))
        return Response(metrics.text(), media_type=_METRICS_TYPE)

    return router
