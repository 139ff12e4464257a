"""Joining the signs of a fit into one score."""

import numpy as np
import pytest

from bot.retrieval.ranking import LEAST_WEIGHT, USUAL_WEIGHT, Ranking, chances
from bot.retrieval.shapes import FEATURES, SEEN, Compared

ARTICLES = 4


def toy(told: int, count: int = 80) -> tuple[Compared, np.ndarray]:
    """Features of which only one tells which article answers."""
    chance = np.random.default_rng(1)
    features = chance.normal(size=(count, ARTICLES, len(SEEN))).astype(np.float32)
    answers = np.eye(ARTICLES, dtype=bool)[chance.integers(ARTICLES, size=count)]
    features[..., told] += 3 * answers
    starts = np.arange(count + 1) * ARTICLES
    return Compared(features.reshape(-1, len(SEEN)), np.tile(np.arange(ARTICLES), count), starts), answers.ravel()


class TestFit:
    def test_the_feature_that_tells_gets_the_most_weight(self):
        compared, answers = toy(told=2)
        ranking = Ranking.fit(compared, answers)
        assert ranking.weights.argmax() == 2
        best = ranking.scores(compared.features).reshape(-1, ARTICLES).argmax(axis=1)
        assert (best == answers.reshape(-1, ARTICLES).argmax(axis=1)).mean() > 0.9

    def test_every_sign_keeps_a_say(self):
        assert Ranking.fit(*toy(told=2)).weights.min() >= np.float32(LEAST_WEIGHT)

    def test_without_an_answered_question_all_weights_are_usual(self):
        compared, answers = toy(told=2)
        assert Ranking.fit(compared, np.zeros_like(answers)).weights == pytest.approx(
            np.full(len(FEATURES), USUAL_WEIGHT)
        )

    def test_a_question_that_nothing_answers_teaches_nothing(self):
        compared, answers = toy(told=2)
        more, none = toy(told=4, count=30)
        both = Ranking.fit(Compared.joined([compared, more]), np.concatenate([answers, np.zeros_like(none)]))
        assert both.weights == pytest.approx(Ranking.fit(compared, answers).weights, abs=1e-4)


class TestGoingOn:
    LAST = FEATURES.index("learned") + len(FEATURES)

    def test_the_last_message_by_itself_may_tell(self):
        compared, answers = toy(told=self.LAST)
        ranking = Ranking.fit(compared, answers, going_on=True)
        assert (len(ranking.weights), ranking.weights.argmax()) == (len(SEEN), self.LAST)
        best = ranking.scores(compared.features).reshape(-1, ARTICLES).argmax(axis=1)
        assert (best == answers.reshape(-1, ARTICLES).argmax(axis=1)).mean() > 0.9

    def test_of_whole_questions_it_is_not_looked_at(self):
        compared, answers = toy(told=self.LAST)
        assert len(Ranking.fit(compared, answers).weights) == len(FEATURES)

    def test_without_an_answered_question_the_whole_weighs_more(self):
        compared, answers = toy(told=2)
        weights = Ranking.fit(compared, np.zeros_like(answers), going_on=True).weights
        assert weights[: len(FEATURES)].min() > weights[len(FEATURES) :].max()


class TestChances:
    def test_shares_add_up_within_each_question_and_keep_the_order(self):
        shares = chances(np.array([1.0, 2.0, 0.0, 0.0, 0.0]), np.array([0, 3, 5]))
        assert [shares[:3].sum(), shares[3:].sum()] == pytest.approx([1, 1])
        assert shares[:3].argmax() == 1
        assert shares[3:] == pytest.approx([1 / 2] * 2)

    def test_no_scores_have_no_shares(self):
        assert chances(np.zeros(0), np.zeros(1, int)).tolist() == []
