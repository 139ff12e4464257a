"""Weigh the signs of a fit: which article comes first, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.retrieval.calibration import PAIR_SIGNS, SIGNS, Confidence
from bot.retrieval.index import Index
from bot.retrieval.ranking import Ranking, chances
from bot.retrieval.shapes import FEATURES, Compared, Query

_TINY = 1e-6


@dataclass(frozen=True)
class Weighing:
    """What the signs of a fit are weighed by."""

    ranking: Ranking
    confidence: Confidence
    """Of the first article."""
    pair: Confidence
    """That one of the first two answers."""

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """Return all numbers under names that begin with `name`, to be kept in a file."""
        parts = vars(self).items()
        return {f"{name}_{part}_{key}": np.asarray(value) for part, one in parts for key, value in vars(one).items()}

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray], name: str) -> "Weighing":
        """Read what `arrays` gave."""

        def kept(part: str) -> dict[str, Any]:
            start = f"{name}_{part}_"
            found = {key.removeprefix(start): arrays[key] for key in arrays if key.startswith(start)}
            return {key: value if value.ndim else float(value) for key, value in found.items()}

        return cls(Ranking(**kept("ranking")), Confidence(**kept("confidence")), Confidence(**kept("pair")))


def signs(compared: Compared, scores: np.ndarray, odds: np.ndarray, query: Query, index: Index) -> np.ndarray:
    """What the confidence in each question's first article is judged from (calibration.SIGNS)."""
    shares = chances(scores, compared.starts)
    found = []
    for question, words in enumerate(query.lemmas):
        rows = compared.rows_of(question)
        here, part = scores[rows], shares[rows]
        first = int(here.argmax())
        second = float(np.partition(part, -2)[-2]) if len(part) > 1 else 0.0
        own = [part[first], part[first] - second, here[first], odds[question], np.log1p(len(words))]
        own.append(index.unknown_share(words))
        found.append([*own, *compared.features[rows.start + first, : len(FEATURES)]])
    return np.array(found).reshape(len(query), len(SIGNS))


def pair_signs(first: np.ndarray, compared: Compared, scores: np.ndarray) -> np.ndarray:
    """What the confidence that one of each question's first two articles answers is judged from.

    `first` are the signs of the first ones. Columns as in calibration.PAIR_SIGNS; a single article stands for both.
    """
    shares, found = chances(scores, compared.starts), []
    for question in range(len(compared)):
        rows = compared.rows_of(question)
        order = rows.start + np.argsort(-scores[rows])[:3]
        part = np.zeros(3)
        part[: len(order)] = shares[order]
        either = min(part[0] + part[1], 1.0)
        odds = np.log(either + _TINY) - np.log(1 - either + _TINY)
        second = order[min(1, len(order) - 1)]
        found.append([part[1], part[2], either, odds, scores[second], *compared.features[second, : len(FEATURES)]])
    return np.hstack([first, np.array(found).reshape(len(first), len(PAIR_SIGNS) - len(SIGNS))])
