"""What employing PAs costs in a year: wages, National Insurance, pension, cover for holiday, insurance, payroll.

Law and guidance: Social Security Contributions and Benefits Act 1992 section 9 (employer's National Insurance);
National Insurance Contributions Act 2014 section 2(3A) and the Employment Allowance (Care and Support Workers)
Regulations 2015 (somebody who employs for care and support may claim the allowance, one for each employer); Pensions
Act 2008 sections 3, 13 and 20 (enrolment, band, three percent); Working Time Regulations 1998 regulations 13 and 13A.
Units: pounds a year. National Insurance and pensions really run by pay period; a year is a close estimate.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import RefusedError
from bot.services.tools.known_figures import Figure, KnownFigures
from bot.services.tools.results import Basis, Line, Result, doubts, money, plain, pounds

_MOST_HOURS = 168
_WEEKS_IN_A_YEAR = (52, 53)
_NAMES = (
    "employer_ni_rate", "employer_ni_threshold_year", "under_21_ni_threshold", "employment_allowance",
    "pension_enrolment_earnings", "pension_employer_minimum", "pension_band_lower", "pension_band_upper",
    "holiday_weeks",
)  # fmt: skip
_SOURCES = (
    Basis("govuk-employer-rates"),
    Basis("govuk-employment-allowance-care"),
    Basis("hmrc-employment-allowance-manual"),
    Basis("tpr-automatic-enrolment"),
    Basis("working-time-regulations", "regulations 13 and 13A"),
)


@dataclass(frozen=True, kw_only=True)
class Pa:
    """One PA."""

    hours_a_week: Decimal
    rate: Decimal
    """Gross pay an hour in pounds."""
    under_21: bool = False
    pension_age: bool = True
    """Aged 22 up to State Pension age: enrolled in a pension when the pay is high enough."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 <= self.hours_a_week <= _MOST_HOURS:
            message = f"A week has {_MOST_HOURS} hours; give hours a week such as 20."
            raise RefusedError(message)
        if self.rate < 0:
            message = "Pay an hour cannot be less than nothing; give an amount such as £13.45."
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class EmployerCost:
    """A year of employing."""

    pas: tuple[Pa, ...]
    day: datetime.date
    """A day in the tax year that is asked about; its rates are used for the whole year."""
    weeks: int = 52
    """Paid weeks in the year: 52, or 53 in a year with one more weekly payday."""
    care_only: bool = True
    """All duties are care and support of somebody who needs them, so Employment Allowance can be claimed."""
    buys_cover: bool = True
    """Somebody else is paid while a PA is on holiday."""
    scottish_money: bool = False
    """Paid with Option 1 or ILF Scotland money, so that the Scottish minimum for PAs is due."""
    insurance: Decimal = Decimal(0)
    payroll: Decimal = Decimal(0)
    """Pounds a year."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not self.pas:
            message = "At least one PA is needed, for example 12 hours a week at £13.45."
            raise RefusedError(message)
        if self.weeks not in _WEEKS_IN_A_YEAR:
            message = "A year has 52 or 53 paid weeks; give one of the two."
            raise RefusedError(message)
        if self.insurance < 0 or self.payroll < 0:
            message = "Insurance and payroll cannot cost less than nothing; give an amount such as £120."
            raise RefusedError(message)


@dataclass(frozen=True, kw_only=True)
class EmployerCostResult(Result):
    """Pounds a year, each to the penny; `total` is the sum of the parts."""

    wages: Decimal
    insurance_contributions: Decimal
    """Employer's National Insurance before the allowance."""
    allowance_used: Decimal
    pension: Decimal
    cover: Decimal
    total: Decimal


@dataclass(frozen=True)
class Rates:
    """The figures of one tax year."""

    figures: tuple[Figure, ...]

    @classmethod
    def on(cls, day: datetime.date, figures: KnownFigures) -> "Rates":
        """Look all of them up for a day."""
        return cls(tuple(figures.on(name, day) for name in _NAMES))

    def __getitem__(self, name: str) -> Figure:
        """Return one of them by name."""
        return next(figure for figure in self.figures if figure.name == name)

    def national_insurance(self, wage: Decimal, *, under_21: bool) -> Decimal:
        """Return the employer's contribution in pounds for a year's wage, before the allowance."""
        threshold = self["under_21_ni_threshold" if under_21 else "employer_ni_threshold_year"].amount
        return max(Decimal(0), wage - threshold) * self["employer_ni_rate"].share

    def pension(self, wage: Decimal, *, pension_age: bool) -> Decimal:
        """Return the employer's least contribution in pounds for a year's wage."""
        if not pension_age or wage <= self["pension_enrolment_earnings"].amount:
            return Decimal(0)
        band = min(wage, self["pension_band_upper"].amount) - self["pension_band_lower"].amount
        return band * self["pension_employer_minimum"].share


@dataclass(frozen=True)
class Parts:
    """The parts of a year's cost in pounds, each to the penny, so that what is shown adds up to the total."""

    wages: Decimal
    insurance_contributions: Decimal
    allowance_used: Decimal
    pension: Decimal
    cover: Decimal
    fixed: Decimal
    """Insurance and payroll."""

    @property
    def total(self) -> Decimal:
        """All of them."""
        contributions = self.insurance_contributions - self.allowance_used
        return self.wages + contributions + self.pension + self.cover + self.fixed


