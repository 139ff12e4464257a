"""From a yearly budget to weekly hours, and back."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.budget_hours import Terms, budget_for_hours, hours_for_budget
from tests.services.tools.conftest import FIGURES

DAY = datetime.date(2026, 11, 26)
budgets = st.decimals("1000", "150000", places=2)
rates = st.decimals("12.71", "25", places=2)


def terms(rate="13.45", **values):
    decimals = {name: Decimal(value) if isinstance(value, str) else value for name, value in values.items()}
    return Terms(**{"rate": Decimal(rate), "day": DAY, **decimals})


def hours(budget, rate="13.45", **values):
    return hours_for_budget(Decimal(budget), terms(rate, **values), FIGURES)


class TestWorkedByHand:
    def test_without_pension(self):
        """Dossier E6: £9,000, fixed £300, £13.45 an hour."""
        result = hours(9000, insurance="300")
        assert round(result.hours, 2) == Decimal("11.23")
        assert round(result.hours * 52 * Decimal("13.45")) == 7854
        # (9,000 − 300) ÷ (57.6 × 13.45)
        assert result.hours == pytest.approx(Decimal("11.22986"), abs=Decimal("0.0001"))

    def test_with_pension(self):
        """Dossier E6: £20,000, fixed £400, £12.71 an hour; it adds back to £20,000."""
        result = hours(20000, "12.71", insurance="400")
        assert round(result.hours, 2) == Decimal("26.32")
        assert budget_for_hours(result.hours, terms("12.71", insurance="400"), FIGURES).budget == pytest.approx(
            Decimal(20000), abs=Decimal("0.08")
        )

    @pytest.mark.parametrize(("pas", "expected"), [(1, "41.27"), (2, "41.50")])
    def test_with_contingency_for_one_and_for_two(self, pas, expected):
        """Dossier E6: £35,000, fixed £600, 5 % kept back, £13.45 an hour."""
        result = hours(35000, insurance="300", payroll="300", contingency_percent="5", pas=pas)
        assert round(result.hours, 2) == Decimal(expected)

    def test_the_lines_add_back(self):
        result = hours(35000, insurance="600", contingency_percent="5")
        named = {line.label: line.value for line in result.lines}
        assert named["Kept back for what may come"] == 1750
        assert (
            named["Budget for a year"] == named["Kept back for what may come"] + named["Cost in a year"] + result.left
        )
        assert (result.headline.label, result.headline.words) == ("Hours a week", "41.27 hours")

    def test_quarter_hours_are_rounded_down(self):
        named = {line.label: line.value for line in hours(9000, insurance="300").lines}
        assert named["In whole quarter hours"] == 11


class TestYearOf53Weeks:
    def test_buys_fewer_hours(self):
        # (9,000 − 300) ÷ (58.6 × 13.45) = 11.04
        assert round(hours(9000, insurance="300", weeks=53).hours, 2) == Decimal("11.04")


class TestBoundsOfTheLaw:
    def test_more_than_48_hours_for_one_pa_is_named(self):
        assert any("48 hours a week" in caution for caution in hours(60000).cautions)
        assert not any("48 hours a week" in caution for caution in hours(60000, pas=2).cautions)

    def test_a_budget_within_the_jump_of_the_pension_stays_below_it(self):
        """At £10,000 of pay the pension adds £112.80 at once; a budget in between buys no more hours."""
        # £10,000 of wage are 14.298 hours at £13.45, which with cover cost £11,076.92.
        below, within = hours("11076.92"), hours("11150")
        assert within.hours - below.hours < Decimal("0.001")
        assert within.left > 70


class TestWhatCannotBe:
    @pytest.mark.parametrize("budget", [-1, 299])
    def test_a_budget_is_refused(self, budget):
        with pytest.raises(RefusedError):
            hours(budget, insurance="300")

    @pytest.mark.parametrize(
        "values",
        [{"rate": "0"}, {"pas": 0}, {"pas": 21}, {"contingency_percent": "100"}, {"contingency_percent": "-1"}],
    )
    def test_terms_are_refused(self, values):
        with pytest.raises(RefusedError):
            hours(9000, **values)

    def test_more_hours_than_a_week_has_are_refused(self):
        with pytest.raises(RefusedError):
            budget_for_hours(Decimal(169), terms(), FIGURES)


class TestRules:
    @given(budgets, budgets, rates)
    def test_more_money_never_buys_less(self, one, other, rate):
        less, more = sorted((one, other))
        assert hours(less, rate).hours <= hours(more, rate).hours

    @given(budgets, rates, rates)
    def test_a_higher_rate_never_buys_more(self, budget, one, other):
        low, high = sorted((one, other))
        assert hours(budget, high).hours <= hours(budget, low).hours

    @given(budgets, rates, st.sampled_from([52, 53]), st.integers(1, 3))
    def test_the_hours_stay_within_the_budget_and_one_step_more_does_not(self, budget, rate, weeks, pas):
        what = terms(rate, weeks=weeks, pas=pas, contingency_percent="5", insurance="100")
        found = hours_for_budget(budget, what, FIGURES)
        needed = budget_for_hours(found.hours, what, FIGURES).budget
        assert needed <= budget + Decimal("0.01")
        if found.hours < 168 * pas:
            more = budget_for_hours(found.hours + Decimal("0.0001"), what, FIGURES).budget
            assert more >= budget - Decimal("0.01")

    @given(st.decimals("0.5", "80", places=2), rates)
    def test_there_and_back(self, worked, rate):
        what = terms(rate)
        budget = budget_for_hours(worked, what, FIGURES).budget
        assert hours_for_budget(budget, what, FIGURES).hours == pytest.approx(worked, abs=Decimal("0.002"))
