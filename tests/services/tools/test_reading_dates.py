"""Dates, as people type them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.reading_dates import read_date

TODAY = datetime.date(2026, 11, 26)
"""A Thursday."""
days = st.dates(datetime.date(1950, 1, 1), datetime.date(2030, 12, 31))
todays = st.dates(datetime.date(2024, 1, 1), datetime.date(2040, 12, 31))


def read(text, today=TODAY, **more):
    return read_date(text, today, **more)


class TestWholeDates:
    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("2024-05-01", "2024-05-01"),
            ("1/4/2024", "2024-04-01"),
            ("1/4/23", "2023-04-01"),
            ("1.4.98", "1998-04-01"),
            ("1-4-2024", "2024-04-01"),
            ("1st April 2024", "2024-04-01"),
            ("1 apr 24", "2024-04-01"),
            ("April 1st 2024", "2024-04-01"),
            ("the twenty-first of May 2024", "2024-05-21"),
            ("it was 1/4/2024 or so", "2024-04-01"),
            ("29/2/2024", "2024-02-29"),
            ("today", "2026-11-26"),
            ("yesterday", "2026-11-25"),
            ("tomorrow", "2026-11-27"),
        ],
    )
    def test_are_taken_as_they_are(self, text, date):
        found = read(text)
        assert (found.value.isoformat(), found.assumption) == (date, "")


class TestWhatIsFilledIn:
    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("1/4", "2026-04-01"),
            ("1st April", "2026-04-01"),
            ("1 December", "2025-12-01"),
            ("26 November", "2026-11-26"),
            ("27 November", "2025-11-27"),
            ("29 Feb", "2024-02-29"),
            ("May", "2026-05-01"),
            ("in May", "2026-05-01"),
            ("last May", "2026-05-01"),
            ("December", "2025-12-01"),
            ("November", "2026-11-01"),
            ("last November", "2025-11-01"),
            ("next May", "2027-05-01"),
            ("May last year", "2025-05-01"),
            ("May 2019", "2019-05-01"),
            ("May '19", "2019-05-01"),
            ("may 98", "1998-05-01"),
            ("end of June", "2026-06-30"),
            ("mid-March 2024", "2024-03-15"),
            ("3 weeks ago", "2026-11-05"),
            ("two years ago", "2024-11-26"),
            ("a year and a half ago", "2025-05-26"),
            ("6 months ago", "2026-05-26"),
            ("last Monday", "2026-11-23"),
            ("on Thursday", "2026-11-19"),
            ("Monday", "2026-11-23"),
        ],
    )
    def test_is_the_latest_that_has_passed_and_is_said(self, text, date):
        found = read(text)
        assert found.value.isoformat() == date
        assert f"{found.value:%-d %B %Y}" in found.assumption

    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("1/4", "2027-04-01"),
            ("30 November", "2026-11-30"),
            ("May", "2027-05-01"),
            ("December", "2026-12-01"),
            ("end of May", "2027-05-31"),
            ("in 3 weeks", "2026-12-17"),
            ("in a month's time", "2026-12-26"),
            ("next Monday", "2026-11-30"),
            ("Friday", "2026-11-27"),
            ("last May", "2026-05-01"),
            ("1/4/2024", "2024-04-01"),
        ],
    )
    def test_lies_ahead_when_it_is_still_to_come(self, text, date):
        assert read(text, to_come=True).value.isoformat() == date

    @given(todays, st.integers(1, 12))
    def test_a_month_alone_has_begun_within_the_last_twelve_months(self, today, month):
        found = read(f"{datetime.date(2024, month, 1):%B}", today).value
        assert found <= today < datetime.date(found.year + 1, found.month, 1)


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("1890", "The year 1890 cannot be right"),
            ("1/1/1890", "The year 1890 cannot be right"),
            ("May 1890", "The year 1890 cannot be right"),
            ("1/4/2070", "The year 2070 cannot be right"),
            ("2019", "the month as well as the year"),
            ("31/2", "There is no 31 February"),
            ("29/2/2025", "There is no 29 February 2025"),
            ("32/1", "There is no 32 January"),
            ("13/25/2024", "There is no month 25"),
            ("4/13/2024", "day first and then the month; for example 13/4/2024"),
            ("May 19", "can be a day or a year; for example 19 May 2026 or May 2019"),
            ("1/4/2024 to 31/3/2025", "more than one date"),
            ("letters", "could not find a date"),
            ("it may be", "could not find a date"),
            ("6", "could not find a date"),
            ("900 years ago", "too long"),
        ],
    )
    def test_are_one_sentence_with_an_example(self, text, says):
        with pytest.raises(RefusedError, match=says) as refused:
            read(text)
        assert "for example" in str(refused.value)


class TestRules:
    @given(days)
    def test_every_spelling_of_a_day_is_that_day(self, day):
        for text in (f"{day:%d/%m/%Y}", f"{day:%-d.%-m.%Y}", f"{day:%Y-%m-%d}", f"{day:%-d %B %Y}", f"{day:%-d %b %Y}"):
            assert read(text).value == day

    @given(days, todays)
    def test_a_day_without_a_year_lies_behind_or_ahead(self, day, today):
        text = f"{day:%-d %B}"
        behind, ahead = read(text, today).value, read(text, today, to_come=True).value
        assert behind <= today <= ahead
        assert {(date.day, date.month) for date in (behind, ahead)} == {(day.day, day.month)}

    @given(st.text(max_size=60))
    def test_anything_else_is_refused_politely(self, text):
        try:
            assert abs(read(text).value.year - TODAY.year) <= 80
        except RefusedError as refused:
            assert "for example" in str(refused)  # noqa: PT017
