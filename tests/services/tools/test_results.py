"""How results are written, and what every one of them carries."""

import datetime
from decimal import Decimal

import pytest
import yaml

from bot.services.tools.budget_hours import Terms, budget_for_hours, hours_for_budget
from bot.services.tools.employer_cost import EmployerCost, Pa, employer_cost
from bot.services.tools.holiday import RegularHoliday, regular_holiday
from bot.services.tools.irregular_holiday import IrregularHoliday, RolledUpPay, irregular_holiday, rolled_up_pay
from bot.services.tools.minimum_wage import Measure, MinimumWageCheck, Sleepovers, minimum_wage
from bot.services.tools.notice import Notice, notice
from bot.services.tools.redundancy import Redundancy, redundancy_pay
from bot.services.tools.results import doubts, in_words, money, plain, pounds, pounds_up
from bot.services.tools.service import Service
from bot.services.tools.sick_pay import SickPay, sick_pay
from tests.services.tools.conftest import FIGURES
from tests.worlds import HOME

DAY = datetime.date(2026, 11, 26)
PA = Pa(hours_a_week=Decimal(20), rate=Decimal("13.45"))
TERMS = Terms(rate=Decimal("13.45"), day=DAY)
SLEEPOVER = Sleepovers(number=1, hours_each=Decimal(9), pay_each=Decimal(130))
RESULTS = (
    regular_holiday(RegularHoliday(leave_year_starts=DAY, days_a_week=Decimal(3)), FIGURES),
    irregular_holiday(IrregularHoliday(leave_year_starts=DAY, hours_by_period=(Decimal(62),)), FIGURES),
    rolled_up_pay(RolledUpPay(leave_year_starts=DAY, pay=Decimal(100)), FIGURES),
    notice(Notice(service=Service(3), given_on=DAY), FIGURES),
    redundancy_pay(Redundancy(age=30, service=Service(3), weekly_pay=Decimal(300), ends=DAY), FIGURES),
    sick_pay(
        SickPay(average_weekly_pay=Decimal(90), weekdays=frozenset({3}), first_day=DAY, last_day=DAY), FIGURES
    ),
    minimum_wage(
        MinimumWageCheck(
            period_starts=DAY, age=30, hours=Decimal(9), pay=Decimal(130), sleepovers=SLEEPOVER,
            measure=Measure.SCOTTISH_PA,
        ),
        FIGURES,
    ),
    employer_cost(EmployerCost(pas=(PA,), day=DAY), FIGURES),
    hours_for_budget(Decimal(9000), TERMS, FIGURES),
    budget_for_hours(Decimal(20), TERMS, FIGURES),
)  # fmt: skip


class TestEveryResult:
    @pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
    def test_explains_itself_and_says_what_it_rests_on(self, result):
        known = yaml.safe_load((HOME / "knowledge/sources.yml").read_text())
        assert result.lines
        assert all(line.label and line.working and line.words for line in result.lines)
        assert result.assumptions
        assert result.facts_used
        assert {basis.source for basis in result.sources} <= set(known)
        assert result.sources

    @pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
    def test_says_everything_in_sentences(self, result):
        assert all(said[0].isupper() or said[0] in "“£" for said in result.assumptions + result.cautions)
        assert all(said.endswith(".") for said in result.assumptions + result.cautions)


class TestDoubts:
    def test_an_unconfirmed_figure_is_named_once(self):
        figure = FIGURES.on("scottish_pa_minimum", DAY)
        told = doubts((figure, figure))
        assert len(told) == 1
        assert "not confirmed" in told[0]

    def test_a_sure_figure_is_not(self):
        assert doubts((FIGURES.on("holiday_weeks", DAY),)) == ()


class TestWords:
    @pytest.mark.parametrize(
        ("value", "unit", "words"),
        [
            ("1234.5", "GBP", "£1,234.50"),
            ("12.71", "GBP an hour", "£12.71 an hour"),
            ("-3", "GBP", "−£3.00"),
            ("12.07", "percent", "12.07%"),
            ("1", "weeks", "1 week"),
            ("14.5", "weeks", "14.5 weeks"),
            ("16.80", "days", "16.8 days"),
            ("0", "hours", "0 hours"),
        ],
    )
    def test_a_value_with_its_unit(self, value, unit, words):
        assert in_words(Decimal(value), unit) == words

    @pytest.mark.parametrize(
        ("number", "words"),
        [("100", "100"), ("1E+2", "100"), ("0.50", "0.5"), ("1234.56789", "1,234.5679"), ("0", "0")],
    )
    def test_plain(self, number, words):
        assert plain(Decimal(number)) == words

    def test_pennies(self):
        assert (pounds(Decimal("0.005")), pounds_up(Decimal("0.001"))) == (Decimal("0.01"), Decimal("0.01"))
        assert money(Decimal("19.065")) == "£19.07"
