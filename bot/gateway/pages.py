"""Styles and scripts, and the addresses that operators watch."""

import asyncio
import pathlib
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from bot.gateway.health import OK, Readiness
from bot.gateway.metrics import Metrics
from bot.helpdesk.tickets import WAITING
from bot.services.escalation import Escalation

STATIC = pathlib.Path(__file__).parent / "static"
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class OwnFiles(StaticFiles):
    """Styles and scripts: browsers keep them, and ask each time whether they are still the same."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Answer with a file, or that it did not change."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


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
