"""A reminder reaches those it is meant for, or somebody in their place."""

import datetime
import itertools

import pytest

from bot.helpdesk.access import Function
from bot.helpdesk.stand_ins import Member, Rung, Stood, Told, fall_back, recipients

NOW = datetime.datetime(2026, 11, 24, 10, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)
CHAMPION, OTHER, DEPUTY, MANAGER, STRANGER = range(1, 6)
FUNCTIONS = {
    CHAMPION: Function.CHAMPION,
    OTHER: Function.CHAMPION,
    DEPUTY: Function.DEPUTY,
    MANAGER: Function.MANAGER,
}


def team(*there: int) -> list[Member]:
    """Two champions, a deputy and a manager, of whom only some are there."""
    return [Member(person, function, None if person in there else LATER) for person, function in FUNCTIONS.items()]


def default_team(*there: int) -> list[Member]:
    return [Member(STRANGER, Function.CHAMPION, None if STRANGER in there else LATER)]


class TestAway:
    def test_until_the_moment_of_return(self):
        member = Member(CHAMPION, Function.CHAMPION, NOW)
        assert (member.away(NOW - datetime.timedelta(seconds=1)), member.away(NOW)) == (True, False)
        assert not Member(CHAMPION, Function.CHAMPION).away(NOW)


class TestRecipients:
    @pytest.mark.parametrize(
        ("rung", "there", "people", "stood"),
        [
            (Rung.CHAMPION, (CHAMPION, OTHER, DEPUTY, MANAGER), (CHAMPION, OTHER), Stood.AS_MEANT),
            (Rung.CHAMPION, (OTHER, DEPUTY, MANAGER), (OTHER,), Stood.AS_MEANT),
            (Rung.CHAMPION, (DEPUTY, MANAGER), (DEPUTY,), Stood.STAND_IN),
            (Rung.CHAMPION, (MANAGER,), (MANAGER,), Stood.STAND_IN),
            (Rung.CHAMPION, (), (), Stood.NOBODY),
            (Rung.DEPUTY, (CHAMPION, DEPUTY, MANAGER), (DEPUTY,), Stood.AS_MEANT),
            (Rung.DEPUTY, (CHAMPION, MANAGER), (MANAGER,), Stood.STAND_IN),
            (Rung.DEPUTY, (CHAMPION,), (), Stood.NOBODY),
            (Rung.MANAGER, (CHAMPION, DEPUTY, MANAGER), (MANAGER,), Stood.AS_MEANT),
            (Rung.MANAGER, (CHAMPION, DEPUTY), (), Stood.NOBODY),
            (Rung.EVERYBODY, (CHAMPION, DEPUTY, MANAGER), (CHAMPION, DEPUTY, MANAGER), Stood.AS_MEANT),
            (Rung.EVERYBODY, (), (), Stood.NOBODY),
        ],
    )
    def test_the_next_function_takes_the_place(
        self, rung: Rung, there: tuple[int, ...], people: tuple[int, ...], stood: Stood
    ):
        assert recipients(rung, team(*there), NOW) == Told(people, stood)

    @pytest.mark.parametrize(
        ("owner", "there", "told"),
        [
            (OTHER, (CHAMPION, OTHER, DEPUTY), Told((OTHER,), Stood.AS_MEANT)),
            (MANAGER, (CHAMPION, MANAGER), Told((MANAGER,), Stood.AS_MEANT)),
            (OTHER, (CHAMPION, DEPUTY), Told((DEPUTY,), Stood.STAND_IN)),
            (STRANGER, (CHAMPION, MANAGER), Told((MANAGER,), Stood.STAND_IN)),
            (None, (CHAMPION, DEPUTY), Told((DEPUTY,), Stood.STAND_IN)),
        ],
    )
    def test_an_owner_who_is_gone_has_the_deputy(self, owner: int | None, there: tuple[int, ...], told: Told):
        assert recipients(Rung.OWNER, team(*there), NOW, owner) == told

    def test_somebody_with_two_functions_is_told_once(self):
        both = [Member(CHAMPION, Function.CHAMPION), Member(CHAMPION, Function.DEPUTY)]
        assert recipients(Rung.EVERYBODY, both, NOW) == Told((CHAMPION,), Stood.AS_MEANT)


class TestFallBack:
    def test_a_team_without_champions_falls_to_deputy_manager_and_the_default_team(self):
        steps = [(DEPUTY, MANAGER), (MANAGER,), ()]
        told = [fall_back(Rung.CHAMPION, team(*there), default_team(STRANGER), NOW) for there in steps]
        assert told == [
            Told((DEPUTY,), Stood.STAND_IN),
            Told((MANAGER,), Stood.STAND_IN),
            Told((STRANGER,), Stood.DEFAULT_TEAM),
        ]

    def test_a_team_that_has_no_members_at_all(self):
        assert fall_back(Rung.EVERYBODY, [], default_team(STRANGER), NOW) == Told((STRANGER,), Stood.DEFAULT_TEAM)

    def test_champions_stand_in_for_a_manager_before_another_team_does(self):
        told = fall_back(Rung.MANAGER, team(CHAMPION), default_team(STRANGER), NOW)
        assert told == Told((CHAMPION,), Stood.STAND_IN)

    def test_it_says_so_when_nobody_is_there_at_all(self):
        assert fall_back(Rung.DEPUTY, team(), default_team(), NOW) == Told((), Stood.NOBODY)

    def test_whoever_is_away_nobody_is_told_while_away_and_somebody_is_whenever_one_is_there(self):
        for rung in Rung:
            for there in itertools.chain.from_iterable(itertools.combinations(range(1, 6), n) for n in range(6)):
                told = fall_back(rung, team(*there), default_team(*there), NOW, OTHER)
                assert set(told.people) <= set(there), (rung, there)
                assert bool(told.people) == bool(there), (rung, there)
                assert (told.stood is Stood.NOBODY) == (not there), (rung, there)
