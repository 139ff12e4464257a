"""People of the desk, their sessions and links, and the audit trail: records in, records out."""

import datetime
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from bot.errors import ConflictError, RefusedError
from bot.helpdesk.access import Function, known_roles
from bot.services.people_records import AuditEntry, AuditFilter, DeskSession, Link, Membership, Person
from bot.storage import people_tables as tables
from bot.storage.repositories import Repository, mapping, values_of

_people = tables.people
_ATTEMPTS = ("failed", "locked_until", "totp_step")
"""Columns that sign-in counts up by itself; a change of the person must not set them back."""


class People(Repository):
    """Members of staff, and the teams they are in."""

    def add(self, person: Person) -> int:
        """Keep a new one and return the number; raises RefusedError when the e-mail address is taken."""
        try:
            return self._insert(_people, person)
        except IntegrityError as error:
            raise _taken(person) from error

    def get(self, number: int) -> Person | None:
        """Return one, or None."""
        return self._one(_people.c.number == number)

    def by_email(self, email: str) -> Person | None:
        """Return the one with this sign-in name, or None."""
        return self._one(_people.c.email == email)

    def by_subject(self, issuer: str, subject: str) -> Person | None:
        """Return the one whom an identity provider knows by this subject, or None."""
        return self._one(sa.and_(_people.c.oidc_issuer == issuer, _people.c.oidc_subject == subject))

    def by_conversation(self, conversation: str) -> Person | None:
        """Return the active one who has linked this chat, or None."""
        if not conversation:  # that is everybody without one
            return None
        return self._one(sa.and_(_people.c.conversation == conversation, _people.c.active.is_(True)))

    def list(self) -> Sequence[Person]:
        """Return all, active ones first, then by name."""
        chosen = sa.select(_people).order_by(_people.c.active.desc(), _people.c.name, _people.c.number)
        return [_person(row) for row in self._connection.execute(chosen)]

    def put(self, person: Person) -> None:
        """Keep a person as it is now and raise the version.

        Raises ConflictError when somebody changed it since it was read, RefusedError when the e-mail address is taken.
        """
        values = {name: value for name, value in values_of(person).items() if name not in _ATTEMPTS}
        number, seen = values.pop("number"), values["version"]
        chosen = sa.update(_people).where(_people.c.number == number, _people.c.version == seen)
        try:
            changed = self._connection.execute(chosen.values(**values | {"version": seen + 1})).rowcount
        except IntegrityError as error:
            raise _taken(person) from error
        if not changed:
            message = f"{person.name} was changed by a colleague meanwhile; nothing was overwritten. Look again."
            raise ConflictError(message)
        person.version = seen + 1

    def count_attempt(self, number: int, now: datetime.datetime) -> int:
        """Count an attempt and return how many there were in a row, or 0 while no attempts are taken.

        The row stays locked until the transaction ends, so whoever comes meanwhile sees the lock that this one sets.
        """
        free = sa.or_(_people.c.locked_until.is_(None), _people.c.locked_until <= now)
        counted = sa.update(_people).where(_people.c.number == number, free).values(failed=_people.c.failed + 1)
        if not self._connection.execute(counted).rowcount:
            return 0
        found = self._connection.execute(sa.select(_people.c.failed).where(_people.c.number == number))
        return int(found.scalar_one())

    def lock(self, number: int, until: datetime.datetime) -> None:
        """Take no attempts before this moment."""
        self._change(number, locked_until=until)

    def clear_failures(self, number: int) -> None:
        """Forget failed attempts and a lock."""
        self._change(number, failed=0, locked_until=None)

    def use_step(self, number: int, step: int) -> bool:
        """Note that a code's time step was used; return False when it, or a later one, had been before."""
        chosen = sa.update(_people).where(_people.c.number == number, _people.c.totp_step < step)
        return bool(self._connection.execute(chosen.values(totp_step=step)).rowcount)

    def rehash(self, number: int, password_hash: str) -> None:
        """Keep a hash with newer parameters of the same password."""
        self._change(number, password_hash=password_hash)

    def memberships(self, person: int | None = None, team: str | None = None) -> Sequence[Membership]:
        """Return who is in which team."""
        table = tables.memberships
        chosen = sa.select(table).order_by(table.c.team, table.c.function, table.c.person)
        if person is not None:
            chosen = chosen.where(table.c.person == person)
        if team is not None:
            chosen = chosen.where(table.c.team == team)
        return [Membership(row.person, row.team, Function(row.function)) for row in self._connection.execute(chosen)]

    def put_memberships(self, person: int, memberships: Sequence[Membership]) -> None:
        """Replace the teams of one person."""
        table = tables.memberships
        self._connection.execute(sa.delete(table).where(table.c.person == person))
        for membership in memberships:
            self._connection.execute(sa.insert(table).values(**values_of(membership)))

    def _one(self, which: Any) -> Person | None:
        row = self._connection.execute(sa.select(_people).where(which)).first()
        return _person(row) if row else None

    def _change(self, number: int, **values: Any) -> None:
        self._connection.execute(sa.update(_people).where(_people.c.number == number).values(**values))


