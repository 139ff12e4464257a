"""Single words that add up to an alarm where no phrase fits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from bot.safety.message import STOP
from bot.safety.phrases import words_of

_FIELDS: Final = {"needs", "somebody", "weighs", "lightens", "openers"}
# One word of this weight must be among them; everyday words alone never raise an alarm.
_TELLING: Final = 2
_QUESTION: Final = 3
# A long sentence says a lot of everyday things; only so many words are weighed together.
_WINDOW: Final = 30


@dataclass(frozen=True)
class Hints:
    """Weights of single words, and how much is enough."""

    needs: int
    somebody: frozenset[str]
    kinds: Mapping[str, tuple[int, str]]
    """Weight and kind of each word that speaks for an alarm."""
    lightens: Mapping[str, int]
    """Weight of each word that speaks against it."""
    openers: frozenset[str]

    def kind(self, words: Sequence[str]) -> str | None:
        """The kind of the heaviest word of the first sentence that weighs enough, or None."""
        for sentence in _sentences(words):
            used = set(sentence)
            found = sorted((self.kinds[word] for word in used & self.kinds.keys()), reverse=True)
            if found and found[0][0] >= _TELLING and used & self.somebody and self._weight(sentence) >= self.needs:
                return found[0][1]
        return None

    def words(self) -> frozenset[str]:
        """All words that are weighed, so that slips in them are recognised."""
        return frozenset(self.kinds) | frozenset(self.lightens)

    def _weight(self, sentence: Sequence[str]) -> int:
        used = set(sentence)
        weight = sum(self.kinds[word][0] for word in used & self.kinds.keys())
        weight -= sum(self.lightens[word] for word in used & self.lightens.keys())
        return weight - _QUESTION * (sentence[0] in self.openers)


def read_hints(content: Mapping[str, Any], groups: Mapping[str, frozenset[str]], fault: Callable[[str], None]) -> Hints:
    """Build the hints of a phrase file; faults are handed over, not raised."""
    for field in sorted(_FIELDS ^ content.keys()):
        fault(f"hints, {field}: {'missing' if field in _FIELDS else 'unknown field; check the spelling'}")

    def words(place: str, written: Sequence[str] | None) -> frozenset[str]:
        try:
            return frozenset().union(*(words_of(str(word), groups) for word in written or ()))
        except ValueError as error:
            fault(f"hints, {place}: {error}")
            return frozenset()

    kinds: dict[str, tuple[int, str]] = {}
    for entry in content.get("weighs") or ():
        for word in words("weighs", entry.get("words")):
            kinds[word] = max(kinds.get(word, (0, "")), (_number(entry.get("weight"), fault), str(entry.get("kind"))))
    lightens: dict[str, int] = {}
    for entry in content.get("lightens") or ():
        lightens |= dict.fromkeys(words("lightens", entry.get("words")), _number(entry.get("weight"), fault))
    somebody = words("somebody", content.get("somebody"))
    return Hints(
        _number(content.get("needs"), fault), somebody, kinds, lightens, words("openers", content.get("openers"))
    )


def _number(written: object, fault: Callable[[str], None]) -> int:
    if str(written).isdecimal():
        return int(str(written))
    fault(f"hints: {written} is not a whole number")
    return 0


def _sentences(words: Sequence[str]) -> Iterator[list[str]]:
    for stops, group in groupby(words, key=STOP.__eq__):
        sentence = list(group)
        if not stops:
            for start in range(0, len(sentence), _WINDOW):
                yield sentence[start : start + _WINDOW]
