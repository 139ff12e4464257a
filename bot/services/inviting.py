"""Invitations: made on the desk or by `sds invite`, used by typing the code into the chat."""

import datetime
import hashlib
import re
import secrets
from collections.abc import Sequence
from itertools import islice

from bot.errors import RefusedError, UnknownItemError
from bot.services.inviting_records import Invitation
from bot.services.people_records import AuditEntry
from bot.services.ports import Clock, Units

_SIGNS = "23456789ABCDEFGHJKLMNPQRTUVWXYZ"
"""Signs that are not mistaken for one another when they are read out or typed from paper."""
_LENGTH = 10
"""Signs of a code: 49 bits, far too many to try out at the pace at which messages are taken."""
# Overlapping: words before a code are made of the same letters.
_CODE = re.compile(rf"\b(?=((?:[{_SIGNS}][ -]?){{{_LENGTH - 1}}}[{_SIGNS}])\b)", re.IGNORECASE)
_MOST_TRIED = 20
"""Of one message's words that look like codes: each costs a write, and strangers can write a thousand of them."""
MOST_USES, MOST_DAYS, LONGEST_LABEL = 10_000, 366, 100


class Inviting:
    """Makes invitations and lets people in with them."""

    def __init__(self, units: Units, clock: Clock) -> None:
        """Take the database and the clock."""
        self._units, self._clock = units, clock

    def make(self, label: str, uses: int = 1, days: int = 14, by: int | None = None) -> str:
        """Make an invitation and return its code, which is shown this once; raises RefusedError."""
        words = " ".join(label.split())
        if not words or len(words) > LONGEST_LABEL:
            message = f"Say in 1 to {LONGEST_LABEL} characters for whom the invitation is."
            raise RefusedError(message)
        if not (1 <= uses <= MOST_USES and 1 <= days <= MOST_DAYS):
            message = f"An invitation is for 1 to {MOST_USES} people and 1 to {MOST_DAYS} days."
            raise RefusedError(message)
        code, now = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)), self._clock()
        with self._units() as work:
            until = now + datetime.timedelta(days=days)
            number = work.invitations.add(Invitation(_hashed(code), words, uses, until, now, by))
            details = {"label": words, "uses": uses, "days": days}
            work.audit.add(AuditEntry(now, "invitation.made", f"invitation {number}", by, details))
            work.commit()
        half = _LENGTH // 2
        return f"{code[:half]}-{code[half:]}"

    def all(self) -> Sequence[Invitation]:
        """Return all invitations, the newest first."""
        with self._units() as work:
            return work.invitations.list()

    def end(self, number: int, by: int | None = None) -> None:
        """Let nobody else in with an invitation; whoever came with it stays. Raises UnknownItemError."""
        with self._units() as work:
            if not work.invitations.end(number):
                message = f"There is no invitation {number}."
                raise UnknownItemError(message)
            work.audit.add(AuditEntry(self._clock(), "invitation.ended", f"invitation {number}", by))
            work.commit()

    def take(self, text: str, conversation: str) -> bool:
        """Let somebody in whose message holds a code that still works."""
        for found in islice(_CODE.finditer(text), _MOST_TRIED):
            with self._units() as work:
                number = work.invitations.use(_hashed(found.group(1)), self._clock())
                # Somebody who is in already does not use up another person's place.
                if number is not None and work.invitations.let_in(conversation, number, self._clock()):
                    work.commit()
                    return True
        return False

    def knows(self, conversation: str) -> bool:
        """Tell whether somebody came with an invitation."""
        with self._units() as work:
            return work.invitations.knows(conversation)


def _hashed(code: str) -> str:
    plain = re.sub(r"[ -]", "", code).upper()
    return hashlib.sha256(plain.encode()).hexdigest()
