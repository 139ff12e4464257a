"""Inside or outside the domain, on vectors small enough to see through."""

import numpy as np
import pytest

from bot.retrieval.scope import Scope


def cloud(middle: list[float], count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(middle, 0.2, (count, 3)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


INSIDE, OUTSIDE = cloud([1, 0, 0], 40, 1), cloud([0, 1, 0], 40, 2)


def nearest(vectors: np.ndarray) -> np.ndarray:
    return (vectors @ INSIDE.T).max(axis=1)


class TestScope:
    def test_a_toy_set_is_separated_even_on_unseen_messages(self):
        scope = Scope.fit(INSIDE, nearest(INSIDE), OUTSIDE, nearest(OUTSIDE))
        ours, foreign = cloud([1, 0, 0], 20, 3), cloud([0, 1, 0], 20, 4)
        assert scope.odds(ours, nearest(ours)).min() > 0 > scope.odds(foreign, nearest(foreign)).max()

    @pytest.mark.parametrize("stranger", [[0, 1, 0], [-1, 0, 0]])
    def test_without_outside_everything_is_inside(self, stranger: list[float]):
        scope = Scope.fit(INSIDE, nearest(INSIDE), np.zeros((0, 3), np.float32), np.zeros(0))
        vectors = cloud(stranger, 5, 5)
        assert scope.odds(vectors, nearest(vectors)).min() > 5
