"""Join what is known of a fit into one score, with weights learned on held-out wordings."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bot.retrieval.index import FEATURES

_DECAY = 1e-3
"""Keeps weights of features that say the same thing from growing against one another."""


@dataclass(frozen=True)
class Ranking:
    """Weights of a conditional logit model (McFadden 1974): chances of articles given that one of them is right."""

    weights: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray, right: np.ndarray, usable: np.ndarray | None = None) -> "Ranking":
        """Learn weights from features (questions x articles x FEATURES) and the number of the right article.

        `usable` marks the features to use; the others get weight 0 (for measuring what each brings).
        """
        usable = np.ones(features.shape[2], bool) if usable is None else usable
        centre, scale = features.mean(axis=(0, 1)), features.std(axis=(0, 1)) + 1e-6
        inputs = (features - centre) / scale * usable
        rows = np.arange(len(right))

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            chances = _softmax(inputs @ weights.astype(np.float32))
            gap = inputs[rows, right] - np.einsum("qa,qaf->qf", chances, inputs)
            value = -np.log(chances[rows, right] + 1e-12).mean() + _DECAY * weights @ weights
            return float(value), -gap.mean(axis=0).astype(float) + 2 * _DECAY * weights

        found = minimize(loss, np.ones(features.shape[2]), jac=True, method="L-BFGS-B", options={"maxiter": 60})
        return cls((found.x * usable).astype(np.float32), centre, scale)

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Return one score an article, comparable within and across questions."""
        return ((features - self.centre) / self.scale) @ self.weights

    def table(self) -> dict[str, float]:
        """The weights by name, for people."""
        return {name: round(float(weight), 3) for name, weight in zip(FEATURES, self.weights, strict=True)}


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


chances = _softmax
