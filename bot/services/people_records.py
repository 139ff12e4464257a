"""The people of the champions' desk, their sessions and links, and the audit trail. Staff only, never askers."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.helpdesk.access import Act, Function, Role, may


@dataclass
class Person:
    """A member of staff who may sign in."""

    name: str
    """As colleagues see it, given by an administrator: "Champion, adults team"."""
    email: str | None
    """The sign-in name, in lower case; None once the person has left, so that it can be given anew."""
    created: datetime.datetime
    roles: Sequence[Role] = ()
    password_hash: str = field(default="", repr=False)
    """Argon2; empty until a password is set, and then no password fits."""
    totp_secret: str = field(default="", repr=False)
    """Base 32; empty until the second factor is set up."""
    totp_step: int = 0
    """The last 30-second step whose code was used; no code works twice."""
    failed: int = 0
    """Failed attempts in a row."""
    locked_until: datetime.datetime | None = None
    active: bool = True
    away_until: datetime.datetime | None = None
    """Out of office until this moment."""
    stand_in: str = ""
    """Who helps meanwhile, in the person's own words."""
    oidc_issuer: str | None = None
    oidc_subject: str | None = None
    conversation: str = ""
    """A linked chat such as `telegram:…`, which gets notices and sign-in links; may be empty."""
    version: int = 1
    """Grows with every change by a person, so that nobody overwrites unseen."""
    number: int = 0

    def may(self, act: Act) -> bool:
        """Tell whether the person's roles allow this."""
        return self.active and may(self.roles, act)

    def away(self, now: datetime.datetime) -> bool:
        """Tell whether the person is out of office."""
        return self.away_until is not None and now < self.away_until


@dataclass(frozen=True)
class Membership:
    """What a person does in one team."""

    person: int
    team: str
    """A name from `knowledge/topics.yml`."""
    function: Function


@dataclass(frozen=True)
class DeskSession:
    """Somebody's session. Whoever reads the database cannot take it over: only the token's hash is kept."""

    id: str
    """SHA-256 of the cookie's token."""
    stage: str
    """`signed_in`, or a step on the way there: `second_factor`, `set_up`, `oidc`."""
    created: datetime.datetime
    seen: datetime.datetime
    person: int | None = None
    """None while an identity provider is still being asked."""
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What a step needs: where to go next, the secret that is being set up, the provider's state."""


@dataclass(frozen=True)
class Link:
    """A one-time link that was given out."""

    id: str
    """SHA-256 of the link's token."""
    person: int
    purpose: str
    """`sign_in` or `password`."""
    expires: datetime.datetime


@dataclass(frozen=True)
class AuditEntry:
    """One change and who made it. Never holds an asker's words, a password or a secret."""

    at: datetime.datetime
    action: str
    """`people.added`, `ticket.claimed`: the kind of thing, a dot, what happened to it."""
    subject: str
    """What it happened to: `person 3`, `ticket 12`."""
    person: int | None = None
    """Who did it; None for the command line and the product itself."""
    details: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0


@dataclass(frozen=True)
class AuditFilter:
    """Which entries of the audit trail are looked for; empty means all."""

    action: str = ""
    """The beginning of an action: `people` or `people.added`."""
    subject: str = ""
    person: int | None = None
