"""Working time: when a team is at work, and how much of that lies between two moments.

All moments carry a time zone, all results are in UTC. Hours are wall-clock hours of the team's place, but what passes
between them is real time: a night on which the clocks change is not lost or counted twice.
"""

import datetime
import functools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass

from bot.helpdesk.vocabulary import Nation

LONDON = "Europe/London"
_SUBDIVISION = {Nation.SCOTLAND: "SCT", Nation.ENGLAND: "ENG"}
_NOTHING = datetime.timedelta(0)
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Hours of one day, by the clock on the wall; `closes` is later than `opens`."""

    opens: datetime.time
    closes: datetime.time


@dataclass(frozen=True)
class Hours:
    """When a team is at work."""

    week: tuple[Span | None, ...]
    """Seven, Monday first; None for a day off. At least one is a working day."""
    nation: Nation
    """Whose bank holidays are days off: Scotland's or England's."""
    closed: frozenset[datetime.date] = frozenset()
    """Further days off: a local holiday, a training day."""
    open_anyway: frozenset[datetime.date] = frozenset()
    """Bank holidays on which the team works all the same."""
    zone: str = LONDON

    def __post_init__(self) -> None:
        """Refuse hours with which no moment would ever come."""
        if len(self.week) != 7 or not any(self.week):
            message = "A week has seven days, at least one of them a working day."
            raise ValueError(message)
        if any(span and span.closes <= span.opens for span in self.week):
            message = "A team closes later than it opens, on the same day."
            raise ValueError(message)
        if self.nation not in _SUBDIVISION:
            message = f"Bank holidays are those of Scotland or England, not of “{self.nation}”."
            raise ValueError(message)


def add_working(start: datetime.datetime, working: datetime.timedelta, hours: Hours) -> datetime.datetime:
    """Return the moment at which so much working time has passed since `start`.

    A stretch that ends with the working day ends at closing time, not the next morning. Nothing added to a moment
    outside the hours gives the next opening.
    """
    if working < _NOTHING:
        message = f"Working time is added, never taken away: {working}."
        raise ValueError(message)
    begin, left = _utc(start), working
    for opens, closes in openings(begin, hours):
        here = max(begin, opens)
        if left <= closes - here:
            return here + left
        left -= closes - here
    raise AssertionError  # pragma: no cover - there is always another opening


def working_between(start: datetime.datetime, end: datetime.datetime, hours: Hours) -> datetime.timedelta:
    """Return the working time from `start` to `end`; nothing when `end` is the earlier one."""
    begin, finish, total = _utc(start), _utc(end), _NOTHING
    if finish <= begin:
        return total
    for opens, closes in openings(begin, hours):
        if opens >= finish:
            return total
        total += min(closes, finish) - max(opens, begin)
    raise AssertionError  # pragma: no cover - there is always another opening


def is_open(at: datetime.datetime, hours: Hours) -> bool:
    """Tell whether the team is at work; at opening time it is, at closing time no longer."""
    return next_opening(at, hours) == _utc(at)


def next_opening(at: datetime.datetime, hours: Hours) -> datetime.datetime:
    """Return the first moment from `at` on at which the team is at work; that is `at` itself within the hours."""
    moment = _utc(at)
    for opens, closes in openings(moment, hours):
        if moment < closes:
            return max(moment, opens)
    raise AssertionError  # pragma: no cover - there is always another opening


@functools.lru_cache(maxsize=64)
def bank_holidays(nation: Nation, year: int) -> frozenset[datetime.date]:
    """Return a nation's bank holidays of a year, substitute days included.

    They are computed, nothing is fetched. A day that is proclaimed once (a jubilee) is known when the `holidays`
    package is newer than the proclamation; until then it can be put among a team's closed days.
    """
    import holidays  # a third of a second that only deadlines need

    return frozenset(holidays.country_holidays("GB", subdiv=_SUBDIVISION[nation], years=year, expand=False))


def works_on(day: datetime.date, hours: Hours) -> bool:
    """Tell whether the team works on a day."""
    if hours.week[day.weekday()] is None or day in hours.closed:
        return False
    return day in hours.open_anyway or day not in bank_holidays(hours.nation, day.year)


def openings(start: datetime.datetime, hours: Hours) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
    """Yield opening and closing times in UTC, in order, without end, from the first that closes at `start` or later."""
    zone = zoneinfo.ZoneInfo(hours.zone)
    day = start.astimezone(zone).date()
    while True:
        span = hours.week[day.weekday()]
        if span is not None and works_on(day, hours):
            opens, closes = (
                datetime.datetime.combine(day, clock, zone).astimezone(datetime.UTC)
                for clock in (span.opens, span.closes)
            )
            # Hours that lie in the hour which the clocks leave out are no hours.
            if max(opens, start) <= closes and opens < closes:
                yield opens, closes
        day += _DAY


def _utc(moment: datetime.datetime) -> datetime.datetime:
    if moment.tzinfo is None:
        message = f"{moment.isoformat()} has no time zone; moments are in UTC."
        raise ValueError(message)
    return moment.astimezone(datetime.UTC)
