"""The people of the champions' desk: added, changed, away, gone. Signing in is in `signing_in.py`."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import ConflictError, RefusedError, UnknownItemError
from bot.helpdesk.access import Function, Role, known_roles
from bot.services.people_records import AuditEntry, Membership, Person
from bot.services.ports import Clock, UnitOfWork, Units

LONGEST_NAME, LONGEST_EMAIL, LONGEST_NOTE = 120, 254, 300
Leaving = Callable[[int], object]


@dataclass(frozen=True)
class Details:
    """What an administrator says about a person."""

    name: str
    email: str
    roles: Collection[str]


class People:
    """Keeps the staff of the desk, and who is in which team. `by` is the number of the one who does it, if any."""

    def __init__(self, units: Units, clock: Clock, teams: Mapping[str, str], on_leaving: Leaving | None = None) -> None:
        """Take the database, the clock, the titles of teams by name, and who releases what a leaver held.

        `on_leaving(number)` is called after the commit. When the process ends in between, leases run out as always.
        """
        self._units, self._clock, self._on_leaving = units, clock, on_leaving
        self.titles = teams
        self.teams = tuple(sorted(teams))

    def add(self, details: Details, by: int | None = None, functions: Mapping[str, str] | None = None) -> Person:
        """Keep a new person, who can sign in once a password is set; raises RefusedError for bad details.

        `functions` says what the person does in which team.
        """
        name, email, roles = _checked(details)
        person = Person(name, email, self._clock(), roles)
        with self._units() as work:
            person.number = work.people.add(person)
            teams = self._memberships(person.number, functions or {})
            work.people.put_memberships(person.number, teams)
            told = {"name": name, "roles": list(roles), "teams": {m.team: m.function.value for m in teams}}
            self._note(work, "people.added", person.number, by, told)
            work.commit()
        return person

    def list(self) -> Sequence[Person]:
        """Return all, active ones first, then by name."""
        with self._units() as work:
            return work.people.list()

    def show(self, number: int) -> Person:
        """Return one; raises UnknownItemError."""
        with self._units() as work:
            return found(work, number)

    def by_email(self, email: str) -> Person:
        """Return the one with this sign-in name; raises UnknownItemError."""
        with self._units() as work:
            person = work.people.by_email(folded(email))
        if person is None:
            message = f"Nobody signs in with {email}. `sds people list` shows everybody."
            raise UnknownItemError(message)
        return person

    def change(self, number: int, version: int | None, details: Details, by: int | None = None) -> Person:
        """Change name, sign-in name and roles; raises ConflictError when a colleague did since `version`.

        Nobody changes the own roles: an administrator sees no questions, and must not let himself in unseen.
        """
        name, email, roles = _checked(details)
        with self._units() as work:
            person = _as_shown(work, number, version)
            if by == number and set(roles) != set(person.roles):
                message = "Your own roles are changed by another administrator, or with `sds people change`."
                raise RefusedError(message)
            _keep_an_admin(work, person, roles)
            before = {"name": person.name, "roles": list(person.roles), "email": person.email}
            after = {"name": name, "roles": list(roles), "email": email}
            person.name, person.email, person.roles = name, email, roles
            work.people.put(person)
            # An address is personal data: that it changed is kept, not what it was.
            changed = {key: [before[key], after[key]] for key in ("name", "roles") if before[key] != after[key]}
            if before["email"] != email:
                changed["email"] = ["(changed)"]
            self._note(work, "people.changed", number, by, changed)
            work.commit()
        return person

    def put_teams(self, number: int, version: int | None, functions: Mapping[str, str], by: int | None = None) -> None:
        """Say what a person does in which team, by the team's name; an empty function means not in it."""
        chosen = self._memberships(number, functions)
        with self._units() as work:
            person = _as_shown(work, number, version)
            work.people.put(person)
            work.people.put_memberships(number, chosen)
            self._note(work, "people.teams", number, by, {"teams": {m.team: m.function.value for m in chosen}})
            work.commit()

    def memberships(self, person: int | None = None, team: str | None = None) -> Sequence[Membership]:
        """Return who is in which team."""
        with self._units() as work:
            return work.people.memberships(person, team)

    def managed_by(self, person: int) -> Collection[str]:
        """Return the teams whose manager somebody is."""
        return {m.team for m in self.memberships(person) if m.function is Function.MANAGER}

    def away(self, number: int, until: datetime.datetime | None, stand_in: str = "", by: int | None = None) -> Person:
        """Note that a person is out of office until a moment, or back."""
        if until is not None and until <= self._clock():
            message = "The first day back must lie in the future. Leave it empty to be back now."
            raise RefusedError(message)
        if len(stand_in) > LONGEST_NOTE:
            message = f"The note about who helps meanwhile may have {LONGEST_NOTE} characters; it has {len(stand_in)}."
            raise RefusedError(message)
        with self._units() as work:
            person = found(work, number)
            person.away_until, person.stand_in = until, stand_in.strip() if until else ""
            work.people.put(person)
            self._note(work, "people.away", number, by, {"until": until.isoformat() if until else None})
            work.commit()
        return person

    def deactivate(self, number: int, version: int | None = None, by: int | None = None) -> Person:
        """End a person's access at once; number and name stay for the audit trail, the e-mail address is freed."""
        if by == number:
            message = "You cannot end your own access. Another administrator can, or `sds people deactivate`."
            raise RefusedError(message)
        with self._units() as work:
            person = _as_shown(work, number, version)
            _keep_an_admin(work, person, ())
            person.active, person.email, person.conversation = False, None, ""
            person.password_hash, person.totp_secret, person.oidc_issuer, person.oidc_subject = "", "", None, None
            person.away_until, person.stand_in = None, ""
            work.people.put(person)
            work.people.put_memberships(number, ())
            work.desk_sessions.end_all(number)
            work.people_links.end_all(number)
            self._note(work, "people.deactivated", number, by, {})
            work.commit()
        if self._on_leaving:
            self._on_leaving(number)
        return person

    def unlink_chat(self, number: int, by: int | None = None) -> Person:
        """Forget a person's linked chat."""
        with self._units() as work:
            person = found(work, number)
            person.conversation = ""
            work.people.put(person)
            self._note(work, "people.chat_unlinked", number, by, {})
            work.commit()
        return person

    def _memberships(self, number: int, functions: Mapping[str, str]) -> Sequence[Membership]:
        chosen = [Membership(number, team, _function(name)) for team, name in sorted(functions.items()) if name]
        unknown = sorted({membership.team for membership in chosen} - set(self.teams))
        if unknown:
            message = f"There is no team {unknown[0]}. The teams are: {', '.join(self.teams)}."
            raise RefusedError(message)
        return chosen

    def _note(self, work: UnitOfWork, action: str, number: int, by: int | None, details: Mapping[str, Any]) -> None:
        work.audit.add(AuditEntry(self._clock(), action, subject_of(number), by, details))


