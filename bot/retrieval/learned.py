"""A linear classifier over what a wording means and which words it uses: it tells the article that it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bot.retrieval.word_axes import WordAxes

ROUNDS = 8
"""Times that every wording is seen; more gain nothing on held-out wordings (docs/quality.md)."""
STEP, DECAY, BATCH = 0.3, 1e-5, 1024
ROUNDS_ON, STEP_ON, BATCH_ON = 20, 0.05, 256
"""Likewise for learning on from weights that are known: smaller steps, from fewer lessons."""
LARGEST_EXACT = 1500
"""Articles up to which softmax regression is fitted; beyond, its cost (articles x wordings) is not worth the wait."""
NEAR, NEAR_STEPS = 2048, 100
"""Wordings beside which a single article's weights are learned, and steps for it."""
FORBIDDEN = np.float32(-1e9)
_RIDGE = 3.0
_PART = 8192
_SEED = 20261122


@dataclass(frozen=True, eq=False)
class Lessons:
    """Wordings, and the article that each belongs to."""

    vectors: np.ndarray
    """What they mean."""
    texts: Sequence[str]
    owner: np.ndarray
    """The number of each one's article."""
    axes: WordAxes

    def __len__(self) -> int:
        """Number of wordings."""
        return len(self.owner)

    def inputs(self, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Return what the classifier sees of some: meaning, words, and a constant."""
        vectors = self.vectors[rows]
        texts = self.texts[rows] if isinstance(rows, slice) else [self.texts[row] for row in rows]
        return seen(vectors, texts, self.axes)


def seen(vectors: np.ndarray, texts: Sequence[str], axes: WordAxes) -> np.ndarray:
    """Return what the classifier sees of texts and their vectors, one row each; the last column is the constant."""
    return np.hstack([vectors, axes.of(texts), np.ones((len(vectors), 1), np.float32)]).astype(np.float32)


def fit(lessons: Lessons, allowed: np.ndarray) -> np.ndarray:
    """Learn one column of weights an article, for `seen` texts.

    `allowed` (articles x articles) marks the articles among which an asker of each article's nation chooses: an English
    article is no rival where the asker is in Scotland. With more than LARGEST_EXACT articles all are rivals.
    """
    if len(allowed) > LARGEST_EXACT:
        return _ridge(lessons, len(allowed))
    return _softmax_regression(lessons.inputs(), lessons.owner, allowed)


def fit_on(lessons: Lessons, weights: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Learn on from weights (a column an article, as `fit` gives them) with other lessons; `allowed` as for `fit`.

    With more than LARGEST_EXACT articles, or without lessons, they stay as they are.
    """
    if not len(lessons) or len(allowed) > LARGEST_EXACT:
        return weights
    pace = _Pace(ROUNDS_ON, STEP_ON, BATCH_ON)
    return _softmax_regression(lessons.inputs(), lessons.owner, allowed, weights, pace)


def fit_rows(lessons: Lessons, weights: np.ndarray, rows: Sequence[int]) -> np.ndarray:
    """Learn the weights of a few articles (rows of `weights`), beside all others, which stay as they are.

    The rivals are the wordings that lie nearest: far ones would not choose these articles anyway.
    """
    learned = weights.copy()
    for row in rows:
        own = np.flatnonzero(lessons.owner == row)
        alike = lessons.vectors @ lessons.vectors[own].mean(axis=0)
        near = np.union1d(own, np.argsort(-alike)[:NEAR])
        inputs = lessons.inputs(near)
        scores, mine = inputs @ learned.T, lessons.owner[near] == row
        scores[:, row] = FORBIDDEN
        rivals = np.logaddexp.reduce(scores, axis=1)
        inputs = inputs.astype(float)  # once: beside wide weights numpy would do it anew at every step
        drift, spread, weight = np.zeros(inputs.shape[1]), np.zeros(inputs.shape[1]), learned[row].astype(float)
        for done in range(1, NEAR_STEPS + 1):
            share = 1 / (1 + np.exp(np.clip(rivals - inputs @ weight, -30, 30)))
            slope = inputs.T @ (share - mine) / len(near) + DECAY * weight
            drift += 0.1 * (slope - drift)
            spread += 0.01 * (slope * slope - spread)
            pace = STEP * (1 - done / NEAR_STEPS)
            weight -= pace * (drift / (1 - 0.9**done)) / (np.sqrt(spread / (1 - 0.99**done)) + 1e-8)
        learned[row] = weight
    return learned


@dataclass(frozen=True)
class _Pace:
    """How wordings are gone through."""

    rounds: int = ROUNDS
    step: float = STEP
    batch: int = BATCH


def _softmax_regression(
    inputs: np.ndarray, owner: np.ndarray, allowed: np.ndarray, start: np.ndarray | None = None, pace: _Pace = _Pace()
) -> np.ndarray:
    """Softmax regression by Adam (Kingma and Ba 2015), with a step that shrinks to nothing."""
    chance = np.random.default_rng(_SEED)
    nothing = np.zeros((inputs.shape[1], len(allowed)), np.float32)
    weights = nothing if start is None else start.astype(np.float32, order="C")
    # Worked on in place: half of the time went into fresh memory.
    drift, spread, slope, move = (np.zeros_like(weights) for _ in range(4))
    barred = np.where(allowed, np.float32(0), FORBIDDEN)
    steps, done = pace.rounds * -(-len(owner) // pace.batch), 0
    for _ in range(pace.rounds):
        order = chance.permutation(len(owner))
        for place in range(0, len(order), pace.batch):
            rows = order[place : place + pace.batch]
            some = inputs[rows]
            shares = some @ weights
            shares += barred[owner[rows]]
            _share_out(shares)
            shares[np.arange(len(rows)), owner[rows]] -= 1
            np.matmul(some.T, shares, out=slope)
            slope /= len(rows)
            slope += np.multiply(weights, DECAY, out=move)
            done += 1
            drift += np.multiply(np.subtract(slope, drift, out=move), 0.1, out=move)
            np.subtract(np.multiply(slope, slope, out=move), spread, out=move)
            spread += np.multiply(move, 0.01, out=move)
            np.sqrt(np.multiply(spread, 1 / (1 - 0.99**done), out=move), out=move)
            np.divide(drift, np.add(move, 1e-8, out=move), out=move)
            weights -= np.multiply(move, pace.step * (1 - done / steps) / (1 - 0.9**done), out=move)
    return weights


def _share_out(scores: np.ndarray) -> None:
    """Turn scores into shares of each row, in place."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)


def _ridge(lessons: Lessons, count: int) -> np.ndarray:
    width = lessons.inputs(slice(0, 1)).shape[1]
    sums, square = np.zeros((count, width)), _RIDGE * np.eye(width)
    # By parts: there are many wordings, and a second copy of all of them would be the most memory of all.
    for start in range(0, len(lessons), _PART):
        inputs = lessons.inputs(slice(start, start + _PART)).astype(np.float64)
        owners = lessons.owner[start : start + _PART]
        square += inputs.T @ inputs
        places = owners, np.arange(len(owners))
        sums += sparse.csr_matrix((np.ones(len(owners)), places), (count, len(owners))) @ inputs
    return np.linalg.solve(square, sums.T).astype(np.float32)
