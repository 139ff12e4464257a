"""The bots that the benchmark compares: how each is laid out, trained, started and reached."""

import pathlib
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.content import library
from bot.evaluation import baseline
from bot.evaluation.askers import GatewayAsker, RestAsker
from bot.evaluation.processes import environment, free_ports, python
from bot.helpdesk.vocabulary import Nation, Reply

COUNCIL = "example-council"
OWN_FILES = ("bot", "actions", "knowledge", "data", "config.yml", "domain.yml", "credentials.yml", "endpoints.yml")
"""The code too: an edit during the minutes of a benchmark would train again, and measure a mixture."""


class Connection(Protocol):
    """An Asker with a connection that is kept open."""

    def ask(self, text: str, *, conversation: str, nation: Nation, role: str) -> Reply:
        """Return the reply to one message of a conversation."""

    def open(self, conversation: str, nation: Nation, role: str) -> object:
        """Begin a conversation, so that its first message is timed like any other."""

    def close(self) -> None:
        """Close the connection."""


@dataclass(frozen=True)
class Contender:
    """One bot, laid out in a folder of its own."""

    name: str
    folder: pathlib.Path
    train: Sequence[str]
    start: Sequence[str]
    ready: str
    """Answers 200 once all its processes can answer people."""
    connect: Callable[[], Connection]
    environment: Mapping[str, str] = field(repr=False)


def own(home: pathlib.Path, folder: pathlib.Path, epochs: int) -> Contender:  # noqa: ARG001 - the same form as the other contender's
    """Copy this product without model, cache and database, so that training starts from nothing."""
    for name in OWN_FILES:
        copy = shutil.copytree if (home / name).is_dir() else shutil.copy
        copy(home / name, folder / name)
    gateway, rasa, actions = free_ports(3)
    address = f"http://127.0.0.1:{gateway}"
    sds = str(pathlib.Path(sys.executable).with_name("sds"))
    return Contender(
        name="SDS Guide",
        folder=folder,
        train=[sds, "train", "--force"],
        start=[sds, "serve"],
        ready=f"{address}/ready",
        connect=lambda: GatewayAsker(address),
        environment=environment(folder, **_settings(folder, gateway, rasa, actions)),
    )


def rasa_default(home: pathlib.Path, folder: pathlib.Path, epochs: int) -> Contender:
    """Put the same content on Rasa's default pipeline."""
    content = library.load(home / "knowledge", COUNCIL)
    project = baseline.write(content, home / "data" / "nlu", folder / "project", library.today(), epochs)
    port = free_ports(1)[0]
    address = f"http://127.0.0.1:{port}"
    return Contender(
        name=f"Rasa default, {epochs} epochs",
        folder=project.folder,
        train=python("rasa", "train", "--force"),
        start=python("rasa", "run", "--interface", "127.0.0.1", "--port", str(port)),
        ready=f"{address}/",
        connect=lambda: RestAsker(address, project.meaning),
        environment=environment(home.absolute()),
    )


def _settings(folder: pathlib.Path, gateway: int, rasa: int, actions: int) -> dict[str, str]:
    return {
        "SDS_HOME": str(folder),
        "SDS_DATA_FOLDER": str(folder / "var"),
        "SDS_DATABASE_URL": "",
        "SDS_GATEWAY_PORT": str(gateway),
        "SDS_RASA_URL": f"http://127.0.0.1:{rasa}",
        "SDS_ACTIONS_URL": f"http://127.0.0.1:{actions}",
        # Four askers at full speed are more than one person types.
        "SDS_MESSAGES_A_MINUTE": "1000000",
    }
