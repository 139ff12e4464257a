"""From the yearly budget of a direct payment to weekly hours, and back.

It is the arithmetic of `employer_cost`, turned round: the most hours a week whose yearly cost stays within the budget.
When nobody is enrolled in a pension and Employment Allowance cancels the National Insurance, that is
(budget − fixed costs) ÷ ((52 + 5.6) × rate). Law and guidance as in `employer_cost`.
Units: pounds a year, hours a week.
"""

import datetime
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from bot.errors import RefusedError
from bot.services.tools.employer_cost import (
    EmployerCost,
    Pa,
    Parts,
    Rates,
    assumptions,
    cost_lines,
    low_rates,
    parts_of,
)
from bot.services.tools.known_figures import KnownFigures
from bot.services.tools.results import Basis, Line, Result, doubts, money, plain, pounds

_STEP = Decimal("0.0001")
"""Hours a week are worked out to this."""
_QUARTERS = 4
_MOST_HOURS = 168
_MOST_PAS = 20
_SOURCES = (Basis("govuk-employer-rates"), Basis("govuk-employment-allowance-care"), Basis("tpr-automatic-enrolment"))


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms the hours are bought."""

    rate: Decimal
    """Gross pay an hour in pounds."""
    day: datetime.date
    """A day in the tax year; its rates are used for the whole year."""
    pas: int = 1
    """PAs among whom the hours are shared equally."""
    weeks: int = 52
    """Paid weeks in the year: 52 or 53."""
    insurance: Decimal = Decimal(0)
    payroll: Decimal = Decimal(0)
    """Pounds a year."""
    contingency_percent: Decimal = Decimal(0)
    """Part of the budget that is kept back."""
    buys_cover: bool = True
    care_only: bool = True
    pension_age: bool = True
    scottish_money: bool = False
    """Paid with Option 1 or ILF Scotland money, so that the Scottish minimum for PAs is due."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.rate <= 0:
            message = "Pay an hour has to be more than nothing, for example £13.45."
            raise RefusedError(message)
        if not 1 <= self.pas <= _MOST_PAS:
            message = f"The hours are shared among 1 to {_MOST_PAS} PAs; give a number such as 2."
            raise RefusedError(message)
        if not 0 <= self.contingency_percent < 100:
            message = "The part kept back is 0 to 99 percent of the budget; give a number such as 5."
            raise RefusedError(message)

    def cost_of(self, hours: Decimal) -> EmployerCost:
        """Return the request that tells what so many hours a week cost in a year."""
        pa = Pa(hours_a_week=hours / self.pas, rate=self.rate, pension_age=self.pension_age)
        return EmployerCost(
            pas=(pa,) * self.pas,
            day=self.day,
            weeks=self.weeks,
            care_only=self.care_only,
            buys_cover=self.buys_cover,
            insurance=self.insurance,
            payroll=self.payroll,
        )


@dataclass(frozen=True, kw_only=True)
class BudgetResult(Result):
    """A budget and the hours that it buys."""

    hours: Decimal
    """Hours a week in all, to four places."""
    budget: Decimal
    """Pounds a year."""
    left: Decimal
    """Pounds of the budget that these hours leave, beside the part kept back."""


def hours_for_budget(budget: Decimal, terms: Terms, figures: KnownFigures) -> BudgetResult:
    """Return the most hours a week that a yearly budget buys.

    Raises RefusedError for a budget below nothing or below the fixed costs.
    """
    if budget < 0:
        message = "The budget cannot be less than nothing; give an amount such as £9,000."
        raise RefusedError(message)
    rates = Rates.on(terms.day, figures)
    kept = budget * terms.contingency_percent / 100
    fixed = terms.insurance + terms.payroll
    if budget - kept < fixed:
        message = f"Insurance and payroll ({money(fixed)}) cost more than this budget leaves; give a larger one."
        raise RefusedError(message)
    hours = _most_hours(budget - kept, terms, rates)
    parts = parts_of(terms.cost_of(hours), rates)
    return _result(hours, budget, _from_budget(hours, budget, kept, terms, parts, rates), terms, figures, rates)


def budget_for_hours(hours: Decimal, terms: Terms, figures: KnownFigures) -> BudgetResult:
    """Return the yearly budget that so many hours a week need."""
    rates = Rates.on(terms.day, figures)
    request = terms.cost_of(hours)
    parts = parts_of(request, rates)
    keeps = 1 - terms.contingency_percent / 100
    budget = pounds(parts.total / keeps)
    lines = list(cost_lines(request, parts, rates))
    if terms.contingency_percent:
        working = (
            f"{money(parts.total)} ÷ {plain(keeps * 100)}%, so that {plain(terms.contingency_percent)}% is kept back"
        )
        lines.append(Line("Budget for a year", working, budget, "GBP"))
    return _result(hours, budget, tuple(lines), terms, figures, rates)


def _most_hours(available: Decimal, terms: Terms, rates: Rates) -> Decimal:
    """Halve the range until the step is reached; the cost never falls when hours rise."""
    low, high = 0, int(_MOST_HOURS * terms.pas / _STEP)
    while low < high:
        middle = (low + high + 1) // 2
        if parts_of(terms.cost_of(middle * _STEP), rates).total <= available:
            low = middle
        else:
            high = middle - 1
    return low * _STEP


def _from_budget(
    hours: Decimal, budget: Decimal, kept: Decimal, terms: Terms, parts: Parts, rates: Rates
) -> tuple[Line, ...]:
    """Show that the hours fit: the budget, what they cost part by part, and what is left."""
    lines = [Line("Budget for a year", "as given", pounds(budget), "GBP")]
    if kept:
        working = f"{plain(terms.contingency_percent)}% of {money(budget)}"
        lines.append(Line("Kept back for what may come", working, pounds(kept), "GBP"))
    shared = f", shared by {terms.pas} PAs" if terms.pas > 1 else ""
    lines += cost_lines(terms.cost_of(hours), parts, rates)
    left = f"{money(budget)} − {money(kept)} − {money(parts.total)}"
    lines.append(Line("Left over", left, pounds(budget - kept - parts.total), "GBP"))
    quarters = (hours * _QUARTERS).to_integral_value(ROUND_FLOOR) / _QUARTERS
    lines.append(Line("In whole quarter hours", f"{plain(hours)}, rounded down", quarters, "hours"))
    working = f"the most hours whose cost stays within {money(budget - kept)}{shared}"
    lines.append(Line("Hours a week", working, hours.quantize(Decimal("0.01"), ROUND_HALF_UP), "hours"))
    return tuple(lines)


def _result(
    hours: Decimal, budget: Decimal, lines: tuple[Line, ...], terms: Terms, figures: KnownFigures, rates: Rates
) -> BudgetResult:
    cautions, compared = low_rates([terms.rate], terms.day, figures, scottish_money=terms.scottish_money)
    limit = figures.on("working_week_hours", terms.day)
    used = (*rates.figures, *compared, limit)
    if hours / terms.pas > limit.amount:
        cautions += (
            (
                f"That is more than {plain(limit.amount)} hours a week for one PA: the limit on average, unless the PA "
                "has agreed in writing to work more."
            ),
        )
    request = terms.cost_of(hours)
    free = budget * (1 - terms.contingency_percent / 100)
    return BudgetResult(
        lines=lines,
        assumptions=assumptions(request),
        cautions=cautions + doubts(used),
        facts_used=used,
        sources=_SOURCES,
        hours=hours,
        budget=budget,
        left=pounds(free - parts_of(request, rates).total),
    )
