"""The teams of the local profile, and what an editor is told about mistakes."""

import datetime
import shutil
from typing import Any

import pytest
import yaml

from bot.content.library import load
from bot.errors import ContentError
from bot.helpdesk.teams import DEFAULT_TEAM, Ladder, Team
from bot.helpdesk.vocabulary import Nation
from bot.helpdesk.working_time import Span
from tests.content.conftest import Content
from tests.worlds import HOME

PLACE = "local/example-council/teams.yml"
HERE = f"{PLACE}: "
NINE_TO_FIVE = Span(datetime.time(9), datetime.time(17))


@pytest.fixture
def profile(content: Content) -> Content:
    """The small content with the example's teams."""
    shutil.copy(HOME / "knowledge" / PLACE, content.folder / PLACE)
    return content


def change(content: Content, team: str | None = None, **fields: Any) -> None:
    """Set fields of a team, or of what holds for every team."""
    data = yaml.safe_load((content.folder / PLACE).read_text())
    (data["teams"][team] if team else data["every_team"]).update(fields)
    content.write(PLACE, data)


def team(content: Content, name: str) -> Team:
    return content.load().teams[name]


class TestReading:
    def test_the_example_has_a_team_for_every_topic(self):
        library = load(HOME / "knowledge", "example-council")
        assert {topic.team for topic in library.topics.topics.values()} == set(library.teams)

    def test_a_team_says_only_what_is_different(self, profile: Content):
        one, other = (team(profile, name) for name in ("carers-champions", "protection-champions"))
        assert (one.answer_within, other.answer_within) == (datetime.timedelta(hours=16), datetime.timedelta(hours=8))
        assert one.hours == other.hours
        assert one.hours.week == (NINE_TO_FIVE,) * 5 + (None, None)
        assert (one.name, one.title, one.ladder) == ("carers-champions", "Carers champions", Ladder(0.5, 1, 1.5))

    def test_own_hours_nation_and_days(self, profile: Content):
        days = {"closed_days": [datetime.date(2027, 9, 20)], "open_days": [datetime.date(2026, 11, 30)]}
        hours = {"saturday": "8:30 – 12:00"}
        change(profile, "carers-champions", nation="england", hours=hours, nations={"scotland": DEFAULT_TEAM}, **days)
        found = team(profile, "carers-champions")
        assert found.hours.week == (None,) * 5 + (Span(datetime.time(8, 30), datetime.time(12)), None)
        assert (found.hours.nation, found.nations) == (Nation.ENGLAND, {Nation.SCOTLAND: DEFAULT_TEAM})
        assert (found.hours.closed, found.hours.open_anyway) == tuple(map(frozenset, days.values()))

    def test_without_the_file_there_is_the_default_team(self, content: Content):
        assert content.faults() == []
        teams = content.load().teams
        assert list(teams) == [DEFAULT_TEAM]
        assert teams[DEFAULT_TEAM].hours.week == (NINE_TO_FIVE,) * 5 + (None, None)

    def test_every_team_may_be_left_out(self, profile: Content):
        data = yaml.safe_load((profile.folder / PLACE).read_text())
        profile.write(PLACE, {"teams": data["teams"]})
        assert profile.faults() == []


