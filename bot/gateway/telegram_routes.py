"""The address that Telegram sends updates to. Who does not know the secret is refused before anything is read."""

import hmac
import json
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from telegram import Bot, Update

from bot.gateway.failures import ApiError
from bot.gateway.telegram_sending import read
from bot.gateway.telegram_updates import Updates

ADDRESS = "/telegram/updates"
_SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
LARGEST_UPDATE = 512 * 1024
"""Bytes: two texts of 4096 units, each written as escapes, and what belongs to them."""


def webhook(secret: str, bot: Bot, updates: Updates) -> APIRouter:
    """Build the route. It answers when an update has been dealt with: Telegram sends again what was cut off."""
    router = APIRouter()

    @router.post(ADDRESS)
    async def receive(request: Request) -> Response:
        shown = request.headers.get(_SECRET, "")
        if not hmac.compare_digest(shown.encode(), secret.encode()):
            raise ApiError(HTTPStatus.FORBIDDEN, "This address is for Telegram only.")
        update = _read(await _bytes(request), bot)
        if update is not None:
            await updates.take(update)
        return Response(status_code=HTTPStatus.OK)

    return router


async def _bytes(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_UPDATE:
            raise ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"An update has at most {LARGEST_UPDATE} bytes.")
        parts.append(part)
    return b"".join(parts)


def _read(body: bytes, bot: Bot) -> Update | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError(HTTPStatus.BAD_REQUEST, "The body is not valid JSON.") from error
    if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
        raise ApiError(HTTPStatus.BAD_REQUEST, "The body must be an update with its `update_id`.")
    return read(data, bot)
