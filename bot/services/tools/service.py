"""Length of service: complete years and months between two days, counted as the Employment Rights Act counts.

Law: Employment Rights Act 1996, sections 210 to 212. The first day of work counts and so does the last one: whoever
starts on 1 April has completed a year at the end of 31 March.
"""

import calendar
import datetime
from dataclasses import dataclass

from bot.errors import RefusedError

_MONTHS = 12


@dataclass(frozen=True, order=True)
class Service:
    """Complete years and months of continuous employment; the days beyond do not count."""

    years: int
    months: int = 0
    """Complete months beyond the years, 0 to 11."""

    def __post_init__(self) -> None:
        """Refuse lengths that cannot be."""
        if self.years < 0 or not 0 <= self.months < _MONTHS:
            message = "Service is counted in complete years and 0 to 11 months, for example 4 years 9 months."
            raise RefusedError(message)

    @property
    def total_months(self) -> int:
        """Complete months in all."""
        return self.years * _MONTHS + self.months

    @property
    def words(self) -> str:
        """As people say it: “4 years 9 months”."""
        parts = [(self.years, "year"), (self.months, "month")]
        said = [f"{number} {unit}" + ("s" if number != 1 else "") for number, unit in parts if number]
        return " ".join(said) or "less than a month"


def service_between(first_day: datetime.date, last_day: datetime.date) -> Service:
    """Return complete service from the first day of work to the last one, both counted.

    Raises RefusedError when the last day is before the first.
    """
    if last_day < first_day:
        message = f"The job cannot end before it began on {first_day:%-d %B %Y}; give a later day, such as 31/3/2026."
        raise RefusedError(message)
    after = last_day + datetime.timedelta(days=1)
    months = (after.year - first_day.year) * _MONTHS + after.month - first_day.month
    while add_months(first_day, months) > after:
        months -= 1
    return Service(*divmod(months, _MONTHS))


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of a later month; the first of the next one where that month is too short.

    So a month that begins on 31 January is complete at the end of February, and a year that begins on 29 February is
    complete at the end of the next 28 February.
    """
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + years, month + 1
    if day.day <= calendar.monthrange(year, month)[1]:
        return datetime.date(year, month, day.day)
    return datetime.date(year, month, 1) + datetime.timedelta(days=calendar.monthrange(year, month)[1])
