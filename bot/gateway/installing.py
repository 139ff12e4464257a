"""What makes the chat page an app on a phone's home screen, and the page that it shows without a connection."""

import hashlib
from collections.abc import Mapping
from typing import Any

import jinja2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.gateway.icons import ICONS
from bot.gateway.pages import STATIC, OwnFiles

MANIFEST, OFFLINE, WORKER = "/manifest.webmanifest", "/offline", "/service-worker.js"
COLOUR = "#0b3c49"
"""Of the page's head, and so of the bar above it."""
_TYPE = "application/manifest+json"
_VERSION_LETTERS = 16


def manifest() -> Mapping[str, Any]:
    """Return the web app manifest."""
    return {
        "id": "/",
        "name": "SDS Guide: ask about self-directed support",
        "short_name": "SDS Guide",
        "description": "Checked answers about self-directed support, or a champion who knows.",
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": COLOUR,
        "background_color": COLOUR,
        "icons": [
            {
                "src": f"/static/icons/{name}",
                "sizes": f"{icon.size}x{icon.size}",
                "type": "image/png",
                "purpose": icon.purpose,
            }
            for name, icon in ICONS.items()
            if not name.startswith("apple")
        ],
    }


def offline_version(templates: jinja2.Environment) -> str:
    """Return a name that changes with the page for those without a connection, so that phones keep the newest."""
    parts = (_offline(templates).encode(), *((STATIC / name).read_bytes() for name in ("chat.css", WORKER[1:])))
    return hashlib.sha256(b"".join(parts)).hexdigest()[:_VERSION_LETTERS]


def installing(templates: jinja2.Environment) -> APIRouter:
    """Build the routes. Nobody signs in for them, and none knows who asks."""
    router, files, offline_page = APIRouter(), OwnFiles(directory=STATIC), _offline(templates)

    @router.get(MANIFEST)
    async def as_app() -> Response:
        return JSONResponse(manifest(), media_type=_TYPE)

    @router.get(OFFLINE)
    async def offline() -> Response:
        return HTMLResponse(offline_page)

    # A worker may serve what lies below its own address only, so it cannot stay in /static.
    @router.get(WORKER)
    async def worker(request: Request) -> Response:
        return await files.get_response(WORKER[1:], request.scope)

    return router


def _offline(templates: jinja2.Environment) -> str:
    return templates.get_template("offline.html").render(colour=COLOUR)
