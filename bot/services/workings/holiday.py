"""Holiday: fixed hours, hours that build up, rolled-up pay."""

import datetime

from bot.services.tools.holiday import HolidayResult, RegularHoliday, regular_holiday
from bot.services.tools.irregular_holiday import IrregularHoliday, RolledUpPay, irregular_holiday, rolled_up_pay
from bot.services.tools.results import hundredths, in_words
from bot.services.tools.service import add_months
from bot.services.workings.told import Told, Worked

_MONTHS = 12


def holiday(told: Told) -> Worked:
    """Work out leave by the pattern of work that was chosen."""
    if told.word("pattern") == "irregular":
        hours = (told.amount("hours_worked"),)
        return Worked(
            irregular_holiday(IrregularHoliday(leave_year_starts=told.today, hours_by_period=hours), told.figures),
            "built_up",
        )
    if told.word("pattern") == "rolled_up":
        pay = RolledUpPay(leave_year_starts=told.today, pay=told.amount("pay"))
        return Worked(rolled_up_pay(pay, told.figures), "rolled_up")
    return _regular(told)


def _regular(told: Told) -> Worked:
    days = told.number("days_a_week")
    hours = told.number("hours")
    if hours is not None and days is not None and told.kind("hours") != "hours_a_week":
        hours *= days
    starts, joined = _leave_year(told)
    request = RegularHoliday(
        leave_year_starts=starts,
        days_a_week=days,
        hours_a_week=hours if days is not None else told.number("hours_a_week"),
        joined=joined,
        leaves=told.date("leaves"),
        taken=told.amount("taken"),
    )
    result = regular_holiday(request, told.figures)
    values = {"amount": _amount(result)}
    if request.leaves:
        return Worked(result, "left" if result.left >= 0 else "overdrawn", values)
    return Worked(result, "whole_year" if result.share == 1 else "part_of_year", values)


def _amount(result: HolidayResult) -> str:
    parts = [(result.days, "days"), (result.hours, "hours")]
    said = [in_words(hundredths(value), unit) for value, unit in parts if value is not None]
    return " (".join(said) + (")" if len(said) > 1 else "")


def _leave_year(told: Told) -> tuple[datetime.date, datetime.date | None]:
    """Return the leave year that is meant, and the first day of work when it lies within it.

    Leaving settles the year: the one in which the last day lies. A first day after the year that was named settles it,
    too; one before it means that the whole year is worked.
    """
    starts, joined, leaves = told.date("leave_year") or told.today, told.date("joined"), told.date("leaves")
    if leaves:
        starts = _year_with(leaves, starts)
    elif joined and joined >= add_months(starts, _MONTHS):
        starts = _year_with(joined, starts)
    return starts, joined if joined and joined >= starts else None


def _year_with(day: datetime.date, starts: datetime.date) -> datetime.date:
    first = add_months(starts, (day.year - starts.year - 1) * _MONTHS)
    while add_months(first, _MONTHS) <= day:
        first = add_months(first, _MONTHS)
    return first
