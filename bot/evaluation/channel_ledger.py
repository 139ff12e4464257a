"""What was said when, and when its reply came: how long replies take, which are missing, which came twice."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

_MARK = re.compile(r"\b(?:web|telegram|teams)\d+q\d+\b")
"""Stands in each message of the load, and the scripted understander repeats it in the reply."""


@dataclass(frozen=True)
class Figures:
    """Of some messages of one channel; times in milliseconds from receipt to sent reply, NaN when none came."""

    sent: int
    p50: float
    p95: float
    slowest: float
    lost: int
    doubled: int


@dataclass
class Ledger:
    """Times are the clock's seconds."""

    clock: Callable[[], float] = time.monotonic
    asked: dict[str, float] = field(default_factory=dict)
    answered: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, mark: str) -> None:
        """Note that a message is handed over now."""
        self.asked[mark] = self.clock()

    def saw(self, text: str) -> None:
        """Note a reply that was sent; one without a mark of ours is not counted."""
        found = _MARK.search(text)
        if found:
            self.answered.setdefault(found[0], []).append(self.clock())

    def open(self) -> Sequence[str]:
        """Return the messages that have no reply yet."""
        return [mark for mark in self.asked if mark not in self.answered]

    def late(self, milliseconds: float) -> Sequence[float]:
        """Return when the replies came that took longer."""
        return [at[0] for mark, at in self.answered.items() if 1000 * (at[0] - self.asked[mark]) > milliseconds]

    def figures(self, channel: str, since: float, until: float) -> Figures:
        """Add up what one channel was sent from one moment until before another."""
        marks = [m for m, at in self.asked.items() if m.startswith(channel) and since <= at < until]
        times = [1000 * (self.answered[m][0] - self.asked[m]) for m in marks if m in self.answered]
        nothing = float("nan")
        return Figures(
            sent=len(marks),
            p50=float(np.percentile(times, 50)) if times else nothing,
            p95=float(np.percentile(times, 95)) if times else nothing,
            slowest=max(times, default=nothing),
            lost=len(marks) - len(times),
            doubled=sum(len(self.answered.get(m, ())) > 1 for m in marks),
        )


def mark(channel: str, person: int, number: int) -> str:
    """Return what names one message."""
    return f"{channel}{person}q{number}"


def leaks(log: str, secrets: Mapping[str, str]) -> Mapping[str, int]:
    """Count the lines of a log that hold a mark, and so somebody's words, or one of the secrets by what it is."""
    lines = log.splitlines()
    found = {what: sum(secret in line for line in lines) for what, secret in secrets.items()}
    return found | {"words": sum(_MARK.search(line) is not None for line in lines)}
