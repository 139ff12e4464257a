"""Weeks from Monday to Sunday, by the clock on the wall."""

import datetime

import pytest

from bot.helpdesk.weeks import Week, last_whole_week, week_named

UTC = datetime.UTC


class TestWeek:
    @pytest.mark.parametrize(
        ("monday", "name", "words"),
        [
            (datetime.date(2026, 11, 23), "2026-W48", "23 to 29 November 2026"),
            (datetime.date(2026, 11, 30), "2026-W49", "30 November to 6 December 2026"),
            (datetime.date(2026, 12, 28), "2026-W53", "28 December 2026 to 3 January 2027"),
        ],
    )
    def test_it_has_a_name_and_words(self, monday, name, words):
        week = Week(monday)
        assert (week.name, week.words) == (name, words)
        assert week_named(name) == week

    def test_in_summer_it_begins_an_hour_earlier_in_utc(self):
        assert Week(datetime.date(2026, 7, 6)).begins == datetime.datetime(2026, 7, 5, 23, tzinfo=UTC)

    def test_the_week_of_a_clock_change_is_an_hour_longer(self):
        week = Week(datetime.date(2026, 10, 19))
        assert week.ends - week.begins == datetime.timedelta(days=7, hours=1)

    def test_its_last_moment_belongs_to_it_and_the_next_does_not(self):
        week = Week(datetime.date(2026, 11, 23))
        assert week.holds(week.ends - datetime.timedelta(microseconds=1))
        assert not week.holds(week.ends)
        assert week.holds_day(datetime.date(2026, 11, 29))
        assert not week.holds_day(datetime.date(2026, 11, 30))


class TestLastWholeWeek:
    @pytest.mark.parametrize(
        "now",
        [
            datetime.datetime(2026, 11, 30, tzinfo=UTC),
            datetime.datetime(2026, 12, 6, 23, 59, tzinfo=UTC),
        ],
    )
    def test_it_is_the_one_before_this(self, now):
        assert last_whole_week(now).name == "2026-W48"

    def test_monday_begins_at_midnight_of_the_country(self):
        assert last_whole_week(datetime.datetime(2026, 7, 5, 22, 59, tzinfo=UTC)).name == "2026-W26"
        assert last_whole_week(datetime.datetime(2026, 7, 5, 23, 0, tzinfo=UTC)).name == "2026-W27"
