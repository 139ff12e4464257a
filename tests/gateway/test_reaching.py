"""What a process knows of its platforms."""

import datetime

import pytest

from bot.gateway.reaching import AT_ONCE, FIRST_REST, LONGEST_REST, Reaching

NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


@pytest.fixture
def reaching():
    return Reaching(chance=lambda: 1.0)


class TestRoom:
    def test_what_is_under_way_takes_room(self, reaching):
        reaching.begin("telegram", 7)
        assert (reaching.room("telegram", NOW), reaching.room("teams", NOW)) == (AT_ONCE - 7, AT_ONCE)
        reaching.end("telegram", 7)
        assert reaching.room("telegram", NOW) == AT_ONCE

    def test_a_platform_that_is_away_gets_none_and_then_one(self, reaching):
        reaching.away("telegram", 1, NOW)
        assert [reaching.room("telegram", NOW + part * FIRST_REST) for part in (0.0, 0.9, 1.0)] == [0, 0, 1]
        reaching.begin("telegram", 1)
        assert reaching.room("telegram", NOW + FIRST_REST) == 0

    def test_one_that_takes_a_message_is_there_again(self, reaching):
        reaching.away("telegram", 1, NOW)
        assert reaching.is_away("telegram")
        reaching.took("telegram", 2)
        assert (reaching.is_away("telegram"), reaching.room("telegram", NOW)) == (False, AT_ONCE)


class TestAway:
    def test_it_is_asked_less_and_less_often_up_to_a_limit(self, reaching):
        now, rests = NOW, []
        for number in range(7):
            again = reaching.away("telegram", number, now)
            rests.append((again - now).total_seconds())
            now = again
        assert rests == [1, 2, 4, 5, 5, 5, 5]

    def test_many_that_fail_at_once_count_as_one(self, reaching):
        assert {reaching.away("telegram", number, NOW) for number in range(20)} == {NOW + FIRST_REST}

    def test_several_processes_spread_their_tries(self):
        early = Reaching(chance=lambda: 0.0)
        assert early.away("telegram", 1, NOW) == NOW + FIRST_REST / 2

    def test_it_begins_anew_after_it_was_there(self, reaching):
        for number in range(9):
            reaching.away("telegram", number, NOW + number * LONGEST_REST)
        reaching.took("telegram", 99)
        assert reaching.away("telegram", 50, NOW) == NOW + FIRST_REST

    def test_who_alone_is_refused_is_at_fault(self, reaching):
        assert reaching.away("telegram", 1, NOW)
        reaching.took("telegram", 2)
        assert reaching.away("telegram", 1, NOW) is None
        assert not reaching.is_away("telegram")

    def test_another_platforms_success_says_nothing(self, reaching):
        assert reaching.away("telegram", 1, NOW)
        reaching.took("teams", 2)
        assert reaching.away("telegram", 1, NOW)
