"""Read `knowledge/local/<council>/teams.yml`: the teams, their hours and how soon they answer."""

import datetime
import pathlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bot.content import forms
from bot.content.reading import Faults, fit, read_file, read_yaml
from bot.helpdesk.teams import DEFAULT_TEAM, Ladder, Team
from bot.helpdesk.vocabulary import Nation
from bot.helpdesk.working_time import Hours, Span

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOW = "write “every_team:” and “teams:” as docs/desk.md shows"


def read_teams(path: pathlib.Path, where: str, wanted: Collection[str], faults: Faults) -> dict[str, Team]:
    """Return the teams by name; the default team is always among them.

    Without the file there is only the default team. `wanted` are the names that `topics.yml` uses; one that has no
    entry is a fault, and so is an override that leads nowhere.
    """
    if not path.exists():
        return {DEFAULT_TEAM: _default()}
    text = read_file(path, where, faults)
    data = None if text is None else read_yaml(text, where, faults)
    if not isinstance(data, Mapping):
        if text is not None:
            faults.add(where, f"holds no teams; {_HOW}")
        return {DEFAULT_TEAM: _default()}
    teams = _teams(data, where, faults)
    listed = data.get("teams")
    _dangling(teams, listed if isinstance(listed, Mapping) else {}, wanted, where, faults)
    return {DEFAULT_TEAM: _default()} | teams


def unused(teams: Mapping[str, Team], wanted: Collection[str]) -> list[str]:
    """Return names of teams that no question can reach: no topic and no other team names them."""
    reached = {DEFAULT_TEAM, *wanted, *(name for team in teams.values() for name in team.nations.values())}
    return sorted(set(teams) - reached)


def _teams(data: Mapping[Any, Any], where: str, faults: Faults) -> dict[str, Team]:
    for name in sorted(str(name) for name in set(data) - {"every_team", "teams"}):
        faults.add(where, f"{name}: unknown field; {_HOW}")
    shared = data.get("every_team") or {}
    # What is wrong with the values for all is said once, not for every team.
    if fit(forms.TeamValuesForm, shared, f"{where}: every_team", faults) is None:
        shared = {}
    entries = data.get("teams")
    if not isinstance(entries, Mapping) or not entries:
        faults.add(where, f"teams: is missing or empty; {_HOW}")
        return {}
    teams = {}
    for name, entry in entries.items():
        own = {**shared, **entry} if isinstance(entry, Mapping) else entry
        form = fit(forms.TeamForm, own, f"{where}: {name}", faults)
        if form is not None:
            teams[str(name)] = _team(str(name), form)
    return teams


def _dangling(
    teams: Mapping[str, Team], listed: Iterable[str], wanted: Collection[str], where: str, faults: Faults
) -> None:
    names = set(listed)
    for name in sorted(set(wanted) - names):
        faults.add(where, f"the team “{name}” of topics.yml has no entry; add it, or name another team in topics.yml")
    if DEFAULT_TEAM not in names | set(wanted):
        faults.add(where, f"the team “{DEFAULT_TEAM}” has no entry; add it, it gets what belongs to no other team")
    for team in teams.values():
        for nation, other in team.nations.items():
            if other not in names:
                faults.add(where, f"{team.name}: nations: {nation}: there is no team “{other}”; correct or remove it")


def _team(name: str, form: forms.TeamForm) -> Team:
    spans = {day: Span(*span) for day, span in form.hours.items()}
    return Team(
        name=name,
        title=form.title,
        hours=Hours(
            week=tuple(spans.get(day) for day in _WEEK),  # type: ignore[call-overload]
            nation=Nation(form.nation),
            closed=frozenset(form.closed_days),
            open_anyway=frozenset(form.open_days),
        ),
        answer_within=datetime.timedelta(hours=form.answer_within_hours),
        urgent_within=datetime.timedelta(minutes=form.urgent_within_minutes),
        ladder=Ladder(form.remind.champion, form.remind.deputy, form.remind.manager),
        urgent_every=datetime.timedelta(minutes=form.urgent_every_minutes),
        urgent_times=form.urgent_times,
        lease=datetime.timedelta(minutes=form.claim_lease_minutes),
        close_after=datetime.timedelta(days=form.close_after_days),
        nations={Nation(nation): other for nation, other in form.nations.items()},
    )


def _default() -> Team:
    return _team(DEFAULT_TEAM, forms.TeamForm(title="SDS champions"))
