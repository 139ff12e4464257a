"""Statutory redundancy pay."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.redundancy import Redundancy, redundancy_pay
from bot.services.tools.service import Service
from tests.services.tools.conftest import FIGURES

ENDS = datetime.date(2026, 11, 30)
ages = st.integers(16, 90)
pay = st.decimals("0", "1500", places=2)


def asked(age, years, weekly_pay, ends=ENDS, months=0):
    request = Redundancy(age=age, service=Service(years, months), weekly_pay=Decimal(weekly_pay), ends=ends)
    return redundancy_pay(request, FIGURES)


class TestWorkedByHand:
    @pytest.mark.parametrize(
        ("age", "years", "weekly_pay", "weeks", "amount"),
        [
            # Dossier E3.
            (35, 4, 300, "4", "1200.00"),
            (50, 10, 240, "14.5", "3480.00"),
            (23, 5, 180, "3", "540.00"),
            (61, 25, 900, "30", "22530.00"),
            # At just 60 the first of the 20 years began at 40, so it counts one week (section 162(2)).
            (60, 25, 900, "29.5", "22154.50"),
            # Both turning points: 41 for one year only, 22 for one year only.
            (42, 3, 100, "3.5", "350.00"),
            (41, 2, 100, "2", "200.00"),
            (22, 2, 100, "1", "100.00"),
        ],
    )
    def test_weeks_and_amount(self, age, years, weekly_pay, weeks, amount):
        result = asked(age, years, weekly_pay)
        assert (result.weeks, result.amount) == (Decimal(weeks), Decimal(amount))

    def test_the_arithmetic_is_shown(self):
        lines = asked(50, 10, 240).lines
        assert [line.working for line in lines] == [
            "10 years of service",
            "9 × 1.5 (aged 41 or over) + 1 × 1 (aged 22 to 40)",
            "£240.00, which is within the limit of £751",
            "14.5 × £240.00",
        ]

    @pytest.mark.parametrize(
        ("ends", "amount"), [("2025-04-05", "2800.00"), ("2025-04-06", "2876.00"), ("2026-04-06", "3004.00")]
    )
    def test_the_cap_is_that_of_the_last_day(self, ends, amount):
        assert asked(30, 4, 900, datetime.date.fromisoformat(ends)).amount == Decimal(amount)

    def test_nothing_below_two_years(self):
        result = asked(35, 1, 300, months=11)
        assert (result.entitled, result.amount) == (False, 0)
        assert result.headline.working == "1 year 11 months of service; the law asks for 2 complete years"

    def test_an_amount_of_a_later_year_says_that_it_is_not_known_yet(self):
        result = asked(35, 4, 300, datetime.date(2027, 6, 1))
        assert result.amount == 1200
        assert any("is not known here" in caution and "£751" in caution for caution in result.cautions)

    def test_a_year_before_the_first_figure_is_refused(self):
        with pytest.raises(RefusedError, match="known here from 6 April 2024"):
            asked(35, 4, 300, datetime.date(2023, 6, 1))

    @pytest.mark.parametrize(("age", "years", "weekly_pay"), [(15, 2, 1), (101, 2, 1), (20, 10, 1), (30, 4, -1)])
    def test_what_cannot_be_is_refused(self, age, years, weekly_pay):
        with pytest.raises(RefusedError):
            asked(age, years, weekly_pay)


class TestRules:
    @given(ages, st.integers(0, 60), pay)
    def test_never_more_than_the_published_maximum(self, age, years, weekly_pay):
        years = min(years, age - 13)
        highest = FIGURES.on("redundancy_pay_maximum", ENDS).amount
        assert 0 <= asked(age, years, weekly_pay).amount <= highest

    @given(ages, st.integers(2, 40), pay, pay)
    def test_more_pay_never_gives_less(self, age, years, one, other):
        years = min(years, age - 13)
        low, high = sorted((one, other))
        assert asked(age, years, low).amount <= asked(age, years, high).amount

    @given(st.integers(40, 90), st.integers(2, 26), pay)
    def test_another_year_of_service_never_gives_less(self, age, years, weekly_pay):
        assert asked(age, years, weekly_pay).amount <= asked(age, years + 1, weekly_pay).amount

    @given(st.integers(20, 89), st.integers(2, 7), pay)
    def test_greater_age_never_gives_less(self, age, years, weekly_pay):
        assert asked(age, years, weekly_pay).amount <= asked(age + 1, years, weekly_pay).amount

    @given(ages, st.integers(2, 60))
    def test_weeks_lie_between_half_and_one_and_a_half_for_each_year(self, age, years):
        years = min(years, age - 13)
        weeks = asked(age, years, 100).weeks
        counting = min(years, 20) if years >= 2 else 0
        assert counting * Decimal("0.5") <= weeks <= counting * Decimal("1.5")
