"""Start programs, wait until they answer, weigh them, and end exactly these."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import httpx
import psutil

from bot.errors import UnderstandingError

PATIENCE = 10.0
"""Seconds that a program gets to end by itself."""


@dataclass(frozen=True)
class Memory:
    """What a program and its children hold."""

    bytes: int
    kind: str
    """PSS, where shared pages are shared out, or RSS where the system does not tell PSS."""
    processes: int


@dataclass(frozen=True)
class Started:
    """A running program."""

    process: psutil.Popen
    log: pathlib.Path

    def memory(self) -> Memory:
        """Add up all processes of the program."""
        family = _family(self.process)
        try:
            # Pages that all Python processes share count once in all: the sum is what the machine needs.
            return Memory(sum(p.memory_full_info().pss for p in family), "PSS", len(family))
        except (AttributeError, psutil.AccessDenied):
            return Memory(sum(p.memory_info().rss for p in family), "RSS", len(family))

    def wait_until_ready(self, url: str, seconds: float) -> None:
        """Return once `url` answers 200; raise UnderstandingError when the program ends or takes too long."""
        end = time.monotonic() + seconds
        with httpx.Client(timeout=2.0, trust_env=False) as client:
            while time.monotonic() < end:
                if self.process.poll() is not None:
                    message = f"It ended with {self.process.returncode} before it was ready: {tail(self.log)}"
                    raise UnderstandingError(message)
                if _answers(client, url):
                    return
                time.sleep(0.1)
        message = f"{url} did not answer within {seconds:.0f} s: {tail(self.log)}"
        raise UnderstandingError(message)


@contextmanager
def started(
    command: Sequence[str], folder: pathlib.Path, environment: Mapping[str, str], log: pathlib.Path
) -> Iterator[Started]:
    """Run a program beside us; at the end, whatever happens, it and its children are ended by their ids."""
    with log.open("wb") as output:
        process = _popen(command, folder, environment, output)
        try:
            yield Started(process, log)
        finally:
            end(process)


def run(
    command: Sequence[str], folder: pathlib.Path, environment: Mapping[str, str], log: pathlib.Path, seconds: float
) -> float:
    """Run a program to its end and return the seconds it took.

    Raises UnderstandingError when it fails or takes too long.
    """
    start = time.perf_counter()
    with started(command, folder, environment, log) as program:
        try:
            code = program.process.wait(seconds)
        except (subprocess.TimeoutExpired, psutil.TimeoutExpired) as error:
            message = f"`{' '.join(command[-8:])}` took more than {seconds:.0f} s: {tail(log)}"
            raise UnderstandingError(message) from error
    if code:
        message = f"`{' '.join(command[-8:])}` ended with {code}: {tail(log)}"
        raise UnderstandingError(message)
    return time.perf_counter() - start


def end(process: psutil.Popen) -> None:
    """End a program and its children: politely, then not."""
    family = _family(process)
    # The program first: it may want to end its children in order.
    for way in ("terminate", "kill"):
        for member in family:
            try:
                getattr(member, way)()
            except psutil.NoSuchProcess:
                continue
        _, family = psutil.wait_procs(family, timeout=PATIENCE)


def end_on_sigterm() -> None:
    """Let SIGTERM unwind like Ctrl-C does, so that what was started is ended."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def free_ports(count: int) -> list[int]:
    """Find loopback ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def python(*arguments: str) -> list[str]:
    """Return the command that runs a module with this interpreter."""
    return [sys.executable, "-m", *arguments]


def environment(home: pathlib.Path, **more: str) -> dict[str, str]:
    """Return the environment of a Rasa program that reports to nobody and finds our package from any folder."""
    path = os.pathsep.join(p for p in (str(home), os.environ.get("PYTHONPATH", "")) if p)
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "PYTHONWARNINGS": "ignore"}
    return {**os.environ, "PYTHONPATH": path, **quiet, **more}


def tail(log: pathlib.Path, characters: int = 2000) -> str:
    """Return the end of a program's output."""
    return log.read_text(encoding="utf-8", errors="replace")[-characters:].strip()


def _popen(
    command: Sequence[str], folder: pathlib.Path, environment: Mapping[str, str], output: IO[bytes]
) -> psutil.Popen:
    # A session of its own: the terminal's Ctrl-C reaches us alone, and we end the program.
    return psutil.Popen(
        list(command),
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


def _family(process: psutil.Popen) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
