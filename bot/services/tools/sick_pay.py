"""Statutory Sick Pay for one illness, before and after the change of April 2026.

Law: Social Security Contributions and Benefits Act 1992, part XI, as changed by the Employment Rights Act 2025.
- From the change on: paid from the first full day, whatever the earnings, at the lower of the flat rate and a share
  (80 percent) of average weekly earnings.
- Before it: three unpaid waiting days, at least four days of illness in a row, nothing when average earnings were below
  the lower earnings limit, the flat rate for everybody else.
- An illness across the change: whoever was being paid keeps the flat rate until the illness ends; whoever was not (too
  low earnings, or waiting days) follows the new rules from the change on, except that an illness which began more than
  28 weeks before it pays nothing.
Units: pounds a week, pounds a day (a week's pay ÷ working days in the week), rounded up to the penny in the end.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import RefusedError
from bot.services.tools.known_figures import Figure, KnownFigures
from bot.services.tools.results import (
    Basis,
    Line,
    Result,
    counted,
    day_in_words,
    doubts,
    money,
    plain,
    pounds,
    pounds_up,
)

_DAY = datetime.timedelta(days=1)
_FEWEST_DAYS_BEFORE_CHANGE = 4
_LONGEST = 3 * 366
_SOURCES = (Basis("business-gov-ssp"), Basis("employment-rights-act-2025"), Basis("govuk-taking-sick-leave"))


@dataclass(frozen=True, kw_only=True)
class SickPay:
    """One illness of an employee."""

    average_weekly_pay: Decimal
    """Average gross earnings of a week in the eight weeks before the illness, in pounds."""
    weekdays: frozenset[int]
    """Days on which the person normally works, Monday is 0: the only ones for which it is paid."""
    first_day: datetime.date
    """First full day of illness, a working day or not."""
    last_day: datetime.date
    days_paid_before: int = 0
    """Working days already paid for in an earlier illness that ended less than eight weeks before; they are linked."""
    waiting_days_before: int = 0
    """Waiting days already served in such an illness (before April 2026), 0 to 3."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.average_weekly_pay < 0:
            message = "Average weekly pay cannot be less than nothing; give an amount such as £140."
            raise RefusedError(message)
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            message = "The normal working days are needed, for example Monday, Tuesday and Friday."
            raise RefusedError(message)
        if not 0 <= (self.last_day - self.first_day).days <= _LONGEST:
            message = (
                f"The illness began on {day_in_words(self.first_day)}; give a last day after that, within 3 years."
            )
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class SickPayResult(Result):
    """What the employer pays."""

    weekly: Decimal
    """Pounds a week at the end of the illness, exact."""
    daily: Decimal
    """Pounds a working day at the end of the illness, to the nearest penny; the sum is worked out unrounded."""
    days: int
    """Working days that are paid."""
    total: Decimal
    """Pounds for the whole illness."""


@dataclass(frozen=True)
class _Stretch:
    """Paid days at one rate."""

    days: int
    weekly: Decimal
    why: str


def sick_pay(request: SickPay, figures: KnownFigures) -> SickPayResult:
    """Work out Statutory Sick Pay for one illness, in stretches of equal rates."""
    # The first day must be known; a later one may lie beyond the last period.
    figures.on("sick_pay_week", request.first_day)
    used = _used(request, figures)
    stretches = _stretches(request, figures)
    in_a_week = len(request.weekdays)
    lines, total = [], Decimal(0)
    for stretch in stretches:
        lines.append(Line("A week of sick pay", stretch.why, pounds(stretch.weekly), "GBP"))
        daily = stretch.weekly / in_a_week
        working = f"{money(stretch.weekly)} ÷ {counted(in_a_week, 'working day')}"
        lines.append(Line("A day of sick pay", working, pounds(daily), "GBP"))
        total += daily * stretch.days
    days = sum(stretch.days for stretch in stretches if stretch.weekly)
    total = pounds_up(total.quantize(Decimal("0.000001")))
    lines.append(Line("Statutory Sick Pay for this illness", _sum_of(stretches, in_a_week), total, "GBP"))
    weekly = stretches[-1].weekly if stretches else Decimal(0)
    return SickPayResult(
        lines=tuple(lines),
        assumptions=_assumptions(),
        cautions=_cautions(request, figures) + doubts(used),
        facts_used=used,
        sources=_SOURCES,
        weekly=weekly,
        daily=pounds(weekly / in_a_week),
        days=days,
        total=total,
    )


