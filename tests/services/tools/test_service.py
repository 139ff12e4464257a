"""Complete years and months between two days."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.service import Service, add_months, service_between

dates = st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class TestServiceBetween:
    @pytest.mark.parametrize(
        ("first", "last", "years", "months"),
        [
            ("2024-04-01", "2026-03-31", 2, 0),
            ("2024-04-01", "2026-03-30", 1, 11),
            ("2026-04-01", "2026-04-30", 0, 1),
            ("2026-04-01", "2026-04-29", 0, 0),
            ("2026-04-01", "2026-04-01", 0, 0),
            # A leap day: the year is complete on 28 February.
            ("2024-02-29", "2025-02-28", 1, 0),
            ("2024-02-29", "2025-02-27", 0, 11),
            ("2026-01-31", "2026-02-28", 0, 1),
            ("2026-01-31", "2026-02-27", 0, 0),
        ],
    )
    def test_first_and_last_day_count(self, first, last, years, months):
        assert service_between(day(first), day(last)) == Service(years, months)

    def test_a_job_that_ends_before_it_begins_is_refused(self):
        with pytest.raises(RefusedError, match="before it began"):
            service_between(day("2026-04-02"), day("2026-04-01"))

    @given(dates, st.integers(0, 6000), st.integers(0, 6000))
    def test_a_later_end_never_shortens_it(self, first, one, other):
        early, late = sorted((one, other))
        days = [first + datetime.timedelta(days=number) for number in (early, late)]
        assert service_between(first, days[0]) <= service_between(first, days[1])

    @given(dates, st.integers(1, 400))
    def test_it_grows_on_the_day_before_the_same_day_of_a_month(self, first, months):
        turn = add_months(first, months)
        assert service_between(first, turn - datetime.timedelta(days=1)).total_months == months
        assert service_between(first, turn - datetime.timedelta(days=2)).total_months == months - 1 or months == 0


class TestService:
    @pytest.mark.parametrize(
        ("service", "words"),
        [
            (Service(4, 9), "4 years 9 months"),
            (Service(1), "1 year"),
            (Service(0, 1), "1 month"),
            (Service(0), "less than a month"),
        ],
    )
    def test_words(self, service, words):
        assert service.words == words

    @pytest.mark.parametrize("parts", [(-1, 0), (1, 12), (1, -1)])
    def test_what_cannot_be_is_refused(self, parts):
        with pytest.raises(RefusedError):
            Service(*parts)