def subject_of(number: int) -> str:
    """Return how the audit trail names a person."""
    return f"person {number}"


def folded(email: str) -> str:
    """Return an e-mail address as it is compared."""
    return email.strip().casefold()


def found(work: UnitOfWork, number: int) -> Person:
    """Return an active person; raises UnknownItemError when there is none, or no longer."""
    person = work.people.get(number)
    if person is None or not person.active:
        message = f"There is no person {number} with access. `sds people list` shows everybody."
        raise UnknownItemError(message)
    return person


def _as_shown(work: UnitOfWork, number: int, version: int | None) -> Person:
    person = found(work, number)
    if version is not None and version != person.version:
        message = f"{person.name} was changed by a colleague meanwhile; nothing was overwritten. Look again."
        raise ConflictError(message)
    return person


def _checked(details: Details) -> tuple[str, str, Sequence[Role]]:
    name, email = " ".join(details.name.split()), folded(details.email)
    if not 0 < len(name) <= LONGEST_NAME:
        message = f"A name needs 1 to {LONGEST_NAME} characters, such as “Champion, adults team”."
        raise RefusedError(message)
    before, at, after = email.partition("@")
    if not (before and at and "." in after and len(email) <= LONGEST_EMAIL and not any(map(str.isspace, email))):
        message = f"“{email}” is not an e-mail address, such as champion@council.example."
        raise RefusedError(message)
    try:
        roles = known_roles(details.roles)
    except ValueError as error:
        message = f"The roles are: {', '.join(Role)}."
        raise RefusedError(message) from error
    if not roles:
        message = f"Choose at least one role: {', '.join(Role)}."
        raise RefusedError(message)
    return name, email, roles


def _function(name: str) -> Function:
    try:
        return Function(name)
    except ValueError as error:
        message = f"“{name}” is no function in a team. They are: {', '.join(Function)}."
        raise RefusedError(message) from error


def _keep_an_admin(work: UnitOfWork, person: Person, roles: Collection[Role]) -> None:
    others = (p for p in work.people.list() if p.active and p.number != person.number)
    if Role.ADMIN in person.roles and Role.ADMIN not in roles and not any(Role.ADMIN in p.roles for p in others):
        message = f"{person.name} is the only administrator. Give the role to somebody else first."
        raise RefusedError(message)
