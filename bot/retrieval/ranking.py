"""Join what is known of a fit into one score, with weights learned on judged questions."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bot.retrieval.shapes import FEATURES, Compared

LEAST_WEIGHT, USUAL_WEIGHT = 0.1, 0.35
"""Every sign keeps a say, and none strays far from the others without cause."""
_DECAY = 1e-2


@dataclass(frozen=True)
class Ranking:
    """Weights of a conditional logit model (McFadden 1974): chances of articles given that one of them is right."""

    weights: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, compared: Compared, answers: np.ndarray) -> "Ranking":
        """Learn weights from compared questions; `answers` marks the rows whose article answers.

        Questions that nothing answers teach nothing here. Without any other question all weights are usual.
        """
        usual = np.full(len(FEATURES), USUAL_WEIGHT)
        known = [q for q in range(len(compared)) if answers[compared.rows_of(q)].any()]
        if not known:
            return cls(usual.astype(np.float32), np.zeros(len(FEATURES)), np.ones(len(FEATURES)))
        part = compared.part(known)
        good = np.concatenate([answers[compared.rows_of(q)] for q in known]).astype(np.float32)
        centre, scale = part.features.mean(axis=0), part.features.std(axis=0) + 1e-6
        inputs, starts = ((part.features - centre) / scale).astype(np.float32), part.starts

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            shares = chances(inputs @ weights.astype(np.float32), starts)
            hit = np.add.reduceat(shares * good, starts[:-1]) + 1e-12
            gap = shares - shares * good / np.repeat(hit, np.diff(starts))
            stray = weights - usual
            slope = (gap @ inputs).astype(float) / len(known) + 2 * _DECAY * stray
            return float(-np.log(hit).mean() + _DECAY * stray @ stray), slope

        bounds = [(LEAST_WEIGHT, None)] * len(FEATURES)
        found = minimize(loss, usual, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
        return cls(found.x.astype(np.float32), centre, scale)

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Return one score a row, comparable within and across questions."""
        return ((features - self.centre) / self.scale) @ self.weights

    def table(self) -> dict[str, float]:
        """The weights by name, for people."""
        return {name: round(float(weight), 3) for name, weight in zip(FEATURES, self.weights, strict=True)}


def chances(scores: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Turn scores into shares that add up to one within each question; `starts` as in `Compared`."""
    if not len(scores):
        return scores
    lengths = np.diff(starts)
    raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts[:-1]), lengths))
    return raised / np.repeat(np.add.reduceat(raised, starts[:-1]), lengths)
