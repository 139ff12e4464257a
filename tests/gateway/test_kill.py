"""`kill -9` at any marked point between "asker sends" and "asker reads the reply": nothing lost, nothing said twice."""

import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot import wiring
from bot.gateway.desk.desk_sessions import COOKIE, SIGNED_IN, DeskSessions, csrf_of
from bot.helpdesk.access import Function, Role
from bot.helpdesk.vocabulary import Reason
from bot.services.handling import Actor
from bot.services.people_records import Membership, Person
from bot.services.records import Conversation, Message
from bot.storage.database import connect
from tests.gateway.kill_points import PAPER, POINTS, configured, content
from tests.storage.conftest import emptied, server

pytestmark = pytest.mark.long
__all__ = ["server"]
ROOT = pathlib.Path(__file__).parents[2]
QUESTION = {"message_id": "0b1c2d3e-4f50-6172", "text": "can I speak to a human"}
ANSWER = "Yes, from April."
PRINTED = "the paper is printed, not noted"
TRYING = ("the worker has noted that it tries", "the message is pushed, not noted")
"""Points at which nobody can tell afterwards whether the try has succeeded."""
WORKING = ("the worker took the message", *TRYING, "the message is noted as sent")
CHAT = [point for point in POINTS if point != PRINTED]
LATER = 60
"""Seconds by which a later gateway's clock is fast, so that nobody has to wait until a dead worker's turn is over."""
PATIENCE = 10
"""Seconds after which something that should have happened counts as lost."""


