"""Statutory redundancy pay.

Law: Employment Rights Act 1996, sections 155 (two years' service), 162 (weeks for each complete year, counted back from
the relevant date, at most 20), 227 (the most that a week's pay counts for, by the relevant date). Great Britain;
Northern Ireland has its own law and amounts. Units: weeks of pay, pounds.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import RefusedError
from bot.services.tools.known_figures import Figure, KnownFigures
from bot.services.tools.results import Basis, Line, Result, counted, day_in_words, doubts, money, plain, pounds
from bot.services.tools.service import Service

_YOUNGEST = 16
_OLDEST = 100
_YOUNGEST_STARTER = 13
_SOURCES = (
    Basis("employment-rights-act-1996", "sections 155, 162 and 227"),
    Basis("govuk-redundancy-pay"),
    Basis("handbook-redundancy"),
)


@dataclass(frozen=True, kw_only=True)
class Redundancy:
    """A job that ends because it is no longer needed."""

    age: int
    """In complete years on the day on which the job ends."""
    service: Service
    """Continuous service up to that day."""
    weekly_pay: Decimal
    """Gross pay of a week in pounds; where it varies, the average of the last 12 paid weeks."""
    ends: datetime.date
    """The relevant date: the day on which notice runs out."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not _YOUNGEST <= self.age <= _OLDEST:
            message = f"The age is {_YOUNGEST} to {_OLDEST} in complete years, for example 45."
            raise RefusedError(message)
        if self.age - self.service.years < _YOUNGEST_STARTER:
            message = (
                f"With {counted(self.service.years, 'year')} of service somebody of {self.age} would have started as a "
                "child; check age and service, for example 45 and 10 years."
            )
            raise RefusedError(message)
        if self.weekly_pay < 0:
            message = "A week's pay cannot be less than nothing; give an amount such as £240."
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class RedundancyResult(Result):
    """Statutory redundancy pay."""

    entitled: bool
    weeks: Decimal
    """Weeks of pay: one half, one, or one and a half for each year that counts."""
    amount: Decimal
    """Pounds."""


@dataclass(frozen=True)
class _Band:
    """Years in which the person was of a certain age for the whole year."""

    years: int
    weeks_each: Decimal
    words: str


def redundancy_pay(request: Redundancy, figures: KnownFigures) -> RedundancyResult:
    """Work out statutory redundancy pay: weeks for each complete year × a week's pay up to the cap."""
    needed = figures.on("redundancy_service_years", request.ends)
    if request.service < Service(int(needed.amount)):
        return _not_entitled(request, needed)
    most, cap = (figures.on(name, request.ends) for name in ("redundancy_years_counted", "weeks_pay_cap"))
    lines: list[Line] = []
    counting = min(request.service.years, int(most.amount))
    words = f"{request.service.words} of service"
    words += f", but not more than {plain(most.amount)}" if counting < request.service.years else ""
    lines.append(Line("Complete years that count", words, Decimal(counting), "years"))
    bands, used = _bands(request.age, counting, request.ends, figures)
    weeks = sum((band.years * band.weeks_each for band in bands), Decimal(0))
    working = " + ".join(f"{band.years} × {plain(band.weeks_each)} ({band.words})" for band in bands)
    lines.append(Line("Weeks of pay", working, weeks, "weeks"))
    week = min(request.weekly_pay, cap.amount)
    limit = f"{money(request.weekly_pay)}, but the law stops at {cap.words}"
    within = f"{money(request.weekly_pay)}, which is within the limit of {cap.words}"
    lines.append(Line("A week's pay", limit if week < request.weekly_pay else within, pounds(week), "GBP"))
    amount = pounds(weeks * week)
    lines.append(Line("Statutory redundancy pay", f"{plain(weeks)} × {money(week)}", amount, "GBP"))
    facts_used = (needed, most, cap, *used)
    return RedundancyResult(
        lines=tuple(lines),
        assumptions=_assumptions(request),
        cautions=doubts(facts_used),
        facts_used=facts_used,
        sources=_SOURCES,
        entitled=True,
        weeks=weeks,
        amount=amount,
    )


def _bands(age: int, years: int, day: datetime.date, figures: KnownFigures) -> tuple[list[_Band], tuple[Figure, ...]]:
    """Count years back from the end. The age in complete years suffices: each year back takes off exactly one."""
    young, older = (figures.on(f"redundancy_age_{name}", day) for name in ("middle", "upper"))
    rates = {name: figures.on(f"redundancy_weeks_{name}", day) for name in ("upper", "middle", "lower")}
    ages_at_start = [age - back for back in range(1, years + 1)]
    upper = sum(start >= older.amount for start in ages_at_start)
    lower = sum(start < young.amount for start in ages_at_start)
    bands = [
        _Band(upper, rates["upper"].amount, f"aged {plain(older.amount)} or over"),
        _Band(
            years - upper - lower, rates["middle"].amount, f"aged {plain(young.amount)} to {plain(older.amount - 1)}"
        ),
        _Band(lower, rates["lower"].amount, f"aged under {plain(young.amount)}"),
    ]
    return [band for band in bands if band.years], (young, older, *rates.values())


def _not_entitled(request: Redundancy, needed: Figure) -> RedundancyResult:
    working = f"{request.service.words} of service; the law asks for {plain(needed.amount)} complete years"
    return RedundancyResult(
        lines=(Line("Statutory redundancy pay", working, Decimal(0), "GBP"),),
        assumptions=_assumptions(request),
        cautions=doubts((needed,)),
        facts_used=(needed,),
        sources=_SOURCES,
        entitled=False,
        weeks=Decimal(0),
        amount=Decimal(0),
    )


def _assumptions(request: Redundancy) -> tuple[str, ...]:
    return (
        (
            f"The job ends on {day_in_words(request.ends)} with full notice. With less than the law asks for, the law "
            "adds the missing weeks, which can complete another year or reach a new limit for a week's pay."
        ),
        "The person is an employee, the service was not broken, and the job is redundant.",
        "This is the least that the law gives; the contract may give more. Notice and holiday pay come on top.",
        "Where pay varies, a week's pay is the average of the last 12 paid weeks.",
        "The law is that of Scotland, England and Wales.",
    )
