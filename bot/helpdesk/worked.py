"""Working time between many pairs of moments of one period, counted once. Pure."""

import datetime
from bisect import bisect_right

from bot.helpdesk.working_time import Hours, openings


class Worked:
    """How much working time had passed at each moment of a period."""

    def __init__(self, hours: Hours, since: datetime.datetime, until: datetime.datetime) -> None:
        """Go through the team's openings from `since` to `until`."""
        self._opens: list[float] = []
        self._closes: list[float] = []
        self._before: list[float] = []
        total = 0.0
        for opens, closes in openings(since, hours):
            if opens >= until:
                break
            self._opens.append(opens.timestamp())
            self._closes.append(closes.timestamp())
            self._before.append(total)
            total += self._closes[-1] - self._opens[-1]

    def between(self, start: datetime.datetime, end: datetime.datetime) -> datetime.timedelta:
        """Return the working time from one moment of the period to a later one."""
        return datetime.timedelta(seconds=max(self._until(end.timestamp()) - self._until(start.timestamp()), 0.0))

    def _until(self, moment: float) -> float:
        place = bisect_right(self._opens, moment) - 1
        if place < 0:
            return 0.0
        return self._before[place] + min(moment, self._closes[place]) - self._opens[place]
