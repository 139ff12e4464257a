"""Recognise that somebody may be at risk: fixed phrases, no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.errors import ContentError
from bot.safety.message import Reader
from bot.safety.phrases import PhraseSet, expand, parse

PHRASES_FILE: Final = Path(__file__).parents[2] / "knowledge" / "safeguarding.yml"
KINDS: Final = ("danger", "self_harm", "violence", "abuse", "harm", "neglect", "exploitation", "missing")
_FIELDS: Final = {"read_as", "skipped", "groups", "general", "particular", "children", "adults", "alarms"}
_ALARM_FIELDS: Final = {"kind", "sure", "unless", "says"}
_GROWN_UP: Final = 18
# An exception counts when fewer than so many words lie between it and the phrase.
_NEAR: Final = 3


@dataclass(frozen=True)
class Alarm:
    """Somebody may be at risk."""

    kind: str
    """danger, self_harm, violence, abuse, harm, neglect, exploitation or missing."""
    adult_or_child: str
    """Whom it is about, as far as the words say: adult, child or unknown."""


@dataclass(frozen=True)
class _Rule:
    kind: str
    sure: bool
    says: PhraseSet
    unless: PhraseSet

    def applies(self, words: Sequence[str]) -> bool:
        """A phrase stands in the words and no exception lies across or right beside it."""
        exceptions: list[tuple[int, int]] | None = None
        for start, end in self.says.spans(words):
            if exceptions is None:
                exceptions = list(self.unless.spans(words))
            if not any(first < end + _NEAR and start < last + _NEAR for first, last in exceptions):
                return True
        return False


@dataclass(frozen=True)
class Phrases:
    """The checked content of knowledge/safeguarding.yml."""

    reader: Reader
    rules: tuple[_Rule, ...]
    general: PhraseSet
    particular: PhraseSet
    children: PhraseSet
    adults: PhraseSet


def assess(text: str | None, phrases: Phrases | None = None) -> Alarm | None:
    """Judge a raw message; None means that nothing in it points to a person at risk."""
    if not text:
        return None
    phrases = phrases or default_phrases()
    words = phrases.reader.words(text)
    general = phrases.general.match(words) and not phrases.particular.match(words)
    for rule in phrases.rules:
        if (rule.sure or not general) and rule.applies(words):
            return Alarm(rule.kind, _adult_or_child(words, phrases))
    return None


@cache
def default_phrases() -> Phrases:
    """The phrases of this product, read once."""
    return load_phrases(PHRASES_FILE)


def load_phrases(path: Path) -> Phrases:
    """Read and check a phrase file; raises ContentError with all faults at once."""
    try:
        # Every scalar stays text: "no" and "on" are words here.
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - builds only text
    except (OSError, yaml.YAMLError) as error:
        raise ContentError([f"{path.name}: cannot be read: {error}"]) from error
    faults = _Faults(path.name)
    phrases = _checked(content if isinstance(content, dict) else {}, faults)
    if faults.found:
        raise ContentError(faults.found)
    return phrases


class _Faults:
    """Collects what is wrong with the file, worded for the person who edits."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.found: list[str] = []

    def add(self, fault: str) -> None:
        self.found.append(f"{self._file}: {fault}")


def _checked(content: Mapping[str, Any], faults: _Faults) -> Phrases:
    for field in sorted(_FIELDS ^ content.keys()):
        faults.add(f"{field}: {'missing' if field in _FIELDS else 'unknown field; check the spelling'}")
    skipped = frozenset(map(str, content.get("skipped") or ()))
    try:
        groups = expand(content.get("groups") or {})
    except ValueError as error:
        faults.add(f"groups: {error}")
        groups = {}
    vocabulary = set(skipped).union(*groups.values())

    def phrase_set(place: str, written: Sequence[str] | None) -> PhraseSet:
        read = []
        for phrase in written or ():
            try:
                read.append(parse(str(phrase), groups))
            except ValueError as error:
                faults.add(f"{place}: {error}")
        vocabulary.update(*(phrase.words() for phrase in read))
        return PhraseSet(read, skipped)

    sets = {field: phrase_set(field, content.get(field)) for field in ("general", "particular", "children", "adults")}
    rules = [
        _Rule(
            str(alarm.get("kind")),
            alarm.get("sure") == "true",
            phrase_set(f"alarms, {alarm.get('kind')}", alarm.get("says")),
            phrase_set(f"alarms, {alarm.get('kind')}, unless", alarm.get("unless")),
        )
        for alarm in content.get("alarms") or ()
        if _is_alarm(alarm, faults)
    ]
    rules.sort(key=lambda rule: KINDS.index(rule.kind))
    return Phrases(Reader(content.get("read_as") or {}, vocabulary), tuple(rules), **sets)


def _is_alarm(alarm: Mapping[str, Any], faults: _Faults) -> bool:
    for field in sorted(alarm.keys() - _ALARM_FIELDS):
        faults.add(f"alarms: {field}: unknown field; check the spelling")
    if alarm.get("kind") not in KINDS:
        faults.add(f"alarms: kind is {alarm.get('kind')}; allowed are {', '.join(KINDS)}")
    if not alarm.get("says"):
        faults.add(f"alarms, {alarm.get('kind')}: says: missing")
    return alarm.get("kind") in KINDS


def _adult_or_child(words: Sequence[str], phrases: Phrases) -> str:
    ages = [
        int(word)
        for word, following in zip(words, [*words[1:], ""], strict=True)
        if word.isdecimal() and len(word) <= 3 and following in {"year", "years"}
    ]
    if any(age < _GROWN_UP for age in ages) or phrases.children.match(words):
        return "child"
    return "adult" if ages or phrases.adults.match(words) else "unknown"
