"""Is a message about what the product exists for? A check of its own, apart from which article fits.

A threshold on the best match alone misses a quarter of foreign questions; this model learned from near misses of
neighbouring services (docs/quality.md).
"""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.retrieval.telling import Said, Telling

FOLDS = 3
_SECOND_STRENGTH = 1.0
_NO_NEIGHBOUR = -1.0
_NO_DOUBT = np.array([0.0, 0.0, 0.0, 10.0])


@dataclass(frozen=True)
class Scope:
    """Two steps of logistic regression: what a message says by itself, then that beside the nearest known messages."""

    telling: Telling
    """Tells messages inside the domain from others."""
    outside: np.ndarray
    """Vectors of known messages from beyond the domain."""
    second: np.ndarray
    """Weights of: what the message says, the nearest wording inside, the nearest message outside; and a constant."""

    @classmethod
    def fit(cls, inside: Said, near_inside: np.ndarray, outside: Said, near_outside: np.ndarray) -> "Scope":
        """Learn from messages inside and outside the domain, and how near the nearest wording is to each.

        `near_inside` are cosines with wordings of other articles or other people's, never with the message itself.
        Without any message outside, everything is inside.
        """
        said, is_inside = inside.beside(outside), np.arange(len(inside) + len(outside)) < len(inside)
        telling = _fit(said, is_inside)
        if not len(outside) or not len(inside):
            return cls(telling, outside.vectors, _NO_DOUBT)
        apart = outside.vectors @ outside.vectors.T
        np.fill_diagonal(apart, _NO_NEIGHBOUR)
        rows = np.column_stack(
            [
                _held_out(said, is_inside),
                np.concatenate([near_inside, near_outside]),
                np.concatenate([(inside.vectors @ outside.vectors.T).max(axis=1), apart.max(axis=1)]),
            ]
        )
        second = LogisticRegression(C=_SECOND_STRENGTH, class_weight="balanced", max_iter=500).fit(rows, is_inside)
        return cls(telling, outside.vectors, np.append(second.coef_[0], second.intercept_[0]))

    def odds(self, said: Said, near_inside: np.ndarray) -> np.ndarray:
        """Log odds of lying inside."""
        first = self.telling.odds(said)
        near = (said.vectors @ self.outside.T).max(axis=1) if len(self.outside) else np.zeros(len(said))
        return np.column_stack([first, near_inside, near, np.ones(len(said))]) @ self.second


def _held_out(said: Said, is_inside: np.ndarray) -> np.ndarray:
    odds, fold = np.zeros(len(said)), np.arange(len(said)) % FOLDS
    for number in range(FOLDS):
        kept = fold != number
        odds[~kept] = _fit(said.part(kept), is_inside[kept]).odds(said.part(~kept))
    return odds


def _fit(said: Said, is_inside: np.ndarray) -> Telling:
    # Both kinds count as much, however many there are of each.
    share = max(float(is_inside.mean()), 1e-9) if len(said) else 1.0
    weight = np.where(is_inside, 0.5 / share, 0.5 / max(1 - share, 1e-9))
    return Telling.fit(said, is_inside, weight)
