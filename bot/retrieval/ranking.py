"""Join what is known of a fit into one score, with weights learned on held-out wordings."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bot.retrieval.index import FEATURES

FORBIDDEN = np.float32(-1e9)
"""Score of an article that does not hold where the asker is."""
LEAST_WEIGHT = 0.2
"""Every sign keeps a say. Our own wordings come from the same hands as those that teach the classifier, so without a
floor it takes all the weight; real questions are worded otherwise (docs/quality.md)."""
_DECAY = 1e-3
"""Keeps weights of features that say the same thing from growing against one another."""


@dataclass(frozen=True)
class Ranking:
    """Weights of a conditional logit model (McFadden 1974): chances of articles given that one of them is right."""

    weights: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(
        cls, features: np.ndarray, right: np.ndarray, allowed: np.ndarray, usable: np.ndarray | None = None
    ) -> "Ranking":
        """Learn weights from features (questions x articles x FEATURES) and the number of the right article.

        `allowed` (questions x articles) marks the articles that hold in the asker's nation. `usable` marks the features to use; the others get weight 0 (for measuring what each brings).
        """
        usable = np.ones(features.shape[2], bool) if usable is None else usable
        centre, scale = features.mean(axis=(0, 1)), features.std(axis=(0, 1)) + 1e-6
        inputs = (features - centre) / scale * usable
        rows = np.arange(len(right))
        barred = np.where(allowed, np.float32(0), FORBIDDEN)

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            shares = chances(inputs @ weights.astype(np.float32) + barred)
            gap = inputs[rows, right] - np.einsum("qa,qaf->qf", shares, inputs)
            value = -np.log(shares[rows, right] + 1e-12).mean() + _DECAY * weights @ weights
            return float(value), -gap.mean(axis=0).astype(float) + 2 * _DECAY * weights

        bounds = [(LEAST_WEIGHT, None)] * features.shape[2]
        start = np.ones(features.shape[2])
        found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
        return cls((found.x * usable).astype(np.float32), centre, scale)

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Return one score an article, comparable within and across questions."""
        return ((features - self.centre) / self.scale) @ self.weights

    def table(self) -> dict[str, float]:
        """The weights by name, for people."""
        return {name: round(float(weight), 3) for name, weight in zip(FEATURES, self.weights, strict=True)}


def chances(scores: np.ndarray) -> np.ndarray:
    """Turn rows of scores into shares that add up to one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
