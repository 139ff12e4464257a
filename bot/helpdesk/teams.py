"""A team of champions: when it works, how soon it answers, and which team a question goes to."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.helpdesk.vocabulary import Nation
from bot.helpdesk.working_time import Hours

DEFAULT_TEAM = "sds-champions"
"""Gets what belongs to no other team, and what a team without people cannot answer."""


@dataclass(frozen=True)
class Ladder:
    """When whom to remind of a ticket that nobody has claimed: shares of the working time until it is due."""

    champion: float
    deputy: float
    manager: float


@dataclass(frozen=True)
class Team:
    """A team, from `knowledge/local/<council>/teams.yml`."""

    name: str
    title: str
    hours: Hours
    answer_within: datetime.timedelta
    """Working time from opening a ticket to when the asker may expect an answer."""
    urgent_within: datetime.timedelta
    """The same for an urgent ticket."""
    ladder: Ladder
    urgent_every: datetime.timedelta
    """Working time between two calls to everybody about an urgent ticket that nobody has claimed."""
    urgent_times: int
    """Calls after the first one."""
    lease: datetime.timedelta
    """How long a claim holds."""
    close_after: datetime.timedelta
    """How long an answered ticket waits for a word from the asker."""
    nations: Mapping[Nation, str] = field(default_factory=dict)
    """Names of the teams that get this team's questions from another nation."""


def routed(teams: Mapping[str, Team], name: str, nation: Nation) -> Team:
    """Return the team that a question for a team goes to, by the asker's nation; unknown names mean the default team.

    A ticket may name a team that was taken out of the profile since.
    """
    team = teams.get(name) or teams[DEFAULT_TEAM]
    return teams.get(team.nations.get(nation, team.name), team)
