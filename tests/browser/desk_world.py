"""The desk as people meet it: staff who are already made, each with a browser of their own, and an asker."""

import datetime
from dataclasses import dataclass, field

import pyotp
from argon2 import PasswordHasher

from bot import wiring
from bot.gateway.desk.desk_sessions import COOKIE, SIGNED_IN, DeskSessions
from bot.helpdesk.access import Function, Role
from bot.services.people_records import Membership, Person
from tests.browser.looking import patient

PASSWORD = "a long enough password"
TEAM = "sds-champions"
STAFF = {
    "champion": ((Role.CHAMPION,), Function.CHAMPION),
    "second champion": ((Role.CHAMPION,), Function.DEPUTY),
    "reviewer": ((Role.REVIEWER,), Function.CHAMPION),
    "manager": ((Role.MANAGER,), Function.MANAGER),
    "admin": ((Role.ADMIN,), None),
}
"""Whom every world has: roles, and function in the team."""
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class DeskWorld:
    """A running gateway, its staff, and the browsers that look at it."""

    browser: object
    address: str
    product: wiring.Product
    people: dict[str, Person] = field(default_factory=dict)
    contexts: list = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What no page may do: load from elsewhere, break its content policy, stumble over a script of its own."""
    asked: int = 0

    def __post_init__(self):
        for who, (roles, function) in STAFF.items():
            self.add(who, roles, function)

    def add(self, who, roles, function=None, *, second_step=True):
        """Make one more member of staff, who is then in `people`."""
        person = Person(
            name=who.capitalize(),
            email=f"{who.replace(' ', '.')}@example.org",
            created=datetime.datetime.now(datetime.UTC),
            roles=roles,
            password_hash=_CHEAP.hash(PASSWORD),
            totp_secret=pyotp.random_base32() if second_step else "",
        )
        with self.product.units() as work:
            person.number = work.people.add(person)
            if function:
                work.people.put_memberships(person.number, [Membership(person.number, TEAM, function)])
            work.commit()
        self.people[who] = person

    def page(self, who=None, *, scripts=True, path=None):
        """Open a browser of its own, signed in as somebody of STAFF, or as a visitor."""
        size = {"width": 1280, "height": 900}
        context = patient(self.browser.new_context(viewport=size, java_script_enabled=scripts))
        self.contexts.append(context)
        if who:
            context.add_cookies([{"name": COOKIE, "value": self.session_of(who), "url": self.address}])
        page = context.new_page()
        page.on("request", lambda request: self._requested(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self._said(said.text))
        if path:
            page.goto(self.address + path)
        return page

    def session_of(self, who):
        """Start a session as sign-in would, and return its token."""
        return DeskSessions(self.product.units, self.product.clock).start(SIGNED_IN, self.people[who].number)

    def code_of(self, who):
        """Return the code that the person's telephone shows; the desk takes it half a minute later, too."""
        return pyotp.TOTP(self.people[who].totp_secret).now()

    def asker(self):
        """Return a visitor of the chat who has no browser; `ask` lets it ask."""
        context = patient(self.browser.new_context())
        self.contexts.append(context)
        context.request.post(f"{self.address}/api/sessions", data={"nation": "scotland", "role": "social_worker"})
        return context.request

    def ask(self, asker, text="can I speak to a human about paying my sister"):
        """Let an asker ask; what holds the word human becomes a ticket. Returns the replies."""
        self.asked += 1
        message = {"text": text, "message_id": f"message-{self.asked:08}"}
        return asker.post(f"{self.address}/api/messages", data=message).json()

    def close(self):
        """Close all browsers and return what pages did that none may do."""
        for context in self.contexts:
            context.close()
        return self.faults

    def _said(self, words):
        if "Content Security Policy" in words:
            self.faults.append(words)

    def _requested(self, url):
        if not url.startswith((f"{self.address}/", "data:")):
            self.faults.append(f"asked for {url}")
