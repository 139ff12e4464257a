"""Holiday with a regular pattern: worked by hand, and rules that hold for every pattern."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.holiday import RegularHoliday, built_up, regular_holiday
from tests.services.tools.conftest import FIGURES

APRIL = datetime.date(2026, 4, 1)
days_a_week = st.decimals("0.5", "7", places=1)
hours_a_day = st.decimals("0.25", "14", places=2)
leave_years = st.dates(datetime.date(2009, 4, 1), datetime.date(2040, 3, 1))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def holiday(**request):
    return regular_holiday(RegularHoliday(**{"leave_year_starts": APRIL, **request}), FIGURES)


class TestWholeYear:
    def test_hours_are_5_6_weeks(self):
        """Dossier E1: 20 hours a week give 112 hours."""
        assert holiday(hours_a_week=Decimal(20)).hours == 112

    @pytest.mark.parametrize(("days", "leave"), [("3", "16.8"), ("5", "28"), ("6", "28"), ("7", "28"), ("2.5", "14")])
    def test_days_are_5_6_weeks_up_to_28(self, days, leave):
        assert holiday(days_a_week=Decimal(days)).days == Decimal(leave)

    def test_the_cap_holds_for_hours_too(self):
        # Six days of 8 hours: 28 days of 8 hours, not 5.6 weeks of 48.
        assert holiday(days_a_week=Decimal(6), hours_a_week=Decimal(48)).hours == 224

    def test_the_arithmetic_is_shown(self):
        result = holiday(days_a_week=Decimal(6))
        assert result.lines[0].working == "5.6 weeks × 6 days = 33.6, but the law stops at 28 days"
        assert [figure.name for figure in result.facts_used] == ["holiday_weeks", "holiday_days_cap"]


class TestPartOfAYear:
    def test_a_joiner_gets_what_is_left_of_the_year(self):
        # 1 October to 31 March is 182 of 365 days; 28 × 182 ÷ 365 = 13.96.
        result = holiday(days_a_week=Decimal(5), joined=day("2026-10-01"))
        assert result.headline.value == Decimal("13.96")

    def test_a_leaver_gets_what_has_passed_less_what_was_taken(self):
        # 1 April to 30 June is 91 of 365 days; 28 × 91 ÷ 365 = 6.98, less 4.
        result = holiday(days_a_week=Decimal(5), leaves=day("2026-06-30"), taken=Decimal(4))
        assert (result.headline.label, result.headline.value) == ("Holiday to be paid on leaving", Decimal("2.98"))

    def test_whoever_took_too_much_is_told_so(self):
        result = holiday(days_a_week=Decimal(5), leaves=day("2026-06-30"), taken=Decimal(10))
        assert result.headline.label == "Holiday taken beyond what has built up"
        assert result.left < 0
        assert "written agreement" in result.cautions[0]

    def test_a_leap_year_has_366_days(self):
        # The leave year from 1 April 2027 holds 29 February 2028.
        result = holiday(leave_year_starts=day("2027-04-01"), days_a_week=Decimal(5), joined=day("2028-02-29"))
        assert result.share == Decimal(32) / 366

    def test_a_leave_year_can_begin_on_29_february(self):
        result = holiday(leave_year_starts=day("2028-02-29"), days_a_week=Decimal(5), leaves=day("2029-02-28"))
        assert result.share == 1

    @pytest.mark.parametrize(
        "request_",
        [
            {"joined": day("2026-03-31")},
            {"leaves": day("2027-04-01")},
            {"joined": day("2026-06-01"), "leaves": day("2026-05-01")},
            {"taken": Decimal(-1)},
            {"days_a_week": Decimal(8)},
            {"days_a_week": Decimal(0)},
            {"days_a_week": Decimal(1), "hours_a_week": Decimal(25)},
        ],
    )
    def test_what_cannot_be_is_refused(self, request_):
        with pytest.raises(RefusedError):
            holiday(**{"days_a_week": Decimal(5), **request_})

    def test_neither_days_nor_hours_is_refused(self):
        with pytest.raises(RefusedError, match="for example"):
            holiday()


class TestRules:
    @given(days_a_week, leave_years)
    def test_never_more_than_28_days(self, days, year):
        assert 0 < holiday(days_a_week=days, leave_year_starts=year).days <= 28

    @given(days_a_week, days_a_week)
    def test_more_days_a_week_never_give_less(self, one, other):
        fewer, more = sorted((one, other))
        assert holiday(days_a_week=fewer).days <= holiday(days_a_week=more).days

    @given(st.decimals("0.5", "5", places=1), hours_a_day)
    def test_days_and_hours_are_the_same_leave(self, days, a_day):
        result = holiday(days_a_week=days, hours_a_week=days * a_day)
        assert result.hours == result.days * a_day

    @given(leave_years, st.integers(0, 363))
    def test_leaving_one_day_and_starting_the_next_make_a_whole_year(self, year, after):
        """Whoever leaves and a successor from the next day together get one year's leave."""
        last = year + datetime.timedelta(days=after)
        leaver = holiday(days_a_week=Decimal(5), leave_year_starts=year, leaves=last)
        joiner = holiday(days_a_week=Decimal(5), leave_year_starts=year, joined=last + datetime.timedelta(days=1))
        assert leaver.share + joiner.share == pytest.approx(1)
        assert leaver.days + joiner.days == pytest.approx(28)

    @given(leave_years, st.integers(0, 364), st.integers(0, 364))
    def test_a_later_start_never_gives_more(self, year, one, other):
        early, late = (year + datetime.timedelta(days=days) for days in sorted((one, other)))
        first = holiday(days_a_week=Decimal(4), leave_year_starts=year, joined=early)
        assert holiday(days_a_week=Decimal(4), leave_year_starts=year, joined=late).days <= first.days


class TestBuiltUp:
    @pytest.mark.parametrize(
        ("on", "days"),
        [
            ("2026-04-30", "0"),
            # 28 × 1 ÷ 12 = 2.33, up to the next half day.
            ("2026-05-01", "2.5"),
            ("2026-05-31", "2.5"),
            ("2026-06-01", "5"),
            # Five months begun: 28 × 5 ÷ 12 = 11.67.
            ("2026-09-15", "12"),
            ("2027-04-30", "28"),
            ("2030-01-01", "28"),
        ],
    )
    def test_a_twelfth_at_the_start_of_each_month(self, on, days):
        assert built_up(Decimal(28), day("2026-05-01"), day(on)) == Decimal(days)

    def test_hours_are_not_rounded(self):
        assert built_up(Decimal(120), day("2026-05-01"), day("2026-06-01"), in_days=False) == 20
