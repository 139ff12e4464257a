"""The highest of many numbers."""

import numpy as np
import pytest

from bot.retrieval import highest as module
from bot.retrieval.highest import highest


class TestHighest:
    @pytest.mark.parametrize("length", [40, module._MANY - 1, module._MANY, 10_007])
    @pytest.mark.parametrize("count", [1, 16, 32, 500, 3000])
    def test_none_that_is_left_out_is_higher(self, length: int, count: int):
        values = np.random.default_rng(length + count).normal(size=length).astype(np.float32)
        chosen = highest(values, count)
        expected = np.sort(values)[-count:]
        assert np.array_equal(np.sort(values[chosen]), expected)

    @pytest.mark.parametrize("length", [3, 10_007])
    def test_all_places_when_there_are_no_more(self, length: int):
        assert highest(np.zeros(length), length).tolist() == list(range(length))

    def test_of_equal_ones_as_many_as_wanted_and_each_once(self):
        values = np.zeros(10_007)
        values[[5, 9_000]] = 1
        chosen = highest(values, 16)
        assert len(set(chosen.tolist())) == 16
        assert {5, 9_000} <= set(chosen.tolist())
