"""What employing costs in a year."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.employer_cost import EmployerCost, Pa, employer_cost
from tests.services.tools.conftest import FIGURES

DAY = datetime.date(2026, 11, 26)
hours = st.decimals("0", "60", places=2)
rates = st.decimals("12.71", "30", places=2)


def asked(*pas, **request):
    pas = tuple(pa if isinstance(pa, Pa) else Pa(hours_a_week=Decimal(pa[0]), rate=Decimal(pa[1])) for pa in pas)
    values = {"day": DAY, "insurance": Decimal(120), "payroll": Decimal(180), **request}
    return employer_cost(EmployerCost(pas=pas, **values), FIGURES)


class TestWorkedByHand:
    def test_one_pa_without_pension(self):
        """Dossier E4: 12 hours at £13.45."""
        result = asked(("12", "13.45"))
        assert result.wages == Decimal("8392.80")
        assert (result.insurance_contributions, result.allowance_used) == (Decimal("508.92"), Decimal("508.92"))
        assert (result.pension, result.cover, result.total) == (0, Decimal("903.84"), Decimal("9596.64"))

    def test_one_pa_with_pension(self):
        """Dossier E4: 25 hours at £12.71."""
        result = asked(("25", "12.71"))
        assert result.wages == Decimal("16523.00")
        assert result.insurance_contributions == result.allowance_used == Decimal("1728.45")
        assert (result.pension, result.cover) == (Decimal("308.49"), Decimal("1779.40"))
        assert result.total == Decimal("18910.89")

    def test_five_pas_beyond_the_allowance(self):
        """Dossier E4: five PAs of 33.6 hours at £13.45; insurance and payroll £600."""
        result = asked(*[("33.6", "13.45")] * 5, payroll=Decimal(480))
        assert result.wages == Decimal("117499.20")
        assert (result.insurance_contributions, result.allowance_used) == (Decimal("13874.88"), Decimal("10500.00"))
        assert (result.pension, result.cover) == (Decimal("2588.98"), Decimal("12653.76"))
        assert result.total == Decimal("136716.82")
        assert result.lines[0].working == "5 × (33.6 hours × 52 weeks × £13.45)"
        assert result.lines[1].value == Decimal("3374.88")

    def test_the_last_line_is_the_total(self):
        result = asked(("12", "13.45"))
        assert (result.headline.label, result.headline.value) == ("Cost in a year", result.total)


class TestNationalInsurance:
    def test_without_care_only_there_is_no_allowance(self):
        result = asked(("12", "13.45"), care_only=False)
        assert (result.allowance_used, result.total) == (0, Decimal("10105.56"))

    def test_under_21_it_begins_at_a_higher_pay(self):
        young = Pa(hours_a_week=Decimal(30), rate=Decimal("13.45"), under_21=True, pension_age=False)
        assert asked(young).insurance_contributions == 0

    def test_an_earlier_year_has_its_own_rates(self):
        # 2024/25: (8,392.80 − 9,100) is below nothing; 25 × 52 × 12.71: (16,523 − 9,100) × 13.8 %.
        day = datetime.date(2025, 4, 5)
        assert asked(("12", "13.45"), day=day).insurance_contributions == 0
        assert asked(("25", "12.71"), day=day).insurance_contributions == Decimal("1024.37")


class TestPension:
    def test_only_above_the_trigger(self):
        # 52 × £10 × 19.23 = 9,999.60; × 19.24 = 10,004.80, and 3 % of 3,764.80 is 112.94.
        assert asked(("19.23", "10")).pension == 0
        assert asked(("19.24", "10")).pension == Decimal("112.94")

    def test_not_outside_the_ages(self):
        assert asked(Pa(hours_a_week=Decimal(30), rate=Decimal(20), pension_age=False)).pension == 0

    def test_not_above_the_band(self):
        # 3 % of (50,270 − 6,240).
        assert asked(("40", "30")).pension == Decimal("1320.90")


class TestYear:
    def test_a_53rd_payday_adds_a_week_of_wages(self):
        assert asked(("12", "13.45"), weeks=53).wages - asked(("12", "13.45")).wages == Decimal("161.40")

    def test_cover_stays_5_6_weeks(self):
        assert asked(("12", "13.45"), weeks=53).cover == Decimal("903.84")

    def test_without_cover_there_is_no_such_line(self):
        result = asked(("12", "13.45"), buys_cover=False)
        assert result.cover == 0
        assert "Cover while PAs are on holiday" not in [line.label for line in result.lines]


class TestCautions:
    def test_pay_below_the_minimum_wage_is_named(self):
        assert asked(("12", "12.70")).cautions[0].startswith("£12.70 an hour is below the minimum wage of £12.71")
        assert asked(("12", "12.71")).cautions == ()

    def test_pay_below_the_scottish_minimum_is_named_where_it_is_due(self):
        day = datetime.date(2024, 11, 26)
        assert asked(("12", "11.99"), day=day).cautions == ()
        assert asked(("12", "12.00"), day=day, scottish_money=True).cautions == ()
        told = asked(("12", "11.99"), day=day, scottish_money=True).cautions
        assert told == ("£11.99 an hour is below the minimum of £12 for PAs paid with Option 1 or ILF Scotland money.",)

    def test_a_year_without_known_rates_is_marked(self):
        cautions = asked(("12", "13.45"), day=datetime.date(2027, 4, 6)).cautions
        assert any("Employer National Insurance rate" in caution for caution in cautions)


class TestWhatCannotBe:
    @pytest.mark.parametrize("pa", [("-1", "13"), ("169", "13"), ("12", "-1")])
    def test_a_pa_is_refused(self, pa):
        with pytest.raises(RefusedError):
            asked(pa)

    @pytest.mark.parametrize("request_", [{"weeks": 54}, {"insurance": Decimal(-1)}, {"payroll": Decimal(-1)}])
    def test_a_year_is_refused(self, request_):
        with pytest.raises(RefusedError):
            asked(("12", "13"), **request_)

    def test_nobody_is_refused(self):
        with pytest.raises(RefusedError):
            asked()


class TestRules:
    @given(hours, hours, rates)
    def test_more_hours_never_cost_less(self, one, other, rate):
        fewer, more = sorted((one, other))
        assert asked((fewer, rate)).total <= asked((more, rate)).total

    @given(hours, rates, rates)
    def test_a_higher_rate_never_costs_less(self, worked, one, other):
        low, high = sorted((one, other))
        assert asked((worked, low)).total <= asked((worked, high)).total

    @given(hours, rates)
    def test_the_total_is_the_sum_of_what_is_shown(self, worked, rate):
        result = asked((worked, rate))
        assert result.total == sum(line.value for line in result.lines[:-1])

    @given(st.lists(st.tuples(hours, rates), min_size=1, max_size=4))
    def test_the_order_of_pas_does_not_matter(self, pas):
        assert asked(*pas).total == asked(*reversed(pas)).total

    @given(hours, rates)
    def test_between_the_bare_wage_and_all_charges_at_their_highest(self, worked, rate):
        result = asked((worked, rate), care_only=False)
        bare = result.wages + result.cover + 300
        assert bare <= result.total <= bare + result.wages * Decimal("0.18") + Decimal("0.02")
