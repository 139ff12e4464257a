"""Join what is known of a fit into one score, with weights learned on judged questions."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bot.retrieval.shapes import FEATURES, OF_LAST, Compared

LEAST_WEIGHT, USUAL_WEIGHT = 0.1, 0.35
"""Every sign keeps a say, and none strays far from the others without cause."""
USUAL_OF_LAST = 0.1
"""The last message by itself says less than in its context."""
_DECAY, _DECAY_GOING_ON = 1e-2, 3e-2
"""Fewer questions go on with another one, and weigh twice as many signs."""


@dataclass(frozen=True)
class Ranking:
    """Weights of a conditional logit model (McFadden 1974): chances of articles given that one of them is right."""

    weights: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    @classmethod
    def usual(cls, *, going_on: bool = False) -> "Ranking":
        """Return the weights that nothing was learned for."""
        weights = np.full(len(FEATURES), USUAL_WEIGHT)
        if going_on:
            weights = np.append(weights, np.full(len(OF_LAST), USUAL_OF_LAST))
        return cls(weights.astype(np.float32), np.zeros(len(weights)), np.ones(len(weights)))

    @classmethod
    def fit(cls, compared: Compared, answers: np.ndarray, *, going_on: bool = False) -> "Ranking":
        """Learn weights from compared questions; `answers` marks the rows whose article answers.

        Questions that nothing answers teach nothing here. Without any other question all weights are usual. For
        questions that are `going_on` the last message by itself is weighed beside the whole.
        """
        start = cls.usual(going_on=going_on)
        least, decay = (0.0, _DECAY_GOING_ON) if going_on else (LEAST_WEIGHT, _DECAY)
        known = [q for q in range(len(compared)) if answers[compared.rows_of(q)].any()]
        if not known:
            return start
        usual = start.weights.astype(float)
        part = compared.part(known)
        good = np.concatenate([answers[compared.rows_of(q)] for q in known]).astype(np.float32)
        features = part.features[:, : len(usual)]
        centre, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
        inputs, starts = ((features - centre) / scale).astype(np.float32), part.starts

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            shares = chances(inputs @ weights.astype(np.float32), starts)
            hit = np.add.reduceat(shares * good, starts[:-1]) + 1e-12
            gap = shares - shares * good / np.repeat(hit, np.diff(starts))
            stray = weights - usual
            slope = (gap @ inputs).astype(float) / len(known) + 2 * decay * stray
            return float(-np.log(hit).mean() + decay * stray @ stray), slope

        bounds = [(least, None)] * len(usual)
        found = minimize(loss, usual, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
        return cls(found.x.astype(np.float32), centre, scale)

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Return one score a row, comparable within and across questions."""
        return ((features[:, : len(self.weights)] - self.centre) / self.scale) @ self.weights


def chances(scores: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Turn scores into shares that add up to one within each question; `starts` as in `Compared`."""
    if not len(scores):
        return scores
    lengths = np.diff(starts)
    raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts[:-1]), lengths))
    return raised / np.repeat(np.add.reduceat(raised, starts[:-1]), lengths)
