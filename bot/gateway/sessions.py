"""Sessions of the web chat: an unguessable token in a cookie, and only its hash on the server."""

import datetime
import hashlib
import re
import secrets
from dataclasses import dataclass

from bot.helpdesk.vocabulary import Nation
from bot.services.following import end_wishes
from bot.services.ports import Clock, Units
from bot.services.records import Conversation

COOKIE = "sds_session"
CHANNEL = "web"
_TOKEN = re.compile(r"(\d{10})\.[A-Za-z0-9_-]{43}")
_RANDOM_BYTES = 32


@dataclass(frozen=True)
class Session:
    """A person's session as it was shown to us."""

    conversation: str
    """`web:` and the SHA-256 of the token. Whoever reads the database cannot speak in somebody's name."""


class Sessions:
    """Makes sessions and recognises them. The token starts with its time of issue, which the hash seals."""

    def __init__(self, units: Units, clock: Clock, days: int) -> None:
        """Take the database, the clock and how long a session holds."""
        self._units, self._clock, self._life = units, clock, datetime.timedelta(days=days)

    @property
    def seconds(self) -> int:
        """How long a session holds."""
        return int(self._life.total_seconds())

    def start(self, nation: Nation, role: str) -> str:
        """Keep a new conversation and return the token that stands for it."""
        token = f"{int(self._clock().timestamp())}.{secrets.token_urlsafe(_RANDOM_BYTES)}"
        self.keep(Conversation(conversation_id(token), nation=nation, role=role))
        return token

    def shown(self, token: str | None) -> Session | None:
        """Return the session of a token that is well formed and in time, without asking the database."""
        match = _TOKEN.fullmatch(token or "")
        if match is None:
            return None
        age = self._clock().timestamp() - int(match.group(1))
        return Session(conversation_id(match.group())) if age < self.seconds else None

    def conversation(self, session: Session) -> Conversation | None:
        """Return what is known about a session, or None when it was never started here or was ended."""
        with self._units() as work:
            return work.conversations.get(session.conversation)

    def keep(self, conversation: Conversation) -> None:
        """Keep a conversation as it is now."""
        with self._units() as work:
            work.conversations.put(conversation)
            work.commit()

    def end(self, conversation: str) -> None:
        """Wipe a conversation that nobody can read any more: nothing is sent to it that it wanted to be told later."""
        with self._units() as work:
            work.conversations.put(Conversation(conversation))
            end_wishes(work, conversation)
            work.commit()


def conversation_id(token: str) -> str:
    """Derive the conversation's id from a token."""
    return f"{CHANNEL}:{hashlib.sha256(token.encode()).hexdigest()}"
