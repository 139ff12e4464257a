"""Which team a ticket goes to."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from bot.helpdesk.reminders import due
from bot.helpdesk.teams import DEFAULT_TEAM, Team, routed
from bot.helpdesk.vocabulary import Nation


@dataclass(frozen=True)
class Routing:
    """The teams by topic and nation."""

    team_of_topic: Mapping[str, str]
    """From `topics.yml`."""
    all_teams: Mapping[str, Team]
    """From the council's profile; the default team is always among them."""

    def team_for(self, article: str | None, nation: Nation = Nation.SCOTLAND) -> Team:
        """Return the team for the nearest article and the asker's nation, or the default one."""
        name = self.team_of_topic.get((article or "").partition("/")[0], DEFAULT_TEAM)
        return routed(self.all_teams, name, nation)

    def of(self, name: str) -> Team:
        """Return a team; one that is no longer in the profile keeps the default team's hours."""
        return self.all_teams.get(name) or self.all_teams[DEFAULT_TEAM]

    def promise(self, team: str, now: datetime.datetime, *, urgent: bool) -> datetime.datetime:
        """Return when a team that gets a question now is to answer it."""
        return due(now, self.of(team), urgent=urgent)

    @property
    def names(self) -> tuple[str, ...]:
        """All teams' names, in order."""
        return tuple(sorted(self.all_teams))
