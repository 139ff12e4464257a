"""The number of a page, as addresses bring it."""

import pytest

from bot.gateway.paging import FARTHEST, page_number


class TestPageNumber:
    @pytest.mark.parametrize(("typed", "number"), [("1", 1), ("12", 12), ("007", 7), ("10000", FARTHEST)])
    def test_a_number_is_taken(self, typed: str, number: int):
        assert page_number(typed) == number

    @pytest.mark.parametrize("typed", ["", "0", "-1", "1.5", "x", "²", "٣", "1 "])
    def test_anything_else_is_the_first_page(self, typed: str):
        assert page_number(typed) == 1

    @pytest.mark.parametrize("typed", ["10001", "99999", "9" * 5000])
    def test_none_is_farther_than_the_farthest(self, typed: str):
        """Python refuses to read a number of more than 4,300 digits."""
        assert page_number(typed) == FARTHEST
