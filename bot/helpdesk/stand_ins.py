"""Who takes a reminder: those it is meant for, or whoever stands in for them. Pure; the time comes in."""

import datetime
import enum
from collections.abc import Sequence
from dataclasses import dataclass

from bot.helpdesk.access import Function


class Rung(enum.StrEnum):
    """Whom a reminder is meant for."""

    CHAMPION = "champion"
    DEPUTY = "deputy"
    MANAGER = "manager"
    OWNER = "owner"
    """Who claimed the ticket."""
    EVERYBODY = "everybody"
    """All champions, deputies and managers of the team."""


@dataclass(frozen=True)
class Member:
    """Somebody in a team."""

    person: int
    function: Function
    away_until: datetime.datetime | None = None

    def away(self, now: datetime.datetime) -> bool:
        """Tell whether they are out of office."""
        return self.away_until is not None and now < self.away_until


class Stood(enum.StrEnum):
    """Who takes a reminder, compared with whom it was meant for."""

    AS_MEANT = "as_meant"
    STAND_IN = "stand_in"
    """Nobody that it was meant for is there; somebody else of the team takes it."""
    DEFAULT_TEAM = "default_team"
    """Nobody of the team is there; the default team takes it."""
    NOBODY = "nobody"
    """Nobody of the default team is there either: the desk has to show it."""


@dataclass(frozen=True)
class Told:
    """Who takes a reminder."""

    people: tuple[int, ...]
    """Each person once."""
    stood: Stood


_UPWARDS = {
    Rung.CHAMPION: (Function.CHAMPION, Function.DEPUTY, Function.MANAGER),
    Rung.DEPUTY: (Function.DEPUTY, Function.MANAGER),
    Rung.MANAGER: (Function.MANAGER,),
    Rung.OWNER: (Function.DEPUTY, Function.MANAGER),
}
"""Whom a rung means, and who takes their place when none of them is there."""


def recipients(rung: Rung, members: Sequence[Member], now: datetime.datetime, owner: int | None = None) -> Told:
    """Return who of a team takes a reminder; NOBODY when no one of the rung or above is there.

    Away people are skipped, and the next function takes their place. An owner who is away, or no longer in the team,
    is stood in for by the deputies.
    """
    there = [member for member in members if not member.away(now)]
    if rung is Rung.EVERYBODY:
        return _told(there, Stood.AS_MEANT)
    if rung is Rung.OWNER and (found := [member for member in there if member.person == owner]):
        return _told(found, Stood.AS_MEANT)
    for function in _UPWARDS[rung]:
        if found := [member for member in there if member.function is function]:
            return _told(found, Stood.AS_MEANT if function.value == rung.value else Stood.STAND_IN)
    return _told((), Stood.NOBODY)


def fall_back(
    rung: Rung,
    members: Sequence[Member],
    default_members: Sequence[Member],
    now: datetime.datetime,
    owner: int | None = None,
) -> Told:
    """Return who takes a reminder when the default team stands behind the team, so that none gets lost.

    When nobody is there from the rung upwards, everybody else of the team is told before another team is: a manager
    who is away leaves the champions.
    """
    told = recipients(rung, members, now, owner)
    for others, stood in ((members, Stood.STAND_IN), (default_members, Stood.DEFAULT_TEAM)):
        if told.people:
            break
        told = _told([member for member in others if not member.away(now)], stood)
    return told


def _told(members: Sequence[Member], stood: Stood) -> Told:
    people = tuple(dict.fromkeys(member.person for member in members))
    return Told(people, stood if people else Stood.NOBODY)
