"""Joining the signs of a fit into one score."""

import numpy as np
import pytest

from bot.retrieval.index import FEATURES
from bot.retrieval.ranking import FORBIDDEN, LEAST_WEIGHT, USUAL_WEIGHT, Ranking, chances

ARTICLES = 4


def toy(told: int, count: int = 80) -> tuple[np.ndarray, np.ndarray]:
    """Features of which only one tells which article answers."""
    chance = np.random.default_rng(1)
    features = chance.normal(size=(count, ARTICLES, len(FEATURES))).astype(np.float32)
    answers = np.eye(ARTICLES, dtype=bool)[chance.integers(ARTICLES, size=count)]
    features[..., told] += 3 * answers
    return features, answers


class TestFit:
    def test_the_feature_that_tells_gets_the_most_weight(self):
        features, answers = toy(told=2)
        ranking = Ranking.fit(features, answers, np.ones_like(answers))
        assert ranking.weights.argmax() == 2
        assert (ranking.scores(features).argmax(axis=1) == answers.argmax(axis=1)).mean() > 0.9

    def test_every_sign_keeps_a_say(self):
        features, answers = toy(told=2)
        assert Ranking.fit(features, answers, np.ones_like(answers)).weights.min() >= np.float32(LEAST_WEIGHT)

    @pytest.mark.parametrize("what", ["nothing answers", "nothing is allowed"])
    def test_without_questions_all_weights_are_usual(self, what: str):
        features, answers = toy(told=2)
        none = np.zeros_like(answers)
        marks = (none, ~none) if what == "nothing answers" else (answers, none)
        assert Ranking.fit(features, *marks).weights == pytest.approx(np.full(len(FEATURES), USUAL_WEIGHT))

    def test_a_rival_that_does_not_hold_where_the_asker_is_teaches_nothing(self):
        """An article that always looks best, and never answers because it is forbidden, does not lower the weight."""
        features, answers = toy(told=2)
        allowed = np.ones_like(answers)
        allowed[:, 0] = False
        features[:, 0, 2] += 5
        barred = Ranking.fit(features, answers, allowed)
        rival = Ranking.fit(features, answers & allowed, np.ones_like(answers))
        assert barred.weights[2] > 2 * rival.weights[2]

    def test_the_table_names_every_feature(self):
        features, answers = toy(told=0)
        assert tuple(Ranking.fit(features, answers, np.ones_like(answers)).table()) == FEATURES


class TestChances:
    def test_shares_add_up_and_keep_the_order(self):
        shares = chances(np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 0.0]]))
        assert shares.sum(axis=1) == pytest.approx([1, 1])
        assert shares[0].argmax() == 1
        assert shares[1] == pytest.approx([1 / 3] * 3)

    def test_forbidden_articles_never_win(self):
        shares = chances(np.array([[FORBIDDEN, -500.0]]))
        assert shares[0] == pytest.approx([0, 1])
