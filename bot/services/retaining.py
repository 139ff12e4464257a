"""Takes away what has been kept for long enough (`bot/helpdesk/keeping.py`), a little at a time."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.helpdesk.keeping import RULES, Periods, Rule
from bot.services.ports import Clock, Units

log = logging.getLogger(__name__)
BATCH = 200
"""Rows of one transaction: others wait for milliseconds only."""
MOST_BATCHES = 10
"""Of one rule at a time, so that a process that is told to stop soon does; the rest goes an hour later."""


@dataclass(frozen=True)
class Due:
    """How much a rule would take away now."""

    rule: Rule
    rows: int


class Retaining:
    """Keeps to the periods; may run in several processes at once, and a process may end at any moment of it."""

    def __init__(self, units: Units, clock: Clock, periods: Periods) -> None:
        """Take the database, the clock and the organisation's periods."""
        self._units, self._clock, self.periods = units, clock, periods

    def once(self) -> int:
        """Take away what is due, up to a limit; return how many rows went or were blanked."""
        return sum(self._cleared(rule) for rule in RULES)

    def due(self) -> Sequence[Due]:
        """Return how much each rule would take away now, and change nothing.

        What goes only because something else goes first, such as the address of a chat, is not counted yet.
        """
        now = self._clock()
        with self._units() as work:
            return [Due(rule, work.retention.count(rule.name, now - rule.lasts(self.periods))) for rule in RULES]

    def _cleared(self, rule: Rule) -> int:
        before, total = self._clock() - rule.lasts(self.periods), 0
        for _ in range(MOST_BATCHES):
            with self._units() as work:
                cleared = work.retention.clear(rule.name, before, BATCH)
                work.commit()
            total += cleared
            if not cleared:
                break
        if total:
            log.info("retention.cleared rule=%s rows=%s", rule.name, total)
        return total
