"""When a ticket is due, which reminder is owed, and how an asker is told. Pure; the time comes in.

The ladder for a ticket that nobody has: champion, deputy, manager, each once a round, within the team's hours. An
urgent one calls everybody at once, whatever the hour, and again until somebody claims it. Once claimed, only its owner
is reminded, when it becomes due. `stand_ins.py` says who that is when somebody is away.
"""

import datetime
import math
import zoneinfo
from dataclasses import dataclass

from bot.helpdesk.stand_ins import Rung
from bot.helpdesk.teams import Team
from bot.helpdesk.tickets import WAITING, Standing, State
from bot.helpdesk.working_time import LONDON, add_working, is_open, next_opening, working_between

_CALL = 16
"""Calls to everybody are counted above the marks of the rungs."""
_QUARTER = 15
"""Minutes to which a promise to an asker is rounded up."""
_FAR = 300
"""Days from which a date needs its year."""
_MARK = {Rung.CHAMPION: 1, Rung.DEPUTY: 2, Rung.MANAGER: 4, Rung.OWNER: 8}


@dataclass(frozen=True)
class Reminder:
    """A reminder that is owed now."""

    rung: Rung
    reminded: int
    """What to keep with the ticket once it is sent, for the next look; 0 begins a new round."""


def due(opened: datetime.datetime, team: Team, *, urgent: bool) -> datetime.datetime:
    """Return when a ticket is to be answered: in working time, for urgent ones too.

    Nobody is promised that a champion sits there at night; the reply to danger names numbers that answer at any hour.
    """
    return add_working(opened, team.urgent_within if urgent else team.answer_within, team.hours)


def owed(
    now: datetime.datetime,
    standing: Standing,
    since: datetime.datetime,
    until: datetime.datetime,
    team: Team,
    reminded: int = 0,
    last: datetime.datetime | None = None,
) -> Reminder | None:
    """Return the reminder that is owed now, or None; when several are, the lowest rung comes first.

    `since` is when the round began (opened or reopened), `until` when an answer is due. `reminded` is what the last
    Reminder of this round said, `last` when it was sent; with it, calls that were missed are not made up in a row.
    """
    found = standing.as_of(now)
    if found.state is State.CLAIMED:
        return _to_owner(now, found, until, team, reminded)
    if found.state not in WAITING:
        return None
    if found.urgent:
        # Even while the asker was asked for detail: whoever asked has let the claim run out.
        return _call(now, since, team, reminded, last)
    if found.asked_back or not is_open(now, team.hours):
        return None
    return _step(now, since, until, team, reminded)


def may_be_owed(
    now: datetime.datetime, standing: Standing, until: datetime.datetime, team: Team, reminded: int
) -> bool:
    """Tell without a ticket's history whether a closer look is worth it: False only when nothing can be owed."""
    found = standing.as_of(now)
    if found.urgent or found.asked_back:
        return True
    if found.state is State.CLAIMED:
        return now >= until and not reminded & _MARK[Rung.OWNER]
    climbed = all(reminded & _MARK[rung] for rung in (Rung.CHAMPION, Rung.DEPUTY, Rung.MANAGER))
    return not climbed and is_open(now, team.hours)


def expected_by(until: datetime.datetime, now: datetime.datetime, zone: str = LONDON) -> str:
    """Say when an answer may be expected: "by 3pm today", "by 10.30am on Monday 30 November".

    Rounded up to a quarter of an hour; "as soon as possible" once the time has passed.
    """
    if until <= now:
        return "as soon as possible"
    place = zoneinfo.ZoneInfo(zone)
    # In UTC, where an hour is an hour; quarters are the same on the wall.
    seconds = _QUARTER * 60
    rounded = math.ceil(until.timestamp() / seconds) * seconds
    promised, today = datetime.datetime.fromtimestamp(rounded, place), now.astimezone(place).date()
    day = promised.date()
    if promised.time() == datetime.time(0):
        # To a reader midnight belongs to the day that ends with it.
        day -= datetime.timedelta(days=1)
    return f"by {_clock(promised.time())} {_day(day, today)}"


def _step(
    now: datetime.datetime, since: datetime.datetime, until: datetime.datetime, team: Team, reminded: int
) -> Reminder | None:
    allowed, ladder = working_between(since, until, team.hours), team.ladder
    shares = ((Rung.CHAMPION, ladder.champion), (Rung.DEPUTY, ladder.deputy), (Rung.MANAGER, ladder.manager))
    for rung, share in shares:
        if not reminded & _MARK[rung] and add_working(since, allowed * share, team.hours) <= now:
            return Reminder(rung, reminded | _MARK[rung])
    return None


def _to_owner(
    now: datetime.datetime, found: Standing, until: datetime.datetime, team: Team, reminded: int
) -> Reminder | None:
    early = found.lease_until is None or found.lease_until - team.lease < until
    # Somebody who took it when it was overdue knows.
    if found.asked_back or now < until or not early or reminded & _MARK[Rung.OWNER]:
        return None
    if not found.urgent and not is_open(now, team.hours):
        return None
    return Reminder(Rung.OWNER, reminded | _MARK[Rung.OWNER])


def _call(
    now: datetime.datetime, since: datetime.datetime, team: Team, reminded: int, last: datetime.datetime | None
) -> Reminder | None:
    made = reminded // _CALL
    if made > team.urgent_times or (made and now < _next_call(since, made, team, last)):
        return None
    return Reminder(Rung.EVERYBODY, reminded + _CALL)


def _next_call(since: datetime.datetime, made: int, team: Team, last: datetime.datetime | None) -> datetime.datetime:
    """Return when everybody is called again: after a while of working time, or when the next working day begins."""
    start, calls = (since, made) if last is None else (last, 1)
    opening = next_opening(start, team.hours)
    # A call at night may have woken nobody: the first one after it is at opening time.
    pauses = calls if opening == start else calls - 1
    return add_working(opening, team.urgent_every * pauses, team.hours)


def _clock(time: datetime.time) -> str:
    if time.minute == 0 and time.hour in {0, 12}:
        return "midday" if time.hour else "midnight"
    minutes = f".{time.minute:02}" if time.minute else ""
    return f"{(time.hour + 11) % 12 + 1}{minutes}{'am' if time.hour < 12 else 'pm'}"


def _day(day: datetime.date, today: datetime.date) -> str:
    ahead = (day - today).days
    if ahead in {0, 1}:
        return "tomorrow" if ahead else "today"
    year = f" {day.year}" if ahead > _FAR else ""
    return f"on {day:%A} {day.day} {day:%B}{year}"
