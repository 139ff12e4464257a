"""Join what is known of a fit into one score, with weights learned on judged questions."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bot.retrieval.index import FEATURES

FORBIDDEN = np.float32(-1e9)
"""Score of an article that does not hold where the asker is."""
LEAST_WEIGHT, USUAL_WEIGHT = 0.1, 0.3
"""Every sign keeps a say, and none strays far from the others without cause."""
_DECAY = 1e-2


@dataclass(frozen=True)
class Ranking:
    """Weights of a conditional logit model (McFadden 1974): chances of articles given that one of them is right."""

    weights: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray, answers: np.ndarray, allowed: np.ndarray) -> "Ranking":
        """Learn weights from features (questions x articles x FEATURES).

        `answers` (questions x articles) marks the articles that answer, `allowed` those that hold in the asker's
        nation. Questions that nothing answers teach nothing here. Without any question all weights are usual.
        """
        centre, scale = features.mean(axis=(0, 1)), features.std(axis=(0, 1)) + 1e-6
        usual = np.full(len(FEATURES), USUAL_WEIGHT)
        rows = np.flatnonzero((answers & allowed).any(axis=1))
        if not len(rows):
            return cls(usual.astype(np.float32), np.zeros(len(FEATURES)), np.ones(len(FEATURES)))
        inputs = ((features[rows] - centre) / scale).astype(np.float32)
        barred, good = np.where(allowed[rows], np.float32(0), FORBIDDEN), answers[rows] & allowed[rows]

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            shares = chances(inputs @ weights.astype(np.float32) + barred)
            hit = (shares * good).sum(axis=1) + 1e-12
            gap = shares - shares * good / hit[:, None]
            slope = np.einsum("qa,qaf->qf", gap, inputs).mean(axis=0).astype(float)
            stray = weights - usual
            return float(-np.log(hit).mean() + _DECAY * stray @ stray), slope + 2 * _DECAY * stray

        bounds = [(LEAST_WEIGHT, None)] * len(FEATURES)
        found = minimize(loss, usual, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
        return cls(found.x.astype(np.float32), centre, scale)

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
