"""Paid holiday with a regular pattern: a whole leave year, a part of one, and what is left when somebody leaves.

Law: Working Time Regulations 1998, regulations 13 and 13A (5.6 weeks, at most 28 days; a proportion in the year of
joining), 14 (what is paid on leaving), 15A (what has built up in the first year).
Units: days and hours of leave. A week of leave is a week of the person's own pattern.
"""

import datetime
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from bot.errors import RefusedError
from bot.services.tools.known_figures import Figure, KnownFigures
from bot.services.tools.results import Basis, Line, Result, counted, day_in_words, doubts, hundredths, plain
from bot.services.tools.service import add_months, service_between

_SOURCES = (Basis("working-time-regulations", "regulations 13, 13A, 14 and 15A"), Basis("acas-holiday"))
_MONTHS = 12
_WEEK = 7
_HOURS_A_DAY = 24


@dataclass(frozen=True, kw_only=True)
class RegularHoliday:
    """Somebody whose week is much the same from week to week."""

    leave_year_starts: datetime.date
    """First day of the leave year that is asked about."""
    days_a_week: Decimal | None = None
    hours_a_week: Decimal | None = None
    """At least one of the two; with both the result has days and hours, and the cap is exact."""
    joined: datetime.date | None = None
    """First day of work, when it lies within this leave year."""
    leaves: datetime.date | None = None
    """Last day of work, when it lies within this leave year."""
    taken: Decimal = Decimal(0)
    """Leave taken in this leave year: in days when days are known, else in hours."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        _check_week(self.days_a_week, self.hours_a_week)
        if self.taken < 0:
            message = "Holiday already taken cannot be less than nothing; give a number such as 5."
            raise RefusedError(message)
        ends = _next_year(self.leave_year_starts)
        for day in (self.joined, self.leaves):
            if day is not None and not self.leave_year_starts <= day < ends:
                message = (
                    f"{day_in_words(day)} is not within the leave year from {day_in_words(self.leave_year_starts)}; "
                    "give a day in that year, or another leave year."
                )
                raise RefusedError(message)
        if self.joined and self.leaves and self.leaves < self.joined:
            message = f"The job cannot end before it began on {day_in_words(self.joined)}; give a later last day."
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class HolidayResult(Result):
    """Leave for the year or the part of it, and what is left."""

    days: Decimal | None
    """Leave in days, exact; None when only hours are known."""
    hours: Decimal | None
    """Leave in hours, exact; None when only days are known."""
    share: Decimal
    """The part of the leave year that counts, 0 to 1."""
    left: Decimal
    """Leave not yet taken, in days when they are known, else in hours; below nothing when too much was taken."""


def regular_holiday(request: RegularHoliday, figures: KnownFigures) -> HolidayResult:
    """Work out statutory leave: 5.6 weeks of the person's week, at most 28 days, for the part of the year worked.

    Both days and hours are exact; the last line rounds to two places. An employer may round up, never down.
    """
    weeks = figures.on("holiday_weeks", request.leave_year_starts)
    cap = figures.on("holiday_days_cap", request.leave_year_starts)
    lines: list[Line] = []
    days = _whole_days(request, weeks, cap, lines)
    hours = _whole_hours(request, weeks, cap, lines)
    share = _share(request, lines)
    days = days * share if days is not None else None
    hours = hours * share if hours is not None else None
    for amount, unit in ((hours, "hours"), (days, "days")):
        if share != 1 and amount is not None:
            working = f"{plain(amount / share)} {unit} × {plain(share * 100)}% of the leave year"
            lines.append(Line("Holiday for that part of the year", working, hundredths(amount), unit))
    unit, amount = ("days", days) if days is not None else ("hours", hours or Decimal(0))
    left = amount - request.taken
    if request.taken or request.leaves:
        lines.append(_left(request, amount, left, unit))
    return HolidayResult(
        lines=tuple(lines),
        assumptions=_assumptions(request),
        cautions=_cautions(request, left) + doubts((weeks, cap)),
        facts_used=(weeks, cap),
        sources=_SOURCES,
        days=days,
        hours=hours,
        share=share,
        left=left,
    )


def built_up(entitlement: Decimal, joined: datetime.date, day: datetime.date, *, in_days: bool = True) -> Decimal:
    """Return the leave that may be taken so far in the first year of a job.

    One twelfth of the year's leave is added at the start of each month of the job (regulation 15A); days are rounded up
    to the next half day. `entitlement` is the leave of a full year; the result is in the same unit.
    """
    if day < joined:
        return Decimal(0)
    months = min(service_between(joined, day - datetime.timedelta(days=1)).total_months if day > joined else 0, 11) + 1
    amount = entitlement * months / _MONTHS
    return (amount * 2).to_integral_value(ROUND_CEILING) / 2 if in_days else amount


def _whole_days(request: RegularHoliday, weeks: Figure, cap: Figure, lines: list[Line]) -> Decimal | None:
    if request.days_a_week is None:
        return None
    full = weeks.amount * request.days_a_week
    days = min(cap.amount, full)
    working = f"{plain(weeks.amount)} weeks × {counted(request.days_a_week, 'day')}"
    if full > cap.amount:
        working += f" = {plain(full)}, but the law stops at {plain(cap.amount)} days"
    lines.append(Line("Days of holiday for a full year", working, days, "days"))
    return days


def _whole_hours(request: RegularHoliday, weeks: Figure, cap: Figure, lines: list[Line]) -> Decimal | None:
    if request.hours_a_week is None:
        return None
    full = hours = weeks.amount * request.hours_a_week
    working = f"{plain(weeks.amount)} weeks × {counted(request.hours_a_week, 'hour')}"
    if request.days_a_week is not None:
        a_day = request.hours_a_week / request.days_a_week
        # A product first, so that 20 hours on 3 days stay exact.
        hours = min(full, cap.amount * request.hours_a_week / request.days_a_week)
        if hours < full:
            working += f" = {plain(full)}, but the law stops at {plain(cap.amount)} days of {plain(a_day)} hours"
    lines.append(Line("Hours of holiday for a full year", working, hundredths(hours), "hours"))
    return hours


def _share(request: RegularHoliday, lines: list[Line]) -> Decimal:
    """Part of the leave year from joining (or its start) to leaving (or its end), both days counted."""
    start, end = request.leave_year_starts, _next_year(request.leave_year_starts)
    first = request.joined or start
    after = request.leaves + datetime.timedelta(days=1) if request.leaves else end
    worked, whole = (after - first).days, (end - start).days
    share = Decimal(worked) / Decimal(whole)
    if share != 1:
        working = f"{counted(worked, 'day')} from {day_in_words(first)} ÷ {whole} days in this leave year"
        percent = (share * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        lines.append(Line("Part of the leave year", working, percent, "percent"))
    return share


def _left(request: RegularHoliday, amount: Decimal, left: Decimal, unit: str) -> Line:
    label = "Holiday to be paid on leaving" if request.leaves else "Holiday still to take"
    if left < 0:
        label = "Holiday taken beyond what has built up"
    working = f"{plain(hundredths(amount))} {unit} − {plain(request.taken)} taken"
    return Line(label, working, abs(hundredths(left)), unit)


def _assumptions(request: RegularHoliday) -> tuple[str, ...]:
    told = [
        "The hours and days are much the same every week. Extra shifts now and then do not change that.",
        "This is the least that the law gives; the contract may give more. Bank holidays may be part of it.",
    ]
    if request.days_a_week is None:
        told.append("The person works on five days a week or fewer, so the limit of 28 days does not bite.")
    if request.joined or request.leaves:
        told.append("A part of the year is counted in calendar days, the first and the last day included.")
    return tuple(told)


def _cautions(request: RegularHoliday, left: Decimal) -> tuple[str, ...]:
    if request.leaves and left < 0:
        return ("Pay for too much holiday taken may only be kept back if the contract or a written agreement says so.",)
    return ()


def _check_week(days: Decimal | None, hours: Decimal | None) -> None:
    if days is None and hours is None:
        message = "The days or the hours a week are needed, for example 3 days or 18 hours."
        raise RefusedError(message)
    if days is not None and not 0 < days <= _WEEK:
        message = f"A week has up to {_WEEK} working days; give a number such as 3."
        raise RefusedError(message)
    most = _HOURS_A_DAY * (_WEEK if days is None else days.to_integral_value(ROUND_CEILING))
    if hours is not None and not 0 < hours <= most:
        message = f"{plain(hours)} hours do not fit into that week; give a number such as 20."
        raise RefusedError(message)


def _next_year(day: datetime.date) -> datetime.date:
    return add_months(day, _MONTHS)
