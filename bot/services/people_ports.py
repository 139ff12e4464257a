"""What the desk's use cases need from the database. `bot/services/ports.py` joins them into the unit of work."""

import datetime
from collections.abc import Sequence
from typing import Protocol

from bot.services.people_records import AuditEntry, AuditFilter, DeskSession, Link, Membership, Person


class People(Protocol):
    """Members of staff, and the teams they are in."""

    def add(self, person: Person) -> int:
        """Keep a new one and return the number; raises RefusedError when the e-mail address is taken."""

    def get(self, number: int) -> Person | None:
        """Return one, or None."""

    def by_email(self, email: str) -> Person | None:
        """Return the one with this sign-in name, or None."""

    def by_subject(self, issuer: str, subject: str) -> Person | None:
        """Return the one whom an identity provider knows by this subject, or None."""

    def by_conversation(self, conversation: str) -> Person | None:
        """Return the active one who has linked this chat, or None."""

    def list(self) -> Sequence[Person]:
        """Return all, active ones first, then by name."""

    def put(self, person: Person) -> None:
        """Keep a person as it is now and raise the version; attempts, locks and used codes stay as they are.

        Raises ConflictError when somebody changed it since it was read, RefusedError when the e-mail address is taken.
        """

    def count_attempt(self, number: int, now: datetime.datetime) -> int:
        """Count an attempt and return how many there were in a row, or 0 while no attempts are taken.

        However many are made at the same moment, each gets a number of its own, and those after a lock get 0.
        """

    def lock(self, number: int, until: datetime.datetime) -> None:
        """Take no attempts before this moment."""

    def clear_failures(self, number: int) -> None:
        """Forget failed attempts and a lock."""

    def use_step(self, number: int, step: int) -> bool:
        """Note that a code's time step was used; return False when it, or a later one, had been before."""

    def rehash(self, number: int, password_hash: str) -> None:
        """Keep a hash with newer parameters of the same password."""

    def memberships(self, person: int | None = None, team: str | None = None) -> Sequence[Membership]:
        """Return who is in which team."""

    def put_memberships(self, person: int, memberships: Sequence[Membership]) -> None:
        """Replace the teams of one person."""


class DeskSessions(Protocol):
    """Sessions of the desk, by the hash of their token."""

    def add(self, session: DeskSession) -> None:
        """Keep a new one."""

    def get(self, session: str) -> DeskSession | None:
        """Return one, or None."""

    def seen(self, session: str, at: datetime.datetime) -> None:
        """Note that it was used."""

    def end(self, session: str) -> None:
        """Forget one."""

    def end_all(self, person: int, but: str = "") -> None:
        """Forget all of a person, but one."""

    def forget_older(self, than: datetime.datetime, unfinished: datetime.datetime) -> None:
        """Forget those that were last used before a moment, and sign-ins that began before another and got no end."""


class Links(Protocol):
    """One-time links, by the hash of their token."""

    def add(self, link: Link) -> None:
        """Keep a new one."""

    def get(self, link: str) -> Link | None:
        """Return one, or None."""

    def use(self, link: str) -> bool:
        """Forget one; return whether it was there, which only one caller is ever told."""

    def end_all(self, person: int, purpose: str = "") -> None:
        """Forget all of a person, or all of one kind."""


class Audit(Protocol):
    """The audit trail: only ever added to."""

    def add(self, entry: AuditEntry) -> None:
        """Keep one, in the same transaction as the change itself."""

    def list(self, wanted: AuditFilter, most: int, skip: int = 0) -> Sequence[AuditEntry]:
        """Return the newest first."""

    def count(self, wanted: AuditFilter) -> int:
        """Return how many there are."""
