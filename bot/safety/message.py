"""A message as rows of plain words, with spellings and typing slips evened out."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.safety import wordlists

_WORD_OR_STOP = re.compile(r"[^\W_]++(?:['’ʼ`][^\W\d_]++)*+|[.!?;\n]++")
_POSSESSIVE = re.compile(r"['’ʼ`]s$")
_APOSTROPHE = re.compile(r"['’ʼ`]")
_SHORTENED = re.compile(r"(.+)['’ʼ`](ll|d|ve|re|m)")
_FULL: Final = {"ll": "will", "d": "would", "ve": "have", "re": "are", "m": "am"}
STOP: Final = "."
"""Stands in a row of words for the end of a sentence."""
# Shorter words have too many neighbours: "hat" is one slip from "hit".
_SHORTEST_WITH_SLIP: Final = 5
_LONG: Final = 8
_LONGEST: Final = 20
_MOST_NEAR: Final = 5


class Reader:
    """Reads a message the way the phrases are written."""

    def __init__(self, read_as: Mapping[str, str], known: Collection[str]) -> None:
        """Take the spellings to replace and the words the phrases use."""
        self._read_as = {spelling: tuple(meant.split()) for spelling, meant in read_as.items()}
        self._known = frozenset(known)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._known):
            self._by_length.setdefault(len(word), []).append(word)
        self._corrected = lru_cache(maxsize=4096)(self._nearest)

    def words(self, text: str) -> list[str]:
        """The words of a text in order, with STOP before and after every sentence."""
        read: list[str] = [STOP]
        for found in _WORD_OR_STOP.finditer(text.lower()):
            read += self._read(found.group())
        return [*read, STOP]

    def _read(self, token: str) -> tuple[str, ...]:
        if token[0] in ".!?;\n":
            return (STOP,)
        plain = _APOSTROPHE.sub("", token)
        if plain in self._read_as:
            return self._read_as[plain]
        shortened = _SHORTENED.fullmatch(token)
        if shortened:
            return (*self._read(shortened[1]), _FULL[shortened[2]])
        plain = _APOSTROPHE.sub("", _POSSESSIVE.sub("", token))
        corrected = self._corrected(plain)
        return self._read_as.get(corrected, (corrected,))

    def _nearest(self, word: str) -> str:
        """The word of the phrases that this one was meant to be, or the word itself."""
        if not _SHORTEST_WITH_SLIP <= len(word) <= _LONGEST or word in self._known or _is_a_word(word):
            return word
        slips = 2 if len(word) >= _LONG else 1
        lengths = range(max(len(word) - slips, _SHORTEST_WITH_SLIP), len(word) + slips + 1)
        targets = [target for length in lengths for target in self._by_length.get(length, ())]
        near = process.extract(word, targets, scorer=OSA.distance, score_cutoff=slips, limit=_MOST_NEAR)
        # People seldom get the beginning of a word wrong: "slaped" is slapped, not shaped.
        return min(near, key=lambda found: (found[1], -_same_beginning(found[0], word)))[0] if near else word


def _same_beginning(first: str, second: str) -> int:
    return next(
        (place for place, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), len(first)
    )


def _is_a_word(word: str) -> bool:
    return any(word in wordlists.words(name) for name in ("common_words", "not_names", "first_names", "surnames"))
