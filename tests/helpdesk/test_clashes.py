"""Figures are read as people write them, and compared with what neighbours and facts say."""

import datetime

import pytest

from bot.helpdesk.clashes import Reference, clashes, figures_in
from bot.helpdesk.figures import Certainty, Fact, Value
from bot.helpdesk.vocabulary import Nation

DAY = datetime.date(2026, 11, 23)
WAGE = Fact(
    "wage",
    "National Living Wage, age 21 and over",
    "GBP",
    "hour",
    Nation.UK,
    "source",
    (
        Value(12.21, datetime.date(2025, 4, 1), datetime.date(2026, 3, 31), Certainty.OFFICIAL),
        Value(12.71, datetime.date(2026, 4, 1), None, Certainty.OFFICIAL),
    ),
)
FACTS = {"wage": WAGE}
HOLIDAY = Reference(
    "pa-pay/holiday-entitlement",
    "How much paid holiday a PA gets",
    "A PA gets 5.6 weeks of paid holiday a year.\nGive notice of twice the length, so two weeks for one week off.",
)


def found(text):
    return [(figure.kind, figure.value) for figure in figures_in(text)]


class TestFiguresIn:
    @pytest.mark.parametrize(
        ("text", "kind", "value"),
        [
            ("It is £12.00 an hour", "money", "12"),
            ("It costs 1,250 pounds", "money", "1250"),
            ("A budget of £20k", "money", "20000"),
            ("15 per cent of pay", "percent", "15"),
            ("15% of pay", "percent", "15"),
            ("45p a mile", "pence", "45"),
            ("four weeks of notice", "weeks", "4"),
            ("a 4-week notice", "weeks", "4"),
            ("within 30 working days", "days", "30"),
            ("up to 48 hours", "hours", "48"),
            ("a six month trial", "months", "6"),
            ("for two years", "years", "2"),
            ("from 1st April 2026", "date", "2026-04-01"),
            ("by 6 Apr", "date", "04-06"),
            ("by 06/04/2027", "date", "2027-04-06"),
            ("a person aged 16", "age", "16"),
            ("anyone 65 or over", "age", "65"),
            ("a 17 year old", "age", "17"),
            ("under sixteen", "age", "16"),
        ],
    )
    def test_it_reads(self, text, kind, value):
        assert found(text) == [(kind, value)]

    @pytest.mark.parametrize("text", ["Section 5 of the Act", "Option 2 fits", "ring 999", "over 100 days", "page 12"])
    def test_what_is_no_age_and_no_money_is_not_read_as_one(self, text):
        assert [kind for kind, _ in found(text) if kind in {"age", "money"}] == []

    def test_each_figure_knows_its_sentence(self):
        (first, second) = figures_in("It is £5 a day. Then 4 weeks.\n")
        assert (first.sentence, second.sentence) == ("It is £5 a day.", "Then 4 weeks.")


class TestClashes:
    def test_a_figure_that_a_neighbour_contradicts_is_a_clash_with_both_sentences(self):
        (clash,) = clashes("A PA gets 4 weeks of holiday a year.", [HOLIDAY], {}, DAY)
        assert (clash.figure.typed, clash.other, clash.name) == ("4 weeks", "5.6 weeks", "pa-pay/holiday-entitlement")
        assert clash.sentence == "A PA gets 5.6 weeks of paid holiday a year."

    def test_a_figure_that_a_neighbour_has_too_is_none(self):
        assert clashes("A PA gets 5.6 weeks. Tell them two weeks ahead.", [HOLIDAY], {}, DAY) == ()

    def test_a_kind_of_figure_that_nobody_names_is_none(self):
        assert clashes("Keep papers for 6 years.", [HOLIDAY], FACTS, DAY) == ()

    def test_last_years_rate_clashes_with_the_fact_wherever_it_stands(self):
        (clash,) = clashes("Give at least £12.21.", [], FACTS, DAY)
        assert (clash.name, clash.other) == ("fact:wage", "£12.71")

    def test_this_years_rate_does_not(self):
        assert clashes("The National Living Wage is £12.71 an hour.", [], FACTS, DAY) == ()

    def test_the_rate_of_a_day_is_that_days(self):
        assert clashes("The wage is £12.21.", [], FACTS, datetime.date(2026, 1, 5)) == ()

    def test_another_amount_in_a_sentence_about_the_fact_clashes(self):
        (clash,) = clashes("The National Living Wage is £13 an hour.", [], FACTS, DAY)
        assert clash.key == "money:13|fact:wage|£12.71"

    def test_another_amount_about_something_else_does_not(self):
        assert clashes("A lamp costs £13.", [], FACTS, DAY) == ()

    def test_a_reason_for_one_figure_does_not_cover_the_next(self):
        (before,) = clashes("A PA gets 4 weeks of holiday.", [HOLIDAY], {}, DAY)
        (after,) = clashes("A PA gets 3 weeks of holiday.", [HOLIDAY], {}, DAY)
        assert before.key != after.key

    def test_the_same_pair_counts_once(self):
        text = "A PA gets 4 weeks of holiday. So 4 weeks of paid holiday."
        assert len(clashes(text, [HOLIDAY], {}, DAY)) == 1
