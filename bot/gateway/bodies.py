"""Reads JSON bodies: size, type, syntax and fields are checked before anything else happens."""

import json
import re
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from bot.gateway.failures import ApiError

LARGEST_BODY = 64 * 1024
"""Bytes that a body may have."""
_Body = TypeVar("_Body", bound="Body")
_LONGEST_NAME = 40


class Body(BaseModel):
    """A body whose fields are all known."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


async def read(request: Request, form: type[_Body]) -> _Body:
    """Return a request's body as an object; raises ApiError with a sentence that says what to send."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ApiError(415, "Send JSON, with the header Content-Type: application/json.")
    try:
        data = json.loads(await _bytes(request))
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "The body is not valid JSON. Check brackets, quotes and commas, and send UTF-8.") from error
    if not isinstance(data, dict):
        raise ApiError(400, f"The body must be a JSON object with {_fields(form)}.")
    try:
        return form.model_validate(data)
    except ValidationError as error:
        raise ApiError(400, _explained(error, form)) from error


async def _bytes(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    parts, size = [], 0
    if not declared.isdecimal() or int(declared) > LARGEST_BODY:
        raise _too_large()
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def _too_large() -> ApiError:
    return ApiError(413, f"The body is larger than {LARGEST_BODY // 1024} KB. Ask in a few sentences.")


def _explained(error: ValidationError, form: type[Body]) -> str:
    # Only names and rules are told, never what was sent.
    faults = []
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        place = ".".join(re.sub(r"[^\w-]", "?", str(part))[:_LONGEST_NAME] for part in fault["loc"]) or "body"
        rule = "unknown field" if fault["type"] == "extra_forbidden" else fault["msg"].removeprefix("Value error, ")
        faults.append(f"{place}: {rule}")
    return f"{'; '.join(faults[:3])}. Send {_fields(form)}."


def _fields(form: type[Body]) -> str:
    return ", ".join(f"`{name}`" for name in form.model_fields)
