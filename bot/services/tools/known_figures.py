"""The figures of `knowledge/facts.yml` as a calculator needs them: one amount for one day, with where it comes from."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.errors import ConfigurationError, RefusedError
from bot.helpdesk.figures import Certainty, Fact


@dataclass(frozen=True)
class Figure:
    """What one fact is on one day."""

    name: str
    """Its name in `facts.yml`."""
    title: str
    amount: Decimal
    unit: str
    """As in `facts.yml`: `GBP`, `percent`, `weeks`, `days`, `number`."""
    per: str
    day: datetime.date
    """The day that was asked for."""
    start: datetime.date
    """The first day on which this amount holds."""
    end: datetime.date | None
    certainty: Certainty
    source: str
    """Id in `sources.yml`."""
    in_force: bool
    """False when the day lies after the last known period: the amount is the last known one."""
    words: str
    """The amount as readers see it: “£12.71”."""

    @property
    def share(self) -> Decimal:
        """A percentage as a share of one: 12.07 percent is 0.1207."""
        return self.amount / 100


@dataclass(frozen=True)
class KnownFigures:
    """All figures, looked up by name and day."""

    facts: Mapping[str, Fact] = field(repr=False)

    def on(self, name: str, day: datetime.date) -> Figure:
        """Return a figure for a day.

        Raises RefusedError for a day before the first known period, since the law may have been another one then; after
        the last known period the last amount is returned, marked as not in force.
        """
        fact = self._fact(name)
        value, in_force = fact.on(day)
        if day < fact.values[0].start:
            message = (
                f"The figure for “{fact.title}” is known here from {fact.values[0].start:%-d %B %Y} on; "
                f"choose a day from then on, for example {fact.values[-1].start:%-d %B %Y}."
            )
            raise RefusedError(message)
        amount = Decimal(str(value.amount))
        return Figure(
            name=name,
            title=fact.title,
            amount=amount,
            unit=fact.unit,
            per=fact.per,
            day=day,
            start=value.start,
            end=value.end,
            certainty=value.certainty,
            source=fact.source,
            in_force=in_force,
            words=fact.words(day),
        )

    def begins(self, name: str) -> datetime.date:
        """Return the first day on which a figure holds: the day on which a rule began."""
        return self._fact(name).values[0].start

    def _fact(self, name: str) -> Fact:
        try:
            return self.facts[name]
        except KeyError:
            message = f"knowledge/facts.yml: a guided tool needs the figure “{name}”; add it."
            raise ConfigurationError(message) from None
