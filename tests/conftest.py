"""What tests of the whole path share: the trained model, and a bot on it with a throw-away database."""

import contextlib
import gc
import pathlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from bot.commands.environment import quiet
from bot.storage import database
from tests.worlds import HOME

quiet()  # before anything imports rasa
# A busy machine must not fail a rule that holds.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
_LONG = ("long", "browser", "model")
"""Markers of tests that start processes, or load or train a model."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: starts processes or trains; its file comes first")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first, so that at the end no process is left alone with one."""
    first = {item.path for item in items if any(item.get_closest_marker(name) for name in _LONG)}
    items.sort(key=lambda item: item.path not in first)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays: TensorFlow and 5,000 tests take it a second each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def model() -> pathlib.Path:
    """The path of a model that fits content and code; trained once when there is none."""
    from bot.commands.training import ensure_trained

    with contextlib.chdir(HOME):  # config.yml names the content relative to the home folder
        return ensure_trained(HOME)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Databases that are opened from now on count as locked at once, not after five seconds."""
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)


@pytest.fixture(scope="session")
def bot(model: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """The whole bot: real model, rules, actions and use cases, in this process."""
    from bot import wiring
    from bot.evaluation.in_process import InProcessBot
    from bot.settings import Settings

    folder = tmp_path_factory.mktemp("bot")
    configuration = Settings(home=HOME, data_folder=folder, database_url="", _env_file=None)
    with InProcessBot(wiring.product(configuration), model) as running:
        yield running
