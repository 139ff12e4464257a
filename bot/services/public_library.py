"""What everybody may read: published champions' answers and weekly digests. No asker and no champion is named."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import UnknownItemError
from bot.helpdesk.figures import fill
from bot.services.ports import Units
from bot.services.publishing_ports import Shelf
from bot.services.publishing_records import SERVED, Digest, Published

PAGE = 20
"""Answers on one page of a list."""
_WORD = re.compile(r"\w+")
_MOST_WORDS = 12


@dataclass(frozen=True)
class Entry:
    """One published answer as readers see it."""

    article: str
    title: str
    topic: str
    topic_title: str
    nation: str
    """`scotland`, `england` or `uk`."""
    team: str
    given: datetime.date
    review_by: datetime.date
    short: str
    detail: str
    next_step: str
    who_to_ask: str
    searched: str
    """Its words and the wordings that lead to it, in lower case."""


@dataclass(frozen=True)
class Shown:
    """One page of a list."""

    entries: Sequence[Entry]
    found: int
    page: int
    pages: int


class PublicLibrary:
    """Reads what is published, and nothing else."""

    def __init__(self, units: Units, shelf: Shelf, lasts: datetime.timedelta) -> None:
        """Take the database, the content, and how long a champion's view lasts before it should be checked."""
        self._units, self._shelf, self._lasts = units, shelf, lasts
        self._known: tuple[int, Sequence[Published], Sequence[Entry]] = (-1, (), ())

    def search(self, words: str = "", topic: str = "", page: int = 1) -> Shown:
        """Return answers that hold all the words, the newest first, one page of them."""
        wanted = _WORD.findall(words.lower())[:_MOST_WORDS]
        found = [
            entry
            for entry in self._read()[1]
            if (not topic or entry.topic == topic) and all(word in entry.searched for word in wanted)
        ]
        pages = max(1, -(-len(found) // PAGE))
        page = min(max(page, 1), pages)
        return Shown(found[(page - 1) * PAGE : page * PAGE], len(found), page, pages)

    def topics(self) -> Sequence[tuple[str, str, int]]:
        """Return the topics that have answers: name, title and how many."""
        titles = self._shelf.topics()
        names = [each.topic for each in self._read()[0]]
        return [(name, title, names.count(name)) for name, title in titles.items() if name in names]

    def show(self, article: str, day: datetime.date) -> Entry:
        """Return one answer with the figures of a day; raises UnknownItemError when none is published."""
        for each in self._read()[0]:
            if each.article == article:
                return self._entry(each, day)
        message = "There is no such answer in the library. It may have been taken back."
        raise UnknownItemError(message)

    def digests(self) -> Sequence[Digest]:
        """Return all weekly digests, the newest first."""
        with self._units() as work:
            return work.digests.list()

    def digest(self, week: str) -> Digest:
        """Return one weekly digest; raises UnknownItemError when there is none."""
        with self._units() as work:
            found = work.digests.get(week)
        if found is None:
            message = "There is no digest of this week."
            raise UnknownItemError(message)
        return found

    def _read(self) -> tuple[Sequence[Published], Sequence[Entry]]:
        """Read all only when a version was added since."""
        with self._units() as work:
            newest = work.published.newest()
            if newest != self._known[0]:
                found = [each for each in work.published.current() if each.state == SERVED]
                self._known = (newest, found, [self._entry(each) for each in found])
        return self._known[1:]

    def _entry(self, published: Published, day: datetime.date | None = None) -> Entry:
        content, facts = published.content, self._shelf.facts()
        texts = {name: str(content[name]) for name in ("title", "short", "detail", "next_step", "who_to_ask")}
        if day is not None:
            texts = {name: fill(text, facts, day) for name, text in texts.items()}
        return Entry(
            article=published.article,
            topic=published.topic,
            topic_title=self._shelf.topics().get(published.topic, published.topic),
            nation=str(content["nation"]),
            team=published.team_title,
            given=published.given,
            review_by=published.given + self._lasts,
            searched="\n".join([*texts.values(), *content["asks"]]).lower(),
            **texts,
        )
