"""Structure and documents are held to the tree."""

import fnmatch
import pathlib
import re
from collections.abc import Iterator

import pytest
import typer
import yaml

from bot.cli import app
from bot.settings import Settings
from tests.worlds import HOME

LONGEST_MODULE = 320
LARGEST_FILE = 900_000
"""Bytes; a list that grows beyond it is split."""
RULES = HOME / "data/stories/rules.yml"


def settings_in(text: str) -> list[str]:
    return re.findall(r"^(SDS_\w+)=", text, re.MULTILINE)


class TestSettings:
    def test_every_setting_stands_in_the_example_and_the_reverse(self):
        known = {f"SDS_{name.upper()}" for name in Settings.model_fields}
        assert set(settings_in((HOME / ".env.example").read_text())) == known

    def test_none_stands_there_twice(self):
        found = settings_in((HOME / ".env.example").read_text())
        assert len(found) == len(set(found))

    def test_the_example_can_be_used_and_says_the_defaults(self, monkeypatch: pytest.MonkeyPatch):
        for name in Settings.model_fields:
            monkeypatch.delenv(f"SDS_{name.upper()}", raising=False)
        assert Settings(_env_file=HOME / ".env.example") == Settings(_env_file=None)


class TestFiles:
    @pytest.mark.parametrize("folder", ["knowledge", "data", "tests", "bot", "docs"])
    def test_none_is_too_large_to_be_kept_in_git(self, folder: str):
        files = [path for path in (HOME / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert [path.name for path in files if path.stat().st_size > LARGEST_FILE] == []
        assert files


class TestModules:
    @pytest.mark.parametrize("folder", ["bot", "actions"])
    def test_none_is_too_long(self, folder: str):
        sizes = {path: len(path.read_text().splitlines()) for path in (HOME / folder).rglob("*.py")}
        assert [path for path, size in sizes.items() if size > LONGEST_MODULE] == []

    @pytest.mark.parametrize("folder", ["knowledge", "data"])
    def test_content_holds_no_code(self, folder: str):
        assert list((HOME / folder).rglob("*.py")) == []


class TestTrackedFiles:
    def test_the_lock_names_no_registry_host(self):
        """Package names such as httpx are fine, addresses are not."""
        text = (HOME / "requirements.lock").read_text()
        assert "://" not in text
        assert [line for line in text.splitlines() if line.startswith("-")] == []

    def test_no_file_names_a_folder_of_one_machine(self):
        found = re.compile(r"(?<![\w.])/(?:home/\w|root/|Users/\w|work/(?:main|shared)\b)")
        here = pathlib.Path(__file__)
        assert [path for path in tracked() if path != here and found.search(text_of(path))] == []


class TestRules:
    def test_a_rule_has_one_user_step_and_at_most_two_bot_steps(self):
        for rule in yaml.safe_load(RULES.read_text())["rules"]:
            kinds = ["".join(step) for step in rule["steps"]]
            assert kinds[0] == "intent", rule["rule"]
            assert kinds[1:] in (["action"], ["action", "action"]), rule["rule"]

    def test_every_intent_has_its_rule(self):
        rules = yaml.safe_load(RULES.read_text())["rules"]
        domain = yaml.safe_load((HOME / "domain.yml").read_text())
        assert sorted(rule["steps"][0]["intent"] for rule in rules) == sorted(domain["intents"])
        assert {step["action"] for rule in rules for step in rule["steps"][1:]} == set(domain["actions"])

    def test_test_stories_stay_out_of_what_is_trained(self):
        assert list((HOME / "data").rglob("test_*")) == []


class TestReadme:
    README = (HOME / "README.md").read_text()

    @pytest.mark.parametrize("line", sorted(set(re.findall(r"^\|.*`sds .*", README, re.MULTILINE))))
    def test_every_command_and_option_exists(self, line: str):
        known = {" ".join(path): command for path, command in commands(typer.main.get_command(app))}
        named = line.split("|")[1]
        groups = [words.split(" ")[1:] for words in re.findall(r"`(sds [^`]*)`", named)]
        for words in groups:
            group = words[0] in {name.split()[0] for name in known if " " in name}
            assert " ".join(words[: 2 if group else 1]) in known
        for sibling in re.findall(r"(?<=, )`([a-z]+)`", named):
            assert f"{groups[0][0]} {sibling}" in known
        parents = {words[0] for words in groups}
        options = {o for name, c in known.items() if name.split()[0] in parents for p in c.params for o in p.opts}
        assert set(re.findall(r"--[a-z-]+", line)) <= options

    def test_every_make_target_exists(self):
        targets = set(re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text(), re.MULTILINE))
        assert set(re.findall(r"\bmake ([a-z-]+) ", re.sub("`", " ", self.README))) <= targets

    def test_every_link_leads_to_something(self):
        links = re.findall(r"\]\((?!http)([^)#]+)", self.README)
        assert [link for link in links if not (HOME / link).exists()] == []


def commands(command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], typer.core.TyperCommand]]:
    """All commands below one, by the words that are typed."""
    for name, below in getattr(command, "commands", {}).items():
        if hasattr(below, "commands"):
            yield from commands(below, (*path, name))
        else:
            yield (*path, name), below


def tracked() -> Iterator[pathlib.Path]:
    """Files of the tree that .gitignore does not leave out."""
    ignored = [pattern.rstrip("/") for pattern in (HOME / ".gitignore").read_text().split()] + [".git"]
    folders = [HOME]
    while folders:
        for path in folders.pop().iterdir():
            if any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def text_of(path: pathlib.Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")
