"""Load and check knowledge/safeguarding.yml; all faults are told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from bot.errors import ContentError
from bot.safety.hints import Hints, read_hints
from bot.safety.message import Reader
from bot.safety.phrases import Phrase, PhraseSet, expand, parse

KINDS: Final = ("danger", "self_harm", "violence", "abuse", "harm", "neglect", "exploitation", "missing")
"""The kinds of alarm, the most pressing first."""
_SETS: Final = ("general", "particular", "doubted", "children", "adults")
_FIELDS: Final = frozenset({"read_as", "skipped", "groups", *_SETS, "alarms", "hints"})
_ALARM_FIELDS: Final = frozenset({"kind", "sure", "unless", "says"})
# An exception counts when fewer than so many words lie between it and the phrase.
_NEAR: Final = 3


@dataclass(frozen=True)
class Rule:
    """Phrases of one kind, and what takes them back."""

    kind: str
    sure: bool
    """An alarm even in a general question."""
    says: PhraseSet
    unless: PhraseSet

    def applies(self, words: Sequence[str]) -> bool:
        """Tell whether a phrase stands in the words and no exception lies across or right beside it."""
        exceptions: list[tuple[int, int]] | None = None
        for start, end in self.says.spans(words):
            if exceptions is None:
                exceptions = list(self.unless.spans(words))
            if not any(first < end + _NEAR and start < last + _NEAR for first, last in exceptions):
                return True
        return False


@dataclass(frozen=True)
class Phrases:
    """The checked content of the file."""

    reader: Reader
    rules: tuple[Rule, ...]
    hints: Hints
    general: PhraseSet
    """What makes a message a question about the subject."""
    particular: PhraseSet
    """What makes it a message about somebody again."""
    doubted: PhraseSet
    """What makes any alarm uncertain: what is long past, told as a story, or everyday at work."""
    children: PhraseSet
    adults: PhraseSet


def load_phrases(path: Path) -> Phrases:
    """Read and check a phrase file; raises ContentError with all faults at once."""
    try:
        # Every scalar stays text: "no" and "on" are words here. The C loader takes a tenth of the time.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both build strings only
    except (OSError, yaml.YAMLError) as error:
        raise ContentError([f"{path.name}: cannot be read: {error}"]) from error
    builder = _Builder(content if isinstance(content, dict) else {})
    phrases = builder.phrases()
    if builder.faults:
        raise ContentError([f"{path.name}: {fault}" for fault in builder.faults])
    return phrases


class _Builder:
    """Builds the phrases and collects what is wrong, worded for the person who edits."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.faults: list[str] = []
        self._content = content
        self._skipped = frozenset(map(str, content.get("skipped") or ()))
        self._groups = self._expanded()
        self._vocabulary = set(self._skipped).union(*self._groups.values())

    def phrases(self) -> Phrases:
        for field in sorted(_FIELDS ^ self._content.keys()):
            self.faults.append(f"{field}: {'missing' if field in _FIELDS else 'unknown field; check the spelling'}")
        sets = {field: self._phrase_set(field, self._content.get(field)) for field in _SETS}
        rules = [self._rule(alarm) for alarm in self._content.get("alarms") or () if self._is_alarm(alarm)]
        rules.sort(key=lambda rule: KINDS.index(rule.kind))
        hints = read_hints(self._content.get("hints") or {}, self._groups, self.faults.append)
        reader = Reader(self._content.get("read_as") or {}, self._vocabulary | hints.words())
        return Phrases(reader, tuple(rules), hints, **sets)

    def _expanded(self) -> Mapping[str, frozenset[str]]:
        try:
            return expand(self._content.get("groups") or {})
        except ValueError as error:
            self.faults.append(f"groups: {error}")
            return {}

    def _phrase_set(self, place: str, written: Sequence[str] | None) -> PhraseSet:
        read: list[Phrase] = []
        for phrase in written or ():
            try:
                read.append(parse(str(phrase), self._groups))
            except ValueError as error:
                self.faults.append(f"{place}: {error}")
        self._vocabulary.update(*(phrase.words() for phrase in read))
        return PhraseSet(read, self._skipped)

    def _rule(self, alarm: Mapping[str, Any]) -> Rule:
        place = f"alarms, {alarm['kind']}"
        unless = self._phrase_set(f"{place}, unless", alarm.get("unless"))
        return Rule(alarm["kind"], alarm.get("sure") == "true", self._phrase_set(place, alarm.get("says")), unless)

    def _is_alarm(self, alarm: Mapping[str, Any]) -> bool:
        kind = alarm.get("kind")
        for field in sorted(alarm.keys() - _ALARM_FIELDS):
            self.faults.append(f"alarms, {kind}: {field}: unknown field; check the spelling")
        if kind not in KINDS:
            self.faults.append(f"alarms: kind is {kind}; allowed are {', '.join(KINDS)}")
        if not alarm.get("says"):
            self.faults.append(f"alarms, {kind}: says: missing")
        return kind in KINDS
