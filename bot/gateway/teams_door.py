"""Where Microsoft's service hands over what people do: the SDK's server in our app, behind a check of size and form."""

import json
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.gateway.failures import ApiError, where
from bot.gateway.teams_activity import Activity, read
from bot.gateway.teams_cloud import Cloud
from bot.gateway.teams_keys import SigningKeys, Validator
from bot.gateway.teams_sdk import (
    ActivityEvent,
    ClientCredentials,
    FastAPIAdapter,
    HttpMethod,
    HttpRequest,
    HttpRouteHandler,
    HttpServer,
)

log = logging.getLogger(__name__)
ADDRESS = "/api/teams/messages"
LARGEST_BODY = 256 * 1024
"""Bytes; Teams itself takes messages of about 100 KB."""
Answer = dict[str, Any]
"""`status`, and `body` for the one who pressed a button."""
Receive = Callable[[Activity], Awaitable[Answer]]


class Door(FastAPIAdapter):
    """The SDK's adapter for FastAPI, which would read bodies of any size and break at those that are no activity."""

    def __init__(self, app: FastAPI, *, proof_needed: bool) -> None:
        """Take the app, and whether a request without a token may be refused before it is read."""
        super().__init__(app)
        self._proof_needed = proof_needed

    def register_route(self, method: HttpMethod, path: str, handler: HttpRouteHandler) -> None:
        """Add the route that the SDK asks for."""

        async def receive(request: Request) -> Response:
            if self._proof_needed and not request.headers.get("authorization", "").startswith("Bearer "):
                raise ApiError(HTTPStatus.UNAUTHORIZED, "Only Microsoft's service is listened to here.")
            body = await _body(request)
            result = await handler(HttpRequest(body=body, headers=dict(request.headers)))
            content = result.get("body")
            return (
                Response(status_code=result["status"]) if content is None else JSONResponse(content, result["status"])
            )

        self.app.add_api_route(path, receive, methods=[method], include_in_schema=False)


def open_door(app: FastAPI, cloud: Cloud, keys: SigningKeys, receive: Receive) -> None:
    """Add the address to an app. `receive` gets activities whose sender is proven."""
    server = HttpServer(Door(app, proof_needed=cloud.validate_tokens), ADDRESS)

    async def proven(event: ActivityEvent) -> Any:
        body = event.body.model_dump(by_alias=True)
        try:
            return await receive(read(body))
        except ApiError as error:
            log.warning("teams.not_taken status=%s", error.status)
            return {"status": error.status, "body": {"error": str(error)}}
        except Exception as error:
            # The SDK answers 500, and Microsoft's service tries again.
            log.error("teams.broke %s", where(error))
            raise

    server.on_request = proven
    server.initialize(
        credentials=ClientCredentials(client_id=cloud.client_id, client_secret=cloud.secret, tenant_id=cloud.tenant),
        dangerously_allow_unauthenticated_requests=not cloud.validate_tokens,
    )
    if cloud.validate_tokens:
        # There is no public way to hand the SDK another validator.
        server._token_validator = Validator(cloud, keys)  # noqa: SLF001


async def _body(request: Request) -> dict[str, Any]:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise ApiError(413, f"The body is larger than {LARGEST_BODY // 1024} KB.")
        parts.append(part)
    try:
        body = json.loads(b"".join(parts))
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "The body is not valid JSON.") from error
    # What the SDK itself would stumble over.
    if not isinstance(body, dict) or not all(isinstance(body.get(name), str | None) for name in _NAMES):
        raise ApiError(400, "The body is not an activity.")
    return body


_NAMES = ("type", "id", "serviceUrl", "service_url")
