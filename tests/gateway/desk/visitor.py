"""A member of staff with a browser."""

import html
import re
from typing import Any

import httpx

from bot import wiring
from bot.gateway.desk.desk_sessions import COOKIE, SIGNED_IN, DeskSessions, csrf_of
from bot.services.people_records import Person


def sessions_of(product: wiring.Product) -> DeskSessions:
    """Return the desk's sessions in the product's database."""
    return DeskSessions(product.units, product.clock)


class Visitor:
    """Somebody who is signed in. Forms are sent with the session's token."""

    def __init__(self, client: httpx.AsyncClient, person: Person, sessions: DeskSessions) -> None:
        self.client, self.person, self._sessions = client, person, sessions
        self.sign_in()

    def sign_in(self) -> None:
        """Begin a new session."""
        self.token = self._sessions.start(SIGNED_IN, self.person.number)
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, self.token)

    async def get(self, path: str, **values: Any) -> httpx.Response:
        """Open a page."""
        return await self.client.get(path, **values)

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form."""
        return await self.client.post(path, data={"csrf": csrf_of(self.token), **fields})


def heading(response: httpx.Response) -> str:
    """Return the heading of a page."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)
    return found[1].strip() if found else ""


def words(response: httpx.Response) -> str:
    """Return what a page says in its main part, on one line."""
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main.partition(">")[2])).split())


def csrf_in(response: httpx.Response) -> str:
    """Return the token in a page's first form that has one."""
    found = re.search(r'name="csrf" value="(\w+)"', response.text)
    return found[1] if found else ""
