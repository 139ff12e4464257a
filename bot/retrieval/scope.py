"""Is a message about what the product exists for? A check of its own, apart from which article fits.

A threshold on the best match alone misses a quarter of foreign questions; this model learned from near misses of
neighbouring services (docs/quality.md).
"""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.retrieval.calibration import sigmoid

STRENGTH = 10.0
FOLDS = 5


@dataclass(frozen=True)
class Scope:
    """Logistic regression on frozen vectors: inside the domain or not."""

    weights: np.ndarray
    constant: float

    @classmethod
    def fit(cls, inside: np.ndarray, outside: np.ndarray) -> "Scope":
        """Learn from vectors inside and outside the domain; without any outside, everything is inside."""
        if not len(outside) or not len(inside):
            return cls(np.zeros(384, np.float32), 10.0)
        vectors = np.vstack([inside, outside])
        labels = np.concatenate([np.ones(len(inside)), np.zeros(len(outside))])
        model = LogisticRegression(C=STRENGTH, max_iter=500, class_weight="balanced").fit(vectors, labels)
        return cls(model.coef_[0].astype(np.float32), float(model.intercept_[0]))

    def odds(self, vectors: np.ndarray) -> np.ndarray:
        """Log odds of lying inside."""
        return vectors @ self.weights + self.constant

    def chance(self, vectors: np.ndarray) -> np.ndarray:
        """Chance, 0 to 1, of lying inside."""
        return sigmoid(self.odds(vectors))

    @classmethod
    def held_out(cls, inside: np.ndarray, outside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log odds of every vector by a model that has not seen it."""
        scores = np.zeros(len(inside)), np.zeros(len(outside))
        for fold in range(FOLDS):
            kept = [np.arange(len(rows)) % FOLDS != fold for rows in (inside, outside)]
            model = cls.fit(inside[kept[0]], outside[kept[1]])
            for rows, mask, score in zip((inside, outside), kept, scores, strict=True):
                score[~mask] = model.odds(rows[~mask])
        return scores
