"""Microsoft's Agents Playground, run headless beside a gateway: an emulator of Teams that is not ours.

It is fetched from npm when a test asks for it, into a folder that goes away: its licence allows evaluation only.
"""

import asyncio
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI

from tests.gateway.teams_world import ASKER, CHAMPION, TENANT, settled

PACKAGE = "@microsoft/m365agentsplayground@0.2.28"
BOT_ID = "00000000-0000-0000-0000-000000000011"
CHAT, TEAM_CHANNEL, GROUP = "personal-chat", "19:champions@thread.tacv2", "group-chat"
_ASKER, _CHAMPION = "user-asker", "user-champion"


def _user(name: str, object_id: str) -> dict[str, str]:
    mail = f"{name}@example.org"
    return {
        "id": f"user-{name}",
        "name": name,
        "userPrincipleName": mail,
        "aadObjectId": object_id,
        "givenName": name,
        "surname": "Example",
        "email": mail,
    }


_OTHERS = [_user(f"colleague-{n}", f"00000000-0000-0000-0000-00000000010{n}") for n in range(4)]
_CONFIG = {
    "version": "0.1.1",
    "tenantId": TENANT,
    "bot": {"id": BOT_ID, "name": "SDS Guide"},
    "currentUser": _user("asker", ASKER),
    # It wants five of them at least.
    "users": [_user("champion", CHAMPION), *_OTHERS],
    "personalChat": {"id": CHAT},
    "groupChat": {"id": GROUP, "name": "Group"},
    "team": {
        "id": "team-id",
        "name": "Team",
        "aadGroupId": "00000000-0000-0000-0000-000000000031",
        "channels": [{"id": TEAM_CHANNEL, "name": "Champions"}],
    },
}


def installed(folder: pathlib.Path) -> str | None:
    """Install the emulator below a folder; return why that is not possible, or None."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "npm and node are not installed"
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return None if done.returncode == 0 else f"npm could not fetch {PACKAGE}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextlib.asynccontextmanager
async def served(app: FastAPI, port: int) -> AsyncIterator[None]:
    """Serve an app as the gateway does, with all that runs beside it."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, ws="none", log_config=None, access_log=False))
    task = asyncio.create_task(server.serve())
    await settled(lambda: server.started)
    yield
    server.should_exit = True
    await task


@dataclass
class Playground:
    """The emulator, and what it shows."""

    port: int
    session: aiohttp.ClientSession
    shown: list[dict[str, Any]] = field(default_factory=list)
    """Everything that its page is told."""
    up: bool = False

    async def say(self, text: str, conversation: str = CHAT, **values: Any) -> None:
        """Let the current user type."""
        body = {"from": {"id": _ASKER}, "text": text, "textFormat": "plain", **values}
        await self._post(f"v1/conversations/{conversation}/messages", body)

    async def submit(self, value: dict[str, Any], message: str, conversation: str = CHAT) -> None:
        """Let the current user press a button that sends a message."""
        place = {"conversation": {"id": conversation}, "from": {"id": _ASKER}, "replyToId": message}
        await self._post("v1/submit", place | {"value": value})

    async def execute(self, action: dict[str, Any], message: str, conversation: str, user: str = _CHAMPION) -> Any:
        """Let somebody press a button that asks for an answer, and return it."""
        place = {"conversation": {"id": conversation}, "from": {"id": user}, "replyToId": message}
        body = place | {"name": "adaptiveCard/action", "value": {"action": action, "trigger": "manual"}}
        return await self._post("v1/invoke", body)

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        async with self.session.post(f"http://127.0.0.1:{self.port}/_conversation/{path}", json=body) as response:
            text = await response.text()
            assert response.status == 200, text
            return await response.json() if text and "json" in response.headers.get("Content-Type", "") else None

    async def listen(self) -> None:
        """Take what the emulator's page would be told, until cancelled."""
        address = f"http://127.0.0.1:{self.port}/_ws_conversation/v1/conversations/stream"
        # It says that it listens a moment before it does.
        async with asyncio.timeout(30):
            while not self.up:
                try:
                    stream = await self.session.ws_connect(address)
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
                else:
                    self.up = True
        async for message in stream:
            self.shown.append(message.json())


def _no_browser(folder: pathlib.Path) -> pathlib.Path:
    """Make a folder with an `xdg-open` that opens nothing: without any the emulator ends, on a desktop a page opens."""
    programs = folder / "programs"
    programs.mkdir()
    (programs / "xdg-open").write_text("#!/bin/sh\n")
    (programs / "xdg-open").chmod(0o755)
    return programs


@contextlib.asynccontextmanager
async def playing(emulator: pathlib.Path, folder: pathlib.Path, endpoint: str) -> AsyncIterator[Playground]:
    """Run the emulator; it takes a port of its own choice when it does not like ours."""
    place = folder / "emulator"
    place.mkdir()
    (place / ".m365agentsplayground.yml").write_text(json.dumps(_CONFIG))
    entry = emulator / "node_modules/@microsoft/m365agentsplayground/cli.js"
    options = ("-e", endpoint, "-c", "msteams", "-p", str(free_port()), "--disable-telemetry")
    environment = {"BROWSER": "none", "PATH": f"{_no_browser(place)}:{os.environ['PATH']}", "HOME": str(place)}
    node = await asyncio.create_subprocess_exec(
        "node", str(entry), "start", *options, cwd=place, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert node.stdout is not None
        async with asyncio.timeout(30):
            line = await node.stdout.readline()
        async with aiohttp.ClientSession() as session:
            playground = Playground(int(line.split()[-1]), session)
            listening = asyncio.create_task(playground.listen())
            await settled(lambda: playground.up or listening.done(), 31)
            yield playground
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
    finally:
        node.terminate()
        await node.wait()
