"""Passwords, second factors and one-time tokens: made and compared here, kept elsewhere."""

import datetime
import hashlib
import secrets
import threading
from collections.abc import Collection
from dataclasses import dataclass

import argon2
import pyotp
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import RefusedError

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
_FEWEST_DIFFERENT = 6
STEP = 30
"""Seconds for which one code is shown."""
_TOKEN_BYTES = 32
_AT_ONCE = 2
"""Passwords that are compared at the same time: each takes 64 MB, and half the world may send some."""
HASHER = argon2.PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
"""RFC 9106, second recommended choice."""
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$qX5UQIamSxp8j008J0FRvA$2y7785B+/faTw7mn7dVWy1jbkbSxejHxlEg+DlbNnXo"


_room = threading.BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True)
class Passwords:
    """Hashes passwords with Argon2 and compares them."""

    hasher: argon2.PasswordHasher = HASHER
    nobodys: str = _NOBODYS
    """A made-up hash with the same cost, so that an unknown address takes as long as a wrong password."""

    def hashed(self, password: str) -> str:
        """Return what is kept of a password."""
        with _room:
            return self.hasher.hash(password)

    def fits(self, password: str, password_hash: str) -> bool:
        """Tell whether a password is the one that was hashed; nothing fits an empty hash, and that takes as long."""
        try:
            with _room:
                self.hasher.verify(password_hash or self.nobodys, password[: LONGEST_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False
        return bool(password_hash)

    def outdated(self, password_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""
        return self.hasher.check_needs_rehash(password_hash)


def check_password(password: str, known: Collection[str]) -> None:
    """Refuse a password that is easily guessed; `known` is what others know of the person."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        message = (
            f"A password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters. Three or four words are good."
        )
        raise RefusedError(message)
    if len(set(password.casefold())) < _FEWEST_DIFFERENT:
        message = f"Use at least {_FEWEST_DIFFERENT} different characters in a password."
        raise RefusedError(message)
    if any(word and word.casefold() in password.casefold() for word in known):
        message = "Do not use your name or e-mail address in your password."
        raise RefusedError(message)


def new_secret() -> str:
    """Return a secret for a second factor, in the letters that authenticator apps take."""
    return pyotp.random_base32()


def address_of_secret(secret: str, email: str) -> str:
    """Return what the QR code holds."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=email, issuer_name="SDS Guide")


def step_of(secret: str, code: str, now: datetime.datetime) -> int | None:
    """Return the time step that a code belongs to, or None for a wrong one; clocks may differ by one step."""
    typed = "".join(code.split())
    current, timed = int(now.timestamp()) // STEP, pyotp.TOTP(secret, interval=STEP)
    fitting = None
    for step in (current - 1, current, current + 1):
        # All three are compared, so that time tells nothing.
        if secrets.compare_digest(timed.at(step * STEP).encode(), typed.encode()):
            fitting = step
    return fitting


def new_token() -> str:
    """Return an unguessable token for a link."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hashed_token(token: str) -> str:
    """Return what is kept of a token. It is random enough to need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
