"""Finished documents: sealed records in, sealed records out."""

import datetime

import sqlalchemy as sa

from bot.services.documents_ports import Sealed
from bot.storage.document_tables import documents
from bot.storage.repositories import Repository, mapping


class SealedDocuments(Repository):
    """Documents by the hash of their key."""

    def add(self, sealed: Sealed) -> None:
        """Keep a new one."""
        values = {"name": sealed.name, "body": sealed.body, "until": sealed.until}
        self._connection.execute(sa.insert(documents), values)

    def get(self, name: str) -> Sealed | None:
        """Return one, or None."""
        row = self._connection.execute(sa.select(documents).where(documents.c.name == name)).first()
        return Sealed(**mapping(row)) if row else None

    def remove_due(self, now: datetime.datetime) -> int:
        """Delete those whose time is over; return how many."""
        return int(self._connection.execute(sa.delete(documents).where(documents.c.until <= now)).rowcount)
