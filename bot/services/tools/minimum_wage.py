"""Check of a pay period against the minimum wage, with sleepovers, travel, training and lodging.

Law: National Minimum Wage Regulations 2015: regulations 14 to 16 (lodging), 32 (sleeping), 33 and 34 (training and
travel), with Royal Mencap Society v Tomlinson-Blake [2021] UKSC 8: whoever is expected to sleep, and has a suitable
place for it, counts only while awake for the purpose of working. Units: pounds, hours, pounds an hour.

Two stricter measures are not law but terms of those who fund: an average over all hours (some councils in England), and
the Scottish minimum for PAs, which is due for every hour of a sleepover.
"""

import datetime
import enum
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import RefusedError
from bot.services.tools.known_figures import Figure, KnownFigures
from bot.services.tools.results import Basis, Line, Result, counted, doubts, money, plain, pounds

_YOUNGEST, _OLDEST = 16, 100
_HOURS_A_DAY = 24
_LONGEST_PERIOD = 31 * _HOURS_A_DAY


class Measure(enum.StrEnum):
    """By what a sleepover is measured."""

    LAW = "law"
    """Time awake for work counts, time asleep does not."""
    AVERAGE = "average"
    """Pay for all hours, asleep or not, has to reach the minimum wage on average."""
    SCOTTISH_PA = "scottish_pa"
    """Every hour, asleep or not, is paid at the Scottish minimum for PAs."""


@dataclass(frozen=True, kw_only=True)
class Sleepovers:
    """Nights of one pay period on which the PA sleeps at the workplace."""

    number: int = 0
    hours_each: Decimal = Decimal(0)
    pay_each: Decimal = Decimal(0)
    """Pounds for a night."""
    awake_hours: Decimal = Decimal(0)
    """Hours awake for work, over all nights, that are not among the waking hours."""
    pay_covers_waking: bool = False
    """The contract says that the payment for the night also pays the time awake."""
    expected_to_sleep: bool = True
    """False when the PA works through most of the night and may only nap, or has no suitable place to sleep."""

    def __post_init__(self) -> None:
        """Refuse nights that cannot be."""
        if self.number < 0 or self.pay_each < 0 or not 0 <= self.hours_each <= _HOURS_A_DAY:
            message = "A sleepover has up to 24 hours and pay of nothing or more, for example 9 hours at £40."
            raise RefusedError(message)
        if not 0 <= self.awake_hours <= self.number * self.hours_each:
            message = "The time awake cannot be longer than the nights themselves; give hours such as 1.5."
            raise RefusedError(message)

    @property
    def hours(self) -> Decimal:
        """All hours of all nights."""
        return self.number * self.hours_each

    @property
    def pay(self) -> Decimal:
        """Pounds for all nights."""
        return self.number * self.pay_each


@dataclass(frozen=True, kw_only=True)
class MinimumWageCheck:
    """One pay period."""

    period_starts: datetime.date
    """A new rate holds from the first pay period that begins on or after its date."""
    age: int
    """In complete years."""
    hours: Decimal
    """Waking hours of work."""
    pay: Decimal
    """Gross pay for them in pounds, without expenses, tips and the extra part of overtime or night rates."""
    first_year_apprentice: bool = False
    sleepovers: Sleepovers = Sleepovers()
    travel_hours: Decimal = Decimal(0)
    """Between two places of work for this employer, when not among the hours; home to work does not count."""
    training_hours: Decimal = Decimal(0)
    """Training that the employer requires, when not among the hours."""
    lodging_days: int = 0
    """Days on which the employer provides a place to live."""
    lodging_charge: Decimal = Decimal(0)
    """Pounds a day that the PA pays for it; nothing when it is free."""
    measure: Measure = Measure.LAW

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not _YOUNGEST <= self.age <= _OLDEST:
            message = f"The minimum wage is for people of {_YOUNGEST} and over; give an age such as 34."
            raise RefusedError(message)
        parts = (self.hours, self.pay, self.travel_hours, self.training_hours, self.lodging_charge, self.lodging_days)
        if any(part < 0 for part in parts) or not 0 < self.all_hours <= _LONGEST_PERIOD:
            message = (
                "Hours and pay cannot be less than nothing, and a month has at most 744 hours; give e.g. 20 hours."
            )
            raise RefusedError(message)

    @property
    def waking_hours(self) -> Decimal:
        """Hours that count whatever happens at night."""
        return self.hours + self.travel_hours + self.training_hours

    @property
    def all_hours(self) -> Decimal:
        """Hours at work, awake or not."""
        return self.waking_hours + self.sleepovers.hours


