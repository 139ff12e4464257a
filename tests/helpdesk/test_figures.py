"""Figures are filled for the day of the question."""

import datetime

import pytest

from bot.helpdesk.figures import Certainty, Fact, Value, fill, names_in, out_of_date
from bot.helpdesk.vocabulary import Nation


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def fact(unit: str, *values: tuple[float, str, str | None]) -> Fact:
    periods = tuple(Value(a, day(s), day(e) if e else None, Certainty.OFFICIAL) for a, s, e in values)
    return Fact("rate", "Rate", unit, "hour", Nation.UK, "source", periods)


RATE = fact("GBP", (12.21, "2025-04-01", "2026-03-31"), (12.71, "2026-04-01", "2027-03-31"))


class TestOn:
    @pytest.mark.parametrize(
        ("when", "amount", "current"),
        [
            ("2026-03-31", 12.21, True),
            ("2026-04-01", 12.71, True),
            ("2027-03-31", 12.71, True),
            ("2027-04-01", 12.71, False),
            ("2024-01-01", 12.21, False),
        ],
    )
    def test_the_value_of_the_day(self, when: str, amount: float, current: bool):
        value, holds = RATE.on(day(when))
        assert (value.amount, holds) == (amount, current)


class TestWords:
    @pytest.mark.parametrize(
        ("unit", "amount", "words"),
        [
            ("GBP", 12.7, "£12.70"),
            ("GBP", 10500, "£10,500"),
            ("percent", 12.07, "12.07%"),
            ("percent", 15, "15%"),
            ("weeks", 5.6, "5.6 weeks"),
            ("pence_per_mile", 45, "45p"),
        ],
    )
    def test_a_reader_gets_what_they_expect(self, unit: str, amount: float, words: str):
        assert fact(unit, (amount, "2026-01-01", None)).words(day("2026-06-01")) == words


class TestFill:
    def test_the_same_text_says_another_figure_on_another_day(self):
        text = "At least {fact:rate} an hour."
        assert fill(text, {"rate": RATE}, day("2026-03-31")) == "At least £12.21 an hour."
        assert fill(text, {"rate": RATE}, day("2026-04-01")) == "At least £12.71 an hour."

    def test_names_are_found_once_in_order(self):
        assert names_in("{fact:b} {fact:a} {fact:b}") == ("b", "a")

    def test_a_figure_past_its_end_is_out_of_date(self):
        assert out_of_date(("rate",), {"rate": RATE}, day("2027-04-01")) == ("Rate",)
        assert out_of_date(("rate",), {"rate": RATE}, day("2027-03-31")) == ()
