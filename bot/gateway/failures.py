"""From errors to answers of the web: a status and one sentence, never a stack trace."""

import logging
import pathlib
import traceback
from http import HTTPStatus

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import GuideError, RefusedError, UnknownItemError

log = logging.getLogger(__name__)
_DEEPEST = 4


class ApiError(RefusedError):
    """A request that cannot be taken; the text is for the one who sent it."""

    def __init__(self, status: int, text: str) -> None:
        """Keep the HTTP status beside the text."""
        self.status = status
        super().__init__(text)


class BrokenOffError(GuideError):
    """An answer ended in its middle. The server closes the connection, and would log the text of any other error."""


def install(app: FastAPI) -> None:
    """Answer every error in JSON."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(GuideError, _guide_error)
    app.add_middleware(LastResort)


class LastResort:
    """The edge of the process: whatever broke leaves a record and an answer. Plain ASGI, streams pass through."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer in JSON when it broke before an answer had begun."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            log.error("request.broke %s", where(error))
            if scope["type"] != "http":
                raise
            if begun:
                message = "An answer broke off; the line above says where."
                raise BrokenOffError(message) from None
            broken = answer(
                HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. Please try again in a minute."
            )
            await broken(scope, receive, send)


def where(error: BaseException) -> str:
    """Name an error and the places it passed, without its text, which may hold a person's words."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    return f"{type(error).__name__} at {' > '.join(f'{pathlib.Path(f.filename).name}:{f.lineno}' for f in frames)}"


def answer(status: int, text: str) -> JSONResponse:
    """Build the one form that every refusal has."""
    return JSONResponse({"error": text}, status_code=status)


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    if status == HTTPStatus.NOT_FOUND:
        return answer(status, "There is nothing at this address. docs/api.md lists what there is.")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return answer(status, f"{request.method} is not possible at this address. docs/api.md lists what is.")
    return answer(status, f"{HTTPStatus(status).phrase}. docs/api.md says what can be sent.")


async def _guide_error(_: Request, error: Exception) -> JSONResponse:
    if isinstance(error, ApiError):
        return answer(error.status, str(error))
    if isinstance(error, UnknownItemError):
        return answer(HTTPStatus.NOT_FOUND, str(error))
    if isinstance(error, RefusedError):
        return answer(HTTPStatus.BAD_REQUEST, str(error))
    log.error("request.failed %s", error)
    return answer(HTTPStatus.SERVICE_UNAVAILABLE, "The service cannot do this just now. Please try again in a minute.")
