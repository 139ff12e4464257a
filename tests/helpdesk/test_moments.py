"""Moments in words, by the clock on the wall."""

import datetime

import pytest

from bot.helpdesk.moments import lasting, when

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


def at(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


class TestWhen:
    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            (at(2026, 11, 25, 15), "3pm today"),
            (at(2026, 11, 25, 0, 5), "12.05am today"),
            (at(2026, 11, 24, 12), "midday yesterday"),
            (at(2026, 11, 26, 10, 30), "10.30am tomorrow"),
            (at(2026, 11, 23, 0), "midnight on Monday 23 November"),
            (at(2025, 1, 2, 9), "9am on Thursday 2 January 2025"),
        ],
    )
    def test_as_people_say_it(self, moment, words):
        assert when(moment, NOW) == words

    def test_in_summer_the_wall_is_an_hour_ahead_of_utc(self):
        assert when(at(2026, 7, 1, 23, 30), at(2026, 7, 1, 12)) == "12.30am tomorrow"


class TestLasting:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (0, "less than a minute"),
            (59, "less than a minute"),
            (60, "1 minute"),
            (7199, "1 hour"),
            (90000, "1 day"),
            (200000, "2 days"),
        ],
    )
    def test_in_the_largest_unit(self, seconds, words):
        assert lasting(datetime.timedelta(seconds=seconds)) == words
