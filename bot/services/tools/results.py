"""What every calculator hands back: the arithmetic line by line, what was assumed, and what it rests on."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from bot.helpdesk.figures import Certainty
from bot.services.tools.known_figures import Figure

PENNY = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One step of the arithmetic."""

    label: str
    """What this step gives, in plain words."""
    working: str
    """How it was worked out, with the numbers in it: “5.6 weeks × 20 hours”."""
    value: Decimal
    unit: str
    """`GBP`, `GBP an hour`, `hours`, `days`, `weeks`, `years`, `percent`."""

    @property
    def words(self) -> str:
        """The value as people write it."""
        return in_words(self.value, self.unit)


@dataclass(frozen=True)
class Basis:
    """A place in the law or guidance that the arithmetic follows."""

    source: str
    """Its id in `knowledge/sources.yml`."""
    ref: str = ""
    """Section or regulation."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What all results have in common; each calculator adds the values that it is for."""

    lines: tuple[Line, ...]
    assumptions: tuple[str, ...] = ()
    """What was taken for granted, a sentence each."""
    cautions: tuple[str, ...] = ()
    """What the person must look at before relying on the result, a sentence each."""
    facts_used: tuple[Figure, ...] = ()
    sources: tuple[Basis, ...] = ()

    @property
    def headline(self) -> Line:
        """The step that answers the question: the last one."""
        return self.lines[-1]


def pounds(amount: Decimal) -> Decimal:
    """Round to the nearest penny, half a penny up."""
    return amount.quantize(PENNY, ROUND_HALF_UP)


def pounds_up(amount: Decimal) -> Decimal:
    """Round up to the next penny, as Statutory Sick Pay is."""
    return amount.quantize(PENNY, ROUND_CEILING)


def hundredths(number: Decimal) -> Decimal:
    """Round hours, days or weeks to two places."""
    return number.quantize(PENNY, ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Write a number without needless noughts, thousands apart, to at most four places."""
    short = number.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    whole = short == short.to_integral_value()
    return f"{int(short):,}" if whole else f"{short.normalize():,f}"


def money(amount: Decimal) -> str:
    """Write an amount in pounds and pence."""
    rounded = pounds(amount)
    return f"−£{-rounded:,.2f}" if rounded < 0 else f"£{rounded:,.2f}"


def counted(number: Decimal | int, one: str) -> str:
    """Write a number of things: “1 week”, “2 weeks”."""
    return f"{plain(Decimal(number))} {one}" + ("" if number == 1 else "s")


def in_words(value: Decimal, unit: str) -> str:
    """Write a value with its unit as a reader expects it."""
    if unit.startswith("GBP"):
        return money(value) + unit.removeprefix("GBP")
    if unit == "percent":
        return f"{plain(value)}%"
    return counted(hundredths(value), unit.removesuffix("s"))


def doubts(figures: Iterable[Figure]) -> tuple[str, ...]:
    """Sentences about figures that are not sure, or not known for the day that was asked for."""
    told = []
    for figure in dict.fromkeys(figures):
        if not figure.in_force:
            told.append(
                f"The figure for “{figure.title}” on {day_in_words(figure.day)} is not known here; "
                f"the last known one, {figure.words}, was used."
            )
        if figure.certainty is Certainty.UNCONFIRMED:
            told.append(f"“{figure.title}” ({figure.words}) is not confirmed on any official page; check it first.")
    return tuple(told)


def day_in_words(day: datetime.date) -> str:
    """Write a date as “6 April 2026”."""
    return f"{day:%-d %B %Y}"
