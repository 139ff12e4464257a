"""Hours, money and plain numbers, as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.reading_numbers import read_hours, read_money, read_number


class TestReadHours:
    @pytest.mark.parametrize(
        ("text", "hours"),
        [
            ("6", "6"),
            ("six", "6"),
            ("6.5", "6.5"),
            ("6,5", "6.5"),
            ("six and a half", "6.5"),
            ("6½", "6.5"),
            ("6h30", "6.5"),
            ("6h 30m", "6.5"),
            ("6:30", "6.5"),
            ("6 hrs 30", "6.5"),
            ("6 hours and 15 minutes", "6.25"),
            ("about 6 hours", "6"),
            ("6.5hrs", "6.5"),
            ("twenty-four", "24"),
            ("an hour", "1"),
            ("an hour and a half", "1.5"),
            ("half an hour", "0.5"),
            ("45 minutes", "0.75"),
            ("90 mins", "1.5"),
            ("9am to 3pm", "6"),
            ("9am-3", "6"),
            ("9:00-17:30", "8.5"),
            ("3-6pm", "3"),
            ("10pm to 7am", "9"),
        ],
    )
    def test_as_people_type_it(self, text, hours):
        assert read_hours(text).value == Decimal(hours)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("25", "A day has only 24 hours"),
            ("25 hours a day", "A day has only 24 hours"),
            ("-6", "less than nothing"),
            ("minus six", "less than nothing"),
            ("0", "more than nothing"),
            ("letters", "could not find"),
            ("", "could not find"),
            ("half a day", "not equally long for everybody"),
            ("full time", "differ from job to job"),
            ("6 or 7", "one number of hours"),
            ("9-5", "one number of hours"),
            ("6 hours 75", "only 60 minutes"),
            ("6, 7 and 8", "more than one number"),
        ],
    )
    def test_what_cannot_be_gets_one_sentence_with_an_example(self, text, says):
        with pytest.raises(RefusedError, match=says) as refused:
            read_hours(text)
        assert str(refused.value).endswith("for example 6.5 or 6h30.")

    def test_a_week_has_more_hours(self):
        assert read_hours("37.5", per="week", most=168).value == Decimal("37.5")
        with pytest.raises(RefusedError, match="A week has only 168 hours"):
            read_hours("169", per="week", most=168)

    def test_a_time_with_a_point_is_said_to_be_a_decimal(self):
        found = read_hours("6.30")
        assert (found.value, "6h30" in found.assumption) == (Decimal("6.30"), True)
        assert read_hours("6.35").assumption == ""

    def test_a_shift_says_that_no_break_was_taken_off(self):
        assert "break" in read_hours("9am to 3pm").assumption

    @given(st.integers(0, 23), st.integers(1, 59))
    def test_hours_and_minutes_in_all_spellings_are_the_same(self, hours, minutes):
        expected = Decimal(hours) + Decimal(minutes) / 60
        for text in (f"{hours}h{minutes:02d}", f"{hours}:{minutes:02d}", f"{hours} hrs {minutes}"):
            assert read_hours(text).value == expected

    @given(st.decimals("0.01", "24", places=2))
    def test_what_is_written_is_read(self, hours):
        assert read_hours(f"{hours} hours").value == hours

    @given(st.text(max_size=60))
    def test_anything_else_is_refused_politely(self, text):
        try:
            found = read_hours(text)
        except RefusedError as refused:
            assert "for example" in str(refused)  # noqa: PT017
        else:
            assert 0 < found.value <= 24


class TestReadMoney:
    @pytest.mark.parametrize(
        ("text", "pounds"),
        [
            ("£12.50", "12.5"),
            ("12.50", "12.5"),
            ("12,50", "12.5"),
            ("£12.5", "12.5"),
            ("twelve pound fifty", "12.5"),
            ("twelve fifty", "12.5"),
            ("twelve pounds and fifty pence", "12.5"),
            ("£12 and 50p", "12.5"),
            ("12.71 an hour", "12.71"),
            ("£13.45/hr", "13.45"),
            ("12 quid", "12"),
            ("950p", "9.5"),
            ("1,250", "1250"),
            ("£1,250.75", "1250.75"),
            ("nine thousand pounds", "9000"),
            ("£ 13", "13"),
            ("0", "0"),
            ("it's £250 a week", "250"),
        ],
    )
    def test_as_people_type_it(self, text, pounds):
        assert read_money(text).value == Decimal(pounds)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("£1.2k", "in full; for example £1,200"),
            ("1 million", "in full"),
            ("$12", "in pounds"),
            ("12 euros", "in pounds"),
            ("-£5", "less than nothing"),
            ("-5", "less than nothing"),
            ("£12.505", "two places"),
            ("1.250", "two places"),
            ("1,2500", "more than one way"),
            ("£12-£13", "one amount"),
            ("£12 or £13", "one amount"),
            ("lots", "could not find"),
            ("£99,000,000", "too large"),
        ],
    )
    def test_what_cannot_be_is_refused(self, text, says):
        with pytest.raises(RefusedError, match=says):
            read_money(text)

    @given(st.decimals("0", "9999999", places=2))
    def test_what_is_written_is_read(self, amount):
        for text in (f"£{amount:,.2f}", f"{amount:.2f}", f"{amount:,.2f} pounds"):
            assert read_money(text).value == amount

    @given(st.text(max_size=60))
    def test_anything_else_is_refused_politely(self, text):
        try:
            assert read_money(text).value >= 0
        except RefusedError as refused:
            assert "for example" in str(refused)  # noqa: PT017


class TestReadNumber:
    def test_within_bounds(self):
        assert read_number("about three", most=5).value == 3

    @pytest.mark.parametrize("text", ["6", "-1", "none", "1 2"])
    def test_outside_is_refused_with_the_example(self, text):
        with pytest.raises(RefusedError, match=r"for example 2\."):
            read_number(text, most=5, what="a number of PAs", example="2")
