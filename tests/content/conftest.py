"""A small `knowledge/` folder, copied from the real one, that tests break on purpose."""

import datetime
import functools
import pathlib
import shutil
from typing import Any

import pytest
import yaml

from bot.content import checking, library
from tests.worlds import HOME

DAY = datetime.date(2026, 11, 23)
ONE, OTHER = "options/option-1", "pa-pay/sick-pay-who"


class Content:
    """Two real articles with their golden questions, and only the sources that they cite."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder, self.questions = folder / "knowledge", folder / "questions"
        for name in ("topics.yml", "policy.yml", "glossary.yml", "replies.yml", "local/example-council/council.yml"):
            self._copy(HOME / "knowledge" / name, self.folder / name)
        for article in (ONE, OTHER):
            self._copy(HOME / "knowledge/articles" / f"{article}.md", self.article(article))
            self._copy(HOME / "tests/questions" / f"{article}.yml", self.questions / f"{article}.yml")
            self.change(article, related=[], checked=DAY, review_by=DAY + datetime.timedelta(days=90))
        cited = {c["id"] for article in (ONE, OTHER) for c in self.fields(article)["sources"]}
        self.write("sources.yml", {name: entry for name, entry in _sources().items() if name in cited})
        self.write("facts.yml", {})

    def article(self, name: str) -> pathlib.Path:
        return self.folder / "articles" / f"{name}.md"

    def fields(self, article: str) -> dict[str, Any]:
        return yaml.safe_load(self.article(article).read_text().split("---\n")[1])

    def change(self, article: str, **fields: Any) -> None:
        """Set fields of the front matter; None takes one out."""
        body = self.article(article).read_text().split("---\n", 2)[2]
        kept = {name: value for name, value in (self.fields(article) | fields).items() if value is not None}
        self.article(article).write_text(f"---\n{yaml.safe_dump(kept, allow_unicode=True)}---\n{body}")

    def answer(self, article: str, short: str) -> None:
        """Replace the short answer."""
        head, _, rest = self.article(article).read_text().partition("## Short answer")
        self.article(article).write_text(f"{head}## Short answer\n\n{short}\n\n## More detail{_after(rest)}")

    def write(self, name: str, data: Any) -> None:
        (self.folder / name).write_text(yaml.safe_dump(data, allow_unicode=True))

    def faults(self, day: datetime.date = DAY) -> list[str]:
        return checking.check(self.folder, "example-council", self.questions, day)

    def load(self) -> library.Library:
        return library.load(self.folder, "example-council")

    @staticmethod
    def _copy(source: pathlib.Path, target: pathlib.Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


@functools.cache
def _sources() -> dict[str, Any]:
    """The whole register, read once: that takes a third of a second."""
    return yaml.safe_load((HOME / "knowledge/sources.yml").read_text())


def _after(rest: str) -> str:
    return rest.partition("## More detail")[2]


@pytest.fixture
def content(tmp_path: pathlib.Path) -> Content:
    return Content(tmp_path)
