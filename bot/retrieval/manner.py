"""What a message is by its manner: does it tell of danger? Does it need a person? Learned from both kinds of each."""

import json
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.retrieval.danger import Danger
from bot.retrieval.person import NeedsPerson
from bot.retrieval.shapes import Query
from bot.retrieval.telling import Said, Telling
from bot.retrieval.word_groups import WordGroups

_FILE, _NUMBERS = "manner.npz", "manner.json"


@dataclass(frozen=True)
class Shares:
    """How often the look at the manner may be wrong; from `policy.yml`."""

    false_alarms: float
    """Of messages that only look like danger: those that get the safeguarding reply."""
    needless_mentions: float
    """Of the same: those that get the emergency numbers beside an answer."""
    needless_handovers: float
    """Of ordinary questions: those that are passed on whatever fits."""
    doubtful_handovers: float
    """Of the same: those that are passed on when no article is sure to answer."""


@dataclass(frozen=True)
class Written:
    """Messages that were written to be told apart."""

    risky: Query
    at_risk: np.ndarray
    """Which of them tell of danger; the others look like it."""
    personal: Query
    needs_person: np.ndarray
    """Which of them need a person; the others look like it."""
    harmless: Query
    """Messages of other kinds, none of which tells of danger: greetings, vague ones, requests for a person."""


@dataclass(frozen=True)
class Seen:
    """What one message looks like; the names are those of `Understanding`."""

    at_risk: bool
    maybe_at_risk: bool
    needs_person: bool
    may_need_person: bool


@dataclass(frozen=True)
class Manner:
    """Groups of words, and what was learned from them."""

    groups: WordGroups
    danger: Danger
    person: NeedsPerson

    @classmethod
    def fit(cls, written: Written, everyday: tuple[Query, Query], outside: Query, shares: Shares) -> "Manner":
        """Learn from messages of each kind; `everyday` are ordinary questions to learn from, and more for the cuts."""
        taught, held_out = everyday
        texts = [*written.risky.texts, *written.personal.texts, *taught.texts, *outside.texts, *written.harmless.texts]
        groups = WordGroups.fit(texts)

        def said(query: Query) -> Said:
            return Said(query.vectors, groups.of(query.texts))

        plain = said(taught)
        danger = Danger.fit(
            said(written.risky),
            written.at_risk,
            plain.beside(said(outside)).beside(said(written.harmless)),
            shares.false_alarms,
            shares.needless_mentions,
        )
        person = NeedsPerson.fit(
            said(written.personal),
            written.needs_person,
            (plain, said(held_out)),
            shares.needless_handovers,
            shares.doubtful_handovers,
        )
        return cls(groups, danger, person)

    def said(self, query: Query) -> Said:
        """Return messages as they are learned from: by what they mean and how they say it."""
        return Said(query.vectors, self.groups.of(query.texts))

    def judge(self, said: Said, *, uneasy: bool = False) -> Seen:
        """Judge one message; `uneasy` when phrases found danger that they are not sure of."""
        risk, need = self.danger.chance(said), self.person.chance(said)
        maybe = risk >= self.danger.mention_from
        return Seen(
            at_risk=risk >= self.danger.alarm_from or (uneasy and maybe),
            maybe_at_risk=uneasy or maybe,
            needs_person=need >= self.person.sure_from,
            may_need_person=need >= self.person.doubt_from,
        )

    def save(self, folder: pathlib.Path) -> None:
        """Write everything into a folder."""
        self.groups.save(folder)
        arrays: dict[str, np.ndarray] = {}
        numbers: dict[str, list[float]] = {}
        for name, telling, cuts in self._parts():
            arrays |= {f"{name}_weights": telling.weights, f"{name}_groups": telling.group_weights}
            numbers[name] = [telling.constant, *cuts]
        np.savez(folder / _FILE, **arrays)
        (folder / _NUMBERS).write_text(json.dumps(numbers, indent=1), encoding="utf-8")

    def _parts(self) -> Sequence[tuple[str, Telling, tuple[float, float]]]:
        danger, person = self.danger, self.person
        return (
            ("danger", danger.telling, (danger.alarm_from, danger.mention_from)),
            ("person", person.telling, (person.sure_from, person.doubt_from)),
        )

    @classmethod
    def load(cls, folder: pathlib.Path) -> "Manner":
        """Read what `save` wrote."""
        numbers = json.loads((folder / _NUMBERS).read_text(encoding="utf-8"))
        with np.load(folder / _FILE) as kept:
            tellings = {
                name: Telling(kept[f"{name}_weights"], kept[f"{name}_groups"], numbers[name][0]) for name in numbers
            }
        return cls(
            WordGroups.load(folder),
            Danger(tellings["danger"], *numbers["danger"][1:]),
            NeedsPerson(tellings["person"], *numbers["person"][1:]),
        )
