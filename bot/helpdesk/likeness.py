"""Which words two questions share: for near-duplicates, earlier answers, and marking why an article was found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_EMPTY = frozenset(
    "a about after all also am an and any are as at be been but by can could did do does for from get got had has "  # noqa: SIM905
    "have her here him his how i if in into is it its just like may me my need needs no not of on or our out she "
    "should so some than that the their them then there they this to up us want wants was we were what when where "
    "which who why will with would you your mine someone somebody something please hi hello thanks".split()
)
"""Words that say nothing about what a question is about."""
ALIKE = 0.5
"""Share of words from which two questions count as nearly the same."""
ALIKE_NEAR = 0.3
"""The same for two questions that lie nearest to the same article."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether it is a word that was looked for."""

    text: str
    matched: bool


def content_words(text: str) -> frozenset[str]:
    """Return the words that carry meaning, in a plain form without endings of number and tense."""
    return frozenset(_stem(word) for word in _words(text) if word not in _EMPTY)


def alike(one: str, other: str) -> float:
    """Return the share of words that two questions have in common, 0 to 1 (Jaccard index)."""
    a, b = content_words(one), content_words(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def marked(text: str, wanted: Iterable[str]) -> Sequence[Piece]:
    """Cut a text into pieces so that the words that were looked for can be shown."""
    looked_for, pieces, end = frozenset(wanted), [], 0
    for found in _WORD.finditer(text):
        if _stem(found.group().lower()) in looked_for:
            if found.start() > end:
                pieces.append(Piece(text[end : found.start()], matched=False))
            pieces.append(Piece(found.group(), matched=True))
            end = found.end()
    if end < len(text):
        pieces.append(Piece(text[end:], matched=False))
    return pieces


def _words(text: str) -> list[str]:
    return [found.group().lower() for found in _WORD.finditer(text)]


def _stem(word: str) -> str:
    # Enough to see "payments" and "payment", "employs" and "employing" as one; not a linguist's stemmer.
    if word.endswith("ies") and len(word) > 5:
        return word.removesuffix("ies") + "y"
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    # "service", since "services" has lost more than its s.
    return word.removesuffix("e") if len(word) > 4 else word
