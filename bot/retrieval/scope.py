"""Is a message about what the product exists for? A check of its own, apart from which article fits.

A threshold on the best match alone misses a quarter of foreign questions; this model learned from near misses of
neighbouring services (docs/quality.md).
"""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

FOLDS = 3
_STRENGTH, _SECOND_STRENGTH = 30.0, 1.0
_NO_NEIGHBOUR = -1.0


@dataclass(frozen=True)
class Scope:
    """Two steps of logistic regression: what the vector says, then that beside the nearest known messages."""

    weights: np.ndarray
    constant: float
    outside: np.ndarray
    """Vectors of known messages from beyond the domain."""
    second: np.ndarray
    """Weights of: what the vector says, the nearest wording inside, the nearest message outside; and a constant."""

    @classmethod
    def fit(cls, inside: np.ndarray, near_inside: np.ndarray, outside: np.ndarray, near_outside: np.ndarray) -> "Scope":
        """Learn from vectors inside and outside the domain, and how near the nearest wording is to each.

        `near_inside` are cosines with wordings of other articles or other people's, never with the vector itself.
        Without any message outside, everything is inside.
        """
        if not len(outside) or not len(inside):
            return cls(np.zeros(inside.shape[1], np.float32), 10.0, outside, np.array([1.0, 0.0, 0.0, 0.0]))
        odds = cls._held_out(inside, outside)
        weights, constant = _fit(inside, outside)
        apart = outside @ outside.T
        np.fill_diagonal(apart, _NO_NEIGHBOUR)
        rows = np.column_stack(
            [
                odds,
                np.concatenate([near_inside, near_outside]),
                np.concatenate([(inside @ outside.T).max(axis=1), apart.max(axis=1)]),
            ]
        )
        labels = np.concatenate([np.ones(len(inside)), np.zeros(len(outside))])
        second = LogisticRegression(C=_SECOND_STRENGTH, class_weight="balanced", max_iter=500).fit(rows, labels)
        return cls(weights, constant, outside, np.append(second.coef_[0], second.intercept_[0]))

    @staticmethod
    def _held_out(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
        odds = np.zeros(len(inside)), np.zeros(len(outside))
        for fold in range(FOLDS):
            kept = [np.arange(len(rows)) % FOLDS != fold for rows in (inside, outside)]
            weights, constant = _fit(inside[kept[0]], outside[kept[1]])
            for rows, mask, found in zip((inside, outside), kept, odds, strict=True):
                found[~mask] = rows[~mask] @ weights + constant
        return np.concatenate(odds)

    def odds(self, vectors: np.ndarray, near_inside: np.ndarray) -> np.ndarray:
        """Log odds of lying inside."""
        first = vectors @ self.weights + self.constant
        near = (vectors @ self.outside.T).max(axis=1) if len(self.outside) else np.zeros(len(vectors))
        return np.column_stack([first, near_inside, near, np.ones(len(vectors))]) @ self.second


def _fit(inside: np.ndarray, outside: np.ndarray) -> tuple[np.ndarray, float]:
    labels = np.concatenate([np.ones(len(inside)), np.zeros(len(outside))])
    model = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced")
    model.fit(np.vstack([inside, outside]), labels)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])
