"""What a message is by its manner: whether it tells of danger, needs a person, says too little, goes on with another.

Each is learned from messages of that kind and from others that are like it.
"""

import json
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.retrieval.danger import Danger
from bot.retrieval.kinds import Kind
from bot.retrieval.shapes import Query
from bot.retrieval.telling import Said, Telling
from bot.retrieval.word_groups import WordGroups

PERSON_GROUPS_SAY = 3.0
"""Weight of the groups of words for the need of a person: 3 told held-out lessons from ordinary questions best (2, 3,
4: area under the curve 0.974, 0.975, 0.975)."""
GOING_ON_GROUPS_SAY = 3.0
"""Likewise for going on with the message before (1, 2, 3, 4: 0.973, 0.986, 0.986, 0.988)."""
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
    needless_askings: float
    """Of the same: those that are asked back unless an article fits very well."""
    doubtful_askings: float
    """Of the same: those that are asked back unless one article is sure enough to stand alone."""
    needless_joinings: float
    """Of the same: those that are read with the message before unless an article is sure to answer them alone."""
    doubtful_joinings: float
    """Of the same: those that are read so if that makes them as clear."""


@dataclass(frozen=True)
class Written:
    """Messages that were written to be told apart."""

    risky: Query
    at_risk: np.ndarray
    """Which of them tell of danger; the others look like it."""
    held: np.ndarray
    """Which of both tuned no encoder, so that they set the cuts."""
    personal: Query
    needs_person: np.ndarray
    """Which of them need a person; the others look like it."""
    loose: Query
    vague: np.ndarray
    """Which of them say too little to be answered; the others are as short and clear."""
    harmless: Query
    """Messages of other kinds, none of which tells of danger: greetings, requests for a person."""
    going_on: Query
    """Questions that go on with the one before, without it; none tells of danger or needs a person."""
    going_on_judges: np.ndarray
    """Which of them set cuts instead of teaching."""


@dataclass(frozen=True)
class Seen:
    """What one message looks like; the names are those of `Understanding`."""

    at_risk: bool
    maybe_at_risk: bool
    needs_person: bool
    may_need_person: bool
    vague: bool
    may_be_vague: bool
    goes_on: bool
    may_go_on: bool


@dataclass(frozen=True)
class Manner:
    """Groups of words, and what was learned from them."""

    groups: WordGroups
    danger: Danger
    person: Kind
    vague: Kind
    going_on: Kind

    @classmethod
    def fit(cls, written: Written, everyday: tuple[Query, Query], outside: Query, shares: Shares) -> "Manner":
        """Learn from messages of each kind; `everyday` are ordinary questions to learn from, and more for the cuts."""
        taught, held_out = everyday
        known = (written.risky, written.personal, taught, outside, written.loose, written.harmless, written.going_on)
        groups = WordGroups.fit([text for query in known for text in query.texts])

        def said(query: Query) -> Said:
            return Said(query.mannered, groups.of(query.texts))

        plain, other, personal = said(taught), said(outside), said(written.personal)
        loose, harmless = said(written.loose), said(written.harmless)
        general, going_on = personal.part(~written.needs_person), said(written.going_on)
        more, more_held_out = going_on.part(~written.going_on_judges), going_on.part(written.going_on_judges)
        danger = Danger.fit(
            said(written.risky),
            written.at_risk,
            written.held,
            plain.beside(other).beside(loose).beside(harmless).beside(general).beside(more),
            shares.false_alarms,
            shares.needless_mentions,
        )
        ordinary = said(held_out)
        person = Kind.fit(
            personal,
            written.needs_person,
            (plain.beside(more), ordinary.beside(more_held_out)),
            (shares.needless_handovers, shares.doubtful_handovers),
            PERSON_GROUPS_SAY,
        )
        vague = Kind.fit(
            loose,
            written.vague,
            (plain.beside(other).beside(personal), ordinary),
            (shares.needless_askings, shares.doubtful_askings),
        )
        continued = Kind.fit(
            more.beside(plain),
            np.arange(len(more) + len(plain)) < len(more),
            (other.beside(loose.part(~written.vague)), ordinary),
            (shares.needless_joinings, shares.doubtful_joinings),
            GOING_ON_GROUPS_SAY,
        )
        return cls(groups, danger, person, vague, continued)

    def said(self, query: Query) -> Said:
        """Return messages as the scope check learns from them: by what they mean, and their groups of words."""
        return Said(query.published, self.groups.of(query.texts))

    def judge(self, query: Query, said: Said, *, uneasy: bool = False) -> Seen:
        """Judge one message, of which `said` was made; `uneasy` when phrases found danger that they are not sure of."""
        said = Said(query.mannered, said.groups)
        risk, need, loose = self.danger.chance(said), self.person.chance(said), self.vague.chance(said)
        continued = self.going_on.chance(said)
        maybe = risk >= self.danger.mention_from
        return Seen(
            at_risk=risk >= self.danger.alarm_from or (uneasy and maybe),
            maybe_at_risk=uneasy or maybe,
            needs_person=need >= self.person.sure_from,
            may_need_person=need >= self.person.doubt_from,
            vague=loose >= self.vague.sure_from,
            may_be_vague=loose >= self.vague.doubt_from,
            goes_on=continued >= self.going_on.sure_from,
            may_go_on=continued >= self.going_on.doubt_from,
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
        danger, person, vague, going_on = self.danger, self.person, self.vague, self.going_on
        return (
            ("danger", danger.telling, (danger.alarm_from, danger.mention_from)),
            ("person", person.telling, (person.sure_from, person.doubt_from)),
            ("vague", vague.telling, (vague.sure_from, vague.doubt_from)),
            ("going_on", going_on.telling, (going_on.sure_from, going_on.doubt_from)),
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
            Kind(tellings["person"], *numbers["person"][1:]),
            Kind(tellings["vague"], *numbers["vague"][1:]),
            Kind(tellings["going_on"], *numbers["going_on"][1:]),
        )
