"""Who may approve an amount, by the council's own scheme of delegation.

No law: the limits are those of the local profile. A limit is inclusive: "up to £300" covers £300.
Units: pounds a week, a year, or once. A limit a week says nothing about a year or a single payment; those are only
answered when the profile gives limits for them.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import RefusedError
from bot.services.tools.results import Line, Result, money


class Per(enum.StrEnum):
    """What an amount is for."""

    WEEK = "week"
    YEAR = "year"
    ONE_OFF = "one-off"


_WORDS = {Per.WEEK: "a week", Per.YEAR: "a year", Per.ONE_OFF: "once"}
_UNITS = {Per.WEEK: "GBP a week", Per.YEAR: "GBP a year", Per.ONE_OFF: "GBP"}


@dataclass(frozen=True)
class Limit:
    """What a role may approve."""

    role: str
    up_to: Decimal | None
    """Pounds, inclusive; None for a role without a limit."""
    per: Per = Per.WEEK


@dataclass(frozen=True, kw_only=True)
class Approval:
    """A decision that somebody wants to have approved."""

    amount: Decimal
    """Pounds."""
    per: Per = Per.WEEK
    role: str = ""
    """The role of whoever asks; empty when it does not matter."""

    def __post_init__(self) -> None:
        """Refuse amounts that cannot be."""
        if self.amount <= 0:
            message = "The amount has to be more than nothing, for example £250 a week."
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class ApprovalResult(Result):
    """Who decides."""

    approvers: tuple[str, ...]
    """The roles with the lowest limit that covers the amount; empty when the profile names nobody."""
    own: bool
    """The asker's own role may approve it."""


def who_can_approve(request: Approval, limits: Sequence[Limit], place: str, note: str = "") -> ApprovalResult:
    """Find the roles with the lowest limit that covers an amount.

    `place` is the council's name, `note` says where its limits come from. Raises RefusedError when the profile gives no
    limits of this kind, or does not know the asker's role.
    """
    fitting = [limit for limit in limits if limit.per is request.per]
    if not fitting:
        message = (
            f"{place} gives no limits for amounts {_WORDS[request.per]}; ask your manager for the scheme of delegation."
        )
        raise RefusedError(message)
    own = role_named(request.role, fitting) if request.role else None
    covering = [limit for limit in fitting if limit.up_to is None or request.amount <= limit.up_to]
    lowest = min((_height(limit) for limit in covering), default=None)
    approvers = tuple(limit.role for limit in covering if _height(limit) == lowest)
    may = own is not None and own in covering
    return ApprovalResult(
        lines=(*_lines(request, fitting), _answer(request, own if may else None, approvers)),
        assumptions=tuple(filter(None, (f"The limits are those of {place}.", note))),
        cautions=() if approvers else (f"No role in the profile of {place} covers this amount; ask a senior manager.",),
        approvers=approvers,
        own=may,
    )


def role_named(typed: str, limits: Sequence[Limit]) -> Limit:
    """Find the role that somebody typed, by its name or by its first letters ("SW"); raises RefusedError."""
    wanted = " ".join(typed.lower().replace("-", " ").split())
    for limit in limits:
        if wanted.removesuffix("s") == limit.role.lower().removesuffix("s"):
            return limit
    short = [limit for limit in limits if wanted == "".join(word[0] for word in limit.role.lower().split())]
    if len(short) == 1:
        return short[0]
    message = f"That role is not in the list; choose one of: {', '.join(limit.role for limit in limits)}."
    raise RefusedError(message)


def _lines(request: Approval, limits: Sequence[Limit]) -> tuple[Line, ...]:
    """One line for every role that has a limit, and what it means for this amount."""
    lines = []
    for limit in sorted(limits, key=_height):
        if limit.up_to is not None:
            compared = "is within" if request.amount <= limit.up_to else "is above"
            working = f"{money(request.amount)} {compared} {money(limit.up_to)}"
            lines.append(Line(f"{limit.role.capitalize()}, up to", working, limit.up_to, _UNITS[request.per]))
    return tuple(lines)


def _answer(request: Approval, own: Limit | None, approvers: tuple[str, ...]) -> Line:
    label = "Who can approve: " + (own.role if own else " or ".join(approvers) or "nobody in this profile")
    working = "your own role covers it" if own else "the lowest limit that covers it"
    return Line(label, working, request.amount, _UNITS[request.per])


def _height(limit: Limit) -> Decimal:
    return Decimal("Infinity") if limit.up_to is None else limit.up_to
