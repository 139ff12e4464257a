"""What every answer carries for the browser's protection, and which requests may change something."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway.failures import ApiError

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
FORM_PAGES = ("/desk", "/library")
"""Where pages with forms begin."""
FORM_HEADERS: Mapping[str, str] = {
    "content-security-policy": CONTENT_POLICY.replace("form-action 'none'", "form-action 'self'"),
    # Without any referrer browsers send `Origin: null` with a form, and `same_origin` would refuse our own.
    "referrer-policy": "same-origin",
}
EMBEDDED, EMBEDDER = "/embed", "/embed.js"
"""The page that may stand in a frame of an intranet page, and the script that puts it there."""
_A_YEAR = "max-age=31536000"


class SecurityHeaders:
    """Adds the headers to every answer, errors included. Plain ASGI, so that streams pass through."""

    def __init__(self, app: ASGIApp, embed_origins: Sequence[str] = ()) -> None:
        """Wrap an application; the origins are those whose pages may embed the chat."""
        self._app, self._embed_origins = app, embed_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope["path"].startswith(FORM_PAGES):
                    headers.update(FORM_HEADERS)
                if self._embed_origins:
                    _let_embed(scope["path"], headers, self._embed_origins)
                headers.setdefault("cache-control", "no-store")
                if scope.get("scheme") == "https":
                    headers["strict-transport-security"] = _A_YEAR
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _let_embed(path: str, headers: MutableHeaders, origins: Sequence[str]) -> None:
    if path == EMBEDDED:
        ancestors = f"frame-ancestors {' '.join(origins)}"
        headers["content-security-policy"] = CONTENT_POLICY.replace("frame-ancestors 'none'", ancestors)
        # It knows no list, and old browsers would obey it.
        del headers["x-frame-options"]
    elif path == EMBEDDER:
        headers["cross-origin-resource-policy"] = "cross-origin"


def same_origin(request: Request) -> None:
    """Refuse a request that another site makes with our visitor's cookie; raises ApiError.

    Browsers send `Sec-Fetch-Site` or `Origin`; programs that send neither hold no visitor's cookie.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    if site not in {"same-origin", "none"} or (origin and urlsplit(origin).netloc != request.headers.get("host")):
        raise ApiError(403, "Requests from other sites are refused. Open the page itself.")
