"""Recognise that somebody may be at risk: fixed phrases and words, no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from bot.safety.phrase_file import KINDS, Phrases, load_phrases

__all__ = ["KINDS", "Alarm", "Phrases", "assess", "default_phrases", "load_phrases"]

PHRASES_FILE: Final = Path(__file__).parents[2] / "knowledge" / "safeguarding.yml"
_GROWN_UP: Final = 18
_LONGEST_AGE: Final = 3


@dataclass(frozen=True)
class Alarm:
    """Somebody may be at risk."""

    kind: str
    """One of KINDS."""
    adult_or_child: str
    """Whom it is about, as far as the words say: adult, child or unknown."""


def assess(text: str | None, phrases: Phrases | None = None) -> Alarm | None:
    """Judge a raw message; None means that nothing in it points to a person at risk."""
    if not text:
        return None
    phrases = phrases or default_phrases()
    words = phrases.reader.words(text)
    kind = _kind(words, phrases)
    return Alarm(kind, _adult_or_child(words, phrases)) if kind else None


@cache
def default_phrases() -> Phrases:
    """Read the phrases of this product, once."""
    return load_phrases(PHRASES_FILE)


def _kind(words: Sequence[str], phrases: Phrases) -> str | None:
    general = phrases.general.match(words) and not phrases.particular.match(words)
    for rule in phrases.rules:
        if (rule.sure or not general) and rule.applies(words):
            return rule.kind
    return None if general else phrases.hints.kind(words)


def _adult_or_child(words: Sequence[str], phrases: Phrases) -> str:
    ages = [int(word) for word, after in pairwise(words) if after in {"year", "years"} and _is_age(word)]
    if any(age < _GROWN_UP for age in ages) or phrases.children.match(words):
        return "child"
    return "adult" if ages or phrases.adults.match(words) else "unknown"


def _is_age(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= _LONGEST_AGE