class TestFaults:
    def test_the_example_has_none(self, profile: Content):
        assert profile.faults() == []

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            (
                {"hours": {"monday": "9 to 5"}},
                "hours.monday: write the hours like 09:00-17:00, at the latest until 23:59",
            ),
            ({"hours": {"monday": "09:00-24:00"}}, "hours.monday: write the hours like"),
            # Without quotation marks YAML reads 17:00 as a number.
            ({"hours": {"monday": 1020}}, "hours.monday: write the hours like"),
            ({"hours": {"monday": "22:00-06:00"}}, "hours.monday: closes before it opens; a shift over midnight needs"),
            ({"hours": {}}, "hours: has too few entries"),
            ({"hours": {"mon": "09:00-17:00"}}, "hours.mon"),
            ({"nation": "uk"}, "nation: Input should be 'scotland' or 'england'"),
            ({"answer_within_hours": 0}, "answer_within_hours: Input should be greater than 0"),
            ({"answer_within": 8}, "answer_within: unknown field; check the spelling or take it out"),
            ({"remind": {"champion": 2}}, "remind: the champion is reminded first, then the deputy, then the manager"),
            ({"closed_days": ["next Monday"]}, "closed_days.0: "),
            (
                {"closed_days": ["2026-11-30"], "open_days": ["2026-11-30"]},
                "2026-11-30 stands among closed_days and open_days; keep it in one of them",
            ),
        ],
    )
    def test_a_wrong_field_is_named_with_its_team(self, profile: Content, fields: dict[str, Any], said: str):
        change(profile, "carers-champions", **fields)
        faults = profile.faults()
        assert [fault for fault in faults if fault.startswith(f"{HERE}carers-champions: ") and said in fault] == faults
        assert faults

    def test_what_is_wrong_for_all_is_said_once(self, profile: Content):
        change(profile, urgent_times=-1)
        assert profile.faults() == [f"{HERE}every_team: urgent_times: Input should be greater than or equal to 0"]

    def test_a_team_of_a_topic_needs_an_entry(self, profile: Content):
        data = yaml.safe_load((profile.folder / PLACE).read_text())
        del data["teams"]["carers-champions"], data["teams"][DEFAULT_TEAM]
        profile.write(PLACE, data)
        said = "the team “{}” of topics.yml has no entry; add it, or name another team in topics.yml"
        assert profile.faults() == [HERE + said.format(name) for name in ("carers-champions", DEFAULT_TEAM)]

    def test_a_wrong_entry_is_not_called_missing_as_well(self, profile: Content):
        change(profile, "carers-champions", title="")
        assert len(profile.faults()) == 1

    def test_the_default_team_needs_an_entry_even_if_no_topic_names_it(self, profile: Content):
        topics = yaml.safe_load((profile.folder / "topics.yml").read_text())
        for topic in topics["topics"].values():
            topic["team"] = "carers-champions"
        profile.write("topics.yml", topics)
        profile.write(PLACE, {"teams": {"carers-champions": {"title": "Carers champions"}}})
        said = "the team “sds-champions” has no entry; add it, it gets what belongs to no other team"
        assert profile.faults() == [HERE + said]

    def test_an_override_must_lead_to_a_team(self, profile: Content):
        change(profile, "carers-champions", nations={"england": "nobody"})
        said = "carers-champions: nations: england: there is no team “nobody”; correct or remove it"
        assert profile.faults() == [HERE + said]

    def test_a_team_that_nothing_reaches_is_to_be_taken_out(self, profile: Content):
        data = yaml.safe_load((profile.folder / PLACE).read_text())
        data["teams"]["england-champions"] = {"title": "England champions", "nation": "england"}
        profile.write(PLACE, data)
        said = "england-champions: no topic in topics.yml and no other team names it; name it there or take it out"
        assert profile.faults() == [HERE + said]
        change(profile, DEFAULT_TEAM, nations={"england": "england-champions"})
        assert profile.faults() == []

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (["a"], "holds no teams; write “every_team:” and “teams:” as docs/desk.md shows"),
            (None, "holds no teams"),
            ({"teams": {}}, "teams: is missing or empty"),
            ({"teams": ["a"]}, "teams: is missing or empty"),
            (
                {"every_team": [1], "teams": {DEFAULT_TEAM: {"title": "x"}}},
                "every_team: is empty or not a list of fields",
            ),
            ({"team": {}, "teams": {DEFAULT_TEAM: {"title": "x"}}}, "team: unknown field"),
            ({"teams": {DEFAULT_TEAM: "x"}}, f"{DEFAULT_TEAM}: is empty or not a list of fields"),
        ],
    )
    def test_a_file_of_another_form(self, content: Content, data: Any, said: str):
        content.write(PLACE, data)
        assert [fault for fault in content.faults() if fault.startswith(HERE + said)]
        with pytest.raises(ContentError):
            content.load()
