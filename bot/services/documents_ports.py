"""What the use case of finished documents keeps, and what it needs of the database."""

import datetime
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Sealed:
    """A document that nobody can read without its link."""

    name: str
    """SHA-256 of the key, in hex: leads from the link to the row, not back."""
    body: str
    """Title and text, encrypted with the key, which only the link holds."""
    until: datetime.datetime
    """When it is deleted."""


class SealedDocuments(Protocol):
    """Documents that guided tools made, for a day."""

    def add(self, sealed: Sealed) -> None:
        """Keep a new one."""

    def get(self, name: str) -> Sealed | None:
        """Return one, or None."""

    def remove_due(self, now: datetime.datetime) -> int:
        """Delete those whose time is over; return how many."""
