"""The audit trail, as it is read; every use case adds to it within its own transaction, `work.audit.add`."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.services.people_records import AuditEntry, AuditFilter
from bot.services.ports import Units

A_PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True)
class AuditPage:
    """One page of the trail."""

    entries: Sequence[AuditEntry]
    number: int
    pages: int
    total: int


class Auditing:
    """Reads the audit trail."""

    def __init__(self, units: Units) -> None:
        """Take the database."""
        self._units = units

    def page(self, wanted: AuditFilter, number: int = 1) -> AuditPage:
        """Return a page, the newest entries first; beyond the last one there is the last one."""
        with self._units() as work:
            total = work.audit.count(wanted)
            pages = max(1, -(-total // A_PAGE))
            number = min(max(number, 1), pages)
            return AuditPage(work.audit.list(wanted, A_PAGE, (number - 1) * A_PAGE), number, pages, total)
