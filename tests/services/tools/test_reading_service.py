"""Lengths of service, as people type them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.reading_service import read_service
from bot.services.tools.service import Service

TODAY = datetime.date(2026, 11, 26)


class TestReadService:
    @pytest.mark.parametrize(
        ("text", "service"),
        [
            ("4 years 9 months", Service(4, 9)),
            ("four years and nine months", Service(4, 9)),
            ("18 months", Service(1, 6)),
            ("two and a half years", Service(2, 6)),
            ("a year", Service(1)),
            ("10 yrs", Service(10)),
            ("three weeks", Service(0)),
            ("5 weeks", Service(0, 1)),
            # Two weeks short of two years would be 102; even 104 weeks are two days short.
            ("104 weeks", Service(1, 11)),
            ("since May 2020", Service(6, 6)),
            ("started 27/11/2024", Service(2)),
            ("started 28/11/2024", Service(1, 11)),
            ("3 years ago", Service(3)),
        ],
    )
    def test_as_people_type_it(self, text, service):
        assert read_service(text, TODAY).value == service

    def test_what_was_reckoned_is_said(self):
        assert "complete months" in read_service("5 weeks", TODAY).assumption
        assert "6 years 6 months" in read_service("since May 2020", TODAY).assumption

    @pytest.mark.parametrize("text", ["nearly 2 years", "letters", "", "100 years", "1/1/2027", "4", "2019"])
    def test_what_cannot_be_is_refused_with_an_example(self, text):
        with pytest.raises(RefusedError, match="for example"):
            read_service(text, TODAY)

    @pytest.mark.parametrize("text", ["4", "four", "18", "4.5"])
    def test_a_bare_number_is_asked_for_its_unit(self, text):
        with pytest.raises(RefusedError, match="years or in months"):
            read_service(text, TODAY)

    @given(st.integers(0, 60), st.integers(0, 11))
    def test_what_is_said_is_read(self, years, months):
        assert read_service(f"{years} years {months} months", TODAY).value == Service(years, months)
