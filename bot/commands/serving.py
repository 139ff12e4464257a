"""`sds serve`: the three processes, started together, watched, stopped together."""

import signal
import subprocess
import sys
import time
from typing import Annotated

import httpx
import typer

from bot.commands.environment import for_processes
from bot.commands.training import ensure_trained
from bot.errors import ConfigurationError
from bot.settings import settings

_READY_WITHIN = 120
"""Seconds after which a start that is not ready counts as failed."""
_RESTARTS = 5


def serve(
    train: Annotated[bool, typer.Option(help="Train first when the model does not fit the content.")] = True,
) -> None:
    """Start Rasa, the actions and the gateway, and print the address of the web chat."""
    configuration = settings()
    model = ensure_trained(configuration.home, train=train)
    processes = Processes(str(model))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        # Rasa takes longest, and reads the model before the content.
        processes.start("rasa")
        _check_content()
        processes.start("actions", "gateway")
        processes.wait_until_ready(f"http://{configuration.gateway_host}:{configuration.gateway_port}")
        typer.echo(f"SDS Guide is ready: http://{configuration.gateway_host}:{configuration.gateway_port}")
        typer.echo("Stop it with Ctrl+C.")
        processes.watch()
    except KeyboardInterrupt:
        typer.echo("Stopping.")
    finally:
        processes.stop()


class Processes:
    """The three processes of one machine."""

    def __init__(self, model: str) -> None:
        """Know how each is started."""
        configuration = settings()
        self._environment = for_processes(configuration)
        actions_port = configuration.actions_url.rpartition(":")[2]
        self._commands = {
            "actions": [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", actions_port],
            "rasa": [sys.executable, "-m", "bot.nlu.server", model],
            "gateway": [sys.executable, "-m", "bot.gateway"],
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._restarts = dict.fromkeys(self._commands, 0)

    def start(self, *names: str) -> None:
        """Start some of them."""
        for name in names:
            typer.echo(f"Starting {name}")
            self._start(name)

    def wait_until_ready(self, address: str) -> None:
        """Wait for the gateway to say that everything is ready; raise when a process ends before that."""
        limit = time.monotonic() + _READY_WITHIN
        while time.monotonic() < limit:
            for name, process in self._running.items():
                if process.poll() is not None:
                    message = (
                        f"{name} ended with code {process.returncode} before it was ready. Its lines above say why."
                    )
                    raise ConfigurationError(message)
            try:
                if httpx.get(f"{address}/ready", timeout=2).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        message = f"Not ready after {_READY_WITHIN} seconds. {address}/ready says which part is missing."
        raise ConfigurationError(message)

    def watch(self) -> None:
        """Start again what ends by itself, a few times."""
        while True:
            for name, process in list(self._running.items()):
                if process.poll() is not None:
                    self._restarts[name] += 1
                    if self._restarts[name] > _RESTARTS:
                        message = f"{name} ended {_RESTARTS + 1} times. Stopping; its lines above say why."
                        raise ConfigurationError(message)
                    typer.echo(f"{name} ended with code {process.returncode}; starting it again", err=True)
                    time.sleep(self._restarts[name])
                    self._start(name)
            time.sleep(1)

    def stop(self) -> None:
        """End all of them, gateway first, so that nobody is let in while the rest goes."""
        for name in reversed(self._commands):
            process = self._running.get(name)
            if process and process.poll() is None:
                process.terminate()
        for process in self._running.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()

    def _start(self, name: str) -> None:
        self._running[name] = subprocess.Popen(self._commands[name], env=self._environment)


def _check_content() -> None:
    """Read the content before what answers people starts: one clear list of faults instead of three tracebacks."""
    from bot.content import library

    library.load(settings().knowledge, settings().local_profile)
