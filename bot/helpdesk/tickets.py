"""The life of a ticket, as a pure state machine: every move names its state before, after, and who may make it.

`open → claimed → answered → closed`, with `reopened`, `snoozed`, `withdrawn` and `merged`. Nothing here knows a
database or a clock; the time comes in. A move that is not possible raises RefusedError, worded for whoever tried.
"""

import datetime
import enum
from dataclasses import dataclass, replace

from bot.errors import RefusedError


class State(enum.StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    SNOOZED = "snoozed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


WAITING = frozenset({State.OPEN, State.REOPENED})
"""Nobody has it."""
ACTIVE = WAITING | {State.CLAIMED, State.SNOOZED}
"""Somebody still has to answer it."""
ENDED = frozenset({State.CLOSED, State.WITHDRAWN})


@dataclass(frozen=True)
class Standing:
    """What the rules need to know of a ticket."""

    state: State = State.OPEN
    team: str = ""
    urgent: bool = False
    owner: int | None = None
    """The champion who claimed it, by number of the person."""
    lease_until: datetime.datetime | None = None
    """Until when the claim holds; after it anyone may claim."""
    snoozed_until: datetime.datetime | None = None
    merged_into: int | None = None
    """The ticket whose answer answers this one."""
    round: int = 0
    """Answers that were sent so far; more than one after “not yet”."""
    asked_back: bool = False
    """The asker was asked for detail and has not replied."""

    def as_of(self, now: datetime.datetime) -> "Standing":
        """Return the standing after what time alone does: a lease ends, a snooze ends."""
        if self.state is State.CLAIMED and self.lease_until is not None and self.lease_until <= now:
            return self.freed()
        if self.state is State.SNOOZED and self.snoozed_until is not None and self.snoozed_until <= now:
            return self.freed()
        return self

    def freed(self) -> "Standing":
        """Return the standing when nobody has the ticket."""
        state = State.REOPENED if self.round else State.OPEN
        return replace(self, state=state, owner=None, lease_until=None, snoozed_until=None)


def claim(standing: Standing, by: int, now: datetime.datetime, lease: datetime.timedelta) -> Standing:
    """Take a ticket, or hold it for longer."""
    found = standing.as_of(now)
    if found.state is State.CLAIMED and found.owner != by:
        message = "A colleague has claimed this ticket. Nothing was changed; you can offer a second opinion in a note."
        raise RefusedError(message)
    _only(found, ACTIVE, "be claimed")
    return replace(found, state=State.CLAIMED, owner=by, lease_until=now + lease, snoozed_until=None)


def release(standing: Standing, by: int, now: datetime.datetime) -> Standing:
    """Give a ticket back to its team."""
    found = standing.as_of(now)
    _owned(found, by, "release it")
    return found.freed()


def hand_to_person(standing: Standing, to: int, now: datetime.datetime, lease: datetime.timedelta) -> Standing:
    """Give a ticket to one person, whoever has it now."""
    found = standing.as_of(now)
    _only(found, ACTIVE, "be handed on")
    return replace(found, state=State.CLAIMED, owner=to, lease_until=now + lease, snoozed_until=None)


def hand_to_team(standing: Standing, team: str, now: datetime.datetime) -> Standing:
    """Give a ticket to another team, where nobody has it yet."""
    found = standing.as_of(now)
    _only(found, ACTIVE, "be handed on")
    return replace(found.freed(), team=team)


def snooze(standing: Standing, by: int, now: datetime.datetime, until: datetime.datetime) -> Standing:
    """Put a ticket aside until a time; an urgent one cannot be."""
    found = standing.as_of(now)
    if found.urgent:
        message = "This ticket is urgent: someone may be at risk. It cannot be snoozed."
        raise RefusedError(message)
    if until <= now:
        message = "A ticket can only be snoozed until a time that is still to come."
        raise RefusedError(message)
    if found.state is State.CLAIMED:
        _owned(found, by, "snooze it")
    _only(found, ACTIVE, "be snoozed")
    return replace(found, state=State.SNOOZED, owner=None, lease_until=None, snoozed_until=until)


def ask_back(standing: Standing, by: int, now: datetime.datetime, lease: datetime.timedelta) -> Standing:
    """Ask the asker for detail; the ticket stays with the one who asks."""
    found = standing.as_of(now)
    if found.state is not State.CLAIMED:
        found = claim(found, by, now, lease)
    _owned(found, by, "ask the asker")
    return replace(found, asked_back=True)


def add_detail(standing: Standing, now: datetime.datetime) -> Standing:
    """The asker says more. A snoozed ticket wakes, since there is something new to read."""
    found = standing.as_of(now)
    if found.state is State.MERGED:
        return found
    _only(found, ACTIVE, "take more detail")
    if found.state is State.SNOOZED:
        found = found.freed()
    return replace(found, asked_back=False)


def answer(standing: Standing, by: int | None, now: datetime.datetime) -> Standing:
    """Send an answer. Whoever has claimed it answers; when nobody has, anyone on the team may.

    `by` is None for an answer from the command line, which is not a person of the desk.
    """
    found = standing.as_of(now)
    if found.state in {State.ANSWERED, State.CLOSED}:
        message = "This ticket was answered already. Nothing was sent."
        raise RefusedError(message)
    if found.state is State.CLAIMED and by is not None and found.owner != by:
        message = "A colleague has claimed this ticket and will answer it. Nothing was sent."
        raise RefusedError(message)
    _only(found, ACTIVE, "be answered")
    return _answered(found)


def answer_with(standing: Standing) -> Standing:
    """A ticket that was merged gets the answer of the one that it was merged into."""
    _only(standing, frozenset({State.MERGED}), "be answered together with another")
    return _answered(standing)


def helped(standing: Standing) -> Standing:
    """The asker says that the answer helped, or says nothing for long."""
    _only(standing, frozenset({State.ANSWERED}), "be closed")
    return replace(standing, state=State.CLOSED)


def not_yet(standing: Standing) -> Standing:
    """The asker says that the answer does not help yet."""
    _only(standing, frozenset({State.ANSWERED, State.CLOSED}), "be reopened")
    return replace(standing, state=State.REOPENED, owner=None, lease_until=None, merged_into=None)


def withdraw(standing: Standing, now: datetime.datetime) -> Standing:
    """The asker no longer needs an answer."""
    found = standing.as_of(now)
    _only(found, ACTIVE | {State.MERGED}, "be withdrawn")
    return replace(found, state=State.WITHDRAWN, owner=None, lease_until=None, snoozed_until=None, merged_into=None)


def merge(standing: Standing, number: int, into: int, target: Standing, now: datetime.datetime) -> Standing:
    """Let the answer to another ticket answer this one, too."""
    found, other = standing.as_of(now), target.as_of(now)
    if into == number:
        message = "A ticket cannot be merged with itself."
        raise RefusedError(message)
    if found.urgent and not other.urgent:
        message = "This ticket is urgent. Merge the other one into this one instead."
        raise RefusedError(message)
    _only(found, ACTIVE, "be merged")
    if other.state not in ACTIVE:
        message = f"Ticket {into} is {other.state.value}; only one that still waits for an answer can take others in."
        raise RefusedError(message)
    return replace(
        found, state=State.MERGED, owner=None, lease_until=None, snoozed_until=None, merged_into=into, asked_back=False
    )


def part(standing: Standing) -> Standing:
    """Undo a merge: the ticket waits for its own answer again."""
    _only(standing, frozenset({State.MERGED}), "be parted from another")
    return replace(standing.freed(), merged_into=None)


def _answered(found: Standing) -> Standing:
    return replace(
        found,
        state=State.ANSWERED,
        owner=None,
        lease_until=None,
        snoozed_until=None,
        merged_into=None,
        round=found.round + 1,
        asked_back=False,
    )


def _only(standing: Standing, allowed: frozenset[State], what: str) -> None:
    if standing.state not in allowed:
        message = f"This ticket is {standing.state.value}, so it cannot {what}. Nothing was changed."
        raise RefusedError(message)


def _owned(standing: Standing, by: int, what: str) -> None:
    if standing.state is not State.CLAIMED or standing.owner != by:
        message = f"You have not claimed this ticket (or your claim has run out), so you cannot {what}. Claim it first."
        raise RefusedError(message)
