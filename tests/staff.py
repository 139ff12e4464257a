"""Members of staff for tests: real services on a migrated SQLite, passwords that are hashed fast, a moved clock."""

import datetime
import pathlib
from dataclasses import dataclass, field

import argon2
import pyotp

from bot.services.access_links import PASSWORD, AccessLinks
from bot.services.credentials import Passwords
from bot.services.people import Details, People
from bot.services.people_records import AuditEntry, AuditFilter, Person
from bot.services.ports import Units
from bot.services.signing_in import SigningIn
from bot.storage.database import connect, units
from tests.migrated import put_database

FAST = Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PHRASE = "three plain quiet words"
TEAMS = {"carers-champions": "Carers team", "sds-champions": "SDS team"}
START = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime.datetime = START

    def __call__(self) -> datetime.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        """Let time pass."""
        self.now += datetime.timedelta(**time)


@dataclass
class Staff:
    """The services about people, on one database."""

    units: Units
    clock: Clock
    left: list[int] = field(default_factory=list)
    """Numbers of those whose things were to be released."""

    def __post_init__(self) -> None:
        self.people = People(self.units, self.clock, TEAMS, self.left.append)
        self.signing_in = SigningIn(self.units, self.clock, FAST)
        self.links = AccessLinks(self.units, self.clock, FAST)

    def person(self, role: str = "champion", *more: str) -> Person:
        """Add somebody with these roles and no password yet."""
        number = len(self.people.list()) + 1
        return self.people.add(Details(f"Person {number}", f"person{number}@council.example", (role, *more)))

    def ready(self, role: str = "champion") -> tuple[Person, str]:
        """Add somebody with a password and a second factor; return the person and the factor's secret."""
        person = self.person(role)
        self.links.set_password(self.links.link(person.number, PASSWORD), PHRASE)
        secret = pyotp.random_base32()
        self.signing_in.set_up(person.number, secret, self.code(secret))
        self.clock.pass_(minutes=5)
        return self.people.show(person.number), secret

    def code(self, secret: str, later: float = 0) -> str:
        """Return what an authenticator app shows."""
        return pyotp.TOTP(secret).at(self.clock() + datetime.timedelta(seconds=later))

    def trail(self, action: str = "") -> list[AuditEntry]:
        """Return the audit trail, the oldest first."""
        with self.units() as work:
            return list(reversed(work.audit.list(AuditFilter(action), 1000)))


def staff(folder: pathlib.Path) -> Staff:
    """Return the services on a fresh database."""
    database = folder / "staff.sqlite"
    put_database(database)
    engine = connect(f"sqlite:///{database}")
    return Staff(units(engine), Clock())
