"""Phrases of knowledge/safeguarding.yml: a small language of words, groups and gaps."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.safety.message import STOP

GAP: Final = frozenset({"..."})
_GROUP = re.compile(r"<([a-z_]+)>")
_LONGEST_GAP: Final = 5
_MOST_SKIPPED: Final = 3
# How far apart, in words, the parts joined by + may stand.
_NEAR: Final = 12


@dataclass(frozen=True)
class Row:
    """Words in order; each item is the set of words that fit, or a gap."""

    items: tuple[frozenset[str], ...]

    def end(self, words: Sequence[str], start: int, skipped: frozenset[str]) -> int | None:
        """Where the row ends if it begins at this word, or None."""
        if words[start] not in self.items[0]:
            return None
        return self._end(words, start + 1, 1, skipped)

    def _end(self, words: Sequence[str], position: int, item: int, skipped: frozenset[str]) -> int | None:
        if item == len(self.items):
            return position
        if self.items[item] is GAP:
            reach = _positions(words, position, _LONGEST_GAP, None)
            item += 1
        else:
            reach = _positions(words, position, _MOST_SKIPPED, skipped)
        for candidate in reach:
            if words[candidate] in self.items[item]:
                end = self._end(words, candidate + 1, item + 1, skipped)
                if end is not None:
                    return end
        return None


@dataclass(frozen=True)
class Phrase:
    """A row, and the rows that must stand near it in the same sentence, before or after."""

    first: Row
    others: tuple[Row, ...] = ()

    def words(self) -> frozenset[str]:
        """All words the phrase is made of."""
        return frozenset().union(*(item for row in (self.first, *self.others) for item in row.items))

    def span(self, words: Sequence[str], start: int, skipped: frozenset[str]) -> tuple[int, int] | None:
        """Where the whole phrase stands if its first row begins at this word, or None."""
        end = self.first.end(words, start, skipped)
        if end is None:
            return None
        spans = [(start, end)]
        for row in self.others:
            found = _near(row, words, spans, skipped)
            if found is None:
                return None
            spans.append(found)
        return min(first for first, _ in spans), max(last for _, last in spans)


class PhraseSet:
    """Phrases that are looked for together, found by their first word."""

    def __init__(self, phrases: Iterable[Phrase], skipped: frozenset[str]) -> None:
        """Index the phrases by the words they can begin with."""
        self._skipped = skipped
        self._by_first: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            for word in phrase.first.items[0]:
                self._by_first.setdefault(word, []).append(phrase)

    def spans(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Every place, as (start, end), where one of the phrases stands."""
        for start, word in enumerate(words):
            for phrase in self._by_first.get(word, ()):
                span = phrase.span(words, start, self._skipped)
                if span is not None:
                    yield span

    def match(self, words: Sequence[str]) -> bool:
        """One of the phrases stands in the words."""
        return next(self.spans(words), None) is not None


def parse(written: str, groups: Mapping[str, frozenset[str]]) -> Phrase:
    """Read one phrase; raises ValueError that says what cannot be read."""
    first, *others = (_row(part, groups) for part in re.sub(r"\s*\|\s*", "|", written.lower()).split(" + "))
    return Phrase(first, tuple(others))


def expand(groups: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """The groups with groups inside them replaced by their words; raises ValueError."""
    expanded: dict[str, frozenset[str]] = {}
    for name, words in groups.items():
        # A group may use the groups written above it, so there are no circles.
        expanded[name] = frozenset().union(*(words_of(str(word), expanded) for word in words))
    return expanded


def _row(written: str, groups: Mapping[str, frozenset[str]]) -> Row:
    items = tuple(GAP if item == "..." else words_of(item, groups) for item in written.split())
    if not items or items[0] is GAP or items[-1] is GAP:
        message = f'"{written}": a phrase begins and ends with a word'
        raise ValueError(message)
    return Row(items)


def words_of(item: str, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The words an item such as "hit|<hits>" stands for; raises ValueError."""
    found: set[str] = set()
    for word in item.split("|"):
        group = _GROUP.fullmatch(word)
        if group and group[1] not in groups:
            message = f"<{group[1]}>: no such group; check the spelling, and write it above its first use"
            raise ValueError(message)
        if not group and word != STOP and not re.fullmatch(r"[^\W_]+", word):
            message = f'"{word}": write plain words, without hyphens or apostrophes'
            raise ValueError(message)
        found |= groups[group[1]] if group else {word}
    return frozenset(found)


def _near(
    row: Row, words: Sequence[str], taken: Sequence[tuple[int, int]], skipped: frozenset[str]
) -> tuple[int, int] | None:
    """Where a row stands in the same sentence, not far from the first place taken and on none of them."""
    for position in _around(words, *taken[0]):
        last = row.end(words, position, skipped)
        if last is not None and all(last <= start or position >= end for start, end in taken):
            return position, last
    return None


def _around(words: Sequence[str], start: int, end: int) -> Iterator[int]:
    for position in range(end, min(end + _NEAR, len(words))):
        if words[position] == STOP:
            break
        yield position
    for position in range(start - 1, max(start - _NEAR, 0) - 1, -1):
        if words[position] == STOP:
            break
        yield position


def _positions(words: Sequence[str], start: int, most: int, skipped: frozenset[str] | None) -> Iterator[int]:
    """Positions that can be reached from start over at most so many words, all of them skippable."""
    for position in range(start, min(start + most + 1, len(words))):
        yield position
        blocked = skipped is not None and words[position] not in skipped
        if blocked or words[position] == STOP:
            return
