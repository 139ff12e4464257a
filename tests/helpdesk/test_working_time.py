"""Working time, worked by hand, and rules that hold whatever the moment."""

import dataclasses
import datetime
import itertools
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.helpdesk.vocabulary import Nation
from bot.helpdesk.working_time import (
    Hours,
    Span,
    add_working,
    bank_holidays,
    is_open,
    next_opening,
    working_between,
    works_on,
)

LONDON = zoneinfo.ZoneInfo("Europe/London")
NINE_TO_FIVE = Span(datetime.time(9), datetime.time(17))
OFFICE = (NINE_TO_FIVE,) * 5 + (None, None)
SCOTLAND, ENGLAND = Hours(OFFICE, Nation.SCOTLAND), Hours(OFFICE, Nation.ENGLAND)
NIGHTS = Hours((Span(datetime.time(0), datetime.time(6)),) * 7, Nation.SCOTLAND)
"""A team that works while the clocks change."""
IN_THE_GAP = Hours((None,) * 6 + (Span(datetime.time(1, 15), datetime.time(2, 30)),), Nation.ENGLAND)
"""Sundays only, across the hour that the clocks leave out or give twice."""


def local(text: str) -> datetime.datetime:
    """A moment by the clock on the wall in London."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def hours(number: float) -> datetime.timedelta:
    return datetime.timedelta(hours=number)


class TestAddWorking:
    @pytest.mark.parametrize(
        ("asked", "working", "due"),
        [
            ("2026-11-24 10:00", 2, "2026-11-24 12:00"),
            # Friday 16:30: half an hour is left, the other one and a half come on Monday.
            ("2026-11-20 16:30", 2, "2026-11-23 10:30"),
            # A stretch that fills the day ends at closing time.
            ("2026-11-24 09:00", 8, "2026-11-24 17:00"),
            ("2026-11-24 08:00", 8, "2026-11-24 17:00"),
            ("2026-11-24 17:00", 1, "2026-11-25 10:00"),
            ("2026-11-21 12:00", 1, "2026-11-23 10:00"),
            ("2026-11-21 12:00", 0, "2026-11-23 09:00"),
            ("2026-11-24 09:00", 20, "2026-11-26 13:00"),
        ],
    )
    def test_by_hand(self, asked: str, working: int, due: str):
        assert add_working(local(asked), hours(working), ENGLAND) == local(due)

    def test_saint_andrews_day_is_off_in_scotland(self):
        """30 November 2026 is a Monday."""
        asked = local("2026-11-27 16:30")
        assert add_working(asked, hours(2), SCOTLAND) == local("2026-12-01 10:30")
        assert add_working(asked, hours(2), ENGLAND) == local("2026-11-30 10:30")

    def test_christmas_and_hogmanay_2026(self):
        """Off in Scotland: Fri 25, Mon 28 (for Sat 26), Fri 1, Mon 4 (for Sat 2). So 1 + 8 + 8 + 8 + 1 = 26 hours:
        Thu 24 from 16:00, Tue 29, Wed 30, Thu 31, and Tue 5 until 10:00; in England Mon 4 is worked."""
        asked = local("2026-12-24 16:00")
        assert add_working(asked, hours(26), SCOTLAND) == local("2027-01-05 10:00")
        assert add_working(asked, hours(26), ENGLAND) == local("2027-01-04 10:00")

    def test_easter_2027(self):
        """Good Friday is 26 March; Easter Monday is off in England only; the clocks change on the 28th."""
        asked = local("2027-03-25 16:00")
        assert add_working(asked, hours(2), SCOTLAND) == local("2027-03-29 10:00")
        assert add_working(asked, hours(2), ENGLAND) == local("2027-03-30 10:00")

    def test_a_closed_day_and_a_bank_holiday_that_is_worked(self):
        closed = dataclasses.replace(ENGLAND, closed=frozenset({day("2026-11-23")}))
        assert add_working(local("2026-11-20 16:30"), hours(2), closed) == local("2026-11-24 10:30")
        worked = dataclasses.replace(SCOTLAND, open_anyway=frozenset({day("2026-11-30")}))
        assert add_working(local("2026-11-27 16:30"), hours(2), worked) == local("2026-11-30 10:30")

    def test_another_week(self):
        short_friday = Hours(
            (NINE_TO_FIVE, None, NINE_TO_FIVE, None, Span(datetime.time(8, 45), datetime.time(12))) + (None,) * 2,
            Nation.ENGLAND,
        )
        # Wed 16:00 + 1 h to closing, Fri 8:45 + 3 h 15 min to closing, Mon 9:00 + 45 min.
        assert add_working(local("2026-11-18 16:00"), hours(5), short_friday) == local("2026-11-23 09:45")

    def test_the_result_is_in_utc(self):
        summer = add_working(local("2026-07-01 09:00"), hours(1), ENGLAND)
        assert (summer.isoformat(), summer.tzinfo) == ("2026-07-01T09:00:00+00:00", datetime.UTC)

    def test_time_is_not_taken_away(self):
        with pytest.raises(ValueError, match="added, never taken away"):
            add_working(local("2026-11-24 10:00"), hours(-1), ENGLAND)


class TestClockChanges:
    def test_an_office_does_not_notice(self):
        """29 March and 25 October 2026 are Sundays."""
        assert add_working(local("2026-03-27 16:00"), hours(2), ENGLAND) == local("2026-03-30 10:00")
        assert add_working(local("2026-10-23 16:00"), hours(2), ENGLAND) == local("2026-10-26 10:00")
        assert working_between(local("2026-10-23 16:00"), local("2026-10-26 10:00"), ENGLAND) == hours(2)

    def test_a_night_is_an_hour_shorter_or_longer(self):
        assert working_between(local("2026-03-29 00:00"), local("2026-03-29 06:00"), NIGHTS) == hours(5)
        assert working_between(local("2026-10-25 00:00"), local("2026-10-25 06:00"), NIGHTS) == hours(7)
        assert add_working(local("2026-03-29 00:30"), hours(1), NIGHTS) == local("2026-03-29 02:30")
        # 01:30 comes twice; the second one is an hour later.
        again = local("2026-10-25 01:30").replace(fold=1)
        assert add_working(local("2026-10-25 01:30"), hours(1), NIGHTS) == again.astimezone(datetime.UTC)

    def test_hours_within_the_hour_that_is_left_out(self):
        """1:15 to 2:30 on 29 March: the wall shows 2:15 when 1:15 should be, so a quarter of an hour is left."""
        assert working_between(local("2026-03-29 00:00"), local("2026-03-29 06:00"), IN_THE_GAP) == hours(0.25)
        assert working_between(local("2026-10-25 00:00"), local("2026-10-25 06:00"), IN_THE_GAP) == hours(2.25)

    def test_a_day_whose_hours_are_left_out_is_no_working_day(self):
        """1:30 to 2:10: on 29 March the wall shows 2:30 when it should be 1:30, and then it is past 2:10."""
        lost = dataclasses.replace(
            IN_THE_GAP, week=(*IN_THE_GAP.week[:6], Span(datetime.time(1, 30), datetime.time(2, 10)))
        )
        assert working_between(local("2026-03-28 00:00"), local("2026-03-30 00:00"), lost) == hours(0)
        assert next_opening(local("2026-03-29 00:00"), lost) == local("2026-04-05 01:30")


class TestWorkingBetween:
    def test_nights_weekends_and_days_off_do_not_count(self):
        assert working_between(local("2026-11-27 16:30"), local("2026-12-01 10:30"), SCOTLAND) == hours(2)
        assert working_between(local("2026-11-27 16:30"), local("2026-12-01 10:30"), ENGLAND) == hours(10)

    def test_nothing_lies_backwards_or_outside(self):
        assert working_between(local("2026-11-24 12:00"), local("2026-11-24 10:00"), ENGLAND) == hours(0)
        assert working_between(local("2026-11-21 10:00"), local("2026-11-22 10:00"), ENGLAND) == hours(0)

    def test_a_year_of_england(self):
        """2027: 261 weekdays; on weekdays New Year, Good Friday, Easter Monday, 3 and 31 May, 30 August, 27, 28 Dec."""
        assert working_between(local("2027-01-01 00:00"), local("2028-01-01 00:00"), ENGLAND) == hours(8 * (261 - 8))


class TestIsOpen:
    @pytest.mark.parametrize(
        ("at", "opened"),
        [
            ("2026-11-24 08:59", False),
            ("2026-11-24 09:00", True),
            ("2026-11-24 16:59", True),
            ("2026-11-24 17:00", False),
            ("2026-11-22 12:00", False),
            ("2026-11-30 12:00", False),
        ],
    )
    def test_from_opening_until_before_closing(self, at: str, opened: bool):
        assert is_open(local(at), SCOTLAND) is opened

    def test_the_next_opening(self):
        assert next_opening(local("2026-11-24 10:00"), SCOTLAND) == local("2026-11-24 10:00")
        assert next_opening(local("2026-11-27 17:00"), SCOTLAND) == local("2026-12-01 09:00")
        assert next_opening(local("2026-12-31 17:00"), SCOTLAND) == local("2027-01-05 09:00")


class TestBankHolidays:
    @pytest.mark.parametrize(
        ("own", "year", "listed"),
        [
            # 15 June 2026 was proclaimed for Scotland once.
            (SCOTLAND, 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"),
            (SCOTLAND, 2027, "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28"),
            (ENGLAND, 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            (ENGLAND, 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        ],
    )
    def test_weekdays_off(self, own: Hours, year: int, listed: str):
        days = (day(f"{year}-01-01") + datetime.timedelta(days=n) for n in range(365))
        assert " ".join(f"{d:%m-%d}" for d in days if d.weekday() < 5 and not works_on(d, own)) == listed

    def test_a_holiday_on_a_weekend_moves_in_scotland_too(self):
        """1 and 2 January 2028 are a Saturday and a Sunday, 30 November 2024 was a Saturday."""
        assert {day("2028-01-03"), day("2028-01-04")} <= bank_holidays(Nation.SCOTLAND, 2028)
        assert day("2024-12-02") in bank_holidays(Nation.SCOTLAND, 2024)
        assert day("2028-01-04") not in bank_holidays(Nation.ENGLAND, 2028)


class TestRefused:
    NAIVE = datetime.datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - that is the point

    def test_a_moment_without_a_zone(self):
        for ask in (
            lambda: add_working(self.NAIVE, hours(1), ENGLAND),
            lambda: working_between(self.NAIVE, local("2026-11-24 12:00"), ENGLAND),
            lambda: working_between(local("2026-11-24 09:00"), self.NAIVE, ENGLAND),
            lambda: is_open(self.NAIVE, ENGLAND),
            lambda: next_opening(self.NAIVE, ENGLAND),
        ):
            with pytest.raises(ValueError, match="has no time zone"):
                ask()

    def test_hours_that_never_come(self):
        with pytest.raises(ValueError, match="at least one of them a working day"):
            Hours((None,) * 7, Nation.ENGLAND)
        with pytest.raises(ValueError, match="seven days"):
            Hours((NINE_TO_FIVE,) * 6, Nation.ENGLAND)
        with pytest.raises(ValueError, match="closes later than it opens"):
            Hours((Span(datetime.time(17), datetime.time(9)), *OFFICE[1:]), Nation.ENGLAND)
        with pytest.raises(ValueError, match="Scotland or England"):
            Hours(OFFICE, Nation.UK)


MOMENTS = st.datetimes(
    datetime.datetime(2024, 1, 1),  # noqa: DTZ001 - the zone comes beside it
    datetime.datetime(2031, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([datetime.UTC, LONDON, datetime.timezone(datetime.timedelta(hours=-5))]),
)
WORKING = st.timedeltas(datetime.timedelta(0), datetime.timedelta(days=4))
TIMES = st.lists(st.times(), min_size=2, max_size=2, unique=True).map(sorted)
SPANS = st.none() | TIMES.map(lambda pair: Span(*pair))
WEEKS = st.lists(SPANS, min_size=7, max_size=7).filter(any).map(tuple)
ALL_HOURS = st.sampled_from([SCOTLAND, ENGLAND, NIGHTS, IN_THE_GAP]) | st.builds(
    Hours,
    # A working day of microseconds would take years to add up to a day.
    WEEKS.filter(lambda week: sum(_length(span) for span in week) > 3600),
    st.sampled_from([Nation.SCOTLAND, Nation.ENGLAND]),
    st.frozensets(st.dates(datetime.date(2024, 1, 1), datetime.date(2031, 12, 31)), max_size=5),
)


def _length(span: Span | None) -> int:
    if span is None:
        return 0
    return (span.closes.hour - span.opens.hour) * 3600 + (span.closes.minute - span.opens.minute) * 60


class TestWhateverTheMoment:
    @settings(max_examples=150, deadline=None)
    @given(MOMENTS, WORKING, ALL_HOURS)
    def test_what_was_added_lies_between(self, start, working, own):
        assert working_between(start, add_working(start, working, own), own) == working

    @settings(max_examples=100, deadline=None)
    @given(MOMENTS, WORKING, ALL_HOURS)
    def test_the_end_is_within_the_hours_or_at_their_end_and_not_before_the_start(self, start, working, own):
        end = add_working(start, working, own)
        assert end >= start
        assert is_open(end, own) or is_open(end - datetime.timedelta(microseconds=1), own)

    @settings(max_examples=100, deadline=None)
    @given(MOMENTS, MOMENTS, WORKING, WORKING, ALL_HOURS)
    def test_later_or_more_never_ends_earlier(self, one, other, less, more, own):
        (first, second), (short, long) = sorted([one, other]), sorted([less, more])
        assert add_working(first, short, own) <= add_working(second, short, own)
        assert add_working(first, short, own) <= add_working(first, long, own)

    @settings(max_examples=50, deadline=None)
    @given(st.lists(MOMENTS, min_size=3, max_size=3), ALL_HOURS)
    def test_parts_add_up(self, moments, own):
        one, two, three = sorted(moments)
        parts = (working_between(a, b, own) for a, b in itertools.pairwise((one, two, three)))
        assert sum(parts, hours(0)) == working_between(one, three, own)

    @settings(max_examples=50, deadline=None)
    @given(MOMENTS, ALL_HOURS)
    def test_the_next_opening_is_open_and_nothing_before_it_is(self, at, own):
        opening = next_opening(at, own)
        assert is_open(opening, own)
        assert working_between(at, opening, own) == hours(0)
