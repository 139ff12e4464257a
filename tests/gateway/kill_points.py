"""Gateways that end as `kill -9` ends them, at a marked point. `python -m tests.gateway.kill_points` starts them.

The process reads everything in once and then forks a gateway for each order on its standard input, a line of JSON:
`{"start": {...}}` answers with pid and port, `{"wait": [pid, ...]}` with the first that ended and the signal that ended
it (0 for none). A point is a function of the product that is wrapped here; nothing in the product knows of it.
"""

import asyncio
import contextlib
import ctypes
import datetime
import functools
import importlib
import inspect
import json
import logging
import os
import pathlib
import signal
import socket
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import uvicorn

from bot import wiring
from bot.content import library
from bot.gateway.app import create_app
from bot.services.conversing import Incoming
from bot.settings import Settings
from tests.gateway.world import ScriptedRasa, settings

PAPER = "paper"
"""A platform that cannot tell a repeat: it prints what it is handed."""
_SECONDS = 20
_END_WITH_PARENT = 1
"""Linux' PR_SET_PDEATHSIG."""


@dataclass(frozen=True)
class Point:
    """Where a gateway ends: after a function has done its work, and before anybody learns of it."""

    place: str
    """`module:Class.function`."""
    with_result: bool = False
    """Only when the function has found something."""


POINTS: Mapping[str, Point] = {
    "the message has come": Point("bot.services.conversing:Conversing._begin"),
    "the ticket is written, not kept": Point("bot.services.escalation:Escalation.open"),
    "the ticket is kept": Point("bot.services.answering:Answering.pass_to_champion"),
    "the reply is kept, not sent": Point("bot.services.conversing:Conversing._finish"),
    "the claim is written, not kept": Point("bot.storage.tickets:Tickets.put"),
    "the claim is kept": Point("bot.services.handling:Handling.claim"),
    "the answer is written, not kept": Point("bot.storage.outbox_repository:Outbox.add"),
    "the answer is kept": Point("bot.services.handling:Handling.answer"),
    "the worker took the message": Point("bot.gateway.outbox:OutboxWorker._take", with_result=True),
    "the worker has noted that it tries": Point("bot.gateway.outbox:OutboxWorker._begin"),
    "the message is pushed, not noted": Point("bot.gateway.webchat:WebChat.push"),
    "the message is noted as sent": Point("bot.gateway.outbox:OutboxWorker._keep"),
    "the page has asked for the message": Point("bot.gateway.events:Pages.waiting", with_result=True),
    "the message is on its way to the page": Point("bot.gateway.events:as_sent"),
    "the paper is printed, not noted": Point(f"{__name__}:Paper.push"),
}


def arm(point: Point) -> None:
    """Let this process end at a point."""
    module, _, names = point.place.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = names.split(".")
    for each in outer:
        owner = getattr(owner, each)
    setattr(owner, name, _ending(getattr(owner, name), point))


def _ending(does: Callable[..., Any], point: Point) -> Callable[..., Any]:
    def end(result: Any) -> Any:
        if result or not point.with_result:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(_SECONDS)  # the signal comes at once, but maybe to another thread
        return result

    if inspect.iscoroutinefunction(does):

        @functools.wraps(does)
        async def ending(*arguments: Any, **named: Any) -> Any:
            return end(await does(*arguments, **named))
    else:

        @functools.wraps(does)
        def ending(*arguments: Any, **named: Any) -> Any:
            return end(does(*arguments, **named))

    return ending


class Paper:
    """Prints a line a message."""

    name = PAPER

    def __init__(self, sheet: pathlib.Path) -> None:
        self.sheet = sheet

    async def push(self, conversation: str, body: Mapping[str, Any]) -> None:
        """Print it, and never take it back."""
        line = json.dumps({"to": conversation, "key": body["key"]})
        await asyncio.to_thread(self._print, line)

    def _print(self, line: str) -> None:
        with self.sheet.open("a") as sheet:
            sheet.write(f"{line}\n")


def serve(listening: socket.socket, job: Mapping[str, Any]) -> None:
    """Run a gateway until it is ended; `ahead` are seconds by which its clock is fast."""
    folder, ahead = pathlib.Path(job["folder"]), datetime.timedelta(seconds=job["ahead"])
    logging.basicConfig(level=logging.INFO, filename=folder / "gateway.log")
    configuration = configured(pathlib.Path(job["root"]), folder, job["database"])
    product = wiring.product(configuration, lambda: wiring.now() + ahead, content(configuration.knowledge))
    if job["point"]:
        # Now, so that what happens while it starts does not count.
        arm(POINTS[job["point"]])
    app = create_app(product, ScriptedRasa(product), configuration)
    app.state.outbox._adapters[PAPER] = Paper(folder / "paper")
    config = uvicorn.Config(app, ws="none", log_config=None, access_log=False, timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listening])


def configured(root: pathlib.Path, folder: pathlib.Path, database: str) -> Settings:
    """Settings for the content below `root`, and for data of its own."""
    return settings(root, data_folder=folder, database_url=database)


@functools.cache
def content(knowledge: pathlib.Path) -> library.Library:
    """The content, read once for all gateways."""
    return library.load(knowledge, "example-council")


def main() -> None:
    """Take orders until the input ends; then all that still run end, too."""
    _warm(pathlib.Path(sys.argv[1]))
    running: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        answer = _ended(order["wait"]) if "wait" in order else _started(order["start"])
        running ^= {answer["pid"]}
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    for pid in running - {None}:
        os.kill(pid, signal.SIGKILL)


def _warm(root: pathlib.Path) -> None:
    """Let a gateway live for a moment: all that is read or built when it is first needed is there before the fork."""
    # Reading the machine's certificates takes longer than all the rest, and nothing here speaks HTTPS.
    ssl.create_default_context = functools.cache(ssl.create_default_context)
    with tempfile.TemporaryDirectory() as folder:
        configuration = configured(root, pathlib.Path(folder), "")
        wiring.warm_up(configuration)
        product = wiring.product(configuration, content=content(configuration.knowledge))
        conversing = product.conversing(ScriptedRasa(product))
        asyncio.run(conversing.receive(Incoming("web:warm", "web:warm:1", "can I speak to a human")))
        create_app(product, ScriptedRasa(product), configuration)


def _started(job: Mapping[str, Any]) -> dict[str, Any]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = int(listening.getsockname()[1])
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(OSError, AttributeError):  # only Linux has it
            ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
        try:
            serve(listening, job)
        finally:
            os._exit(1)
    listening.close()
    return {"pid": pid, "port": port}


def _ended(pids: Sequence[int]) -> dict[str, Any]:
    """Wait for the end of one of several gateways; nothing when none comes."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        for pid in pids:
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                return {"pid": pid, "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}
        time.sleep(0.01)
    return {"pid": None, "signal": None}


if __name__ == "__main__":
    main()
