"""The second look for danger."""

import numpy as np
import pytest
import scipy.sparse

from bot.retrieval.danger import Danger
from bot.retrieval.telling import Said

SAFE, RISKY = np.array([1.0, 0.0]), np.array([0.0, 1.0])


def said(vectors: np.ndarray) -> Said:
    rows = np.atleast_2d(vectors).astype(np.float32)
    return Said(rows, scipy.sparse.csr_matrix((len(rows), 3)))


HELD = np.arange(60) % 3 == 0
PLAIN = said(np.tile(SAFE, (20, 1)))


def fitted(alarms: float = 0.1, mentions: float = 0.3) -> Danger:
    noise = np.random.default_rng(1).normal(0, 0.2, (60, 2))
    marks = np.arange(60) % 2 == 0
    return Danger.fit(said(np.where(marks[:, None], RISKY, SAFE) + noise), marks, HELD, PLAIN, alarms, mentions)


class TestDanger:
    def test_messages_of_both_kinds_are_told_apart(self):
        danger = fitted()
        assert danger.chance(said(RISKY)) > danger.alarm_from > danger.chance(said(SAFE))

    def test_naming_the_numbers_takes_less_than_an_alarm(self):
        assert fitted().mention_from <= fitted().alarm_from

    def test_what_sets_the_cuts_is_judged_without_having_taught(self):
        """A false alarm that would be known by heart, had it been taught, keeps the cut high."""
        rows = said(np.stack([SAFE, RISKY, RISKY + SAFE, SAFE, RISKY]))
        marks, held = np.array([False, True, False, False, True]), np.array([False, False, True, False, False])
        apart = Danger.fit(rows, marks, held, PLAIN, 0.1, 0.2)
        told_by_itself = Danger.fit(rows, marks, np.array([False, False, False, True, False]), PLAIN, 0.1, 0.2)
        assert apart.alarm_from > told_by_itself.alarm_from

    def test_a_smaller_share_of_false_alarms_asks_for_more(self):
        assert fitted(alarms=0.05).alarm_from >= fitted(alarms=0.3).alarm_from

    @pytest.mark.parametrize("marks", [[True] * 4, [False] * 4, [False, False, False, True], [True, True, True, False]])
    def test_without_both_kinds_to_learn_from_nothing_is_taken_for_danger(self, marks: list[bool]):
        rows, held = said(np.stack([SAFE, RISKY, SAFE, RISKY])), np.array([False, False, True, True])
        danger = Danger.fit(rows, np.array(marks), held, PLAIN, 0.1, 0.2)
        assert danger.chance(said(RISKY)) < danger.mention_from