class DeskSessions(Repository):
    """Sessions of the desk, by the hash of their token."""

    def add(self, session: DeskSession) -> None:
        """Keep a new one."""
        self._connection.execute(sa.insert(tables.desk_sessions).values(**values_of(session)))

    def get(self, session: str) -> DeskSession | None:
        """Return one, or None."""
        table = tables.desk_sessions
        row = self._connection.execute(sa.select(table).where(table.c.id == session)).first()
        return DeskSession(**mapping(row)) if row else None

    def seen(self, session: str, at: datetime.datetime) -> None:
        """Note that it was used."""
        table = tables.desk_sessions
        self._connection.execute(sa.update(table).where(table.c.id == session).values(seen=at))

    def end(self, session: str) -> None:
        """Forget one."""
        table = tables.desk_sessions
        self._connection.execute(sa.delete(table).where(table.c.id == session))

    def end_all(self, person: int, but: str = "") -> None:
        """Forget all of a person, but one."""
        table = tables.desk_sessions
        self._connection.execute(sa.delete(table).where(table.c.person == person, table.c.id != but))

    def forget_older(self, than: datetime.datetime, unfinished: datetime.datetime) -> None:
        """Forget those that were last used before a moment, and sign-ins that began before another and got no end."""
        table = tables.desk_sessions
        given_up = sa.and_(table.c.stage != "signed_in", table.c.created < unfinished)
        self._connection.execute(sa.delete(table).where(sa.or_(table.c.seen < than, given_up)))


class Links(Repository):
    """One-time links, by the hash of their token."""

    def add(self, link: Link) -> None:
        """Keep a new one."""
        self._connection.execute(sa.insert(tables.people_links).values(**values_of(link)))

    def get(self, link: str) -> Link | None:
        """Return one, or None."""
        table = tables.people_links
        row = self._connection.execute(sa.select(table).where(table.c.id == link)).first()
        return Link(**mapping(row)) if row else None

    def use(self, link: str) -> bool:
        """Forget one; return whether it was there, which only one caller is ever told."""
        table = tables.people_links
        return bool(self._connection.execute(sa.delete(table).where(table.c.id == link)).rowcount)

    def end_all(self, person: int, purpose: str = "") -> None:
        """Forget all of a person, or all of one kind."""
        table = tables.people_links
        chosen = sa.delete(table).where(table.c.person == person)
        self._connection.execute(chosen.where(table.c.purpose == purpose) if purpose else chosen)


class Audit(Repository):
    """The audit trail: only ever added to."""

    def add(self, entry: AuditEntry) -> None:
        """Keep one, in the same transaction as the change itself."""
        self._insert(tables.audit, entry)

    def list(self, wanted: AuditFilter, most: int, skip: int = 0) -> Sequence[AuditEntry]:
        """Return the newest first."""
        chosen = _wanted(sa.select(tables.audit), wanted).order_by(tables.audit.c.number.desc())
        return [AuditEntry(**mapping(row)) for row in self._connection.execute(chosen.limit(most).offset(skip))]

    def count(self, wanted: AuditFilter) -> int:
        """Return how many there are."""
        chosen = _wanted(sa.select(sa.func.count()).select_from(tables.audit), wanted)
        return int(self._connection.execute(chosen).scalar_one())


def _wanted(chosen: Any, wanted: AuditFilter) -> Any:
    table = tables.audit
    if wanted.action:
        chosen = chosen.where(table.c.action.startswith(wanted.action, autoescape=True))
    if wanted.subject:
        chosen = chosen.where(table.c.subject == wanted.subject)
    return chosen if wanted.person is None else chosen.where(table.c.person == wanted.person)


def _person(row: Row) -> Person:
    values = mapping(row)
    return Person(**values | {"roles": known_roles(values["roles"])})


def _taken(person: Person) -> RefusedError:
    return RefusedError(f"Somebody else signs in with {person.email} already. Use another e-mail address.")