@dataclass
class Gateways:
    """Starts gateways and tells how they ended."""

    root: pathlib.Path
    process: subprocess.Popen[str]
    running: set[int] = field(default_factory=set)
    turn: threading.RLock = field(default_factory=threading.RLock)

    def start(self, folder: pathlib.Path, database: str, point: str = "", ahead: int = 0) -> tuple[int, str]:
        """Return pid and address of a new gateway."""
        job = {"root": str(self.root), "folder": str(folder), "database": database, "point": point, "ahead": ahead}
        found = self._told({"start": job})
        self.running.add(found["pid"])
        return found["pid"], f"http://127.0.0.1:{found['port']}"

    def first_end(self, *pids: int) -> int | None:
        """Wait for the first of several to end and return the signal that ended it; None when all live on."""
        found = self._told({"wait": pids})
        self.running.discard(found["pid"])
        return found["signal"]

    def end_all(self) -> None:
        for pid in list(self.running):
            os.kill(pid, signal.SIGKILL)
            self.first_end(pid)

    def _told(self, order: dict[str, Any]) -> dict[str, Any]:
        with self.turn:
            self.process.stdin.write(f"{json.dumps(order)}\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())


class Clients:
    """A browser at a gateway that may end; the same again, at the next one, is all that a browser can do."""

    def __init__(self, gateways: Gateways, folder: pathlib.Path, database: str) -> None:
        self._gateways, self._folder, self._database = gateways, folder, database
        self.turn = gateways.turn
        self._reachable: list[str] = []

    def start(self, point: str = "", ahead: int = 0) -> int:
        pid, address = self._gateways.start(self._folder, self._database, point, ahead)
        self._reachable.append(address)
        return pid

    @property
    def address(self) -> str:
        return self._reachable[0]

    def lost(self, address: str) -> None:
        """Nobody answers there any more."""
        with self.turn:
            if self._reachable[0] == address:
                del self._reachable[0]
            if not self._reachable:
                self.start()

    def persist(self, call: Callable[[str], httpx.Response]) -> httpx.Response:
        for _ in range(5):
            address = self.address
            try:
                return call(address)
            except httpx.TransportError:
                self.lost(address)
        pytest.fail("nobody answers")


class Asker:
    """Sends a question, and has a page open that shows what comes."""

    def __init__(self, clients: Clients) -> None:
        self.clients, self.browser = clients, browser()
        self.events: list[dict[str, Any]] = []
        """All that came, in order, before the page leaves out what it has shown."""
        self.closed = False
        self.page = threading.Thread(target=self._listen, daemon=True)

    def asks(self) -> list[dict[str, Any]]:
        """The replies that are shown: those of the first answer that arrives."""
        self.clients.persist(lambda address: self.browser.post(f"{address}/api/sessions", json={}))
        self.page.start()
        response = self.clients.persist(lambda a: self.browser.post(f"{a}/api/messages", json=QUESTION))
        return response.json()["messages"]

    def reads(self) -> list[dict[str, Any]]:
        """What came to the page, once something has."""
        until = time.monotonic() + PATIENCE
        while not self.events and time.monotonic() < until:
            time.sleep(0.02)
        return self.events

    def opens_anew(self, after: int) -> list[dict[str, Any]]:
        """What a page gets that has shown all up to a number."""
        response = self.clients.persist(lambda a: self.browser.get(f"{a}/api/messages", params={"after": after}))
        return response.json()["messages"]

    def closes(self) -> None:
        """Close the page."""
        with self.clients.turn:
            self.closed = True

    def _listen(self) -> None:
        while not self.closed:
            address = self.clients.address
            try:
                self._take_events(address)
            except httpx.TransportError:
                with self.clients.turn:
                    if not self.closed:
                        self.clients.lost(address)

    def _take_events(self, address: str) -> None:
        headers = {"last-event-id": str(self.events[-1]["number"])} if self.events else {}
        with self.browser.stream("GET", f"{address}/api/events", headers=headers) as events:
            for line in events.iter_lines():
                if line.startswith("data: "):
                    self.events.append(json.loads(line.removeprefix("data: ")))


class Champion:
    """Works on a ticket with the desk's own pages."""

    def __init__(self, clients: Clients, product: wiring.Product) -> None:
        self.clients, self.browser = clients, browser()
        person = Person("A Champion", "champion@example.org", product.clock(), (Role.CHAMPION,))
        with product.units() as work:
            person.number = work.people.add(person)
            work.people.put_memberships(person.number, [Membership(person.number, "sds-champions", Function.CHAMPION)])
            work.commit()
        self.token = DeskSessions(product.units, product.clock).start(SIGNED_IN, person.number)
        self.browser.cookies.set(COOKIE, self.token)

    def sends(self, ticket: int, form: str, **values: str) -> None:
        """Send a form of the page as it is now, again and again until somebody answers."""
        path = f"/desk/tickets/{ticket}"
        page = self.clients.persist(lambda address: self.browser.get(f"{address}{path}"))
        version = re.search(r'name="version" value="(\d+)"', page.text)[1]
        data = {"csrf": csrf_of(self.token), "version": version, **values}
        self.clients.persist(lambda address: self.browser.post(f"{address}{path}/{form}", data=data))


@dataclass
class World:
    """One database, and all who work with it."""

    gateways: Gateways
    product: wiring.Product
    clients: Clients
    folder: pathlib.Path
    askers: list[Asker] = field(default_factory=list)

    def message(self, key: str) -> Message:
        """A message, once it is noted as sent."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self.product.units() as work:
                found = work.outbox.with_key(key)
            if found is not None and found.sent is not None:
                return found
            time.sleep(0.02)
        pytest.fail(f"{key} was not sent")

    def keys(self, conversation: str) -> list[str]:
        """All that was ever meant for an asker."""
        with self.product.units() as work:
            return [message.key for message in work.outbox.for_conversation(conversation, 0)]

    def asker(self) -> Asker:
        """Somebody with a page that is closed in the end."""
        self.askers.append(Asker(self.clients))
        return self.askers[-1]

    def close(self) -> None:
        for asker in self.askers:
            asker.closes()
        self.gateways.end_all()


@pytest.fixture(scope="module")
def gateways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateways]:
    root = tmp_path_factory.mktemp("kill")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.gateway.kill_points", str(root)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Gateways(root, process)
    process.stdin.close()
    process.wait(PATIENCE)


@pytest.fixture
def sqlite(gateways: Gateways, tmp_path: pathlib.Path) -> Iterator[World]:
    world = made(gateways, tmp_path, "")
    yield world
    world.close()


@pytest.fixture
def postgresql(gateways: Gateways, tmp_path: pathlib.Path, server: str) -> Iterator[World]:
    engine = connect(server)
    emptied(engine)
    engine.dispose()
    world = made(gateways, tmp_path, server)
    yield world
    world.close()


def browser() -> httpx.Client:
    """A browser for plain HTTP: reading the machine's certificates takes longer than a life."""
    return httpx.Client(timeout=PATIENCE, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def made(gateways: Gateways, folder: pathlib.Path, database: str) -> World:
    configuration = configured(gateways.root, folder, database)
    product = wiring.product(configuration, content=content(configuration.knowledge))
    return World(gateways, product, Clients(gateways, folder, database), folder)


def one_life(world: World, point: str, *pids: int) -> None:
    """Ask, claim, answer, read; one of the gateways ends on the way. All that is said is said once."""
    asker, champion = world.asker(), Champion(world.clients, world.product)
    (reply,) = asker.asks()
    assert reply["outcome"] == "escalate"
    number, key = reply["ticket"], f"ticket-{reply['ticket']}-answer-1"
    champion.sends(number, "claim")
    champion.sends(number, "answer", answer=ANSWER)
    (event,) = asker.reads()
    assert ANSWER in event["text"]
    assert world.gateways.first_end(*pids) == signal.SIGKILL

    world.clients.start(ahead=LATER)
    message = world.message(key)
    # A gateway that ends at another point may be in the middle of a try by chance.
    assert message.unsure in ({1} if point in TRYING else {0, 1})
    (ticket,) = world.product.escalation.list()
    assert (ticket.number, ticket.state, ticket.round, ticket.answer) == (number, "answered", 1, ANSWER)
    assert world.keys(ticket.conversation) == [key]
    assert asker.opens_anew(event["number"]) == []
    assert [event["number"] for event in asker.events] == [message.number]


class TestOneGateway:
    @pytest.mark.parametrize("point", CHAT)
    def test_one_ticket_one_reply_one_answer(self, sqlite: World, point: str):
        one_life(sqlite, point, sqlite.clients.start(point))


class TestTwoGateways:
    """They share database and outbox; when one has died the other goes on."""

    @pytest.mark.parametrize("point", CHAT)
    def test_one_ticket_one_reply_one_answer(self, postgresql: World, point: str):
        first = postgresql.clients.start(point)
        # Either worker may come first.
        second = postgresql.clients.start(point if point in WORKING else "")
        one_life(postgresql, point, first, second)


class TestPlatformThatCannotTell:
    """Between its taking a message and our noting that, nobody knows: at most one repeat, and it is counted."""

    @pytest.mark.parametrize(("point", "copies"), [(PRINTED, 2), (TRYING[0], 1)])
    def test_at_most_one_repeat_that_is_known(self, sqlite: World, point: str, copies: int):
        product = sqlite.product
        with product.units() as work:
            product.escalation.open(work, Conversation(f"{PAPER}:1"), "may we pay a friend", Reason.NO_MATCH)
            work.commit()
        product.handling.answer(1, ANSWER, Actor(None, "the command line"))
        assert sqlite.gateways.first_end(sqlite.clients.start(point)) == signal.SIGKILL
        sqlite.clients.lost(sqlite.clients.address)
        sqlite.clients.start(ahead=LATER)
        assert sqlite.message("ticket-1-answer-1").unsure == 1
        printed = (sqlite.folder / "paper").read_text().splitlines()
        assert printed == [json.dumps({"to": f"{PAPER}:1", "key": "ticket-1-answer-1"})] * copies
        metrics = [httpx.get(f"{address}/metrics").text for address in sqlite.clients._reachable]
        assert sum("sds_outbox_maybe_repeated_total 1.0" in text for text in metrics) == 1
