"""The look for messages that no article should answer."""

import numpy as np
import pytest

from bot.retrieval.kinds import Kind
from tests.retrieval.test_danger import RISKY as PERSONAL
from tests.retrieval.test_danger import SAFE as GENERAL
from tests.retrieval.test_danger import said


def fitted(sure: float = 0.02, doubtful: float = 0.2) -> Kind:
    noise = np.random.default_rng(1).normal(0, 0.2, (60, 2))
    marks = np.arange(60) % 2 == 0
    ordinary = np.tile(GENERAL, (40, 1)) + np.random.default_rng(2).normal(0, 0.3, (40, 2))
    written = said(np.where(marks[:, None], PERSONAL, GENERAL) + noise)
    return Kind.fit(written, marks, (said(ordinary[:20]), said(ordinary[20:])), (sure, doubtful))


class TestKind:
    def test_messages_of_both_kinds_are_told_apart(self):
        kind = fitted()
        assert kind.chance(said(PERSONAL)) > kind.sure_from > kind.chance(said(GENERAL))

    def test_doubt_takes_less_than_certainty(self):
        assert fitted().doubt_from < fitted().sure_from

    @pytest.mark.parametrize("marks", [[True, True], [False, False]])
    def test_without_messages_of_the_kind_and_others_nothing_is(self, marks: list[bool]):
        plain = said(np.tile(GENERAL, (4, 1)))
        kind = Kind.fit(said(np.stack([GENERAL, PERSONAL])), np.array(marks), (plain, plain), (0.1, 0.2))
        assert kind.chance(said(PERSONAL)) < kind.doubt_from
