"""The life of a ticket: every move in every state, each rule by name, and all moves in any order."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.errors import RefusedError
from bot.helpdesk import tickets
from bot.helpdesk.tickets import ACTIVE, ENDED, WAITING, Standing, State

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
MOMENT = datetime.timedelta(microseconds=1)
FIRST, SECOND = 1, 2
"""Two champions, by number."""

OPEN = Standing(team="a")
CLAIMED = tickets.claim(OPEN, FIRST, NOON, HOUR)
SNOOZED = tickets.snooze(OPEN, FIRST, NOON, NOON + HOUR)
ANSWERED = tickets.answer(CLAIMED, FIRST, NOON)
CLOSED = tickets.helped(ANSWERED)
REOPENED = tickets.not_yet(ANSWERED)
WITHDRAWN = tickets.withdraw(OPEN, NOON)
MERGED = tickets.merge(OPEN, 7, 8, OPEN, NOON)
EVERY = {s.state: s for s in (OPEN, CLAIMED, SNOOZED, ANSWERED, CLOSED, REOPENED, WITHDRAWN, MERGED)}

MOVES: dict[str, tuple[Callable[[Standing], Standing], State | None, frozenset[State]]] = {
    "claim": (lambda s: tickets.claim(s, FIRST, NOON, HOUR), State.CLAIMED, ACTIVE),
    "release": (lambda s: tickets.release(s, FIRST, NOON), State.OPEN, frozenset({State.CLAIMED})),
    "hand to a person": (lambda s: tickets.hand_to_person(s, SECOND, NOON, HOUR), State.CLAIMED, ACTIVE),
    "hand to a team": (lambda s: tickets.hand_to_team(s, "b", NOON), None, ACTIVE),
    "snooze": (lambda s: tickets.snooze(s, FIRST, NOON, NOON + HOUR), State.SNOOZED, ACTIVE),
    "ask back": (lambda s: tickets.ask_back(s, FIRST, NOON, HOUR), State.CLAIMED, ACTIVE),
    "add detail": (lambda s: tickets.add_detail(s, NOON), None, ACTIVE | {State.MERGED}),
    "answer": (lambda s: tickets.answer(s, FIRST, NOON), State.ANSWERED, ACTIVE),
    "answer with another": (tickets.answer_with, State.ANSWERED, frozenset({State.MERGED})),
    "helped": (tickets.helped, State.CLOSED, frozenset({State.ANSWERED})),
    "not yet": (tickets.not_yet, State.REOPENED, frozenset({State.ANSWERED, State.CLOSED})),
    "withdraw": (lambda s: tickets.withdraw(s, NOON), State.WITHDRAWN, ACTIVE | {State.MERGED}),
    "merge": (lambda s: tickets.merge(s, 1, 2, OPEN, NOON), State.MERGED, ACTIVE),
    "part": (tickets.part, State.OPEN, frozenset({State.MERGED})),
}
"""What each move does: the move, the state after it (None: it depends), and the states in which it can be made."""


class TestEveryMoveInEveryState:
    def test_every_state_is_tried(self):
        assert set(EVERY) == set(State)

    @pytest.mark.parametrize("state", State)
    @pytest.mark.parametrize("name", MOVES)
    def test_a_move_is_made_or_refused(self, name: str, state: State):
        move, after, allowed = MOVES[name]
        if state not in allowed:
            with pytest.raises(RefusedError):
                move(EVERY[state])
        else:
            found = move(EVERY[state])
            assert found.state is (after or found.state)
            assert sound(found)

    @pytest.mark.parametrize("name", MOVES)
    def test_a_refusal_is_a_sentence_for_whoever_tried(self, name: str):
        move, _, allowed = MOVES[name]
        for state in set(State) - allowed:
            with pytest.raises(RefusedError, match=r"^[A-Z].*\.$"):
                move(EVERY[state])


class TestClaim:
    def test_a_claim_holds_for_the_lease(self):
        assert (CLAIMED.owner, CLAIMED.lease_until) == (FIRST, NOON + HOUR)

    def test_a_second_champion_is_told_and_gets_nothing(self):
        with pytest.raises(RefusedError, match="colleague has claimed"):
            tickets.claim(CLAIMED, SECOND, NOON + HOUR - MOMENT, HOUR)

    def test_the_owner_can_hold_it_for_longer(self):
        assert tickets.claim(CLAIMED, FIRST, NOON + HOUR / 2, HOUR).lease_until == NOON + 1.5 * HOUR

    def test_once_the_lease_is_over_anyone_may_claim(self):
        assert tickets.claim(CLAIMED, SECOND, NOON + HOUR, HOUR).owner == SECOND

    def test_a_snoozed_one_can_be_claimed_early(self):
        found = tickets.claim(SNOOZED, SECOND, NOON, HOUR)
        assert (found.owner, found.snoozed_until) == (SECOND, None)


class TestAsOf:
    @pytest.mark.parametrize("standing", [CLAIMED, SNOOZED])
    def test_time_frees_it_at_the_very_moment_and_not_before(self, standing: Standing):
        assert standing.as_of(NOON + HOUR - MOMENT) == standing
        assert standing.as_of(NOON + HOUR) == OPEN

    def test_one_that_was_answered_before_waits_as_reopened(self):
        assert tickets.claim(REOPENED, FIRST, NOON, HOUR).as_of(NOON + HOUR).state is State.REOPENED

    @pytest.mark.parametrize("state", sorted(set(State) - {State.CLAIMED, State.SNOOZED}))
    def test_time_alone_changes_nothing_else(self, state: State):
        assert EVERY[state].as_of(NOON + 1000 * HOUR) == EVERY[state]


class TestRelease:
    def test_it_goes_back_to_its_team(self):
        assert tickets.release(CLAIMED, FIRST, NOON) == OPEN

    def test_nobody_releases_what_a_colleague_has(self):
        with pytest.raises(RefusedError, match="have not claimed"):
            tickets.release(CLAIMED, SECOND, NOON)

    def test_a_claim_that_has_run_out_cannot_be_released(self):
        with pytest.raises(RefusedError, match="has run out"):
            tickets.release(CLAIMED, FIRST, NOON + HOUR)


class TestHandOn:
    def test_a_person_gets_it_with_a_lease_of_their_own(self):
        found = tickets.hand_to_person(CLAIMED, SECOND, NOON + HOUR / 2, HOUR)
        assert (found.owner, found.lease_until) == (SECOND, NOON + 1.5 * HOUR)

    def test_in_another_team_nobody_has_it_yet(self):
        assert tickets.hand_to_team(CLAIMED, "b", NOON) == replace(OPEN, team="b")


class TestSnooze:
    def test_an_urgent_one_cannot_be_snoozed(self):
        with pytest.raises(RefusedError, match="urgent"):
            tickets.snooze(replace(OPEN, urgent=True), FIRST, NOON, NOON + HOUR)

    @pytest.mark.parametrize("until", [NOON, NOON - HOUR])
    def test_only_until_a_time_that_is_still_to_come(self, until: datetime.datetime):
        with pytest.raises(RefusedError, match="still to come"):
            tickets.snooze(OPEN, FIRST, NOON, until)

    def test_a_snoozed_one_has_no_owner(self):
        assert tickets.snooze(CLAIMED, FIRST, NOON, NOON + HOUR) == SNOOZED

    def test_nobody_snoozes_what_a_colleague_has(self):
        with pytest.raises(RefusedError, match="have not claimed"):
            tickets.snooze(CLAIMED, SECOND, NOON, NOON + HOUR)


class TestAskBack:
    def test_whoever_asks_has_it(self):
        found = tickets.ask_back(OPEN, SECOND, NOON, HOUR)
        assert (found.owner, found.asked_back) == (SECOND, True)

    def test_nobody_asks_about_what_a_colleague_has(self):
        with pytest.raises(RefusedError, match="have not claimed"):
            tickets.ask_back(CLAIMED, SECOND, NOON, HOUR)

    def test_the_asker_s_reply_ends_the_wait_and_leaves_it_with_its_owner(self):
        found = tickets.add_detail(tickets.ask_back(CLAIMED, FIRST, NOON, HOUR), NOON)
        assert found == CLAIMED


class TestAddDetail:
    def test_a_snoozed_one_wakes(self):
        assert tickets.add_detail(SNOOZED, NOON) == OPEN

    def test_a_merged_one_stays_merged(self):
        assert tickets.add_detail(MERGED, NOON) == MERGED


class TestAnswer:
    def test_when_nobody_has_it_anyone_may_answer(self):
        assert tickets.answer(OPEN, SECOND, NOON).state is State.ANSWERED

    def test_nobody_answers_what_a_colleague_has(self):
        with pytest.raises(RefusedError, match=r"colleague has claimed .* Nothing was sent"):
            tickets.answer(CLAIMED, SECOND, NOON)

    @pytest.mark.parametrize("standing", [ANSWERED, CLOSED])
    def test_nothing_is_answered_twice(self, standing: Standing):
        with pytest.raises(RefusedError, match=r"answered already\. Nothing was sent"):
            tickets.answer(standing, FIRST, NOON)

    def test_the_command_line_may_answer_what_somebody_has(self):
        assert tickets.answer(CLAIMED, None, NOON).state is State.ANSWERED

    def test_an_answered_one_has_no_owner_and_counts_its_rounds(self):
        again = tickets.answer(tickets.claim(REOPENED, SECOND, NOON, HOUR), SECOND, NOON)
        assert (ANSWERED.owner, ANSWERED.round, again.owner, again.round) == (None, 1, None, 2)


class TestNotYet:
    def test_a_reopened_one_waits_for_anyone(self):
        assert (REOPENED.state in WAITING, REOPENED.owner, REOPENED.round) == (True, None, 1)

    def test_a_closed_one_can_be_reopened(self):
        assert tickets.not_yet(CLOSED) == REOPENED

    def test_one_that_was_answered_with_another_is_reopened_alone(self):
        assert tickets.not_yet(tickets.answer_with(MERGED)).merged_into is None


class TestWithdraw:
    def test_it_leaves_nobody_with_it(self):
        assert tickets.withdraw(CLAIMED, NOON) == WITHDRAWN

    def test_a_merged_one_no_longer_points_to_another(self):
        assert tickets.withdraw(MERGED, NOON) == WITHDRAWN


class TestMerge:
    def test_it_points_to_the_one_that_answers_it(self):
        found = tickets.merge(CLAIMED, 1, 2, OPEN, NOON)
        assert (found.merged_into, found.owner) == (2, None)

    def test_none_is_merged_with_itself(self):
        with pytest.raises(RefusedError, match="with itself"):
            tickets.merge(OPEN, 1, 1, OPEN, NOON)

    def test_an_urgent_one_never_hides_behind_one_that_is_not(self):
        with pytest.raises(RefusedError, match="urgent"):
            tickets.merge(replace(OPEN, urgent=True), 1, 2, OPEN, NOON)

    @pytest.mark.parametrize("state", sorted(set(State) - ACTIVE))
    def test_only_one_that_still_waits_takes_others_in(self, state: State):
        with pytest.raises(RefusedError, match=f"Ticket 2 is {state.value}"):
            tickets.merge(OPEN, 1, 2, EVERY[state], NOON)

    def test_parted_it_waits_for_its_own_answer(self):
        assert tickets.part(MERGED) == OPEN


def sound(standing: Standing) -> bool:
    """Whether a standing says nothing that contradicts itself."""
    claimed, snoozed, merged = (standing.state is s for s in (State.CLAIMED, State.SNOOZED, State.MERGED))
    return (
        (standing.owner is not None) == claimed
        and (standing.lease_until is not None) == claimed
        and (standing.snoozed_until is not None) == snoozed
        and (standing.merged_into is not None) == merged
        and not (standing.urgent and snoozed)
        and not (standing.state is State.OPEN and standing.round)
        and not (standing.state in {State.ANSWERED, State.CLOSED, State.REOPENED} and not standing.round)
    )


class Desk(RuleBasedStateMachine):
    """Several tickets, several champions, and time, in any order; what a desk does with several tickets at once."""

    numbers = st.integers(0, 3)
    champions = st.integers(1, 3)

    @initialize(urgent=st.lists(st.booleans(), min_size=4, max_size=4))
    def asked(self, urgent: list[bool]) -> None:
        self.now = NOON
        self.desk = {number: Standing(team="a", urgent=flag) for number, flag in enumerate(urgent)}
        self.sent = dict.fromkeys(self.desk, 0)

    def moved(self, number: int, move: Callable[[Standing], Standing]) -> bool:
        before = self.desk[number]
        try:
            after = move(before)
        except RefusedError:
            return False
        if before.as_of(self.now).owner not in {None, after.owner}:
            # Whoever had it gave it away, or it left everybody's hands.
            assert after.owner is None or self.handed_on
        self.desk[number] = after
        return True

    handed_on = False

    def merged_with(self, number: int) -> list[int]:
        return [n for n, s in self.desk.items() if s.state is State.MERGED and s.merged_into == number]

    @rule(minutes=st.integers(1, 90))
    def time_moves(self, minutes: int) -> None:
        self.now += datetime.timedelta(minutes=minutes)

    @rule(number=numbers, by=champions)
    def claim(self, number: int, by: int) -> None:
        if self.moved(number, lambda s: tickets.claim(s, by, self.now, HOUR)):
            assert self.desk[number].owner == by

    @rule(number=numbers, by=champions)
    def release(self, number: int, by: int) -> None:
        self.moved(number, lambda s: tickets.release(s, by, self.now))

    @rule(number=numbers, to=champions)
    def hand_to_person(self, number: int, to: int) -> None:
        self.handed_on = True
        self.moved(number, lambda s: tickets.hand_to_person(s, to, self.now, HOUR))
        self.handed_on = False

    @rule(number=numbers, team=st.sampled_from("ab"))
    def hand_to_team(self, number: int, team: str) -> None:
        self.moved(number, lambda s: tickets.hand_to_team(s, team, self.now))

    @rule(number=numbers, by=champions, minutes=st.integers(-5, 90))
    def snooze(self, number: int, by: int, minutes: int) -> None:
        until = self.now + datetime.timedelta(minutes=minutes)
        self.moved(number, lambda s: tickets.snooze(s, by, self.now, until))

    @rule(number=numbers, by=champions)
    def ask_back(self, number: int, by: int) -> None:
        self.moved(number, lambda s: tickets.ask_back(s, by, self.now, HOUR))

    @rule(number=numbers)
    def add_detail(self, number: int) -> None:
        self.moved(number, lambda s: tickets.add_detail(s, self.now))

    @rule(number=numbers, by=st.none() | champions)
    def answer(self, number: int, by: int | None) -> None:
        others = self.merged_with(number)
        if self.moved(number, lambda s: tickets.answer(s, by, self.now)):
            assert all(self.moved(other, tickets.answer_with) for other in others)
            for each in (number, *others):
                self.sent[each] += 1

    @rule(number=numbers)
    def helped(self, number: int) -> None:
        self.moved(number, tickets.helped)

    @rule(number=numbers)
    def not_yet(self, number: int) -> None:
        self.moved(number, tickets.not_yet)

    @rule(number=numbers)
    def withdraw(self, number: int) -> None:
        others = self.merged_with(number)
        if self.moved(number, lambda s: tickets.withdraw(s, self.now)):
            assert all(self.moved(other, tickets.part) for other in others)

    @rule(number=numbers, into=numbers)
    def merge(self, number: int, into: int) -> None:
        others, target = self.merged_with(number), self.desk[into]
        if self.moved(number, lambda s: tickets.merge(s, number, into, target, self.now)):
            for n in others:
                assert self.moved(n, lambda s, n=n: tickets.merge(tickets.part(s), n, into, target, self.now))

    @rule(number=numbers)
    def part(self, number: int) -> None:
        self.moved(number, tickets.part)

    @invariant()
    def none_contradicts_itself(self) -> None:
        assert all(sound(standing) for standing in self.desk.values())

    @invariant()
    def none_has_vanished(self) -> None:
        """Each waits for somebody, was answered, was withdrawn, or will be answered with one that waits."""
        for standing in self.desk.values():
            if standing.state is State.MERGED:
                assert self.desk[standing.merged_into].state in ACTIVE
            else:
                assert standing.state in ACTIVE | ENDED | {State.ANSWERED}

    @invariant()
    def as_many_answers_were_sent_as_there_were_rounds(self) -> None:
        assert {n: s.round for n, s in self.desk.items()} == self.sent

    @invariant()
    def urgent_ones_hide_behind_nothing(self) -> None:
        for standing in self.desk.values():
            if standing.urgent and standing.merged_into is not None:
                assert self.desk[standing.merged_into].urgent

    def teardown(self) -> None:
        """Whatever happened, each ticket can still be brought to its end."""
        for number in getattr(self, "desk", {}):
            self.now += HOUR * 24
            if self.desk[number].state is State.MERGED:
                self.part(number)
            if self.desk[number].state in ACTIVE:
                self.answer(number, 1)
            self.helped(number)
            assert self.desk[number].state in ENDED


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
