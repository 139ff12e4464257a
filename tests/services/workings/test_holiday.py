"""Which leave year is meant, and what is handed to the formulas."""

import datetime
from decimal import Decimal

import pytest

from bot.helpdesk.guided import CHOICE, SKIPPED, Answer
from bot.services.tools.known_figures import KnownFigures
from bot.services.workings.holiday import holiday
from bot.services.workings.told import Told
from tests.services.asking import content

TODAY = datetime.date(2026, 11, 23)


def worked(**answers: str):
    """Work out a regular week of three days of six hours; dates come as ISO days."""
    given = {
        "pattern": Answer(CHOICE, "regular"),
        "days_a_week": Answer("days_a_week", {"number": "3", "weekdays": []}),
        "hours": Answer("hours_a_day", "6"),
        **{name: Answer("date", value) for name, value in answers.items()},
    }
    return holiday(Told(given, TODAY, KnownFigures(content().facts)))


class TestHours:
    def test_hours_a_day_are_multiplied_by_the_days(self):
        assert worked().result.hours == Decimal("100.8")

    def test_hours_a_week_are_taken_as_they_are(self):
        given = {
            "pattern": Answer(CHOICE, "regular"),
            "days_a_week": Answer("days_a_week", {"number": "3", "weekdays": []}),
            "hours": Answer("hours_a_week", "20"),
        }
        assert holiday(Told(given, TODAY, KnownFigures(content().facts))).result.hours == Decimal(112)

    def test_days_alone_will_do(self):
        given = {
            "pattern": Answer(CHOICE, "regular"),
            "days_a_week": Answer("days_a_week", {"number": "3", "weekdays": []}),
            "hours": Answer(SKIPPED),
        }
        result = holiday(Told(given, TODAY, KnownFigures(content().facts))).result
        assert (result.days, result.hours) == (Decimal("16.8"), None)


class TestLeaveYear:
    def test_whoever_joined_before_it_works_all_of_it(self):
        assert worked(joined="2020-05-01", leave_year="2026-04-01").result.share == 1

    def test_whoever_joined_within_it_works_a_part(self):
        assert worked(joined="2026-05-01", leave_year="2026-04-01").result.share == Decimal(335) / 365

    @pytest.mark.parametrize("year", ["2026-04-01", "2024-04-01", "2030-04-01"])
    def test_whoever_leaves_is_in_the_leave_year_of_the_last_day(self, year: str):
        # 183 days from 1 April to 30 September 2027, of 366
        assert worked(leaves="2027-09-30", leave_year=year).result.share == Decimal(183) / 366

    def test_the_last_day_of_a_leave_year_belongs_to_it(self):
        assert worked(leaves="2027-03-31", leave_year="2026-04-01").result.share == 1

    def test_a_first_day_after_the_year_that_was_named_settles_the_year(self):
        assert worked(joined="2027-05-01", leave_year="2026-04-01").result.share == Decimal(336) / 366

    def test_one_that_begins_on_a_leap_day(self):
        assert worked(leaves="2027-03-01", leave_year="2024-02-29").result.share < Decimal("0.01")
