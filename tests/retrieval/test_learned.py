"""The linear classifier over frozen vectors."""

import numpy as np
import pytest

from bot.retrieval import learned
from bot.retrieval.learned import Lessons
from bot.retrieval.word_axes import WordAxes

NOTHING = WordAxes.fit(())
EVERY = np.ones((3, 3), bool)


def taught(allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    owner = np.repeat(np.arange(3), 20)
    noise = np.random.default_rng(1).normal(0, 0.1, (60, 3))
    vectors = (np.eye(3)[owner] + noise).astype(np.float32)
    return vectors, owner, learned.fit(Lessons(vectors, [""] * len(vectors), owner, NOTHING), allowed)


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
        weights = learned.fit(Lessons(vectors, [""] * len(vectors), owner, NOTHING), np.eye(2, dtype=bool))
        assert scores(vectors[:1], weights)[0] == pytest.approx([0, 0])

    @pytest.mark.parametrize("largest", [learned.LARGEST_EXACT, 1])
    def test_words_tell_apart_what_means_the_same(self, monkeypatch: pytest.MonkeyPatch, largest: int):
        monkeypatch.setattr(learned, "LARGEST_EXACT", largest)
        texts = ["sick pay for a week", "holiday pay for a week"] * 20
        axes = WordAxes.fit(texts)
        lessons = Lessons(np.ones((40, 2), np.float32), texts, np.tile([0, 1], 20), axes)
        weights = learned.fit(lessons, np.ones((2, 2), bool))
        seen = learned.seen(np.ones((2, 2), np.float32), ["sick for long", "a long holiday"], axes)
        assert (seen @ weights).argmax(axis=1).tolist() == [0, 1]


class TestFitOn:
    def test_other_lessons_are_learned_and_the_first_ones_kept(self):
        vectors, owner, weights = taught(EVERY)
        # In context a word of the first article means the second.
        moved, third = np.tile(np.array([[0.7, 0, 0]], np.float32), (300, 1)), owner == 2
        others = np.tile(vectors[third], (15, 1))
        both = np.concatenate([np.full(300, 1), np.full(300, 2)])
        lessons = Lessons(np.concatenate([moved, others]), [""] * 600, both, NOTHING)
        learned_on = learned.fit_on(lessons, weights, EVERY)
        assert scores(moved[:1], weights).argmax() == 0
        assert scores(moved[:1], learned_on).argmax() == 1
        assert (scores(vectors[third], learned_on).argmax(axis=1) == 2).all()

    def test_without_lessons_they_stay(self):
        _, _, weights = taught(EVERY)
        nothing = Lessons(np.zeros((0, 3), np.float32), [], np.zeros(0, int), NOTHING)
        assert learned.fit_on(nothing, weights, EVERY) is weights


class TestFitRows:
    def test_one_article_is_learned_beside_the_others(self):
        vectors, owner, weights = taught(EVERY)
        lessons = Lessons(vectors, [""] * len(vectors), owner, NOTHING)
        before = weights.T.copy()
        before[1] = 0
        after = learned.fit_rows(lessons, before, [1])
        assert np.array_equal(after[[0, 2]], before[[0, 2]])
        assert ((lessons.inputs() @ after.T).argmax(axis=1) == owner).all()
