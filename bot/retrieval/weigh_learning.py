"""Learn what the signs of a fit are weighed by, and what that would have promised of questions that it had not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from bot.retrieval.calibration import PAIR_SIGNS, SIGNS, Confidence, Level, credit
from bot.retrieval.index import Index
from bot.retrieval.judgements import Judged, marks
from bot.retrieval.ranking import Ranking
from bot.retrieval.retriever import SHOWN
from bot.retrieval.shapes import Compared, Query
from bot.retrieval.weighing import Weighing, pair_signs, signs

FOLDS = 10
"""Parts of the questions; each is judged by what was learned from the others."""
OUTSIDE_SHARE = 0.15
"""Weight of messages that no article should answer, beside the judged questions: about what people send."""
_SEED = 20261122


@dataclass(frozen=True)
class Found:
    """Of each question: what was promised of the first article alone and of the first two, and what became of it."""

    promised: np.ndarray
    """questions x (alone, together)"""
    right: np.ndarray
    helped: np.ndarray
    either: np.ndarray
    """Right by the first article or the second."""
    either_helps: np.ndarray
    among: np.ndarray
    """Is an article that answers among those that are shown to a champion?"""

    def part(self, rows: np.ndarray) -> "Found":
        """Return some of the questions."""
        return Found(*(getattr(self, each.name)[rows] for each in fields(self)))

    @classmethod
    def none(cls) -> "Found":
        """Of no question."""
        return cls(np.zeros((0, 2)), *(np.zeros(0) for _ in fields(cls)[1:]))


@dataclass(frozen=True)
class Asked:
    """Questions, all whole or all read with the one before, and how they compare with an index."""

    judged: Judged
    compared: Compared
    odds: np.ndarray
    """How far each lies inside the domain."""

    def part(self, rows: np.ndarray) -> "Asked":
        """Return some of the questions."""
        return Asked(self.judged.part(rows), self.compared.part(rows), self.odds[rows])


def learn(
    index: Index, asked: Asked, strangers: Sequence[tuple[Query, np.ndarray]] = (), *, going_on: bool = False
) -> tuple[Weighing, Found]:
    """Learn from questions; return what they are weighed by, and what became of each with weights from the others.

    `strangers` are messages that no article should answer, and how far they lie inside the domain. `going_on` says that
    the questions are read with the one before.
    """
    compared = asked.compared
    answers, helps = marks(compared, asked.judged.answers), marks(compared, asked.judged.helps)
    fold = np.random.default_rng(_SEED).permutation(len(compared)) % FOLDS
    scores = held_out_scores(compared, answers, fold, going_on=going_on)
    ranking = Ranking.fit(compared, answers, going_on=going_on)
    orders = [rows.start + np.argsort(-scores[rows])[:SHOWN] for rows in map(compared.rows_of, range(len(compared)))]
    # A single article stands for both.
    first, second = np.array([(order[0], order[min(1, len(order) - 1)]) for order in orders], int).reshape(-1, 2).T
    right, helped = answers[first].astype(float), helps[first].astype(float)
    either, either_helps = (np.maximum(found[first], found[second]).astype(float) for found in (answers, helps))
    rows = signs(compared, scores, asked.odds, asked.judged.query, index)
    strange, strange_pairs = _strange(index, ranking, strangers)
    confidence, alone = _calibrate(rows, (right, helped), strange, fold)
    pair, together = _calibrate(pair_signs(rows, compared, scores), (either, either_helps), strange_pairs, fold)
    among = np.array([answers[order].any() for order in orders], float)
    promised = np.column_stack([alone, together])
    return Weighing(ranking, confidence, pair), Found(promised, right, helped, either, either_helps, among)


def held_out_scores(compared: Compared, answers: np.ndarray, fold: np.ndarray, *, going_on: bool = False) -> np.ndarray:
    """Score each question's articles with weights that were learned without its part (`fold` numbers the parts)."""
    scores = np.zeros(len(compared.articles), np.float32)
    question = np.repeat(np.arange(len(compared)), np.diff(compared.starts))
    for number in range(FOLDS):
        kept = np.flatnonzero(fold != number)
        held = fold[question] == number
        ranking = Ranking.fit(compared.part(kept), answers[~held], going_on=going_on)
        scores[held] = ranking.scores(compared.features[held])
    return scores


def _strange(
    index: Index, ranking: Ranking, strangers: Sequence[tuple[Query, np.ndarray]]
) -> tuple[np.ndarray, np.ndarray]:
    """Signs of messages that no article should answer, for the first article and for the first two."""
    found, pairs = [np.zeros((0, len(SIGNS)))], [np.zeros((0, len(PAIR_SIGNS)))]
    for query, odds in strangers:
        compared = index.compare(query, np.tile(index.holds_in("scotland"), (len(query), 1)))
        scores = ranking.scores(compared.features)
        found.append(signs(compared, scores, odds, query, index))
        pairs.append(pair_signs(found[-1], compared, scores))
    return np.vstack(found), np.vstack(pairs)


Judgement = tuple[np.ndarray, np.ndarray]
"""Of each question: was its main point answered, and was it helped at least? 0 or 1."""


def _calibrate(
    rows: np.ndarray, judgement: Judgement, strange: np.ndarray, fold: np.ndarray
) -> tuple[Confidence, np.ndarray]:
    right, helped = judgement

    def fitted(kept: np.ndarray) -> Confidence:
        if not len(strange):
            return Confidence.fit(rows[kept], right[kept], np.ones(int(kept.sum())))
        weight = OUTSIDE_SHARE * kept.sum() / len(strange)
        return Confidence.fit(
            np.vstack([rows[kept], strange]),
            np.concatenate([right[kept], np.zeros(len(strange))]),
            np.concatenate([np.ones(int(kept.sum())), np.full(len(strange), weight)]),
        )

    promised = np.zeros(len(rows))
    for number in range(FOLDS):
        held = fold == number
        promised[held] = fitted(~held).of(rows[held])
    whole = fitted(np.ones(len(rows), bool))
    level = Level.fit(
        np.concatenate([promised, whole.of(strange)]),
        np.concatenate([credit(right, helped), np.zeros(len(strange))]),
        np.concatenate([np.ones(len(rows)), np.full(len(strange), OUTSIDE_SHARE * len(rows) / max(len(strange), 1))]),
    )
    return whole.levelled(level), level.of(promised)
