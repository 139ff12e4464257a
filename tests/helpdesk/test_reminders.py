"""Who is reminded when, minute by minute, and what an asker is promised."""

import dataclasses
import datetime
import itertools
import zoneinfo

import pytest

from bot.helpdesk.reminders import Reminder, due, expected_by, owed
from bot.helpdesk.stand_ins import Rung
from bot.helpdesk.teams import Ladder, Team
from bot.helpdesk.tickets import Standing, State
from bot.helpdesk.vocabulary import Nation
from bot.helpdesk.working_time import Hours, Span

LONDON = zoneinfo.ZoneInfo("Europe/London")
MINUTE = datetime.timedelta(minutes=1)
OFFICE = Hours((Span(datetime.time(9), datetime.time(17)),) * 5 + (None, None), Nation.SCOTLAND)
TEAM = Team(
    name="sds-champions",
    title="SDS champions",
    hours=OFFICE,
    answer_within=datetime.timedelta(hours=8),
    urgent_within=datetime.timedelta(hours=1),
    ladder=Ladder(0.5, 1.0, 1.5),
    urgent_every=datetime.timedelta(minutes=15),
    urgent_times=4,
    lease=datetime.timedelta(hours=1),
    close_after=datetime.timedelta(days=14),
)
OWNER = 7
CHAMPION, DEPUTY, MANAGER, EVERYBODY = Rung.CHAMPION, Rung.DEPUTY, Rung.MANAGER, Rung.EVERYBODY


