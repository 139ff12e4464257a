"""Figures with dates of effect, and how a text is filled with them."""

import datetime
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.helpdesk.vocabulary import Nation

_PLACE = re.compile(r"\{fact:([a-z0-9_]+)\}")


class Certainty(enum.StrEnum):
    """How well a figure was checked."""

    OFFICIAL = "official"
    REPORTED = "reported"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Value:
    """What a figure is from one day to another."""

    amount: float
    start: datetime.date
    end: datetime.date | None
    """The last day on which it holds; None while no end is known."""
    certainty: Certainty

    def holds_on(self, day: datetime.date) -> bool:
        """Tell whether this value is in force on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Fact:
    """A figure that changes: a rate, a fee, a threshold."""

    name: str
    title: str
    unit: str
    per: str
    nation: Nation
    source: str
    values: tuple[Value, ...]

    def on(self, day: datetime.date) -> tuple[Value, bool]:
        """Return the value for a day and whether it is in force then.

        Outside all periods the nearest earlier value (or else the first) is returned with False.
        """
        for value in self.values:
            if value.holds_on(day):
                return value, True
        earlier = [value for value in self.values if value.start <= day]
        return (earlier[-1] if earlier else self.values[0]), False

    def words(self, day: datetime.date) -> str:
        """Write the figure as a reader expects it, without the "per" part."""
        amount = self.on(day)[0].amount
        number = f"{amount:,.2f}" if amount != int(amount) and self.unit == "GBP" else f"{amount:,g}"
        if amount == int(amount):
            number = f"{int(amount):,}"
        return {"GBP": f"£{number}", "percent": f"{number}%", "pence_per_mile": f"{number}p"}.get(
            self.unit, f"{number} {self.unit}" if self.unit in {"weeks", "days", "hours", "years"} else number
        )


def names_in(text: str) -> tuple[str, ...]:
    """Names of the figures that a text asks for, each once, in order."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def fill(text: str, facts: Mapping[str, Fact], day: datetime.date) -> str:
    """Put the figures of a day into a text."""
    return _PLACE.sub(lambda match: facts[match.group(1)].words(day), text)


def out_of_date(names: tuple[str, ...], facts: Mapping[str, Fact], day: datetime.date) -> tuple[str, ...]:
    """Titles of those figures that have no value in force on a day."""
    return tuple(facts[name].title for name in names if not facts[name].on(day)[1])
