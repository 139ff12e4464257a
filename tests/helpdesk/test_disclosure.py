"""Which counts may leave the desk."""

import pytest

from bot.helpdesk.disclosure import listed, part, share


class TestListed:
    def test_counts_from_five_on_are_written(self):
        assert listed([5, 12]) == ["5", "12"]

    def test_small_ones_are_not_nor_is_none(self):
        assert listed([4, 0, 12]) == ["under 5", "under 5", "12"]

    def test_a_single_small_one_takes_the_next_smallest_with_it(self):
        """The total stands elsewhere: 40 - 30 would say that it is 3 when 7 stood there."""
        assert listed([30, 3, 7]) == ["30", "under 5", "withheld"]

    def test_a_list_of_one_has_nothing_to_take_with_it(self):
        assert listed([3]) == ["under 5"]

    def test_an_empty_list_stays_empty(self):
        assert listed([]) == []


class TestPart:
    @pytest.mark.parametrize(
        ("count", "whole", "expected"),
        [
            (4, 100, "under 5"),
            (5, 100, "5"),
            (95, 100, "95"),
            (96, 100, "withheld"),
            (100, 100, "withheld"),
            (0, 0, "under 5"),
        ],
    )
    def test_neither_it_nor_what_is_left_over_is_small(self, count, whole, expected):
        assert part(count, whole) == expected


class TestShare:
    def test_it_is_a_whole_number_of_percent(self):
        assert share(50, 75) == "67%"

    def test_it_says_nothing_of_small_counts(self):
        assert (share(2, 75), share(73, 75), share(0, 0)) == ("under 5", "withheld", "under 5")
