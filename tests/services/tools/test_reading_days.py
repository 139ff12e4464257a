"""Days a week, by number and by name."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.reading_days import read_days_a_week

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class TestReadDaysAWeek:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("3", "3"),
            ("three", "3"),
            ("3 days", "3"),
            ("three days a week", "3"),
            ("2.5", "2.5"),
            ("two and a half days", "2.5"),
            ("once a week", "1"),
            ("twice a week", "2"),
            ("3 times a week", "3"),
            ("5 days a fortnight", "2.5"),
            ("every other day", "3.5"),
        ],
    )
    def test_by_number(self, text, number):
        found = read_days_a_week(text).value
        assert (found.number, found.weekdays) == (Decimal(number), ())

    @pytest.mark.parametrize(
        ("text", "weekdays"),
        [
            ("Mon-Wed", (0, 1, 2)),
            ("Monday to Wednesday", (0, 1, 2)),
            ("Mondays and Fridays", (0, 4)),
            ("mon, tues, thurs", (0, 1, 3)),
            ("Fri to Mon", (0, 4, 5, 6)),
            ("weekdays", (0, 1, 2, 3, 4)),
            ("at weekends", (5, 6)),
            ("every day except Sunday", (0, 1, 2, 3, 4, 5)),
            ("Mon to Fri but not Wed", (0, 1, 3, 4)),
            ("7 days", (0, 1, 2, 3, 4, 5, 6)),
            ("Mon-Tue and Sat", (0, 1, 5)),
        ],
    )
    def test_by_name(self, text, weekdays):
        found = read_days_a_week(text).value
        assert (found.weekdays, found.number) == (weekdays, len(weekdays))

    @pytest.mark.parametrize(
        "text", ["8", "0", "-1", "none", "", "every other Friday", "ten days a month", "3 or 4", "letters"]
    )
    def test_what_cannot_be_is_refused_with_an_example(self, text):
        with pytest.raises(RefusedError, match="for example"):
            read_days_a_week(text)

    @pytest.mark.parametrize("text", ["every other day", "5 days a fortnight", "twice a week"])
    def test_what_was_turned_into_days_a_week_is_said(self, text):
        assert read_days_a_week(text).assumption

    @given(st.sets(st.integers(0, 6), min_size=1))
    def test_any_list_of_days(self, days):
        text = " and ".join(DAYS[day] + "s" for day in days)
        assert read_days_a_week(text).value.weekdays == tuple(sorted(days))

    @given(st.integers(0, 6), st.integers(0, 6))
    def test_any_range_of_days(self, first, last):
        found = read_days_a_week(f"{DAYS[first][:3]}-{DAYS[last][:3]}").value
        assert found.number == (last - first) % 7 + 1

    @given(st.text(max_size=60))
    def test_anything_else_is_refused_politely(self, text):
        try:
            assert 0 < read_days_a_week(text).value.number <= 7
        except RefusedError as refused:
            assert "for example" in str(refused)  # noqa: PT017
