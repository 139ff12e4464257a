"""Chances that can be believed."""

import numpy as np
import pytest

from bot.retrieval.calibration import (
    Confidence,
    Level,
    calibration_error,
    credit,
    cut_for,
    sigmoid,
    upper_bound,
)


class TestCalibrationError:
    def test_worked_by_hand(self):
        # 0.9 promised, half right: 0.4 off; 0.6 promised, half right: 0.1 off; mean 0.25
        error = calibration_error(np.array([0.9, 0.9, 0.6, 0.6]), np.array([1, 0, 1, 0]))
        assert error == pytest.approx(0.25)

    def test_larger_bins_weigh_more(self):
        # Three at 0.95 all right: 0.05 off; one at 0.15 wrong: 0.15 off; (3 x 0.05 + 0.15) / 4
        error = calibration_error(np.array([0.95, 0.95, 0.95, 0.15]), np.array([1, 1, 1, 0]))
        assert error == pytest.approx(0.075)

    def test_certainty_that_is_kept_is_no_error(self):
        assert calibration_error(np.array([1.0, 0.0]), np.array([1, 0])) == 0

    def test_without_questions_there_is_none(self):
        assert calibration_error(np.array([]), np.array([])) == 0


class TestUpperBound:
    @pytest.mark.parametrize(
        ("wrong", "answered", "bound"),
        # None wrong: 1 - 0.05 ** (1 / n), "the rule of three"; 1 and 2 of 10 from published tables.
        [(0, 10, 0.2589), (0, 100, 0.0295), (1, 10, 0.3942), (2, 10, 0.5069), (10, 10, 1), (0, 0, 1)],
    )
    def test_known_values_of_clopper_and_pearson(self, wrong: int, answered: int, bound: float):
        assert upper_bound(wrong, answered) == pytest.approx(bound, abs=1e-4)


class TestCutFor:
    def test_the_lowest_cut_that_keeps_the_budget(self):
        # 40 right: bound 0.072. With one wrong of 41: 0.111; with two of 42: 0.142.
        confidence = np.concatenate([np.full(40, 0.9), [0.8, 0.7]])
        right = np.concatenate([np.ones(40), [0, 0]])
        cuts = [cut_for(confidence, right, budget) for budget in (0.08, 0.12, 0.15)]
        assert cuts == pytest.approx([0.9, 0.8, 0.7])

    def test_those_that_are_equally_sure_are_answered_together_or_not_at_all(self):
        confidence, right = np.full(41, 0.9), np.concatenate([np.ones(40), [0]])
        assert cut_for(confidence, right, 0.08) > 1

    def test_when_no_cut_keeps_the_budget_nothing_is_answered(self):
        assert cut_for(np.array([0.9]), np.array([1]), 0.1) > 1

    def test_the_budget_is_kept_on_what_is_answered(self):
        chance = np.random.default_rng(7)
        confidence = chance.random(500)
        right = (chance.random(500) < confidence).astype(float)
        answered = confidence >= cut_for(confidence, right, 0.2)
        assert answered.any()
        assert upper_bound(float((1 - right[answered]).sum()), answered.sum()) <= 0.2


class TestConfidence:
    def test_a_sign_that_goes_with_being_right_raises_it(self):
        signs = np.linspace(0, 1, 100).reshape(-1, 1)
        confidence = Confidence.fit(signs, (signs[:, 0] > 0.5).astype(float), np.ones(100))
        low, high = confidence.of(np.array([[0.1], [0.9]]))
        assert low < 0.2
        assert high > 0.8

    @pytest.mark.parametrize(("right", "share"), [(1.0, 0.99), (0.0, 0.01)])
    def test_without_both_kinds_it_is_their_share(self, right: float, share: float):
        confidence = Confidence.fit(np.zeros((5, 2)), np.full(5, right), np.ones(5))
        assert confidence.of(np.array([[3.0, -3.0]])) == pytest.approx([share])

    def test_extreme_odds_stay_chances(self):
        assert sigmoid(np.array([-1e6, 0, 1e6])) == pytest.approx([0, 0.5, 1])


class TestLevel:
    def test_what_helps_earns_half(self):
        assert credit(np.array([1, 0, 0]), np.array([1, 1, 0])) == pytest.approx([1, 0.5, 0])

    def test_the_level_is_that_of_the_credit_and_the_order_stays(self):
        chance = np.random.default_rng(5)
        promised = chance.random(4000)
        earned = (chance.random(4000) < promised**0.5).astype(float)
        level = Level.fit(promised, earned, np.ones(4000))
        expected = level.of(promised)
        assert calibration_error(promised, earned) > 0.1
        assert calibration_error(expected, earned) < 0.03
        assert (np.argsort(expected, kind="stable") == np.argsort(promised, kind="stable")).all()

    def test_a_levelled_confidence_promises_what_the_level_says(self):
        signs = np.linspace(-2, 2, 50).reshape(-1, 1)
        confidence = Confidence.fit(signs, (signs[:, 0] > 0.3).astype(float), np.ones(50))
        level = Level(1.2, 0.4)
        assert confidence.levelled(level).of(signs) == pytest.approx(level.of(confidence.of(signs)), abs=1e-5)

    @pytest.mark.parametrize("earned", [0.0, 1.0])
    def test_without_both_kinds_nothing_changes(self, earned: float):
        level = Level.fit(np.array([0.2, 0.7]), np.full(2, earned), np.ones(2))
        assert level.of(np.array([0.2, 0.7])) == pytest.approx([0.2, 0.7])