def parts_of(request: EmployerCost, rates: Rates) -> Parts:
    """Work out the parts of a year's cost."""
    wages = [pa.hours_a_week * request.weeks * pa.rate for pa in request.pas]
    pairs = list(zip(request.pas, wages, strict=True))
    contributions = sum((rates.national_insurance(wage, under_21=pa.under_21) for pa, wage in pairs), Decimal(0))
    allowance = rates["employment_allowance"].amount if request.care_only else Decimal(0)
    cover = rates["holiday_weeks"].amount * sum((pa.hours_a_week * pa.rate for pa in request.pas), Decimal(0))
    pension = sum((rates.pension(wage, pension_age=pa.pension_age) for pa, wage in pairs), Decimal(0))
    return Parts(
        wages=pounds(sum(wages, Decimal(0))),
        insurance_contributions=pounds(contributions),
        allowance_used=pounds(min(contributions, allowance)),
        pension=pounds(pension),
        cover=pounds(cover if request.buys_cover else Decimal(0)),
        fixed=pounds(request.insurance + request.payroll),
    )


def employer_cost(request: EmployerCost, figures: KnownFigures) -> EmployerCostResult:
    """Work out what employing costs in a year."""
    rates = Rates.on(request.day, figures)
    parts = parts_of(request, rates)
    rates_paid = [pa.rate for pa in request.pas]
    cautions, compared = low_rates(rates_paid, request.day, figures, scottish_money=request.scottish_money)
    used = (*rates.figures, *compared)
    return EmployerCostResult(
        lines=cost_lines(request, parts, rates),
        assumptions=assumptions(request),
        cautions=cautions + doubts(used),
        facts_used=used,
        sources=_SOURCES,
        wages=parts.wages,
        insurance_contributions=parts.insurance_contributions,
        allowance_used=parts.allowance_used,
        pension=parts.pension,
        cover=parts.cover,
        total=parts.total,
    )


def cost_lines(request: EmployerCost, parts: Parts, rates: Rates) -> tuple[Line, ...]:
    """Explain the parts of a year's cost; the last line is the total."""
    each = [f"{plain(pa.hours_a_week)} hours × {request.weeks} weeks × {money(pa.rate)}" for pa in request.pas]
    threshold, rate = rates["employer_ni_threshold_year"], rates["employer_ni_rate"]
    contributions = (
        f"{rate.words} of each PA's pay above {threshold.words} a year: {money(parts.insurance_contributions)}"
    )
    contributions += f", less Employment Allowance of {money(parts.allowance_used)}"
    lines = [
        Line("Wages", _grouped(each), parts.wages, "GBP"),
        Line(
            "Employer's National Insurance",
            contributions,
            parts.insurance_contributions - parts.allowance_used,
            "GBP",
        ),
        Line("Employer's pension contributions", _pension_words(parts, rates), parts.pension, "GBP"),
    ]
    if request.buys_cover:
        weeks = plain(rates["holiday_weeks"].amount)
        each = [f"{plain(pa.hours_a_week)} hours × {weeks} weeks × {money(pa.rate)}" for pa in request.pas]
        lines.append(Line("Cover while PAs are on holiday", _grouped(each), parts.cover, "GBP"))
    fixed = f"{money(request.insurance)} insurance + {money(request.payroll)} payroll"
    lines.append(Line("Insurance and payroll", fixed, parts.fixed, "GBP"))
    total = " + ".join(money(line.value) for line in lines)
    return (*lines, Line("Cost in a year", total, parts.total, "GBP"))


def assumptions(request: EmployerCost) -> tuple[str, ...]:
    """Say what the estimate takes for granted."""
    told = [
        (
            f"The rates on {request.day:%-d %B %Y} hold for the whole year, and pay is the same every week. It is an "
            "estimate: National Insurance and pensions are worked out by pay period. Check it with payroll."
        ),
    ]
    if request.care_only:
        told.append("All work is care and support, so Employment Allowance is claimed; there is one for each employer.")
    if request.buys_cover:
        told.append("Cover costs the same an hour and brings no National Insurance, pension or holiday of its own.")
    told.append("Sick pay, redundancy pay, training and expenses are not in it.")
    if not request.insurance or not request.payroll:
        told.append("Insurance or payroll was left at nothing; add what they cost.")
    if request.weeks != _WEEKS_IN_A_YEAR[0]:
        told.append(f"The year has {request.weeks} weekly paydays.")
    return tuple(told)


def low_rates(
    rates: Sequence[Decimal], day: datetime.date, figures: KnownFigures, *, scottish_money: bool
) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """Warn of pay below the minimum wage for people of 21 and over, or below the Scottish minimum for PAs.

    Returns the warnings and the figures that were compared.
    """
    legal = figures.on("minimum_wage_21_and_over", day)
    least = [(legal, f"the minimum wage of {legal.words} from age 21 on")]
    if scottish_money:
        floor = figures.on("scottish_pa_minimum", day)
        least.append((floor, f"the minimum of {floor.words} for PAs paid with Option 1 or ILF Scotland money"))
    told = [
        f"{money(rate)} an hour is below {words}."
        for rate in sorted(set(rates))
        for figure, words in least
        if rate < figure.amount
    ]
    return tuple(told), tuple(figure for figure, _ in least)


def _grouped(parts: Sequence[str]) -> str:
    """Write equal parts once: “5 × (…)”."""
    numbers = {part: parts.count(part) for part in parts}
    return " + ".join(part if number == 1 else f"{number} × ({part})" for part, number in numbers.items())


def _pension_words(parts: Parts, rates: Rates) -> str:
    trigger = rates["pension_enrolment_earnings"]
    if not parts.pension:
        return f"nobody has to be enrolled: no PA of 22 or over earns more than {trigger.words} a year"
    lower, upper = rates["pension_band_lower"], rates["pension_band_upper"]
    share = rates["pension_employer_minimum"]
    return f"{share.words} of pay between {lower.words} and {upper.words}, for each PA above {trigger.words} a year"
