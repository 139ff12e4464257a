"""What clearing away needs from the database."""

import datetime
from typing import Protocol


class Retention(Protocol):
    """What is older than a moment, by the name of its rule (`bot/helpdesk/keeping.py`). Nothing that waits is old."""

    def count(self, rule: str, before: datetime.datetime) -> int:
        """Return how many rows a rule would take away now."""

    def clear(self, rule: str, before: datetime.datetime, most: int) -> int:
        """Take some of them away, at most so many; return how many rows changed or went."""
