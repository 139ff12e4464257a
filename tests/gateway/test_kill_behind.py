"""`kill -9` of Rasa or of the action server in the middle of a question: it is kept once, and answered."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from bot import wiring
from bot.gateway.app import create_app
from bot.settings import Settings
from tests.gateway.kill_behind import POINTS
from tests.worlds import HOME

pytestmark = pytest.mark.model
ASKED = "can I speak to a human please"
READY_SECONDS = 90
CASES = [(part, point) for part, points in POINTS.items() for point in points]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Behind:
    """Rasa and the action server, each as a process of its own, which all points share: a start takes long."""

    folder: pathlib.Path
    model: pathlib.Path
    ports: dict[str, int] = field(default_factory=lambda: {"rasa": free_port(), "actions": free_port()})
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=2, trust_env=False))
    """One for all that is asked while a part starts: a new one takes as long as an answer."""

    def settings(self) -> Settings:
        addresses = {f"{part}_url": f"http://127.0.0.1:{port}" for part, port in self.ports.items()}
        return Settings(
            home=HOME, data_folder=self.folder, database_url="", rasa_token="t", _env_file=None, **addresses
        )

    @property
    def armed(self) -> pathlib.Path:
        """The file that names the point after which the part that it belongs to is ended."""
        return self.folder / "armed"

    def start(self, part: str) -> None:
        """Start a part and wait until it takes messages."""
        configuration = self.settings()
        environment = {
            **os.environ,
            "SDS_DATA_FOLDER": str(self.folder),
            "SDS_DATABASE_URL": configuration.database_address,
            "SDS_RASA_TOKEN": "t",
            "SDS_RASA_URL": configuration.rasa_url,
            "SDS_ACTIONS_URL": configuration.actions_url,
            "SDS_ACTIONS_WEBHOOK": f"{configuration.actions_url}/webhook",
        }
        last = str(self.model) if part == "rasa" else str(self.ports["actions"])
        command = [sys.executable, "-m", "tests.gateway.kill_behind", part, str(self.armed), last]
        with (self.folder / f"{part}.log").open("ab") as log:
            self.running[part] = subprocess.Popen(command, env=environment, cwd=HOME, stdout=log, stderr=log)
        path = "/webhooks/guide/" if part == "rasa" else "/health"
        limit = time.monotonic() + READY_SECONDS
        while not self._answers(f"http://127.0.0.1:{self.ports[part]}{path}"):
            assert self.running[part].poll() is None, (self.folder / f"{part}.log").read_text()[-2000:]
            assert time.monotonic() < limit, f"{part} was not ready within {READY_SECONDS} s"
            time.sleep(0.2)

    def ended(self, part: str) -> int:
        """Return how a part ended."""
        return self.running[part].wait(10)

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.kill()
            process.wait(10)
        self.client.close()

    def _answers(self, address: str) -> bool:
        try:
            return self.client.get(address).status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, model: pathlib.Path) -> Iterator[Behind]:
    made = Behind(tmp_path_factory.mktemp("behind"), model)
    try:
        for part in POINTS:
            made.start(part)
        yield made
    finally:
        made.stop()


async def say(client: httpx.AsyncClient, message: str) -> dict:
    answer = await client.post("/api/messages", json={"text": ASKED, "message_id": message})
    return answer.json()["messages"][0]


@pytest.mark.parametrize(("part", "point"), CASES, ids=[f"{part}: {point}" for part, point in CASES])
async def test_the_question_is_kept_once_and_said_once(behind: Behind, part: str, point: str):
    configuration = behind.settings()
    product = wiring.product(configuration)
    app = create_app(product, configuration=configuration)
    transport, before = httpx.ASGITransport(app), len(product.escalation.list())
    one, two = (f"message-{before}-{number}" for number in (1, 2))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:
        await client.post("/api/sessions", json={"nation": "scotland"})
        behind.armed.write_text(point, encoding="utf-8")
        first = await say(client, one)
        assert behind.ended(part) == -signal.SIGKILL
        behind.armed.unlink()
        kept = {ticket.number: ticket.question for ticket in product.escalation.list()}
        assert len(kept) == before + 1
        assert kept[first["ticket"]] == ASKED
        # The asker's client, which cannot know what happened, sends it again; then the part is back.
        assert await say(client, one) == first
        behind.start(part)
        second = await say(client, two)
        assert second["outcome"] == "escalate"
        assert second["ticket"] not in kept
    assert len(product.escalation.list()) == before + 2
