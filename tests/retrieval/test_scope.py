"""Inside or outside the domain, on messages small enough to see through."""

import numpy as np
import pytest
import scipy.sparse

from bot.retrieval.scope import Near, Scope
from bot.retrieval.telling import Said


def cloud(middle: list[float], count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(middle, 0.2, (count, 3)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


INSIDE, OUTSIDE = cloud([1, 0, 0], 40, 1), cloud([0, 1, 0], 40, 2)


def nearest(vectors: np.ndarray) -> np.ndarray:
    return (vectors @ INSIDE.T).max(axis=1)


def said(vectors: np.ndarray, group: int | None = None) -> Said:
    groups = np.zeros((len(vectors), 2))
    if group is not None:
        groups[:, group] = 1.0
    return Said(vectors, scipy.sparse.csr_matrix(groups))


def fitted(inside: Said, outside: Said) -> Scope:
    """A scope that knows wordings, and as people's questions and messages for a person what lies near them."""
    near = Near(inside, nearest(inside.vectors))
    outer = nearest(outside.vectors) if len(outside) else np.zeros(0)
    return Scope.fit(inside, near, near, Near(outside, outer))


class TestScope:
    def test_a_toy_set_is_separated_even_on_unseen_messages(self):
        scope = fitted(said(INSIDE), said(OUTSIDE))
        ours, foreign = cloud([1, 0, 0], 20, 3), cloud([0, 1, 0], 20, 4)
        assert scope.odds(said(ours), nearest(ours)).min() > 0 > scope.odds(said(foreign), nearest(foreign)).max()

    def test_words_tell_apart_what_means_the_same(self):
        same = cloud([1, 0, 0], 40, 6)
        ours, theirs = Near(said(INSIDE, 0), np.ones(40)), Near(said(same, 1), np.ones(40))
        scope = Scope.fit(ours.said, ours, ours, theirs)
        meant = cloud([1, 0, 0], 20, 7)
        assert scope.odds(said(meant, 0), np.ones(20)).min() > scope.odds(said(meant, 1), np.ones(20)).max()

    @pytest.mark.parametrize("stranger", [[0, 1, 0], [-1, 0, 0]])
    def test_without_outside_everything_is_inside(self, stranger: list[float]):
        scope = fitted(said(INSIDE), said(np.zeros((0, 3), np.float32)))
        vectors = cloud(stranger, 5, 5)
        assert scope.odds(said(vectors), nearest(vectors)).min() > 5
