"""People at work on the desk: made in the database, signed in as sign-in would, each with a browser of their own."""

import datetime
import itertools
import re
from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from bot import wiring
from bot.gateway.desk.desk_sessions import COOKIE, SIGNED_IN, DeskSessions, csrf_of
from bot.helpdesk.access import Function, Role
from bot.helpdesk.vocabulary import Reason
from bot.services.people_records import Membership, Person
from bot.services.records import Conversation, Ticket
from tests.gateway.conftest import ORIGIN, client_of
from tests.gateway.world import HOLIDAY, NOTICE, TITLES

TEAM, OTHER_TEAM, EMPTY_TEAM = "sds-champions", "employment-champions", "children-champions"
QUESTION = "Can my sister be paid as my PA when we live together?"
_COUNT = itertools.count(1)


@dataclass
class Member:
    """Somebody who is signed in."""

    person: Person
    browser: httpx.AsyncClient
    token: str

    async def get(self, path: str) -> httpx.Response:
        return await self.browser.get(f"/desk{path}")

    async def send(self, path: str, **fields: object) -> httpx.Response:
        """Send a form as the page would, without following where it leads."""
        form = {"csrf": csrf_of(self.token), **{name: str(value) for name, value in fields.items()}}
        return await self.browser.post(f"/desk{path}", data=form, headers={"origin": ORIGIN})


def added(
    product: wiring.Product, name: str, *roles: Role, team: str | None = TEAM, function: Function = Function.CHAMPION
) -> Person:
    """Add somebody to the desk, in one team."""
    person = Person(name, f"{name.lower().replace(' ', '.')}@example.org", product.clock(), roles or (Role.CHAMPION,))
    with product.units() as work:
        person.number = work.people.add(person)
        if team:
            work.people.put_memberships(person.number, [Membership(person.number, team, function)])
        work.commit()
    return person


def member(app: FastAPI, product: wiring.Product, name: str, *roles: Role, team: str | None = TEAM) -> Member:
    """Add somebody and sign them in."""
    person = added(product, name, *roles, team=team)
    token = DeskSessions(product.units, product.clock).start(SIGNED_IN, person.number)
    browser = client_of(app)
    browser.cookies.set(COOKIE, token)
    return Member(person, browser, token)


def ticket(product: wiring.Product, question: str = QUESTION, **changes: object) -> int:
    """Let an asker ask what the bot passes on; return the ticket's number."""
    conversation = Conversation(f"web:secret-{next(_COUNT)}", role="social_worker")
    near = [{"article": HOLIDAY, "title": TITLES[HOLIDAY], "confidence": 0.41}]
    near.append({"article": NOTICE, "title": TITLES[NOTICE], "confidence": 0.2})
    reason = Reason(str(changes.pop("reason", "no_match")))
    with product.units() as work:
        work.conversations.put(conversation)
        opened = product.escalation.open(work, conversation, question, reason, near)
        for name, value in {"team": TEAM, **changes}.items():
            setattr(opened, name, value)
        work.tickets.put(opened)
        work.commit()
    return opened.number or 0


def kept(product: wiring.Product, number: int) -> Ticket:
    """Return a ticket as it is in the database."""
    return product.escalation.show(number)


def sent(product: wiring.Product) -> list[str]:
    """Return the texts of all messages that are on their way to askers, the oldest first."""
    with product.units() as work:
        return [message.body["text"] for message in work.outbox.due(product.clock() + datetime.timedelta(days=1), 100)]


def words(page: httpx.Response) -> str:
    """Return what a person reads on a page, spaces as one."""
    body = re.sub(r"<(head|script)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    read = " ".join(re.sub(r"<[^>]*>", " ", body).split())
    return re.sub(r" (?=[.,:;)])", "", read)
