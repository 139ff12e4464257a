"""The linear classifier over frozen vectors."""

import numpy as np
import pytest

from bot.retrieval import learned

EVERY = np.ones((3, 3), bool)


def taught(allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    owner = np.repeat(np.arange(3), 20)
    noise = np.random.default_rng(1).normal(0, 0.1, (60, 3))
    vectors = (np.eye(3)[owner] + noise).astype(np.float32)
    return vectors, owner, learned.fit(vectors, owner, allowed)


def scores(vectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return vectors @ weights[:-1] + weights[-1]


class TestFit:
    @pytest.mark.parametrize("largest", [learned.LARGEST_EXACT, 2])
    def test_each_wording_belongs_to_its_article(self, monkeypatch: pytest.MonkeyPatch, largest: int):
        """Softmax regression, and the cheaper fit beyond the largest number of articles, agree."""
        monkeypatch.setattr(learned, "LARGEST_EXACT", largest)
        vectors, owner, weights = taught(EVERY)
        assert weights.shape == (4, 3)
        assert (scores(vectors, weights).argmax(axis=1) == owner).all()

    def test_the_same_content_teaches_the_same(self):
        assert np.array_equal(taught(EVERY)[2], taught(EVERY)[2])

    def test_an_article_of_another_nation_is_no_rival(self):
        """Two articles say the same in two nations; neither is pushed down by the other's wordings."""
        owner = np.repeat([0, 1], 20)
        vectors = np.tile(np.array([[1, 0]], np.float32), (40, 1))
        weights = learned.fit(vectors, owner, np.eye(2, dtype=bool))
        assert scores(vectors[:1], weights)[0] == pytest.approx([0, 0])
