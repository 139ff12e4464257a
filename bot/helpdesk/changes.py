"""What of an article somebody was told last, and what has changed of it since."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.helpdesk.figures import Fact
from bot.helpdesk.vocabulary import Article


@dataclass(frozen=True)
class Told:
    """An article as it stood on a day, in the little that is kept to notice a change."""

    title: str
    version: int
    figures: Mapping[str, str]
    """The words of each figure that its text names, by the figure's name."""

    def kept(self) -> str:
        """Return it in the form that is kept; the same article on the same day is always the same text."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def revived(cls, kept: str) -> "Told":
        """Return it from the form in which it is kept."""
        return cls(**json.loads(kept))


@dataclass(frozen=True)
class NewFigure:
    """A figure with another value than somebody was told."""

    title: str
    before: str
    now: str
    start: datetime.date
    """The first day of the new value."""


@dataclass(frozen=True)
class Change:
    """What became of an article."""

    title: str
    reworded: bool = False
    figures: tuple[NewFigure, ...] = ()
    withdrawn: bool = False
    """It is not served any more."""

    @property
    def is_one(self) -> bool:
        """Tell whether there is anything to tell."""
        return self.reworded or self.withdrawn or bool(self.figures)


def told_on(article: Article, facts: Mapping[str, Fact], day: datetime.date) -> Told:
    """Return what a reader of an article is told on a day."""
    figures = {name: _words(facts[name], day) for name in article.facts if name in facts}
    return Told(article.title, article.version, figures)


def change(before: Told, now: Told | None, facts: Mapping[str, Fact], day: datetime.date) -> Change:
    """Compare what somebody was told with what is served on a day; None is served no more.

    A figure that the text did not name before, or does not name now, is a matter of its words.
    """
    if now is None:
        return Change(before.title, withdrawn=True)
    figures = tuple(
        NewFigure(facts[name].title, before.figures[name], words, facts[name].on(day)[0].start)
        for name, words in now.figures.items()
        if before.figures.get(name, words) != words
    )
    return Change(now.title, now.version > before.version, figures)


def _words(fact: Fact, day: datetime.date) -> str:
    return f"{fact.words(day)}{f' per {fact.per}' if fact.per else ''}"
