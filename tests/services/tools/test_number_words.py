"""Numbers in words become digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.tools.number_words import in_digits

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
ONES += ["seventeen", "eighteen", "nineteen"]
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spoken(number: int) -> str:
    """A number below a million as people say it."""
    if number >= 1000:
        rest = number % 1000
        link = " and " if 0 < rest < 100 else " "
        return f"{spoken(number // 1000)} thousand" + (f"{link}{spoken(rest)}" if rest else "")
    if number >= 100:
        return f"{ONES[number // 100]} hundred" + (f" and {spoken(number % 100)}" if number % 100 else "")
    if number >= 20:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    return ONES[number]


class TestInDigits:
    @pytest.mark.parametrize(
        ("text", "digits"),
        [
            ("six and a half", "6.5"),
            ("Twelve pound fifty", "12 pound 50"),
            ("a hundred and twenty", "120"),
            ("twelve hundred", "1200"),
            ("six thirty", "6 30"),
            ("thirty six", "36"),
            ("six-seven", "6-7"),
            ("one to six", "1 to 6"),
            ("three and four", "3 and 4"),
            ("6½ hours", "6.5 hours"),
            ("¾", "0.75"),
            ("half an hour", "0.5 hour"),
            ("an hour and a half", "1.5 hour"),
            ("6 hours and a half", "6.5 hours"),
            ("three quarters of an hour", "0.75 hour"),
            ("two and three quarters", "2.75"),
            ("7 1/2", "7.5"),
            ("the twenty-first of May", "the 21th of may"),
            ("a couple of days", "2 days"),
            ("a fortnight", "a fortnight"),
            ("someone phoned", "someone phoned"),
            ("", ""),
        ],
    )
    def test_as_people_write_it(self, text, digits):
        assert in_digits(text) == digits

    @given(st.integers(0, 999_999))
    def test_every_number_that_can_be_said(self, number):
        assert in_digits(spoken(number)) == str(number)

    @given(st.text(max_size=200))
    def test_nothing_breaks_it_and_nothing_is_left_to_do(self, text):
        once = in_digits(text)
        assert in_digits(once) == in_digits(in_digits(once))
