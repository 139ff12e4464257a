"""How often one address may do something in a minute."""

import collections
import time
from collections.abc import Callable

_A_MINUTE = 60.0
_MOST_ADDRESSES = 10_000


class Pace:
    """Counts the last minute by address."""

    def __init__(self, most_a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the limit."""
        self._most, self._clock = most_a_minute, clock
        self._times: collections.OrderedDict[str, collections.deque[float]] = collections.OrderedDict()

    def too_fast(self, address: str) -> bool:
        """Count one more and tell whether it is one too many."""
        now, times = self._clock(), self._times.setdefault(address, collections.deque(maxlen=self._most + 1))
        self._times.move_to_end(address)
        while len(self._times) > _MOST_ADDRESSES:
            self._times.popitem(last=False)
        while times and now - times[0] >= _A_MINUTE:
            times.popleft()
        times.append(now)
        return len(times) > self._most
