"""A linear classifier over frozen vectors: which article does a wording belong to?"""

import numpy as np
from scipy.optimize import minimize

STRENGTH = 5.0
"""Weight of the data against the decay of the weights; chosen on held-out wordings (docs/quality.md)."""
ROUNDS = 30
LARGEST_EXACT = 1500
"""Articles up to which softmax regression is fitted; beyond, its cost (articles x wordings) is not worth the wait."""
_RIDGE = 3.0


def fit(vectors: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    """Learn one column of weights an article; the last row is the constant term."""
    inputs = np.hstack([vectors, np.ones((len(vectors), 1), np.float32)]).astype(np.float32)
    return _softmax_regression(inputs, owner, count) if count <= LARGEST_EXACT else _ridge(inputs, owner, count)


def _softmax_regression(inputs: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    rows, shape = np.arange(len(owner)), (inputs.shape[1], count)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape).astype(np.float32)
        scores = inputs @ weights
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        value = -STRENGTH * np.log(scores[rows, owner] + 1e-12).sum() + 0.5 * (weights[:-1] ** 2).sum()
        scores[rows, owner] -= 1
        slope = STRENGTH * (inputs.T @ scores)
        slope[:-1] += weights[:-1]
        return float(value), slope.ravel().astype(float)

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return found.x.reshape(shape).astype(np.float32)


def _ridge(inputs: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    sums = np.zeros((count, inputs.shape[1]))
    np.add.at(sums, owner, inputs)
    square = inputs.T.astype(np.float64) @ inputs + _RIDGE * np.eye(inputs.shape[1])
    return np.linalg.solve(square, sums.T).astype(np.float32)
