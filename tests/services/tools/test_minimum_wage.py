"""The minimum wage with sleepovers, travel, training and lodging."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.minimum_wage import (
    Measure,
    MinimumWageCheck,
    Sleepovers,
    minimum_rate,
    minimum_wage,
)
from tests.services.tools.conftest import FIGURES

TODAY = datetime.date(2026, 11, 2)
hours = st.decimals("0.25", "60", places=2)
pay = st.decimals("0", "1200", places=2)


def asked(worked, paid, **request):
    check = MinimumWageCheck(hours=Decimal(worked), pay=Decimal(paid), **{"age": 40, "period_starts": TODAY, **request})
    return minimum_wage(check, FIGURES)


def nights(number, hours_each, pay_each=0, awake=0, **more):
    values = {"hours_each": hours_each, "pay_each": pay_each, "awake_hours": awake}
    return Sleepovers(number=number, **{name: Decimal(str(value)) for name, value in values.items()}, **more)


class TestTheLaw:
    def test_time_awake_counts_and_a_flat_payment_does_not(self):
        """Dossier E5, mode 1."""
        result = asked(20, "254.20", sleepovers=nights(1, 9, 50, 1.5))
        assert (result.passes, round(result.rate, 2), result.short) == (False, Decimal("11.82"), Decimal("19.07"))

    def test_a_payment_that_covers_waking_time_counts(self):
        """Dossier E5, mode 1, second half."""
        result = asked(20, "254.20", sleepovers=nights(1, 9, 50, 1.5, pay_covers_waking=True))
        assert (result.passes, round(result.rate, 2)) == (True, Decimal("14.15"))

    def test_a_quiet_night_adds_no_hours(self):
        assert asked(20, "254.20", sleepovers=nights(1, 9, 0)).passes

    def test_a_night_without_a_place_to_sleep_counts_in_full(self):
        result = asked(20, "254.20", sleepovers=nights(1, 9, 40, expected_to_sleep=False))
        # 29 hours × 12.71 = 368.59, less 294.20.
        assert result.short == Decimal("74.39")

    def test_travel_and_training_count(self):
        # 20 + 1 + 3 hours × 12.71 = 305.04.
        result = asked(20, "254.20", travel_hours=Decimal(1), training_hours=Decimal(3))
        assert result.short == Decimal("50.84")
        assert result.lines[0].working == "20 at work + 1 travelling + 3 training"

    def test_exactly_the_minimum_passes(self):
        assert asked(20, "254.20").passes
        assert not asked(20, "254.19").passes


class TestStricterTerms:
    def test_average_over_all_hours(self):
        """Dossier E5, mode 2."""
        result = asked(30, 405, sleepovers=nights(2, 9, 40), measure=Measure.AVERAGE)
        assert (result.passes, round(result.rate, 2)) == (False, Decimal("10.10"))
        assert result.sleepover_due == Decimal("102.54")

    @pytest.mark.parametrize(("starts", "due"), [("2024-11-02", "120.00"), ("2026-11-02", "134.50")])
    def test_scottish_sleepover(self, starts, due):
        """Dossier E5, mode 3."""
        result = asked(
            10, "134.50", period_starts=datetime.date.fromisoformat(starts), sleepovers=nights(1, 10, due),
            measure=Measure.SCOTTISH_PA,
        )  # fmt: skip
        assert (result.passes, result.sleepover_due) == (True, Decimal(due))

    def test_good_pay_by_day_does_not_make_up_for_a_night(self):
        # 10 hours × £30 by day; the night brings £50 instead of 10 × £13.45.
        result = asked(10, 300, sleepovers=nights(1, 10, 50), measure=Measure.SCOTTISH_PA)
        assert (result.passes, result.short) == (False, Decimal("84.50"))

    def test_an_unconfirmed_rate_is_marked(self):
        result = asked(10, "134.50", measure=Measure.SCOTTISH_PA)
        assert any("not confirmed" in caution for caution in result.cautions)


class TestLodging:
    def test_free_lodging_adds_the_offset(self):
        """Dossier E5, live-in."""
        result = asked(35, 420, lodging_days=7)
        assert (result.passes, round(result.rate, 2)) == (True, Decimal("14.22"))

    def test_a_charge_up_to_the_offset_changes_nothing(self):
        assert asked(35, 460, lodging_days=7, lodging_charge=Decimal("11.10")).rate == asked(35, 460).rate

    def test_a_higher_charge_takes_off_what_is_above(self):
        # 7 × (15 − 11.10) = 27.30.
        result = asked(35, 460, lodging_days=7, lodging_charge=Decimal(15))
        assert result.lines[1].value == Decimal("432.70")
        assert result.lines[1].working == "£460.00 for hours at work − 7 days × (£15.00 − £11.10) charged for lodging"


class TestRateByAgeAndDay:
    @pytest.mark.parametrize(
        ("age", "starts", "rate"),
        [
            (21, "2026-04-01", "12.71"),
            (21, "2026-03-31", "12.21"),
            (20, "2026-04-01", "10.85"),
            (18, "2026-04-01", "10.85"),
            (17, "2026-04-01", "8.0"),
            (60, "2024-04-01", "11.44"),
        ],
    )
    def test_rate(self, age, starts, rate):
        assert minimum_rate(age, datetime.date.fromisoformat(starts), FIGURES).amount == Decimal(rate)

    def test_a_first_year_apprentice_has_the_lowest_rate(self):
        assert minimum_rate(40, TODAY, FIGURES, first_year_apprentice=True).amount == 8

    def test_a_rate_that_is_not_known_yet_is_marked(self):
        result = asked(20, 300, period_starts=datetime.date(2027, 4, 5))
        assert "is not known here" in result.cautions[0]

    def test_a_time_before_the_figures_is_refused(self):
        with pytest.raises(RefusedError, match="from 1 April 2024 on"):
            asked(20, 300, period_starts=datetime.date(2024, 3, 31))


class TestRules:
    @given(hours, pay, pay)
    def test_more_pay_never_fails_what_less_pay_passes(self, worked, one, other):
        less, more = sorted((one, other))
        assert asked(worked, less).short >= asked(worked, more).short

    @given(hours, pay, st.integers(1, 5), st.decimals("0", "9", places=1))
    def test_time_awake_never_helps(self, worked, paid, number, awake):
        quiet = asked(worked, paid, sleepovers=nights(number, 9))
        assert quiet.short <= asked(worked, paid, sleepovers=nights(number, 9, awake=awake)).short

    @given(hours, pay, st.integers(0, 20), st.integers(16, 20))
    def test_a_younger_worker_is_never_owed_more(self, worked, paid, older, age):
        assert asked(worked, paid, age=age).short <= asked(worked, paid, age=21 + older).short

    @given(hours, pay)
    def test_what_is_short_makes_it_pass(self, worked, paid):
        result = asked(worked, paid)
        assert asked(worked, paid + result.short + Decimal("0.01")).passes

    @given(hours, pay, st.integers(1, 5), st.decimals("0", "100", places=2))
    def test_the_scottish_measure_is_never_milder_than_the_law(self, worked, paid, number, each):
        law = asked(worked, paid, sleepovers=nights(number, 9, each))
        stricter = asked(worked, paid, sleepovers=nights(number, 9, each), measure=Measure.SCOTTISH_PA)
        assert stricter.short >= law.short


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        "request_",
        [{"age": 15}, {"pay": -1}, {"worked": 0}, {"worked": 800}, {"travel_hours": Decimal(-1)}],
    )
    def test_is_refused(self, request_):
        values = {"worked": request_.pop("worked", 20), "paid": request_.pop("pay", 300), **request_}
        with pytest.raises(RefusedError):
            asked(**values)

    @pytest.mark.parametrize("night", [(1, 25), (1, 9, -1), (1, 9, 0, 10), (-1, 9)])
    def test_nights_are_refused(self, night):
        with pytest.raises(RefusedError):
            nights(*night)
