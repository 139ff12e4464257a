"""The chat in a frame of an intranet page (docs/web.md): the frame's page, and the script that puts it there."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.chat_page import ChatPage, Frame
from bot.gateway.pages import STATIC, OwnFiles
from bot.gateway.security import EMBEDDED, EMBEDDER

_OUR_SITE = {"same-origin", "same-site", "none"}


def embedding(page: ChatPage) -> APIRouter:
    """Build the routes; without allowed origins they are left out, and nothing is at these addresses."""
    router, files = APIRouter(), OwnFiles(directory=STATIC)

    @router.get(EMBEDDED)
    async def embedded(request: Request) -> Response:
        asked = request.query_params
        frame = Frame(stands_elsewhere(request), asked.get("nation", ""), asked.get("role", ""))
        return await page.opened(request, frame)

    @router.get(EMBEDDER)
    async def embedder(request: Request) -> Response:
        return await files.get_response(EMBEDDER[1:], request.scope)

    return router


def stands_elsewhere(request: Request) -> bool:
    """Tell whether a frame stands in a page of another site.

    The browser says so when it opens the frame. When the page opens itself again the browser only says that the page
    did, so it keeps `framed` in its address. A browser that says nothing is taken to stand elsewhere: a cookie for
    frames works on the own site, too.
    """
    if request.query_params.get("framed") == "yes":
        return True
    in_window = request.headers.get("sec-fetch-dest") == "document"
    return not in_window and request.headers.get("sec-fetch-site") not in _OUR_SITE
