"""A linear classifier over frozen vectors: which article a wording belongs to."""

import numpy as np

ROUNDS = 8
"""Times that every wording is seen; more gain nothing on held-out wordings (docs/quality.md)."""
STEP, DECAY, BATCH = 0.3, 1e-5, 512
LARGEST_EXACT = 1500
"""Articles up to which softmax regression is fitted; beyond, its cost (articles x wordings) is not worth the wait."""
FORBIDDEN = np.float32(-1e9)
_RIDGE = 3.0
_SEED = 20261122


def fit(vectors: np.ndarray, owner: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Learn one column of weights an article; the last row is the constant term.

    `owner` is the number of each vector's article, `allowed` (articles x articles) marks the articles among which an
    asker of each article's nation chooses: an English article is no rival where the asker is in Scotland.
    """
    inputs = np.hstack([vectors, np.ones((len(vectors), 1), np.float32)]).astype(np.float32)
    return (
        _softmax_regression(inputs, owner, allowed) if len(allowed) <= LARGEST_EXACT else _ridge(inputs, owner, allowed)
    )


def _softmax_regression(inputs: np.ndarray, owner: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Softmax regression by Adam (Kingma and Ba 2015), with a step that shrinks to nothing."""
    chance = np.random.default_rng(_SEED)
    weights = np.zeros((inputs.shape[1], len(allowed)), np.float32)
    drift, spread = np.zeros_like(weights), np.zeros_like(weights)
    barred = np.where(allowed, np.float32(0), FORBIDDEN)
    steps, done = ROUNDS * -(-len(owner) // BATCH), 0
    for _ in range(ROUNDS):
        order = chance.permutation(len(owner))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            shares = _shares(inputs[rows] @ weights + barred[owner[rows]])
            shares[np.arange(len(rows)), owner[rows]] -= 1
            slope = inputs[rows].T @ shares / len(rows) + DECAY * weights
            done += 1
            drift += 0.1 * (slope - drift)
            spread += 0.01 * (slope * slope - spread)
            pace = STEP * (1 - done / steps)
            weights -= pace * (drift / (1 - 0.9**done)) / (np.sqrt(spread / (1 - 0.99**done)) + 1e-8)
    return weights


def _shares(scores: np.ndarray) -> np.ndarray:
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def _ridge(inputs: np.ndarray, owner: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    sums = np.zeros((len(allowed), inputs.shape[1]))
    np.add.at(sums, owner, inputs)
    square = inputs.T.astype(np.float64) @ inputs + _RIDGE * np.eye(inputs.shape[1])
    return np.linalg.solve(square, sums.T).astype(np.float32)
