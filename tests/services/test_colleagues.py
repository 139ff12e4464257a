"""Who works beside whom."""

import datetime

import pytest

from bot.helpdesk.access import Role
from bot.services.colleagues import Colleagues
from bot.services.people import Details
from tests.worlds import NOON, world


@pytest.fixture
def product(tmp_path):
    return world(tmp_path)


@pytest.fixture
def colleagues(product):
    return Colleagues(product.units, product.clock)


@pytest.fixture
def add(product):
    def added(name, role=Role.CHAMPION, **functions):
        person = product.people.add(Details(name, f"{name}@example.org", [role]))
        teams = {team.replace("_", "-"): function for team, function in functions.items()}
        product.people.put_teams(person.number, None, teams)
        return person.number

    return added


class TestTeams:
    def test_ones_own_are_each_named_once(self, colleagues, add):
        number = add("someone", sds_champions="champion", carers_champions="deputy")
        assert colleagues.teams_of(number) == ("carers-champions", "sds-champions")

    def test_of_a_team_come_those_who_may_work_on_tickets_by_name(self, colleagues, add):
        second, first = add("second", sds_champions="champion"), add("first", sds_champions="manager")
        add("admin", Role.ADMIN, sds_champions="champion")
        add("elsewhere", carers_champions="champion")
        assert [found.number for found in colleagues.of_team("sds-champions")] == [first, second]

    def test_an_empty_team_has_nobody(self, colleagues):
        assert colleagues.of_team("children-champions") == []

    def test_who_is_away_is_said(self, product, colleagues, add):
        number = add("someone", sds_champions="champion")
        product.people.away(number, NOON + datetime.timedelta(days=2))
        assert [found.away for found in colleagues.of_team("sds-champions")] == [True]


class TestLeaving:
    def test_the_name_stays_and_that_they_left_is_known(self, product, colleagues, add):
        number = add("someone", sds_champions="champion")
        assert not colleagues.has_left(number)
        product.people.deactivate(number)
        assert colleagues.has_left(number)
        assert colleagues.names([number, None]) == {number: "someone"}
        assert colleagues.of_team("sds-champions") == []

    def test_nobody_has_not_left(self, colleagues):
        assert not colleagues.has_left(None)
