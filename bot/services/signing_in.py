"""Proves who somebody is: password and second factor, one-time link, or an identity provider's word."""

import datetime

from bot.errors import RefusedError
from bot.services import credentials
from bot.services.credentials import Passwords
from bot.services.people import folded, subject_of
from bot.services.people_records import AuditEntry, Person
from bot.services.ports import Clock, UnitOfWork, Units

REFUSED = (
    "That did not work. Check what you typed and try again. After five attempts an account waits for a minute, "
    "and longer each time. An administrator can give you a new link."
)
"""The same words for every cause: they tell nobody which address or which half was right."""
_FREE_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


class SigningIn:
    """Checks what people show. All refusals carry the same words."""

    def __init__(self, units: Units, clock: Clock, passwords: Passwords | None = None) -> None:
        """Take the database, the clock and how passwords are compared."""
        self._units, self._clock, self._passwords = units, clock, passwords or Passwords()

    def password(self, email: str, password: str) -> Person:
        """Return whose e-mail address and password these are; the second factor comes next."""
        with self._units() as work:
            person = work.people.by_email(folded(email))
        # Compared outside of any transaction, since it takes long on purpose, and for unknown addresses as well.
        fits = self._passwords.fits(password, person.password_hash if person else "")
        if person is None:
            raise RefusedError(REFUSED)
        # Read anew: others may have tried while this one was compared.
        person = self._allowed(person.number)
        if not fits:
            self._count(person.number)
            raise RefusedError(REFUSED)
        if self._passwords.outdated(person.password_hash):
            password_hash = self._passwords.hashed(password)
            with self._units() as work:
                work.people.rehash(person.number, password_hash)
                work.commit()
        return person

    def second_factor(self, number: int, code: str) -> Person:
        """Return the person, whose code is right and was not used before."""
        person = self._allowed(number)
        # Counted before it is looked at: six digits are few, and a thousand may be sent at the same moment.
        if not self._count(number):
            raise RefusedError(REFUSED)
        step = credentials.step_of(person.totp_secret, code, self._clock()) if person.totp_secret else None
        with self._units() as work:
            if step is None or not work.people.use_step(number, step):
                raise RefusedError(REFUSED)
            self._signed_in(work, person, "password")
        return person

    def set_up(self, number: int, secret: str, code: str) -> Person:
        """Keep the secret of a second factor once a code shows that the person's app has it."""
        person = self._allowed(number)
        step = credentials.step_of(secret, code, self._clock())
        if step is None or person.totp_secret:
            raise RefusedError(REFUSED)
        with self._units() as work:
            person.totp_secret = secret
            work.people.put(person)
            work.people.use_step(number, step)
            entry = AuditEntry(self._clock(), "people.second_factor_set_up", subject_of(number), number)
            work.audit.add(entry)
            self._signed_in(work, person, "password")
        return person

    def by_provider(self, issuer: str, subject: str, verified_email: str) -> Person:
        """Return whom an identity provider means. Nobody is created: an administrator adds people first.

        The first time the verified e-mail address tells who it is; from then on only issuer and subject do, since
        addresses are given to somebody else in time. The provider asks for its own second factor.
        """
        with self._units() as work:
            person = work.people.by_subject(issuer, subject)
            if person is None and verified_email:
                person = work.people.by_email(folded(verified_email))
                if person is None or person.oidc_subject:
                    raise RefusedError(REFUSED)
                person.oidc_issuer, person.oidc_subject = issuer, subject
                work.people.put(person)
            if person is None or not person.active:
                raise RefusedError(REFUSED)
            self._signed_in(work, person, "provider")
        return person

    def signed_out(self, number: int) -> None:
        """Leave a record that somebody signed out."""
        with self._units() as work:
            work.audit.add(AuditEntry(self._clock(), "people.signed_out", subject_of(number), number))
            work.commit()

    def _allowed(self, number: int) -> Person:
        """Return somebody who may try just now."""
        with self._units() as work:
            person = work.people.get(number)
        if person is None or not person.active:
            raise RefusedError(REFUSED)
        if person.locked_until is not None and self._clock() < person.locked_until:
            raise RefusedError(REFUSED)
        return person

    def _signed_in(self, work: UnitOfWork, person: Person, way: str) -> None:
        work.people.clear_failures(person.number)
        entry = AuditEntry(self._clock(), "people.signed_in", subject_of(person.number), person.number, {"by": way})
        work.audit.add(entry)
        work.commit()

    def _count(self, number: int) -> int:
        """Count an attempt, and lock the account for a growing while when there were too many in a row.

        Returns how many there were, or 0 when the account waits.
        """
        with self._units() as work:
            failed = work.people.count_attempt(number, self._clock())
            if failed >= _FREE_ATTEMPTS:
                wait = min(_FIRST_WAIT * 2 ** min(failed - _FREE_ATTEMPTS, 10), _LONGEST_WAIT)
                work.people.lock(number, self._clock() + wait)
                details = {"attempts": failed, "minutes": int(wait.total_seconds() // 60)}
                work.audit.add(AuditEntry(self._clock(), "people.locked", subject_of(number), None, details))
            work.commit()
        return failed
