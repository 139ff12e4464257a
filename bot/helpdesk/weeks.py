"""Weeks from Monday to Sunday by the clock on the wall. Pure."""

import datetime
import zoneinfo
from dataclasses import dataclass

from bot.helpdesk.working_time import LONDON

_LONDON = zoneinfo.ZoneInfo(LONDON)


@dataclass(frozen=True)
class Week:
    """One ISO week."""

    monday: datetime.date

    @property
    def name(self) -> str:
        """Its ISO name: `2026-W48`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def words(self) -> str:
        """As people read it: "23 to 29 November 2026"."""
        sunday = self.monday + datetime.timedelta(days=6)
        first = f"{self.monday.day}"
        if self.monday.month != sunday.month:
            first += f" {self.monday:%B}"
        if self.monday.year != sunday.year:
            first += f" {self.monday.year}"
        return f"{first} to {sunday.day} {sunday:%B %Y}"

    @property
    def begins(self) -> datetime.datetime:
        """Its first moment, in UTC."""
        return _midnight(self.monday)

    @property
    def ends(self) -> datetime.datetime:
        """The first moment after it, in UTC."""
        return _midnight(self.monday + datetime.timedelta(days=7))

    def holds(self, moment: datetime.datetime) -> bool:
        """Tell whether a moment lies in it."""
        return self.begins <= moment < self.ends

    def holds_day(self, day: datetime.date) -> bool:
        """Tell whether a day lies in it."""
        return self.monday <= day < self.monday + datetime.timedelta(days=7)


def week_named(name: str) -> Week:
    """Return a week by its ISO name; raises ValueError."""
    return Week(datetime.datetime.strptime(f"{name}-1", "%G-W%V-%u").date())  # noqa: DTZ007 - a day has no zone


def last_whole_week(now: datetime.datetime) -> Week:
    """Return the newest week that is over."""
    today = now.astimezone(_LONDON).date()
    return Week(today - datetime.timedelta(days=today.weekday() + 7))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), _LONDON).astimezone(datetime.UTC)
