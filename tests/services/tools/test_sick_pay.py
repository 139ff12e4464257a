"""Statutory Sick Pay, before, across and after the change of April 2026."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.sick_pay import SickPay, sick_pay
from tests.services.tools.conftest import FIGURES

CHANGE = datetime.date(2026, 4, 6)
MONDAY_TO_WEDNESDAY = frozenset({0, 1, 2})
WORKING_DAYS = frozenset(range(5))
earnings = st.decimals("0", "800", places=2)
weeks = st.frozensets(st.integers(0, 6), min_size=1)
days_after = st.dates(CHANGE, datetime.date(2027, 3, 1))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def asked(weekly_pay, first, last, weekdays=MONDAY_TO_WEDNESDAY, **request):
    first, last = (day(value) if isinstance(value, str) else value for value in (first, last))
    request = SickPay(
        average_weekly_pay=Decimal(weekly_pay), weekdays=weekdays, first_day=first, last_day=last, **request
    )
    return sick_pay(request, FIGURES)


def one_day(weekly_pay, first):
    """The result for an illness of one working day, whose weekly figure is not rounded."""
    return asked(weekly_pay, first, first, frozenset({first.weekday()}))


class TestSinceTheChange:
    @pytest.mark.parametrize(
        ("weekly_pay", "weekly", "daily"),
        [(90, "72.00", "24.00"), (140, "112.00", "37.33"), (250, "123.25", "41.08")],
    )
    def test_the_lower_of_flat_rate_and_80_percent(self, weekly_pay, weekly, daily):
        """Dossier E7."""
        # Monday 2 to Sunday 8 November 2026: one week.
        result = asked(weekly_pay, "2026-11-02", "2026-11-08")
        assert (result.weekly, result.daily, result.days) == (Decimal(weekly), Decimal(daily), 3)
        assert result.total == Decimal(weekly)

    def test_paid_from_the_first_day(self):
        assert asked(90, "2026-11-02", "2026-11-02").total == 24

    def test_only_working_days_are_paid(self):
        assert asked(250, "2026-11-05", "2026-11-08").total == 0

    def test_the_sum_is_rounded_up(self):
        # 123.25 ÷ 3 = 41.0833: one day is £41.09, three days are £123.25.
        assert asked(250, "2026-11-02", "2026-11-02").total == Decimal("41.09")

    def test_the_flat_rate_holds_from_154_06(self):
        # 0.8 × 154.06 = 123.248; 0.8 × 154.07 = 123.256.
        assert one_day("154.06", CHANGE).weekly == Decimal("123.248")
        assert one_day("154.07", CHANGE).weekly == Decimal("123.25")

    def test_it_ends_after_28_weeks(self):
        assert asked(250, "2026-04-06", "2027-02-28").days == 28 * 3
        assert asked(250, "2026-04-06", "2027-02-28", days_paid_before=80).days == 4


class TestBeforeTheChange:
    def test_three_waiting_days_and_the_flat_rate(self):
        # Two weeks of five working days, three of them unpaid: 7 ÷ 5 × 118.75.
        result = asked(300, "2025-11-03", "2025-11-16", WORKING_DAYS)
        assert (result.days, result.total) == (7, Decimal("166.25"))

    def test_below_the_earnings_limit_there_is_nothing(self):
        result = asked("124.99", "2025-11-03", "2025-11-16", WORKING_DAYS)
        assert (result.days, result.total) == (0, 0)
        assert "below the lower earnings limit of £125" in result.lines[0].working

    def test_at_the_earnings_limit_the_whole_flat_rate_is_due(self):
        assert asked(125, "2025-11-03", "2025-11-16", WORKING_DAYS).weekly == Decimal("118.75")

    def test_fewer_than_four_days_count_for_nothing(self):
        assert asked(300, "2025-11-03", "2025-11-05", WORKING_DAYS, waiting_days_before=3).total == 0

    def test_waiting_days_of_a_linked_illness_are_not_served_again(self):
        assert asked(300, "2025-11-03", "2025-11-07", WORKING_DAYS, waiting_days_before=3).days == 5


class TestAcrossTheChange:
    def test_whoever_was_paid_keeps_the_flat_rate(self):
        # 80 % of 140 would be 112. Monday 23 March: three waiting days, 7 paid before, then the week from 6 April.
        result = asked(140, "2026-03-23", "2026-04-12", WORKING_DAYS)
        assert result.weekly == Decimal("123.25")
        assert result.total == Decimal("166.25") + Decimal("123.25")
        assert "payroll" in result.cautions[0]

    def test_whoever_was_waiting_follows_the_new_rules(self):
        # Thursday 2 and Friday 3 April were waiting days.
        result = asked(140, "2026-04-02", "2026-04-12", WORKING_DAYS)
        assert (result.weekly, result.total, result.days) == (112, 112, 5)

    def test_whoever_earned_too_little_is_paid_from_the_change_on(self):
        result = asked(90, "2026-03-02", "2026-04-12", WORKING_DAYS)
        assert (result.days, result.total) == (5, 72)

    def test_unless_the_illness_began_more_than_28_weeks_before(self):
        assert asked(90, "2025-09-22", "2026-04-12", WORKING_DAYS).total == 72
        assert asked(90, "2025-09-21", "2026-04-12", WORKING_DAYS).total == 0


class TestRules:
    @given(earnings, earnings, weeks, days_after)
    def test_more_earnings_never_give_less(self, one, other, weekdays, first):
        low, high = sorted((one, other))
        last = min(first + datetime.timedelta(days=20), day("2027-04-05"))
        assert asked(low, first, last, weekdays).total <= asked(high, first, last, weekdays).total

    @given(earnings, weeks, days_after)
    def test_a_whole_week_is_a_week_of_sick_pay_whatever_the_days(self, weekly_pay, weekdays, first):
        result = asked(weekly_pay, first, first + datetime.timedelta(days=6), weekdays)
        assert 0 <= result.total - one_day(weekly_pay, first).weekly < Decimal("0.0101")

    @given(earnings, days_after)
    def test_never_more_than_the_flat_rate_or_80_percent(self, weekly_pay, first):
        assert one_day(weekly_pay, first).weekly <= min(Decimal("123.25"), weekly_pay * Decimal("0.8"))

    @given(earnings, weeks, st.dates(day("2025-04-06"), day("2027-03-01")), st.integers(0, 60))
    def test_a_longer_illness_never_brings_less(self, weekly_pay, weekdays, first, length):
        """Over both sets of rules and across the change."""
        last = first + datetime.timedelta(days=length)
        longer = asked(weekly_pay, first, last + datetime.timedelta(days=1), weekdays)
        assert asked(weekly_pay, first, last, weekdays).total <= longer.total


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        "request_",
        [
            {"weekly_pay": -1},
            {"weekdays": frozenset()},
            {"weekdays": frozenset({7})},
            {"last": "2026-11-01"},
            {"first": "2020-01-01", "last": "2026-11-01"},
        ],
    )
    def test_is_refused(self, request_):
        with pytest.raises(RefusedError):
            asked(**{"weekly_pay": 100, "first": "2026-11-02", "last": "2026-11-08", **request_})
