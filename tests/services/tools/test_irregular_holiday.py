"""Holiday that builds up by hours worked, and rolled-up pay."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.irregular_holiday import IrregularHoliday, RolledUpPay, irregular_holiday, rolled_up_pay
from tests.services.tools.conftest import FIGURES

YEAR = datetime.date(2026, 4, 1)
worked = st.lists(st.decimals("0", "400", places=2), min_size=1, max_size=12)


def holiday(*hours, year=YEAR):
    request = IrregularHoliday(leave_year_starts=year, hours_by_period=tuple(map(Decimal, hours)))
    return irregular_holiday(request, FIGURES)


def rolled(**request):
    return rolled_up_pay(RolledUpPay(**{"leave_year_starts": YEAR, **request}), FIGURES)


class TestIrregularHoliday:
    def test_zero_hours_month(self):
        """Dossier E1: 62 hours give 7.48, so 7 hours."""
        result = holiday(62)
        assert (result.hours, result.unrounded) == (7, Decimal("7.4834"))
        assert result.lines[0].working == "62 hours × 12.07% = 7.48, to the nearest hour"

    def test_term_time_year(self):
        """Dossier E1: 15 hours for 39 weeks give about 70.6 hours."""
        assert round(holiday(15 * 39).unrounded, 1) == Decimal("70.6")

    @pytest.mark.parametrize(("hours", "leave"), [("4.14", 0), ("4.15", 1), ("12.42", 1), ("12.43", 2), ("0", 0)])
    def test_half_an_hour_and_more_make_an_hour(self, hours, leave):
        # 12.07 % of 4.14 is 0.4997, of 4.15 is 0.5009.
        assert holiday(hours).hours == leave

    def test_the_rate_belongs_to_5_6_weeks(self):
        assert round(Decimal("5.6") / (52 - Decimal("5.6")) * 100, 2) == FIGURES.on("holiday_accrual_rate", YEAR).amount

    def test_each_pay_period_is_rounded_for_itself(self):
        # 2.41 and 2.41 make 4, though 4.83 in one go would make 5.
        assert (holiday(20, 20).hours, holiday(40).hours) == (4, 5)

    def test_the_method_began_in_april_2024(self):
        assert holiday(62, year=datetime.date(2024, 4, 1)).hours == 7
        with pytest.raises(RefusedError, match="1 April 2024"):
            holiday(62, year=datetime.date(2024, 3, 31))

    @pytest.mark.parametrize("hours", [(), (-1,), (9000,)])
    def test_what_cannot_be_is_refused(self, hours):
        with pytest.raises(RefusedError, match="62"):
            holiday(*hours)

    @given(worked, st.decimals("0", "400", places=2))
    def test_more_hours_never_give_less(self, hours, more):
        assert holiday(*hours).hours <= holiday(hours[0] + more, *hours[1:]).hours

    @given(worked)
    def test_rounding_never_moves_a_period_by_more_than_half_an_hour(self, hours):
        result = holiday(*hours)
        assert abs(result.hours - result.unrounded) <= Decimal("0.5") * len(hours)


class TestRolledUpPay:
    def test_by_hours_and_rate(self):
        """Dossier E1: 80 hours at £13.45 are £1,076.00, and £129.87 of holiday pay."""
        result = rolled(hours=Decimal(80), rate=Decimal("13.45"))
        assert (result.lines[0].value, result.holiday_pay) == (Decimal("1076.00"), Decimal("129.87"))

    def test_by_pay(self):
        result = rolled(pay=Decimal(1076))
        assert (result.holiday_pay, result.total) == (Decimal("129.87"), Decimal("1205.87"))

    @pytest.mark.parametrize("request_", [{}, {"hours": Decimal(80)}, {"pay": Decimal(-1)}])
    def test_pay_that_is_missing_is_refused(self, request_):
        with pytest.raises(RefusedError, match="for example £1,076"):
            rolled(**request_)

    @given(st.decimals("0", "5000", places=2))
    def test_it_is_between_nothing_and_an_eighth_of_the_pay(self, pay):
        assert 0 <= rolled(pay=pay).holiday_pay <= pay / 8 + Decimal("0.01")
