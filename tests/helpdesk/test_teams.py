"""Which team a question goes to."""

import dataclasses

import pytest

from bot.helpdesk.teams import DEFAULT_TEAM, routed
from bot.helpdesk.vocabulary import Nation
from tests.helpdesk.test_reminders import TEAM

NAMES = (DEFAULT_TEAM, "carers", "england")
TEAMS = {name: dataclasses.replace(TEAM, name=name) for name in NAMES} | {
    "carers": dataclasses.replace(TEAM, name="carers", nations={Nation.ENGLAND: "england"})
}


class TestRouted:
    @pytest.mark.parametrize(
        ("name", "nation", "goes_to"),
        [
            ("carers", Nation.SCOTLAND, "carers"),
            ("carers", Nation.UK, "carers"),
            ("carers", Nation.ENGLAND, "england"),
            ("england", Nation.SCOTLAND, "england"),
            ("dissolved", Nation.SCOTLAND, DEFAULT_TEAM),
        ],
    )
    def test_by_name_and_nation(self, name: str, nation: Nation, goes_to: str):
        assert routed(TEAMS, name, nation).name == goes_to

    def test_an_override_to_a_team_that_was_taken_out_changes_nothing(self):
        left = {name: team for name, team in TEAMS.items() if name != "england"}
        assert routed(left, "carers", Nation.ENGLAND).name == "carers"

    def test_the_default_team_may_send_a_nation_elsewhere_too(self):
        default = dataclasses.replace(TEAMS[DEFAULT_TEAM], nations={Nation.ENGLAND: "england"})
        assert routed(TEAMS | {DEFAULT_TEAM: default}, "dissolved", Nation.ENGLAND).name == "england"
