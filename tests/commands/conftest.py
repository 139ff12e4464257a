"""Commands run as a person runs them, on the real content, a database in a temporary folder, a scripted Rasa."""

import contextlib
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.evaluation import in_process
from bot.helpdesk.vocabulary import Understanding
from bot.settings import settings
from tests.migrated import put_database
from tests.worlds import HOME, ScriptedUnderstander, understood

UNSURE = "What about the thing?"


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    for name, value in {"SDS_HOME": HOME, "SDS_DATA_FOLDER": tmp_path / "var", "SDS_DATABASE_URL": ""}.items():
        monkeypatch.setenv(name, str(value))
    put_database(tmp_path / "var" / "sds-guide.sqlite")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def scripted(monkeypatch):
    """A bot that answers everything with option 1 and passes one question on, also when a name is hidden in it."""
    unsure = understood("options/option-1", 0.01)
    script: dict[str, Understanding] = {UNSURE: unsure, f"Mrs [name] asks: {UNSURE}": unsure}
    monkeypatch.setattr(
        in_process, "InProcessUnderstander", lambda _, answering: ScriptedUnderstander(_Has(answering), script)
    )


@dataclass
class _Has:
    answering: Any


@dataclass
class Ran:
    """What a command printed and ended with."""

    code: int
    said: str

    @property
    def json(self) -> Any:
        return json.loads(self.said)


@pytest.fixture
def sds():
    def run(*words: object) -> Ran:
        result = CliRunner().invoke(cli.app, [str(word) for word in words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.output)

    return run


@pytest.fixture
def fails(monkeypatch, capsys):
    """Run a command that must fail, through the program's own entry, and return the one sentence it says."""

    def run(*words: object) -> str:
        monkeypatch.setattr(sys, "argv", ["sds", *(str(word) for word in words)])
        with pytest.raises(SystemExit) as end, contextlib.redirect_stdout(None):
            cli.main()
        assert end.value.code == 1
        said = capsys.readouterr().err
        assert "Traceback" not in said
        return said.strip()

    return run
