"""Notice from both sides."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.notice import Notice, notice, statutory_weeks_from_employee, statutory_weeks_from_employer
from bot.services.tools.service import Service
from tests.services.tools.conftest import FIGURES

TODAY = datetime.date(2026, 11, 26)
services = st.builds(Service, st.integers(0, 50), st.integers(0, 11))


def asked(service, **request):
    return notice(Notice(service=service, **{"given_on": TODAY, **request}), FIGURES)


class TestFromTheEmployer:
    @pytest.mark.parametrize(
        ("service", "weeks"),
        [
            # Dossier E2: three weeks; 4 years 9 months; 15 years.
            (Service(0), 0),
            (Service(4, 9), 4),
            (Service(15), 12),
            (Service(0, 1), 1),
            (Service(1, 11), 1),
            (Service(2), 2),
            (Service(12), 12),
            (Service(13), 12),
        ],
    )
    def test_by_service(self, service, weeks):
        assert asked(service).weeks == weeks

    def test_a_longer_contract_prevails_and_a_shorter_one_does_not(self):
        assert asked(Service(2), contract_weeks=Decimal(4)).weeks == 4
        assert asked(Service(6), contract_weeks=Decimal(4)).weeks == 6

    def test_the_last_day_is_so_many_weeks_later(self):
        assert asked(Service(4)).last_day == datetime.date(2026, 12, 24)

    def test_the_arithmetic_is_shown(self):
        lines = asked(Service(15)).lines
        assert lines[0].working == "15 years of service: a week for each complete year, but not more than 12"
        assert lines[1].working == "the longer of 12 weeks by law and 0 weeks by contract"

    @pytest.mark.parametrize("weeks", [-1, 53])
    def test_a_contract_that_cannot_be_is_refused(self, weeks):
        with pytest.raises(RefusedError, match="such as 4"):
            asked(Service(2), contract_weeks=Decimal(weeks))


class TestFromThePa:
    @pytest.mark.parametrize(("service", "weeks"), [(Service(0), 0), (Service(0, 1), 1), (Service(20), 1)])
    def test_one_week_after_a_month(self, service, weeks):
        assert asked(service, by_employer=False).weeks == weeks

    def test_a_longer_contract_prevails(self):
        assert asked(Service(1), by_employer=False, contract_weeks=Decimal(4)).weeks == 4


class TestRules:
    @given(services, services)
    def test_longer_service_never_means_less_notice(self, one, other):
        shorter, longer = sorted((one, other))
        assert statutory_weeks_from_employer(shorter, 12) <= statutory_weeks_from_employer(longer, 12)
        assert statutory_weeks_from_employee(shorter) <= statutory_weeks_from_employee(longer)

    @given(services, st.decimals("0", "52", places=1))
    def test_never_less_than_law_or_contract(self, service, weeks):
        result = asked(service, contract_weeks=weeks)
        assert result.weeks == max(Decimal(result.statutory_weeks), weeks)
        assert 0 <= result.statutory_weeks <= 12
