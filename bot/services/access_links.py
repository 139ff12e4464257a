"""One-time links and codes: to sign in, to set a password, to link a chat; and changing a password."""

import datetime
import secrets
from dataclasses import dataclass

from bot.errors import RefusedError
from bot.services import credentials
from bot.services.credentials import Passwords
from bot.services.people import found, subject_of
from bot.services.people_records import AuditEntry, Link, Person
from bot.services.ports import Clock, UnitOfWork, Units

SIGN_IN, PASSWORD, CHAT = "sign_in", "password", "chat"
_LASTS = {
    SIGN_IN: datetime.timedelta(minutes=15),
    PASSWORD: datetime.timedelta(hours=24),
    CHAT: datetime.timedelta(minutes=15),
}
GONE = "This link was used before or is too old. Ask for a new one."
WRONG_CODE = "This code was used before or is too old. Open “My account” on the desk for a new one."
NO_ACCOUNT = (
    "Only a chat with an account of its own can be linked, such as Telegram or Teams. Send the code from there."
)
_LINKABLE = frozenset({"telegram", "teams"})
"""Channels whose platform has proven who writes; the web chat knows a browser, not a person."""
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_CODE_LENGTH = 10


_PATHS = {SIGN_IN: "/desk/sign-in/link/", PASSWORD: "/desk/sign-in/password/"}


@dataclass(frozen=True)
class Opened:
    """A link that still holds, and whose it is."""

    person: Person
    purpose: str


class AccessLinks:
    """Gives out links, opens them once, and sets passwords."""

    def __init__(self, units: Units, clock: Clock, passwords: Passwords | None = None) -> None:
        """Take the database, the clock and how passwords are hashed."""
        self._units, self._clock, self._passwords = units, clock, passwords or Passwords()

    def link(self, number: int, purpose: str = SIGN_IN, by: int | None = None) -> str:
        """Return the token of a new link for a person, whose other links of this kind end.

        A sign-in link holds for 15 minutes and one use and goes to the linked chat; that chat account, which was
        linked by somebody who had signed in, stands for the second factor. A password link holds for a day and
        leaves the second factor to be shown.
        """
        return self._given(number, purpose, credentials.new_token(), by)

    def link_for_chat(self, conversation: str) -> str | None:
        """Return the token of a sign-in link for the person who has linked this chat, or None."""
        with self._units() as work:
            person = work.people.by_conversation(conversation)
        return self.link(person.number) if person else None

    def chat_code(self, number: int) -> str:
        """Return a short code; whoever sends it to the bot within 15 minutes links that chat to the person."""
        letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        self._given(number, CHAT, letters, number)
        return f"{letters[:5]}-{letters[5:]}"

    def link_chat(self, code: str, conversation: str) -> Person:
        """Link the chat that a code came from; raises RefusedError for a code that does not hold."""
        if conversation.partition(":")[0] not in _LINKABLE:
            raise RefusedError(NO_ACCOUNT)
        token = "".join(letter for letter in code.upper() if letter.isalnum())
        with self._units() as work:
            person = self._used(work, token, CHAT, WRONG_CODE)
            other = work.people.by_conversation(conversation)
            if other is not None and other.number != person.number:
                other.conversation = ""
                work.people.put(other)
            person.conversation = conversation
            work.people.put(person)
            self._note(work, "people.chat_linked", person, person.number)
            work.commit()
        return person

    def opened(self, token: str, purpose: str) -> Opened:
        """Return whose link this is without using it up; raises RefusedError when it does not hold."""
        with self._units() as work:
            return Opened(self._holding(work, token, purpose, GONE), purpose)

    def sign_in(self, token: str) -> Person:
        """Use up a sign-in link and return whose it was."""
        with self._units() as work:
            person = self._used(work, token, SIGN_IN, GONE)
            work.people.clear_failures(person.number)
            entry = AuditEntry(
                self._clock(), "people.signed_in", subject_of(person.number), person.number, {"by": "link"}
            )
            work.audit.add(entry)
            work.commit()
        return person

    def set_password(self, token: str, password: str) -> Person:
        """Use up a password link, keep the password, and end all sessions."""
        person = self.opened(token, PASSWORD).person
        credentials.check_password(password, _known(person))
        password_hash = self._passwords.hashed(password)
        with self._units() as work:
            person = self._used(work, token, PASSWORD, GONE)
            self._keep(work, person, password_hash, by=person.number)
        return person

    def change_password(self, number: int, current: str, password: str, session: str) -> None:
        """Change the own password and end all other sessions; raises RefusedError when the current one is wrong."""
        with self._units() as work:
            person = found(work, number)
        if not self._passwords.fits(current, person.password_hash):
            message = "The current password is not right. Nothing was changed."
            raise RefusedError(message)
        credentials.check_password(password, _known(person))
        password_hash = self._passwords.hashed(password)
        with self._units() as work:
            person = found(work, number)
            self._keep(work, person, password_hash, by=number, session=session)

    def reset_second_factor(self, number: int, by: int | None = None) -> Person:
        """Forget a second factor, so that the next sign-in sets up another, and end all sessions."""
        with self._units() as work:
            person = found(work, number)
            person.totp_secret = ""
            work.people.put(person)
            work.people.clear_failures(number)
            work.desk_sessions.end_all(number)
            self._note(work, "people.second_factor_reset", person, by)
            work.commit()
        return person

    def _given(self, number: int, purpose: str, token: str, by: int | None) -> str:
        with self._units() as work:
            person = found(work, number)
            work.people_links.end_all(number, purpose)
            expires = self._clock() + _LASTS[purpose]
            work.people_links.add(Link(credentials.hashed_token(token), number, purpose, expires))
            self._note(work, f"people.{purpose}_link", person, by)
            work.commit()
        return token

    def _holding(self, work: UnitOfWork, token: str, purpose: str, words: str) -> Person:
        link = work.people_links.get(credentials.hashed_token(token))
        person = work.people.get(link.person) if link else None
        if link is None or link.purpose != purpose or link.expires <= self._clock() or not (person and person.active):
            raise RefusedError(words)
        return person

    def _used(self, work: UnitOfWork, token: str, purpose: str, words: str) -> Person:
        person = self._holding(work, token, purpose, words)
        if not work.people_links.use(credentials.hashed_token(token)):
            raise RefusedError(words)
        return person

    def _keep(self, work: UnitOfWork, person: Person, password_hash: str, by: int, session: str = "") -> None:
        person.password_hash = password_hash
        work.people.put(person)
        work.people.clear_failures(person.number)
        work.people_links.end_all(person.number)
        work.desk_sessions.end_all(person.number, but=session)
        self._note(work, "people.password_set", person, by)
        work.commit()

    def _note(self, work: UnitOfWork, action: str, person: Person, by: int | None) -> None:
        work.audit.add(AuditEntry(self._clock(), action, subject_of(person.number), by))


def address_of(public_url: str, purpose: str, token: str) -> str:
    """Return the whole address of a link, as it is sent or printed."""
    return public_url.rstrip("/") + _PATHS[purpose] + token


def _known(person: Person) -> tuple[str, ...]:
    return (person.name, (person.email or "").partition("@")[0])
