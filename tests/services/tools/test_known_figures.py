"""One figure for one day."""

import datetime
from decimal import Decimal

import pytest

from bot.errors import ConfigurationError, RefusedError
from tests.services.tools.conftest import FIGURES


class TestOn:
    @pytest.mark.parametrize(
        ("day", "amount", "in_force"),
        [
            ("2025-04-05", "116.75", True),
            ("2025-04-06", "118.75", True),
            ("2026-04-06", "123.25", True),
            ("2027-04-06", "123.25", False),
        ],
    )
    def test_by_day(self, day, amount, in_force):
        figure = FIGURES.on("sick_pay_week", datetime.date.fromisoformat(day))
        assert (figure.amount, figure.in_force) == (Decimal(amount), in_force)

    def test_a_decimal_is_exactly_what_is_written(self):
        assert FIGURES.on("holiday_accrual_rate", datetime.date(2026, 4, 1)).share == Decimal("0.1207")

    def test_before_the_first_period_is_refused_with_the_first_day(self):
        with pytest.raises(RefusedError, match=r"from 6 April 2024 on; .* for example 6 April 2026"):
            FIGURES.on("sick_pay_week", datetime.date(2024, 4, 5))

    def test_an_unknown_name_says_where_to_add_it(self):
        with pytest.raises(ConfigurationError, match=r"facts\.yml"):
            FIGURES.on("no_such_figure", datetime.date(2026, 4, 1))


class TestBegins:
    def test_the_first_day_on_which_a_rule_holds(self):
        assert FIGURES.begins("sick_pay_share_of_earnings") == datetime.date(2026, 4, 6)
