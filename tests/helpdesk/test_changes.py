"""What is new about an article since somebody was told."""

import dataclasses
import datetime

from bot.helpdesk.changes import Change, NewFigure, Told, change, told_on
from bot.helpdesk.figures import Certainty, Fact, Value
from bot.helpdesk.vocabulary import Nation
from tests.services.asking import content

APRIL = datetime.date(2026, 4, 1)
MARCH = APRIL - datetime.timedelta(days=1)


def fact(name: str, old: float, new: float, per: str = "hour") -> Fact:
    values = (Value(old, datetime.date(2025, 4, 1), MARCH, Certainty.OFFICIAL),)
    values += (Value(new, APRIL, None, Certainty.OFFICIAL),)
    return Fact(name, name.title(), "GBP", per, Nation.UK, "source", values)


FACTS = {each.name: each for each in (fact("wage", 12.21, 12.71), fact("fee", 59, 59, per=""))}
ARTICLE = dataclasses.replace(content().articles["pa-pay/minimum-wage-rates"], facts=("wage", "fee"), version=2)


def told(day: datetime.date, **values: object) -> Told:
    return told_on(dataclasses.replace(ARTICLE, **values), FACTS, day)


class TestTold:
    def test_it_has_the_words_of_the_figures_of_its_day(self):
        assert told(MARCH) == Told(ARTICLE.title, 2, {"wage": "£12.21 per hour", "fee": "£59"})

    def test_it_comes_back_as_it_was_kept(self):
        assert Told.revived(told(MARCH).kept()) == told(MARCH)

    def test_the_same_is_the_same_text_in_whatever_order_the_figures_come(self):
        assert told(MARCH, facts=("fee", "wage")).kept() == told(MARCH).kept()


class TestChange:
    def test_the_same_words_and_figures_are_none(self):
        assert not change(told(MARCH), told(MARCH), FACTS, MARCH).is_one

    def test_a_higher_version_was_reworded(self):
        assert change(told(MARCH), told(MARCH, version=3), FACTS, MARCH) == Change(ARTICLE.title, reworded=True)

    def test_a_lower_version_is_none(self):
        assert not change(told(MARCH), told(MARCH, version=1), FACTS, MARCH).is_one

    def test_a_figure_with_another_value_is_told_with_both_and_its_first_day(self):
        figure = NewFigure("Wage", "£12.21 per hour", "£12.71 per hour", APRIL)
        assert change(told(MARCH), told(APRIL), FACTS, APRIL) == Change(ARTICLE.title, figures=(figure,))

    def test_a_figure_that_was_not_named_before_is_no_change_of_its_value(self):
        before = told(MARCH, facts=("fee",))
        assert not change(before, told(APRIL), FACTS, APRIL).is_one

    def test_what_is_not_served_any_more_keeps_the_title_that_was_told(self):
        assert change(told(MARCH), None, FACTS, APRIL) == Change(ARTICLE.title, withdrawn=True)
