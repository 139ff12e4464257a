"""The trained model as Rasa loads it, and as a folder of files."""

import contextlib
import pathlib
import tarfile

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain

from bot.nlu import rasa_patches
from bot.nlu.tracker_store import ForgetfulTrackerStore


@pytest.fixture(scope="session")
def agent(model: pathlib.Path) -> Agent:
    rasa_patches.apply()
    return Agent.load(str(model), tracker_store=ForgetfulTrackerStore(Domain.empty()))


@pytest.fixture(scope="session")
def archive(model: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The model, unpacked."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(model) as packed:
        packed.extractall(folder, filter="data")
    return folder


class Storage:
    """Stands for Rasa's model storage: one folder, for whichever component asks."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def read_from(self, resource):
        yield self._folder
