"""Finished documents of guided tools: kept for a day as ciphertext that only the person's own link opens."""

import datetime
import hashlib
import json
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

from bot.services.documents_ports import Sealed
from bot.services.ports import Clock, UnitOfWork, Units

RESULTS = "/results"
"""Where the pages of documents begin."""
KEPT_FOR = datetime.timedelta(hours=24)
_PADDING = "="
_LETTERS = 43
"""Of 32 random bytes in the alphabet of addresses, without padding, which programs that find links leave out."""


@dataclass(frozen=True)
class Kept:
    """A document as its reader gets it."""

    title: str
    text: str
    """Markdown."""
    until: datetime.datetime
    """When the link ends."""


class Documents:
    """Keeps documents and gives them to whoever holds the link. The key stands nowhere but in the link."""

    def __init__(self, units: Units, clock: Clock, public_url: str) -> None:
        """Take the database, the clock, and where people reach the gateway from outside."""
        self._units, self._clock = units, clock
        self._address = f"{public_url.rstrip('/')}{RESULTS}"

    def keep(self, work: UnitOfWork, title: str, text: str) -> str:
        """Keep a document within the caller's transaction and return the address of its page."""
        token = Fernet.generate_key().decode().rstrip(_PADDING)
        body = json.dumps({"title": title, "text": text}, ensure_ascii=False)
        # Half a character, which a client may send, cannot be written anywhere.
        sealed = _cipher(token).encrypt(body.encode(errors="replace")).decode()
        work.documents.add(Sealed(_name(token), sealed, self._clock() + KEPT_FOR))
        return f"{self._address}/{token}"

    def read(self, token: str) -> Kept | None:
        """Return the document that a link opens; None for one that is unknown, malformed or has ended."""
        if len(token) != _LETTERS or not token.isascii():
            return None
        with self._units() as work:
            sealed = work.documents.get(_name(token))
        if sealed is None or sealed.until <= self._clock():
            return None
        try:
            found = json.loads(_cipher(token).decrypt(sealed.body.encode()))
        except (InvalidToken, ValueError):
            # Somebody changed the row: what cannot be proven whole is not shown.
            return None
        return Kept(found["title"], found["text"], sealed.until)

    def once(self) -> int:
        """Delete documents whose time is over; return how many."""
        with self._units() as work:
            gone = work.documents.remove_due(self._clock())
            work.commit()
        return gone


def _name(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _cipher(token: str) -> Fernet:
    return Fernet(token + _PADDING)