@dataclass(frozen=True, kw_only=True)
class MinimumWageResult(Result):
    """How the pay period compares."""

    passes: bool
    rate: Decimal
    """Pounds an hour, exact."""
    least: Decimal
    """The rate that it is measured by, in pounds an hour."""
    short: Decimal
    """Pounds missing in the pay period; nothing when it passes."""
    sleepover_due: Decimal
    """Pounds that one sleepover has to bring at least by this measure, with the other pay as it is."""


def minimum_rate(age: int, day: datetime.date, figures: KnownFigures, *, first_year_apprentice: bool = False) -> Figure:
    """Return the minimum wage in pounds an hour by age, for a pay period that begins on `day`."""
    if first_year_apprentice or age < 18:
        return figures.on("minimum_wage_16_to_17", day)
    return figures.on("minimum_wage_18_to_20" if age < 21 else "minimum_wage_21_and_over", day)


def minimum_wage(check: MinimumWageCheck, figures: KnownFigures) -> MinimumWageResult:
    """Compare the pay of a pay period with the least that is due, by the measure that was chosen."""
    by_age = minimum_rate(check.age, check.period_starts, figures, first_year_apprentice=check.first_year_apprentice)
    used = [by_age]
    lines: list[Line] = []
    least = by_age
    if check.measure is Measure.SCOTTISH_PA:
        floor = figures.on("scottish_pa_minimum", check.period_starts)
        used.append(floor)
        least = max(by_age, floor, key=lambda figure: figure.amount)
    hours, night_pay = _hours(check, lines)
    pay = _pay(check, night_pay, figures, lines, used)
    rate = pay / hours if hours else least.amount
    lines.append(Line("Pay an hour", f"{money(pay)} ÷ {counted(hours, 'hour')}", pounds(rate), "GBP an hour"))
    due = _sleepover_due(check, pay - night_pay, hours, least, lines)
    short = _missing(check, hours, pay, night_pay, least, lines)
    return MinimumWageResult(
        lines=tuple(lines),
        assumptions=_assumptions(check),
        cautions=_cautions(check) + doubts(used),
        facts_used=tuple(used),
        sources=_sources(check),
        passes=short == 0,
        rate=rate,
        least=least.amount,
        short=pounds(short),
        sleepover_due=due,
    )


def _counts_in_full(check: MinimumWageCheck) -> bool:
    return check.measure is not Measure.LAW or not check.sleepovers.expected_to_sleep


def _hours(check: MinimumWageCheck, lines: list[Line]) -> tuple[Decimal, Decimal]:
    """Return the hours that count, and the pay for nights that counts."""
    nights = check.sleepovers
    parts = [(check.hours, "at work"), (check.travel_hours, "travelling"), (check.training_hours, "training")]
    if _counts_in_full(check):
        parts.append((nights.hours, "of sleepovers"))
        night_pay = nights.pay
    else:
        parts.append((nights.awake_hours, "awake at night"))
        night_pay = nights.pay if nights.pay_covers_waking else Decimal(0)
    hours = sum((part for part, _ in parts), Decimal(0))
    working = " + ".join(f"{plain(part)} {what}" for part, what in parts if part)
    lines.append(Line("Hours that count", working, hours, "hours"))
    return hours, night_pay


def _pay(
    check: MinimumWageCheck, night_pay: Decimal, figures: KnownFigures, lines: list[Line], used: list[Figure]
) -> Decimal:
    """Return the pay that counts: lodging adds up to the offset when free, and takes off what is charged above it."""
    parts = [f"{money(check.pay)} for hours at work"]
    if night_pay:
        parts.append(f"{money(night_pay)} for sleepovers")
    total = check.pay + night_pay
    if check.lodging_days:
        offset = figures.on("accommodation_offset", check.period_starts)
        used.append(offset)
        days = f"{counted(check.lodging_days, 'day')} × "
        if not check.lodging_charge:
            total += check.lodging_days * offset.amount
            parts.append(f"{days}{offset.words} for free lodging")
        elif check.lodging_charge > offset.amount:
            total -= check.lodging_days * (check.lodging_charge - offset.amount)
            parts.append(f"less {days}({money(check.lodging_charge)} − {offset.words}) charged for lodging")
    lines.append(Line("Pay that counts", " + ".join(parts).replace("+ less", "−"), pounds(total), "GBP"))
    return total


