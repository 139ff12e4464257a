"""The map of the product, and the check of its content."""

import pathlib
import shutil

import pytest

from tests.worlds import HOME

COMMANDS = ["ask", "chat", "mask", "serve", "train", "eval", "bench", "bench-nlu", "tickets", "check"]


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_help_names_every_command(self, sds, command):
        assert f" {command} " in sds("--help").said

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_explains_itself(self, sds, command):
        assert sds(command, "--help").code == 0


class TestSettings:
    def test_a_bad_setting_is_named_in_one_sentence(self, fails, monkeypatch):
        monkeypatch.setenv("SDS_GATEWAY_PORT", "many")
        said = fails("tickets", "list")
        assert said.startswith("These settings cannot be used: SDS_GATEWAY_PORT")


class TestCheck:
    @pytest.fixture
    def home(self, tmp_path, monkeypatch) -> pathlib.Path:
        home = tmp_path / "home"
        shutil.copytree(HOME / "knowledge", home / "knowledge")
        monkeypatch.setenv("SDS_HOME", str(home))
        return home

    def check(self, sds):
        return sds("check", "--questions", HOME / "tests" / "questions")

    def test_content_in_order_ends_with_zero(self, sds):
        ran = self.check(sds)
        assert (ran.code, ran.said.strip()) == (0, "The content is in order.")

    def test_every_fault_is_listed_and_ends_with_one(self, sds, home):
        article = home / "knowledge" / "articles" / "options" / "option-1.md"
        article.write_text(article.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
        ran = self.check(sds)
        assert ran.code == 1
        assert "articles/options/option-1.md: titel: " in ran.said

    def test_broken_content_stops_the_other_commands_with_the_same_words(self, fails, home):
        (home / "knowledge" / "policy.yml").write_text("error_budget: [\n", encoding="utf-8")
        assert "policy.yml" in fails("tickets", "list")
