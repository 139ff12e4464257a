"""What every command sets before the heavy libraries are imported."""

import os

from bot.commands.environment import for_processes, quiet
from bot.settings import Settings


class TestQuiet:
    def test_telemetry_is_off(self, monkeypatch):
        monkeypatch.delenv("RASA_TELEMETRY_ENABLED", raising=False)
        quiet()
        assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"

    def test_what_somebody_set_on_purpose_stays(self, monkeypatch):
        monkeypatch.setenv("OMP_NUM_THREADS", "4")
        quiet()
        assert os.environ["OMP_NUM_THREADS"] == "4"


class TestForProcesses:
    def test_without_a_token_the_processes_share_a_new_one(self, tmp_path):
        configuration = Settings(data_folder=tmp_path, _env_file=None)
        first, second = (for_processes(configuration)["SDS_RASA_TOKEN"] for _ in range(2))
        assert len(first) > 30
        assert first != second

    def test_a_given_token_and_the_database_are_handed_on(self, tmp_path):
        configuration = Settings(data_folder=tmp_path, rasa_token="given", database_url="sqlite://", _env_file=None)
        found = for_processes(configuration)
        assert (found["SDS_RASA_TOKEN"], found["SDS_DATABASE_URL"]) == ("given", "sqlite://")
        assert found["SDS_ACTIONS_WEBHOOK"].endswith("/webhook")
