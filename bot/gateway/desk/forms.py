"""Forms of the desk: read with a limit, cleaned, and refused without the session's own token."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.errors import RefusedError
from bot.gateway.failures import ApiError

CSRF_FIELD = "csrf"
LARGEST_FORM = 512 * 1024
"""Bytes; 20,000 characters of four bytes each, three times as long when sent, and room beside them."""
_MOST_FIELDS = 500
_MOST_DIGITS = 9
_KIND = "application/x-www-form-urlencoded"
# Line ends and tabs are meant; other controls are not, and PostgreSQL takes no NUL.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Form(Mapping[str, str]):
    """What was typed, by field; a missing field reads as empty text in `text` and `number`."""

    def __init__(self, fields: Sequence[tuple[str, str]] = ()) -> None:
        """Take the fields in the order in which they were sent."""
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> str:
        """Return the last value of a field."""
        return self._fields[name][-1]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._fields)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self._fields)

    def text(self, name: str) -> str:
        """Return what was typed without spaces around it, or nothing."""
        return self.get(name, "").strip()

    def all(self, name: str) -> Sequence[str]:
        """Return all values of a field that may come several times, such as ticked boxes."""
        return tuple(self._fields.get(name, ()))

    def number(self, name: str) -> int:
        """Return a whole number from 0; raises RefusedError when it is none."""
        typed = self.text(name)
        if not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
            message = f"“{name}” must be a whole number. Open the page again and send the form from there."
            raise RefusedError(message)
        return int(typed)


async def read(request: Request) -> Form:
    """Return the form of a request; raises ApiError when it is too large or no form."""
    kind = request.headers.get("content-type", _KIND).partition(";")[0].strip().lower()
    if kind != _KIND:
        raise ApiError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the form from the page itself; files are not taken.")
    body = (await _bytes(request)).decode(errors="replace")
    try:
        fields = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise ApiError(HTTPStatus.BAD_REQUEST, "The form has too many fields. Send it from the page itself.") from error
    return Form([(name, cleaned(value)) for name, value in fields])


def cleaned(text: str) -> str:
    """Return text with one kind of line end and without control characters."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def check(form: Form, csrf: str) -> None:
    """Refuse a form that does not come from a page of this session; raises ApiError."""
    if not secrets.compare_digest(form.get(CSRF_FIELD, "").encode(), csrf.encode()):
        raise ApiError(
            HTTPStatus.FORBIDDEN, "This form belongs to an earlier sign-in. Open the page again and send it from there."
        )


async def _bytes(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_FORM:
            raise ApiError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The form is larger than {LARGEST_FORM // 1024} KB. Nothing was kept; shorten the text.",
            )
        parts.append(part)
    return b"".join(parts)
