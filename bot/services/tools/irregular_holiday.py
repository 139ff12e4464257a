"""Paid holiday of irregular-hours and part-year workers: hours that build up, and rolled-up holiday pay.

Law: Working Time Regulations 1998, regulations 15B (12.07 percent of the hours worked in each pay period, rounded to
whole hours), 15F (who counts) and 16A (rolled-up pay); leave years that begin on or after 1 April 2024.
12.07 percent is 5.6 ÷ (52 − 5.6). Units: hours of leave, pounds of holiday pay.
"""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.errors import RefusedError
from bot.services.tools.known_figures import Figure, KnownFigures
from bot.services.tools.results import Basis, Line, Result, counted, doubts, hundredths, money, plain, pounds

_RATE = "holiday_accrual_rate"
_HOURS_A_YEAR = 366 * 24
_WHO = (
    "The worker has irregular hours (the paid hours mostly vary under the contract) or works only part of the year, "
    "with unpaid gaps of at least a week. Fixed hours with some extra shifts are not irregular."
)
_SOURCES = (Basis("working-time-regulations", "regulations 15B, 15F and 16A"), Basis("acas-holiday"))


@dataclass(frozen=True, kw_only=True)
class IrregularHoliday:
    """Hours worked by somebody whose hours vary, or who works for part of the year."""

    leave_year_starts: datetime.date
    hours_by_period: tuple[Decimal, ...]
    """Hours worked in each pay period, in order: one for a single month."""

    def __post_init__(self) -> None:
        """Refuse hours that cannot be."""
        if not self.hours_by_period:
            message = "The hours worked in the pay period are needed, for example 62."
            raise RefusedError(message)
        if any(not 0 <= hours <= _HOURS_A_YEAR for hours in self.hours_by_period):
            message = "The hours worked in a pay period cannot be less than nothing or more than it has; give e.g. 62."
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class IrregularHolidayResult(Result):
    """Leave that has built up."""

    hours: Decimal
    """Whole hours, rounded in each pay period as the regulation says."""
    unrounded: Decimal
    """The same before rounding; a forecast for a year is better read from this."""


@dataclass(frozen=True, kw_only=True)
class RolledUpPay:
    """Pay of one pay period."""

    leave_year_starts: datetime.date
    pay: Decimal | None = None
    """Gross pay of the pay period in pounds; or hours and rate instead."""
    hours: Decimal | None = None
    rate: Decimal | None = None
    """Gross pay an hour in pounds."""

    def __post_init__(self) -> None:
        """Refuse pay that is missing or cannot be."""
        parts = (self.pay,) if self.pay is not None else (self.hours, self.rate)
        if any(part is None or part < 0 for part in parts):
            message = "The pay in the period is needed, for example £1,076.00, or the hours and the hourly rate."
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class RolledUpResult(Result):
    """The holiday line of a payslip."""

    holiday_pay: Decimal
    """Pounds, on top of the pay."""
    total: Decimal
    """Pay and holiday pay together, in pounds."""


def irregular_holiday(request: IrregularHoliday, figures: KnownFigures) -> IrregularHolidayResult:
    """Work out the leave that builds up: 12.07 percent of the hours of each pay period, to whole hours.

    Less than 30 minutes is dropped, 30 minutes or more make an hour. Raises RefusedError for a leave year to which the
    method does not apply.
    """
    rate = _rate(request.leave_year_starts, figures)
    cap = figures.on("holiday_days_cap", request.leave_year_starts)
    lines, total, exact = [], Decimal(0), Decimal(0)
    for number, worked in enumerate(request.hours_by_period, 1):
        amount = worked * rate.share
        whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
        total, exact = total + whole, exact + amount
        label = "Holiday built up" + (f" in pay period {number}" if len(request.hours_by_period) > 1 else "")
        working = (
            f"{counted(worked, 'hour')} × {plain(rate.amount)}% = {plain(hundredths(amount))}, to the nearest hour"
        )
        lines.append(Line(label, working, whole, "hours"))
    if len(lines) > 1:
        working = " + ".join(plain(line.value) for line in lines)
        lines.append(Line("Holiday built up in all", working, total, "hours"))
    return IrregularHolidayResult(
        lines=tuple(lines),
        assumptions=(
            _WHO,
            "No pay period here was spent on sick or family leave; those build up by another average.",
            f"No more than {cap.words} build up in one leave year.",
        ),
        cautions=doubts((rate, cap)),
        facts_used=(rate, cap),
        sources=_SOURCES,
        hours=total,
        unrounded=exact,
    )


def rolled_up_pay(request: RolledUpPay, figures: KnownFigures) -> RolledUpResult:
    """Work out rolled-up holiday pay: 12.07 percent of all pay in the period, a line of its own on the payslip."""
    rate = _rate(request.leave_year_starts, figures)
    lines = []
    pay = request.pay
    if pay is None:
        assert request.hours is not None and request.rate is not None  # noqa: S101, PT018 - the request saw to it
        pay = request.hours * request.rate
        working = f"{counted(request.hours, 'hour')} × {money(request.rate)}"
        lines.append(Line("Pay in the period", working, pounds(pay), "GBP"))
    holiday = pounds(pay * rate.share)
    lines.append(Line("Rolled-up holiday pay", f"{money(pay)} × {plain(rate.amount)}%", holiday, "GBP"))
    return RolledUpResult(
        lines=tuple(lines),
        assumptions=(
            _WHO,
            "The employer has chosen to roll up holiday pay and shows it as a line of its own on every payslip.",
            "Holiday must still be taken; it has been paid for already.",
        ),
        cautions=doubts((rate,)),
        facts_used=(rate,),
        sources=_SOURCES,
        holiday_pay=holiday,
        total=pounds(pay) + holiday,
    )


def _rate(leave_year_starts: datetime.date, figures: KnownFigures) -> Figure:
    begins = figures.begins(_RATE)
    if leave_year_starts < begins:
        message = (
            f"Holiday builds up by hours worked only in leave years that begin on or after {begins:%-d %B %Y}; "
            f"give a leave year such as {begins:%-d/%-m/%Y}."
        )
        raise RefusedError(message)
    return figures.on(_RATE, leave_year_starts)
