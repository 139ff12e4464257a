"""The day that a question names."""

import datetime

import pytest

from bot.helpdesk.named_day import named_day

TODAY = datetime.date(2026, 11, 26)


def day(*parts: int) -> datetime.date:
    return datetime.date(*parts)


class TestNamedDay:
    @pytest.mark.parametrize(
        ("question", "wanted"),
        [
            ("minimum wage from April 2027", day(2027, 4, 1)),
            ("what will the living wage be on 1st April 2027?", day(2027, 4, 1)),
            ("ssp rate 6 apr 2026", day(2026, 4, 6)),
            ("rate on 2025-05-01", day(2025, 5, 1)),
            ("what was the rate on 1/4/2025", day(2025, 4, 1)),
            ("redundancy cap for the 2026/27 tax year", day(2026, 4, 6)),
            ("employment allowance 2025-26", day(2025, 4, 6)),
            ("what is it next tax year", day(2027, 4, 6)),
            ("what does a PA get from next April", day(2027, 4, 1)),
            ("minimum wage from december", day(2026, 12, 1)),
            ("what was the rate last May", day(2026, 5, 1)),
            ("pay since April", day(2026, 4, 1)),
        ],
    )
    def test_it_is_read_as_people_type_it(self, question: str, wanted: datetime.date):
        assert named_day(question, TODAY) == wanted

    @pytest.mark.parametrize(
        "question",
        [
            "how much holiday does my PA get",
            "she may want a direct payment",
            "I started in May, how much notice",
            "my PA was born in March 1960",
            "his date of birth is 4/5/1950",
            "the 2013 Act",
            "call us on 2024 555",
            "on 31 February 2027",
            "next year we move",
            "they may march on",
        ],
    )
    def test_what_names_no_day_of_a_figure_is_left_alone(self, question: str):
        assert named_day(question, TODAY) is None

    def test_a_tax_year_that_has_not_begun_is_the_next_one(self):
        assert named_day("next financial year", day(2026, 3, 1)) == day(2026, 4, 6)
