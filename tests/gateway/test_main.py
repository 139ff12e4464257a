"""`python -m bot.gateway`: what cannot start says why in one line; what runs ends quickly when told to."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from tests.gateway.world import knowledge

pytestmark = pytest.mark.long
ROOT = pathlib.Path(__file__).parents[2]


def environment(folder, **values):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SDS_")}
    chosen = {"SDS_HOME": folder / "home", "SDS_DATA_FOLDER": folder / "var", "SDS_RASA_TOKEN": "a-token", **values}
    return ours | {"PYTHONPATH": str(ROOT)} | {name: str(value) for name, value in chosen.items()}


def gateway(folder, **values):
    return subprocess.Popen(
        [sys.executable, "-m", "bot.gateway"],
        cwd=folder,
        env=environment(folder, **values),
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def folder(tmp_path):
    knowledge(tmp_path / "home" / "knowledge")
    return tmp_path


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


class TestStart:
    def refused(self, folder, **values):
        process = gateway(folder, **values)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert said.count("\n") == 1, said
        assert said.startswith("The gateway cannot start: ")
        return said

    def test_a_fault_in_the_content(self, folder):
        (folder / "home/knowledge/sources.yml").write_text("{}")
        assert "`sds check` lists all" in self.refused(folder)

    def test_a_missing_token(self, folder):
        assert "SDS_RASA_TOKEN" in self.refused(folder, SDS_RASA_TOKEN="")

    def test_a_wrong_setting(self, folder):
        assert "SDS_GATEWAY_PORT" in self.refused(folder, SDS_GATEWAY_PORT="99999")

    def test_a_database_that_cannot_be_used(self, folder):
        (folder / "var").write_text("a file where the folder should be")
        assert "The database" in self.refused(folder)

    def test_a_file_that_is_no_database(self, folder):
        (folder / "var").mkdir()
        (folder / "var/sds-guide.sqlite").write_text("not a database" * 100)
        assert "file is not a database" in self.refused(folder)

    def test_a_port_in_use(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            said = self.refused(folder, SDS_GATEWAY_PORT=taken.getsockname()[1])
        assert "set SDS_GATEWAY_PORT" in said


class TestEnd:
    def test_an_open_page_does_not_hold_it_up(self, folder):
        port = free_port()
        process = gateway(folder, SDS_GATEWAY_PORT=port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            _wait_for(client)
            client.post("/api/sessions", json={})
            with client.stream("GET", "/api/events") as events:
                assert next(events.iter_text()).startswith("retry")
                process.send_signal(signal.SIGTERM)
                started = time.monotonic()
                _, said = process.communicate(timeout=10)
        assert time.monotonic() - started < 2
        assert "ERROR" not in said


def _wait_for(client):
    for _ in range(200):
        try:
            if client.get("/health").status_code == 200:
                return
        except httpx.ConnectError:
            time.sleep(0.1)
    pytest.fail("the gateway did not start within 20 s")
