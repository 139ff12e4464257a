"""Sessions of the desk, kept on the server: an unguessable token in a cookie, only its hash in the database."""

import datetime
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.services.people_records import DeskSession, Person
from bot.services.ports import Clock, Units

COOKIE = "sds_desk"
SIGNED_IN, SECOND_FACTOR, SET_UP, OIDC = "signed_in", "second_factor", "set_up", "oidc"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_RANDOM_BYTES = 32
_SIGNING_IN = datetime.timedelta(minutes=10)
"""How long a sign-in that has begun waits for its next step."""
_SEEN_EVERY = datetime.timedelta(minutes=1)
"""Writing down every single request would cost more than the page itself."""


@dataclass(frozen=True)
class Lasting:
    """How long a session holds."""

    idle: datetime.timedelta = datetime.timedelta(hours=8)
    longest: datetime.timedelta = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """A session that a request has shown, and whose it is."""

    session: DeskSession
    person: Person | None
    """None while an identity provider is still being asked."""
    csrf: str
    """What every form of this session carries; other sites cannot know it."""


class DeskSessions:
    """Starts sessions, recognises them and ends them."""

    def __init__(self, units: Units, clock: Clock, lasting: Lasting | None = None, *, https: bool = False) -> None:
        """Take the database, the clock, how long sessions hold, and whether people always come through HTTPS."""
        self._units, self._clock, self._lasting, self._https = units, clock, lasting or Lasting(), https

    def start(self, stage: str, person: int | None, data: Mapping[str, Any] | None = None, *, ends: str = "") -> str:
        """Keep a new session and return its token; the one with the token `ends`, from the step before, is over."""
        token, now = secrets.token_urlsafe(_RANDOM_BYTES), self._clock()
        with self._units() as work:
            if ends:
                work.desk_sessions.end(hashed(ends))
            work.desk_sessions.forget_older(now - self._lasting.longest, now - _SIGNING_IN)
            work.desk_sessions.add(DeskSession(hashed(token), stage, now, now, person, data or {}))
            work.commit()
        return token

    def shown(self, token: str, *, used: bool = True) -> Shown | None:
        """Return the session of a token in time whose person may still sign in, or None.

        What a page does by itself is no use of the session: an open queue would keep it for ever.
        """
        if not _TOKEN.fullmatch(token):
            return None
        now = self._clock()
        with self._units() as work:
            session = work.desk_sessions.get(hashed(token))
            if session is None or self._over(session, now):
                return None
            person = work.people.get(session.person) if session.person else None
            if session.person and not (person and person.active):
                return None
            if used and now - session.seen >= _SEEN_EVERY:
                work.desk_sessions.seen(session.id, now)
                work.commit()
        return Shown(session, person, csrf_of(token))

    def end(self, token: str) -> None:
        """End the session of a token, if there is one."""
        with self._units() as work:
            work.desk_sessions.end(hashed(token))
            work.commit()

    def token(self, request: Request) -> str:
        """Return the token that a request shows, or nothing."""
        return request.cookies.get(self._name(request), "")

    def give(self, request: Request, response: Response, token: str) -> None:
        """Put a token into the browser; it goes when the browser is closed, or when the server ends the session."""
        response.set_cookie(
            self._name(request), token, path="/", httponly=True, samesite="lax", secure=self._secure(request)
        )

    def take_back(self, request: Request, response: Response) -> None:
        """Remove the token from the browser."""
        response.delete_cookie(
            self._name(request), path="/", httponly=True, samesite="lax", secure=self._secure(request)
        )

    def _over(self, session: DeskSession, now: datetime.datetime) -> bool:
        if session.stage != SIGNED_IN:
            return now - session.created >= _SIGNING_IN
        return now - session.seen >= self._lasting.idle or now - session.created >= self._lasting.longest

    def _secure(self, request: Request) -> bool:
        return self._https or request.url.scheme == "https"

    def _name(self, request: Request) -> str:
        # The prefix makes browsers refuse such a cookie from a neighbouring host or from plain HTTP.
        return f"__Host-{COOKIE}" if self._secure(request) else COOKIE


def hashed(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """Return what the forms of a session carry; the token cannot be found from it."""
    return hashlib.sha256(f"form:{token}".encode()).hexdigest()
