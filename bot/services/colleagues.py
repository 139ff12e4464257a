"""Who works beside whom on tickets: one's own teams, the people of a team, and who has left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.helpdesk.access import Act
from bot.services.ports import Clock, Units


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be given a ticket."""

    number: int
    name: str
    away: bool
    """Out of office now."""


class Colleagues:
    """Reads the desk's people for those who work on tickets."""

    def __init__(self, units: Units, clock: Clock) -> None:
        """Take the database and the clock."""
        self._units, self._clock = units, clock

    def teams_of(self, person: int) -> Sequence[str]:
        """Return the names of the teams that somebody is in."""
        with self._units() as work:
            return tuple(sorted({membership.team for membership in work.people.memberships(person)}))

    def of_team(self, team: str) -> Sequence[Colleague]:
        """Return who in a team may work on tickets, by name; nobody when the team has no people."""
        with self._units() as work:
            numbers = dict.fromkeys(membership.person for membership in work.people.memberships(team=team))
            people = [work.people.get(number) for number in numbers]
        now = self._clock()
        found = [Colleague(p.number, p.name, p.away(now)) for p in people if p and p.may(Act.TICKETS)]
        return sorted(found, key=lambda colleague: colleague.name)

    def names(self, numbers: Iterable[int | None]) -> Mapping[int, str]:
        """Return how people are called, those who have left too."""
        with self._units() as work:
            people = [work.people.get(number) for number in {n for n in numbers if n is not None}]
        return {person.number: person.name for person in people if person}

    def has_left(self, number: int | None) -> bool:
        """Tell whether somebody no longer works on the desk."""
        if number is None:
            return False
        with self._units() as work:
            person = work.people.get(number)
        return person is None or not person.active
