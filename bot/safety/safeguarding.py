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
UNCERTAIN_KINDS: Final = frozenset({"harm", "exploitation", "missing"})
"""Kinds whose phrases also fit everyday events: a sore back after lifting, borrowed money, a late bus."""
_GROWN_UP: Final = 18
_LONGEST_AGE: Final = 3


@dataclass(frozen=True)
class Alarm:
    """Somebody may be at risk."""

    kind: str
    """One of KINDS."""
    adult_or_child: str
    """Whom it is about, as far as the words say: adult, child or unknown."""
    certain: bool = True
    """Plain enough to act on at once; otherwise the learned look for danger may see that nothing is meant."""


def assess(text: str | None, phrases: Phrases | None = None) -> Alarm | None:
    """Judge a raw message; None means that nothing in it points to a person at risk."""
    if not text:
        return None
    phrases = phrases or default_phrases()
    words = phrases.reader.words(text)
    found = _found(words, phrases)
    return Alarm(found[0], _adult_or_child(words, phrases), certain=found[1]) if found else None


@cache
def default_phrases() -> Phrases:
    """Read the phrases of this product, once."""
    return load_phrases(PHRASES_FILE)


def _found(words: Sequence[str], phrases: Phrases) -> tuple[str, bool] | None:
    """Return the kind of the most pressing alarm, and whether it is certain."""
    general = phrases.general.match(words) and not phrases.particular.match(words)
    for rule in phrases.rules:
        if (rule.sure or not general) and rule.applies(words):
            return rule.kind, rule.kind not in UNCERTAIN_KINDS and not phrases.doubted.match(words)
    # Single words that add up were right four times of five where phrases were nineteen of twenty.
    hinted = None if general else phrases.hints.kind(words)
    return (hinted, False) if hinted else None


def _adult_or_child(words: Sequence[str], phrases: Phrases) -> str:
    ages = [int(word) for word, after in pairwise(words) if after in {"year", "years"} and _is_age(word)]
    if any(age < _GROWN_UP for age in ages) or phrases.children.match(words):
        return "child"
    return "adult" if ages or phrases.adults.match(words) else "unknown"


def _is_age(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= _LONGEST_AGE
