"""How much of a question an article's words cover."""

import numpy as np
import pytest

from bot.retrieval.cover import Cover, slices

# Pieces 0 and 1 point the same way, 2 and 3 elsewhere; 4 is in no article.
TABLE = np.array([[2.0, 0, 0], [4.0, 0.2, 0], [0, 3.0, 0], [0, 0, 3.0], [-3.0, -3.0, -3.0]])
DOCUMENTS = [(0, 2), (3,)]


@pytest.fixture
def cover() -> Cover:
    return Cover(DOCUMENTS, TABLE)


class TestScores:
    def test_the_same_words_cover_a_question_wholly(self, cover: Cover):
        assert cover.scores((0, 2), np.array([0, 1]))[0] == pytest.approx(1, abs=1e-5)

    def test_a_related_word_covers_in_part(self, cover: Cover):
        related, strange = cover.scores((1,), np.array([0, 1]))
        assert strange < related < 1

    def test_a_rare_word_weighs_more(self):
        everywhere_0 = Cover([(0, 2), (0, 3)], TABLE)
        first, second = everywhere_0.scores((0, 3), np.array([0, 1]))
        assert second > first

    def test_articles_are_answered_in_the_order_asked(self, cover: Cover):
        assert np.array_equal(cover.scores((0,), np.array([1, 0])), cover.scores((0,), np.array([0, 1]))[::-1])

    @pytest.mark.parametrize(("pieces", "articles"), [((), [0, 1]), ((0,), [])])
    def test_nothing_is_covered_by_nothing(self, cover: Cover, pieces: tuple[int, ...], articles: list[int]):
        assert cover.scores(pieces, np.array(articles, int)).tolist() == [0] * len(articles)


class TestSlices:
    def test_worked_by_hand(self):
        # Groups are rows 0-1, 2-4 and 5.
        rows, begins = slices(np.array([0, 2, 5, 6]), np.array([2, 0]))
        assert rows.tolist() == [5, 0, 1]
        assert begins.tolist() == [0, 1]
