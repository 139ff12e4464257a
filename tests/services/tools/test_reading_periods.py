"""Amounts and hours for another period than was asked."""

import datetime

import pytest

from bot.helpdesk.guided import Step
from bot.services.reading_answers import read_answer

TODAY = datetime.date(2026, 11, 23)
YEAR = Step("budget", "How much a year?", "pay_a_year", accepts=("money", "pay_a_week", "pay_a_month"))
WEEK = Step("pay", "How much a week?", "pay_a_week", accepts=("money",))
HOURS = Step("hours", "How many hours a week?", "hours_a_week", accepts=("hours",))


def words(text: str, step: Step) -> dict[str, str]:
    return {kind: answer.words for kind, answer in read_answer(text, step, TODAY).values.items()}


class TestPay:
    @pytest.mark.parametrize(
        ("text", "kind", "read"),
        [
            ("250 a week", "pay_a_week", "£250.00 a week"),
            ("250 pw", "pay_a_week", "£250.00 a week"),
            ("250 weekly", "pay_a_week", "£250.00 a week"),
            ("1,000 per month", "pay_a_month", "£1,000.00 a month"),
            ("£1000 pcm", "pay_a_month", "£1,000.00 a month"),
            ("13000 a year", "pay_a_year", "£13,000.00 a year"),
            ("12 pound 50 a week", "pay_a_week", "£12.50 a week"),
            ("Twelve pound fifty a week", "pay_a_week", "£12.50 a week"),
            ("13000", "pay_a_year", "£13,000.00 a year"),
        ],
    )
    def test_an_amount_without_its_sign_keeps_its_period(self, text: str, kind: str, read: str):
        assert words(text, YEAR) == {kind: read}

    def test_what_no_step_takes_is_not_taken_for_what_was_asked(self):
        assert "pay_a_week" not in words("13000 a year", WEEK)

    @pytest.mark.parametrize("text", ["£20 a day", "500 a fortnight", "£900 every 4 weeks", "£900 4-weekly"])
    def test_another_period_is_asked_again(self, text: str):
        read = read_answer(text, WEEK, TODAY)
        assert (read.values, read.refused) == ({}, "Please give the amount for a week; for example £250.")


class TestHours:
    @pytest.mark.parametrize("text", ["4 a day", "80 a month", "80 hours a month", "40 fortnightly"])
    def test_another_period_is_asked_again(self, text: str):
        read = read_answer(text, HOURS, TODAY)
        assert (read.values, read.refused) == ({}, "Please give the hours for a week; for example 18 or 7h30.")

    @pytest.mark.parametrize("text", ["18", "18 a week", "18 hours a week, £1000 a month"])
    def test_hours_for_a_week_are_taken(self, text: str):
        assert words(text, HOURS)["hours_a_week"] == "18 hours a week"
