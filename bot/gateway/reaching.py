"""How the platforms fare: one that is away is asked by a single message now and then, until it answers."""

import datetime
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

AT_ONCE = 10
"""Messages of one channel that are under way at the same time."""
FIRST_REST = datetime.timedelta(seconds=1)
LONGEST_REST = datetime.timedelta(seconds=5)
"""The longest time between two messages that find out whether a platform is back."""
_MOST_KNOWN = 10_000


@dataclass
class _Channel:
    rest: datetime.timedelta | None = None
    """How long it was left alone last; None while it answers."""
    until: datetime.datetime | None = None
    took: int = 0
    """Messages that it has taken."""


class Reaching:
    """What one process knows of its platforms. Others on the same database find out for themselves."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """Take what spreads the tries of several processes."""
        self._chance = chance
        self._channels: dict[str, _Channel] = {}
        self._flying: Counter[str] = Counter()
        self._failed_at: OrderedDict[int, int] = OrderedDict()
        """By a message's number how many messages its platform had taken when it could not be reached."""

    def room(self, channel: str, now: datetime.datetime) -> int:
        """Return how many messages of a channel may be tried now, beside those that are under way."""
        found = self._channels.get(channel)
        if found is None or found.until is None:
            return max(0, AT_ONCE - self._flying[channel])
        return 1 if now >= found.until and not self._flying[channel] else 0

    def begin(self, channel: str, messages: int) -> None:
        """Note that messages are under way."""
        self._flying[channel] += messages

    def end(self, channel: str, messages: int) -> None:
        """Note that they are so no more, however it went."""
        self._flying[channel] -= messages

    def took(self, channel: str, number: int) -> None:
        """Note that a platform took a message: it is there, and what waits for it may go."""
        found = self._channels.setdefault(channel, _Channel())
        found.rest = found.until = None
        found.took += 1
        self._failed_at.pop(number, None)

    def is_away(self, channel: str) -> bool:
        """Tell whether a platform could not be reached when it was last tried."""
        found = self._channels.get(channel)
        return found is not None and found.until is not None

    def away(self, channel: str, number: int, now: datetime.datetime) -> datetime.datetime | None:
        """Note that a platform could not be reached, and return when it is asked again.

        None when it has taken other messages since it refused this one: then this one is at fault.
        """
        found = self._channels.setdefault(channel, _Channel())
        if self._failed_at.pop(number, found.took) < found.took:
            return None
        self._failed_at[number] = found.took
        while len(self._failed_at) > _MOST_KNOWN:
            self._failed_at.popitem(last=False)
        # Of many that fail at the same moment one counts.
        if found.until is None or now >= found.until:
            found.rest = min(2 * found.rest, LONGEST_REST) if found.rest else FIRST_REST
            found.until = now + found.rest * (0.5 + self._chance() / 2)
        return found.until
