"""The web chat's cookies: one for its own page, one for frames in pages of other sites."""

from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.sessions import COOKIE

FRAMED = "__Host-sds_framed"
"""The cookie of a frame. The browser keeps one for each site that embeds the chat, so that none knows of another."""
# Written by hand, since Python's own cookies know `Partitioned` from 3.14 on only.
_FRAMED_AS = "Path=/; HttpOnly; SameSite=None; Secure; Partitioned"


class Cookies:
    """Writes and reads them."""

    def __init__(self, *, framed: bool) -> None:
        """Take whether frames in pages of other sites get a cookie: embedding is on and people come over https."""
        self._framed = framed

    def token(self, request: Request) -> str | None:
        """Return what the browser shows. In a frame of another site it has no ordinary cookie to show."""
        return request.cookies.get(COOKIE) or request.cookies.get(FRAMED)

    def keep(self, request: Request, response: Response, token: str, seconds: int, *, framed: bool) -> None:
        """Let the browser keep a token for some seconds; `framed` as the page says about itself."""
        if framed and self._framed:
            response.headers.append("set-cookie", f"{FRAMED}={token}; Max-Age={seconds}; {_FRAMED_AS}")
            return
        https = request.url.scheme == "https"
        response.set_cookie(COOKIE, token, max_age=seconds, httponly=True, samesite="lax", secure=https)

    def end(self, request: Request, response: Response) -> None:
        """Let the browser forget what it showed."""
        if COOKIE in request.cookies:
            response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=request.url.scheme == "https")
        if FRAMED in request.cookies:
            response.headers.append("set-cookie", f"{FRAMED}=; Max-Age=0; {_FRAMED_AS}")
