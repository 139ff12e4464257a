"""A value that was read from what somebody typed, and how a refusal is worded."""

from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

from bot.errors import RefusedError

ValueT_co = TypeVar("ValueT_co", covariant=True)


@dataclass(frozen=True)
class Found(Generic[ValueT_co]):
    """A value and what was assumed in reading it."""

    value: ValueT_co
    assumption: str = ""
    """A sentence to show, when the words could have meant something else; else empty."""


def refuse(what: str, example: str) -> NoReturn:
    """Raise RefusedError: one sentence that says what is wrong, with an example of what fits."""
    message = f"{what}; for example {example}."
    raise RefusedError(message)
