"""Turn scores into chances that can be believed, and chances into cuts that keep an error budget."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression

from bot.retrieval.shapes import FEATURES

SIGNS = ("chance", "margin", "score", "in_scope", "length", "unknown", *FEATURES)
"""What the confidence of the first article is judged from:

chance    its share among all articles, given that one of them is right
margin    its share less that of the second
score     its own score
in_scope  how far the question lies inside the domain (log odds)
length    words that carry meaning (logarithm)
unknown   share of those that no article has
…         and the features of the fit itself
"""

PAIR_SIGNS = (*SIGNS, "second", "third", "either", "either_odds", "second_score", *(f"second_{f}" for f in FEATURES))
"""What the confidence that one of the first two articles answers is judged from:

…             the signs of the first
second, third shares of the second and the third
either        share of the first two, and its log odds
…             score of the second, and the features of its fit
"""

_CERTAINTY, _TINY, _NO_CUT = 0.95, 1e-9, 1.01
_FREE = 1e6
"""Two numbers from thousands of questions need no decay."""
STRENGTH = 0.1
"""Weight of the data against the decay of the weights; a few hundred questions bear no more."""


@dataclass(frozen=True)
class Confidence:
    """Logistic regression on the signs (Platt 1999): calibrated by construction on what it was fitted to."""

    weights: np.ndarray
    constant: float
    centre: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, signs: np.ndarray, right: np.ndarray, weight: np.ndarray) -> "Confidence":
        """Learn from questions: the signs of each one's first article, whether it was right, and how much it counts.

        Without both right and wrong ones the confidence is their common share, whatever the signs.
        """
        centre, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-6
        if right.all() or not right.any():
            share = float(np.clip(right.mean(), 0.01, 0.99))
            return cls(np.zeros(signs.shape[1], np.float32), float(np.log(share / (1 - share))), centre, scale)
        model = LogisticRegression(C=STRENGTH, max_iter=1000)
        model.fit((signs - centre) / scale, right, sample_weight=weight)
        return cls(model.coef_[0].astype(np.float32), float(model.intercept_[0]), centre, scale)

    def levelled(self, level: "Level") -> "Confidence":
        """Return this confidence on another level; the order of questions stays."""
        return Confidence(
            (level.steepness * self.weights).astype(np.float32),
            level.steepness * self.constant + level.shift,
            self.centre,
            self.scale,
        )

    def of(self, signs: np.ndarray) -> np.ndarray:
        """Return the confidence for rows of signs."""
        return sigmoid(((signs - self.centre) / self.scale) @ self.weights + self.constant)


@dataclass(frozen=True)
class Level:
    """From the chance that the main point is answered to the credit that a reply earns, in log odds.

    What helps and leaves the main point open earns half: some who get it know what they asked, some do not.
    """

    steepness: float
    shift: float

    @classmethod
    def fit(cls, promised: np.ndarray, credits_earned: np.ndarray, weight: np.ndarray) -> "Level":
        """Learn from promised chances, and credit (0 to 1) and weight of each reply; order never turns round."""
        odds = _odds(promised)[:, None]
        inputs, earned = np.vstack([odds, odds]), np.repeat([1, 0], len(odds))
        counts = np.concatenate([credits_earned * weight, (1 - credits_earned) * weight])
        if not (counts[: len(odds)].any() and counts[len(odds) :].any()):
            return cls(1.0, 0.0)
        model = LogisticRegression(C=_FREE, max_iter=1000).fit(inputs, earned, sample_weight=counts)
        return cls(max(float(model.coef_[0, 0]), _TINY), float(model.intercept_[0]))

    def of(self, promised: np.ndarray) -> np.ndarray:
        """Return the credit that may be expected for each promised chance."""
        return sigmoid(self.steepness * _odds(promised) + self.shift)


def credit(right: np.ndarray, helped: np.ndarray) -> np.ndarray:
    """Credit of replies: 1 that answer the main point, a half that help, 0 of others; `helped` holds the right ones."""
    return np.asarray((right + helped) / 2)


def _odds(chances: np.ndarray) -> np.ndarray:
    held = np.clip(chances, _TINY, 1 - _TINY)
    return np.asarray(np.log(held / (1 - held)))


def sigmoid(values: np.ndarray) -> np.ndarray:
    """Map log odds to chances."""
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))


def upper_bound(wrong: float, answered: float) -> float:
    """Upper confidence bound (95 %) on the share of wrong answers (Clopper and Pearson 1934, one-sided)."""
    if answered <= 0:
        return 1.0
    return float(beta.ppf(_CERTAINTY, wrong + 1, max(answered - wrong, _TINY))) if wrong < answered else 1.0


def cut_for(confidence: np.ndarray, right: np.ndarray, budget: float) -> float:
    """Return the lowest confidence from which answering keeps the upper bound on wrong answers within a budget.

    Returns a value above 1 when no cut does.
    """
    order = np.argsort(-confidence)
    promised, counts = confidence[order], np.arange(1, len(order) + 1)
    wrong = np.cumsum(1 - right[order])
    # As in `upper_bound`, for every cut at once; answers of the same confidence stand or fall together.
    bounds = beta.ppf(_CERTAINTY, wrong + 1, np.maximum(counts - wrong, _TINY))
    last = np.append(promised[1:] < promised[:-1], [True] * bool(len(promised)))
    kept = np.flatnonzero(last & (wrong < counts) & (bounds <= budget))
    return float(promised[kept[-1]]) if len(kept) else _NO_CUT


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): mean gap between promised and kept, weighted by bin."""
    places = np.minimum((np.asarray(confidence) * bins).astype(int), bins - 1)
    total = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            total += inside.sum() * abs(float(np.mean(confidence[inside])) - float(np.mean(right[inside])))
    return total / max(1, len(places))