def at(text: str) -> datetime.datetime:
    """A moment by the clock on the wall; in the week of Monday 23 November 2026 that is UTC."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=LONDON)


OPENED, DUE = at("2026-11-24 10:00"), at("2026-11-25 10:00")


def claimed(when: datetime.datetime, **more: object) -> Standing:
    return Standing(State.CLAIMED, owner=OWNER, lease_until=when + TEAM.lease, **more)


def sent(
    standing: Standing,
    since: datetime.datetime = OPENED,
    until: datetime.datetime = DUE,
    *,
    looks: list[datetime.datetime] | None = None,
    last: bool = True,
) -> list[tuple[str, Rung]]:
    """Look every minute for three days (or at the given times) and send what is owed."""
    found, reminded, before = [], 0, None
    for now in looks or [since + MINUTE * n for n in range(3 * 24 * 60)]:
        reminder = owed(now, standing, since, until, TEAM, reminded, before if last else None)
        if reminder:
            reminded, before = reminder.reminded, now
            found.append((f"{now:%a %H:%M}", reminder.rung))
    return found


class TestDue:
    def test_working_hours_after_it_was_opened(self):
        assert due(OPENED, TEAM, urgent=False) == DUE
        assert due(at("2026-11-27 16:30"), TEAM, urgent=True) == at("2026-12-01 09:30")


class TestLadder:
    def test_champion_at_half_time_then_deputy_then_manager_each_once(self):
        """Half of eight hours is 14:00; due the next day at 10:00; four hours more is 14:00."""
        ladder = [("Tue 14:00", CHAMPION), ("Wed 10:00", DEPUTY), ("Wed 14:00", MANAGER)]
        assert sent(Standing()) == ladder
        assert sent(Standing(State.REOPENED, round=1)) == ladder

    def test_nobody_is_reminded_outside_the_hours(self):
        """Opened Friday 13:00, so half time is at closing, and the next working day is Tuesday 1 December."""
        since = at("2026-11-27 13:00")
        until = due(since, TEAM, urgent=False)
        looks = [since + MINUTE * n for n in range(6 * 24 * 60)]
        assert sent(Standing(), since, until, looks=looks) == [
            ("Tue 09:00", CHAMPION),
            ("Tue 13:00", DEPUTY),
            ("Wed 09:00", MANAGER),
        ]

    def test_what_was_missed_comes_one_by_one_the_lowest_first(self):
        looks = [at("2026-11-26 12:00") + MINUTE * n for n in range(5)]
        rungs = [rung for _, rung in sent(Standing(), looks=looks)]
        assert rungs == [CHAMPION, DEPUTY, MANAGER]

    def test_a_due_time_that_was_moved_moves_the_ladder(self):
        """Due 12:00, two hours after opening: half time 11:00, one and a half 13:00."""
        assert sent(Standing(), until=at("2026-11-24 12:00")) == [
            ("Tue 11:00", CHAMPION),
            ("Tue 12:00", DEPUTY),
            ("Tue 13:00", MANAGER),
        ]

    @pytest.mark.parametrize("state", sorted(set(State) - {State.OPEN, State.REOPENED, State.CLAIMED, State.SNOOZED}))
    @pytest.mark.parametrize("urgent", [True, False])
    def test_a_ticket_that_waits_for_no_champion_reminds_nobody(self, state: State, urgent: bool):
        assert sent(Standing(state, urgent=urgent)) == []

    def test_a_snoozed_one_rests_until_it_wakes(self):
        woken = sent(Standing(State.SNOOZED, snoozed_until=at("2026-11-25 12:00")))
        assert woken == [("Wed 12:00", CHAMPION), ("Wed 12:01", DEPUTY), ("Wed 14:00", MANAGER)]

    def test_nobody_is_reminded_while_the_asker_is_asked(self):
        assert sent(Standing(asked_back=True)) == []
        assert sent(claimed(at("2026-11-25 09:30"), asked_back=True)) == []


class TestClaimed:
    def test_only_the_owner_is_reminded_and_only_when_it_is_due(self):
        looks = [at("2026-11-25 09:30") + MINUTE * n for n in range(60)]
        assert sent(claimed(looks[0]), looks=looks) == [("Wed 10:00", Rung.OWNER)]

    def test_when_the_claim_runs_out_the_ladder_goes_on(self):
        """The claim of 9:30 ends at 10:30. The champions were told of nothing yet; both rungs are owed."""
        looks = [at("2026-11-25 09:30") + MINUTE * n for n in range(6 * 60)]
        assert sent(claimed(looks[0]), looks=looks) == [
            ("Wed 10:00", Rung.OWNER),
            ("Wed 10:30", CHAMPION),
            ("Wed 10:31", DEPUTY),
            ("Wed 14:00", MANAGER),
        ]

    def test_whoever_takes_an_overdue_ticket_is_not_told_that_it_is_overdue(self):
        for taken in (DUE, DUE + 5 * MINUTE):
            assert sent(claimed(taken), looks=[taken + MINUTE * n for n in range(60)]) == []

    def test_the_owner_is_left_alone_outside_the_hours_unless_it_is_urgent(self):
        since, until = at("2026-11-24 09:00"), at("2026-11-24 17:00")
        looks = [at("2026-11-24 16:30") + MINUTE * n for n in range(60)]
        assert sent(claimed(looks[0]), since, until, looks=looks) == []
        urgent = claimed(looks[0], urgent=True)
        assert sent(urgent, since, until, looks=looks) == [("Tue 17:00", Rung.OWNER)]


class TestUrgent:
    URGENT = Standing(urgent=True)

    def test_everybody_at_once_and_again_a_limited_number_of_times(self):
        times = [time for time, rung in sent(self.URGENT) if rung is EVERYBODY]
        assert times == ["Tue 10:00", "Tue 10:15", "Tue 10:30", "Tue 10:45", "Tue 11:00"]
        assert sent(self.URGENT, last=False) == sent(self.URGENT)

    def test_at_night_once_and_again_from_opening_time(self):
        night = at("2026-11-24 23:10")
        expected = ["Tue 23:10", "Wed 09:00", "Wed 09:15", "Wed 09:30", "Wed 09:45"]
        assert [time for time, _ in sent(self.URGENT, night)] == expected
        assert [time for time, _ in sent(self.URGENT, night, last=False)] == expected

    def test_calls_that_were_missed_are_not_made_up_in_a_row(self):
        later = [OPENED + datetime.timedelta(hours=2) + MINUTE * n for n in range(40)]
        assert [time for time, _ in sent(self.URGENT, looks=[OPENED, *later])] == [
            "Tue 10:00",
            "Tue 12:00",
            "Tue 12:15",
            "Tue 12:30",
        ]

    def test_a_claim_ends_the_calls_until_it_runs_out(self):
        looks = [OPENED + MINUTE * n for n in range(1, 62)]
        assert sent(claimed(OPENED + MINUTE, urgent=True), until=DUE, looks=looks) == [("Tue 11:01", EVERYBODY)]

    def test_a_question_back_does_not_keep_it_quiet_once_the_claim_has_run_out(self):
        assert owed(OPENED, Standing(urgent=True, asked_back=True), OPENED, DUE, TEAM) is not None

    def test_it_has_no_ladder(self):
        assert {rung for _, rung in sent(self.URGENT)} == {EVERYBODY}

    def test_without_repeats_there_is_one_call(self):
        once = dataclasses.replace(TEAM, urgent_times=0)
        first = owed(OPENED, self.URGENT, OPENED, DUE, once)
        assert first is not None
        assert owed(DUE, self.URGENT, OPENED, DUE, once, first.reminded) is None


class TestEveryCase:
    """All states, marks and times: what is owed is new, and who has it decides whom it is meant for."""

    MOMENTS = tuple(OPENED + datetime.timedelta(minutes=30) * n for n in range(0, 150, 3))

    @pytest.mark.parametrize("state", list(State))
    def test_nothing_is_owed_twice(self, state: State):
        standings = [
            Standing(state, urgent=urgent, asked_back=back, owner=OWNER, lease_until=lease, snoozed_until=lease)
            for urgent, back, lease in itertools.product((True, False), (True, False), (None, DUE))
        ]
        for standing, now, reminded in itertools.product(standings, self.MOMENTS, range(6 * 16)):
            reminder = owed(now, standing, OPENED, DUE, TEAM, reminded)
            if reminder is None:
                continue
            assert isinstance(reminder, Reminder)
            assert reminder.reminded > reminded
            waits = standing.as_of(now)
            assert waits.state in {State.OPEN, State.REOPENED, State.CLAIMED}
            assert (reminder.rung is Rung.OWNER) == (waits.state is State.CLAIMED)
            if waits.state is not State.CLAIMED:
                assert (reminder.rung is EVERYBODY) == waits.urgent
            again = owed(now, standing, OPENED, DUE, TEAM, reminder.reminded)
            assert again is None or again.rung is not reminder.rung or reminder.rung is EVERYBODY


class TestExpectedBy:
    NOW = at("2026-11-26 10:20")

    @pytest.mark.parametrize(
        ("until", "words"),
        [
            ("2026-11-26 15:00", "by 3pm today"),
            ("2026-11-26 12:00", "by midday today"),
            ("2026-11-26 11:50", "by midday today"),
            ("2026-11-26 12:30", "by 12.30pm today"),
            ("2026-11-27 10:30", "by 10.30am tomorrow"),
            ("2026-11-27 10:16", "by 10.30am tomorrow"),
            ("2026-11-30 10:00", "by 10am on Monday 30 November"),
            ("2026-11-30 09:05", "by 9.15am on Monday 30 November"),
            ("2026-11-28 00:15", "by 12.15am on Saturday 28 November"),
            # The promise is never earlier than the time that is due.
            ("2026-11-26 16:59", "by 5pm today"),
            ("2026-11-26 17:01", "by 5.15pm today"),
            ("2026-11-26 23:50", "by midnight today"),
            ("2026-11-28 00:00", "by midnight tomorrow"),
            ("2027-01-05 10:00", "by 10am on Tuesday 5 January"),
            ("2027-11-26 10:00", "by 10am on Friday 26 November 2027"),
        ],
    )
    def test_in_plain_words(self, until: str, words: str):
        assert expected_by(at(until), self.NOW) == words

    def test_by_the_clock_on_the_wall(self):
        """In summer the wall is an hour ahead of UTC, and its day begins an hour earlier."""
        now = datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC)
        until = datetime.datetime(2026, 7, 2, 9, 0, tzinfo=datetime.UTC)
        assert expected_by(until, now) == "by 10am today"

    def test_over_a_night_on_which_the_clocks_change(self):
        assert expected_by(at("2026-03-29 09:00"), at("2026-03-28 23:00")) == "by 9am tomorrow"
        assert expected_by(at("2026-10-26 09:00"), at("2026-10-24 23:30")) == "by 9am on Monday 26 October"

    @pytest.mark.parametrize("late", [0, 1, 1000])
    def test_what_is_overdue_has_no_time(self, late: int):
        assert expected_by(self.NOW, self.NOW + MINUTE * late) == "as soon as possible"