def _sleepover_due(
    check: MinimumWageCheck, other_pay: Decimal, hours: Decimal, least: Figure, lines: list[Line]
) -> Decimal:
    """Return what one night must bring: every hour at the Scottish rate, or what the rest of the pay leaves missing."""
    nights = check.sleepovers
    if not nights.number or not (_counts_in_full(check) or nights.pay_covers_waking):
        return Decimal(0)
    if check.measure is Measure.SCOTTISH_PA:
        due, working = nights.hours_each * least.amount, f"{counted(nights.hours_each, 'hour')} × {least.words}"
    else:
        due = max(Decimal(0), (hours * least.amount - other_pay) / nights.number)
        working = f"({counted(hours, 'hour')} × {least.words} − {money(other_pay)}) ÷ {counted(nights.number, 'night')}"
    lines.append(Line("Least for each sleepover", working, pounds(due), "GBP"))
    return pounds(due)


def _missing(
    check: MinimumWageCheck, hours: Decimal, pay: Decimal, night_pay: Decimal, least: Figure, lines: list[Line]
) -> Decimal:
    """Return what is missing; by the Scottish measure, where every hour counts, days and nights each for itself."""
    nights = check.sleepovers.hours
    parts = [("in this pay period", hours, pay)]
    if check.measure is Measure.SCOTTISH_PA and nights:
        parts = [("for hours at work", hours - nights, pay - night_pay), ("for sleepovers", nights, night_pay)]
    for what, worked, paid in parts:
        due = worked * least.amount
        needed = f"{counted(worked, 'hour')} × {least.words} = {money(due)}"
        if paid < due:
            lines.append(
                Line(f"Too little: missing {what}", f"{needed}, less {money(paid)}", pounds(due - paid), "GBP")
            )
        else:
            more = f"{money(paid)}, less {needed}"
            lines.append(Line(f"Enough {what}: more than is due by", more, pounds(paid - due), "GBP"))
    return sum((max(Decimal(0), worked * least.amount - paid) for _, worked, paid in parts), Decimal(0))


def _assumptions(check: MinimumWageCheck) -> tuple[str, ...]:
    told = ["The pay is gross, without expenses and without the extra part of overtime, night or weekend rates."]
    nights = check.sleepovers
    if check.measure is Measure.LAW and nights.number and nights.expected_to_sleep:
        told.append("The PA is expected to sleep and has a suitable place for it, so only time awake for work counts.")
        if not nights.pay_covers_waking:
            told.append("The payment for the night was left out: the contract does not say that it pays time awake.")
    if nights.number and not nights.expected_to_sleep:
        told.append("The PA may only nap, or has no suitable place to sleep, so the whole night counts.")
    if check.measure is Measure.AVERAGE:
        told.append("The funder or the contract asks for the minimum wage on average over all hours; the law does not.")
    if check.measure is Measure.SCOTTISH_PA:
        told.append("The PA is paid with Option 1 or ILF Scotland money, so every hour counts, asleep or awake.")
    return tuple(told)


def _cautions(check: MinimumWageCheck) -> tuple[str, ...]:
    nights = check.sleepovers
    if check.measure is Measure.SCOTTISH_PA or not nights.number:
        return ()
    return ("Ask who pays for the night and what the contract says: council or ILF Scotland money may ask for more.",)


def _sources(check: MinimumWageCheck) -> tuple[Basis, ...]:
    found = [
        Basis("minimum-wage-regulations-2015", "regulations 14 to 16 and 32 to 34"),
        Basis("govuk-minimum-wage-types"),
    ]
    if check.sleepovers.number:
        found.append(Basis("sleep-in-judgment-2021"))
    if check.measure is Measure.SCOTTISH_PA:
        found.append(Basis("handbook-pa-minimum-rate"))
    return tuple(found)
