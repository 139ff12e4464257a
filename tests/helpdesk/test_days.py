"""Days as they are typed and read."""

import datetime

import pytest

from bot.errors import RefusedError
from bot.helpdesk.days import day_in_words, day_of, in_words, start_of_day


def utc(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


class TestStartOfDay:
    @pytest.mark.parametrize("typed", ["2026-11-30", "30/11/2026", " 30.11.2026 ", "30 11 2026", "30-11-2026"])
    def test_usual_ways_of_writing_a_day_are_read(self, typed: str):
        assert start_of_day(typed) == utc(2026, 11, 30)

    def test_in_summer_a_day_begins_an_hour_earlier_in_utc(self):
        assert start_of_day("1/7/2026") == utc(2026, 6, 30, 23)

    def test_nothing_means_no_day(self):
        assert start_of_day("  ") is None

    @pytest.mark.parametrize("typed", ["tomorrow", "31/11/2026", "2026-13-01", "0/0/0000", "30/11/26"])
    def test_what_is_no_day_is_refused_with_an_example(self, typed: str):
        with pytest.raises(RefusedError, match="30/11/2026"):
            start_of_day(typed)


class TestWords:
    def test_a_day_goes_back_into_its_form(self):
        assert day_of(start_of_day("1/7/2026")) == "2026-07-01"
        assert day_of(None) == ""

    def test_a_moment_is_said_in_local_time(self):
        assert in_words(utc(2026, 7, 1, 11, 5)) == "1 July 2026, 12:05pm"
        assert in_words(utc(2026, 1, 1, 0, 5)) == "1 January 2026, 12:05am"

    def test_a_day_is_said_without_its_hour(self):
        assert day_in_words(utc(2026, 6, 30, 23)) == "1 July 2026"