def _stretches(request: SickPay, figures: KnownFigures) -> list[_Stretch]:
    """Put paid days with the same rate together, in order."""
    found: list[_Stretch] = []
    for weekly, why in _paid(request, figures):
        if found and (found[-1].weekly, found[-1].why) == (weekly, why):
            found[-1] = _Stretch(found[-1].days + 1, weekly, why)
        else:
            found.append(_Stretch(1, weekly, why))
    return found


def _paid(request: SickPay, figures: KnownFigures) -> Iterator[tuple[Decimal, str]]:
    """Yield for each working day that is paid, or would be but for low earnings, the week's rate and why it is so."""
    change = figures.begins("sick_pay_share_of_earnings")
    most = int(figures.on("sick_pay_weeks_most", request.first_day).amount) * len(request.weekdays)
    paid, waiting, protected = request.days_paid_before, request.waiting_days_before, False
    for day in _working_days(request):
        if day < change and (request.last_day - request.first_day).days + 1 < _FEWEST_DAYS_BEFORE_CHANGE:
            continue
        if waiting < figures.on("sick_pay_waiting_days", day).amount:
            waiting += 1
            continue
        if paid >= most:
            return
        weekly, why = _rate(request, day, figures, protected=protected)
        if day >= change and request.first_day < _too_long_ago(change, figures) and not protected:
            weekly, why = Decimal(0), f"ill without sick pay since {day_in_words(request.first_day)}, too long before"
        protected = protected or (day < change and weekly > 0)
        paid += weekly > 0
        yield weekly, why


def _rate(request: SickPay, day: datetime.date, figures: KnownFigures, *, protected: bool) -> tuple[Decimal, str]:
    """Return a week's rate for one day of an illness, and why; the earnings limit is that of its first day."""
    average, flat = request.average_weekly_pay, figures.on("sick_pay_week", day)
    if day < figures.begins("sick_pay_share_of_earnings"):
        limit = figures.on("lower_earnings_limit", request.first_day)
        if average < limit.amount:
            return Decimal(0), f"{money(average)} is below the lower earnings limit of {limit.words}"
        return flat.amount, f"the flat rate of {flat.words}"
    if protected:
        return flat.amount, f"the flat rate of {flat.words}, kept from before the change"
    share = figures.on("sick_pay_share_of_earnings", day)
    part = average * share.share
    why = f"the lower of {flat.words} and {share.words} of {money(average)} = {money(part)}"
    return min(flat.amount, part), why


def _working_days(request: SickPay) -> Iterator[datetime.date]:
    day = request.first_day
    while day <= request.last_day:
        if day.weekday() in request.weekdays:
            yield day
        day += _DAY


def _too_long_ago(change: datetime.date, figures: KnownFigures) -> datetime.date:
    return change - datetime.timedelta(weeks=int(figures.on("sick_pay_weeks_most", change).amount))


def _used(request: SickPay, figures: KnownFigures) -> tuple[Figure, ...]:
    change = figures.begins("sick_pay_share_of_earnings")
    names = ["sick_pay_week", "sick_pay_weeks_most", "sick_pay_waiting_days"]
    days = [request.first_day] + ([request.last_day] if request.last_day > request.first_day else [])
    used = [figures.on(name, day) for name in names for day in days]
    used += [figures.on("sick_pay_share_of_earnings", day) for day in days if day >= change]
    used += [figures.on("lower_earnings_limit", request.first_day)] if request.first_day < change else []
    by_period = {(figure.name, figure.start): figure for figure in used}
    return tuple(by_period.values())


def _sum_of(stretches: list[_Stretch], in_a_week: int) -> str:
    if not stretches:
        return "no working day that is paid"
    parts = " + ".join(
        f"{counted(s.days, 'working day')} × {money(s.weekly)} ÷ {plain(Decimal(in_a_week))}" for s in stretches
    )
    return f"{parts}, rounded up to the penny"


def _assumptions() -> tuple[str, ...]:
    return (
        "The person is an employee, told the employer in time, and works the same days every week.",
        "Average weekly pay is that of the eight weeks before the illness.",
        "No contract gives more, and no maternity or other statutory pay is being paid.",
    )


def _cautions(request: SickPay, figures: KnownFigures) -> tuple[str, ...]:
    change = figures.begins("sick_pay_share_of_earnings")
    if request.first_day < change <= request.last_day:
        return (
            (
                f"This illness began before the rules changed on {day_in_words(change)}. The rules for such illnesses "
                "were read from payroll bodies, not from the law itself: let the payroll service confirm the amount."
            ),
        )
    return ()
