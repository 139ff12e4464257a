"""The outbox on both databases: no message overtakes an earlier one of its conversation, whoever sends it."""

import datetime

import pytest

from bot.services.records import HOLDS_FOR, Message
from bot.storage.database import units

NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
SOON = NOW + datetime.timedelta(seconds=40)
LEASE = datetime.timedelta(seconds=30)


@pytest.fixture
def work(engine):
    with units(engine)() as unit:
        yield unit


def put(work, key, conversation="telegram:1", at=NOW, outcome="answer", **values):
    work.outbox.add(Message(conversation, key, {"outcome": outcome}, NOW, at, **values))


def due(work, now=NOW, most=20, **which):
    return [message.key for message in work.outbox.due(now, most, **which)]


class TestDue:
    def test_what_is_due_behind_what_is_not_waits(self, work):
        put(work, "a", at=SOON)
        put(work, "b")
        put(work, "c", "telegram:2")
        assert due(work) == ["c"]
        assert due(work, SOON) == ["a", "b", "c"]

    @pytest.mark.parametrize(
        "values", [{"sent": NOW}, {"dead": True}, {"attempts": HOLDS_FOR}], ids=["sent", "given up", "failed thrice"]
    )
    def test_one_that_is_done_with_holds_nothing(self, work, values):
        put(work, "a", at=SOON, **values)
        put(work, "b")
        assert due(work) == ["b"]

    def test_words_for_somebody_in_danger_wait_for_nothing(self, work):
        put(work, "a", at=SOON)
        put(work, "b", outcome="safeguard")
        assert due(work) == ["b"]

    def test_words_without_an_outcome_wait_like_others(self, work):
        put(work, "a", at=SOON)
        work.outbox.add(Message("telegram:1", "b", {"text": "Ticket 1"}, NOW, NOW))
        assert due(work) == []

    def test_a_channel_has_only_its_own(self, work):
        for key in ("telegram:1", "teams:1", "web:1", "telegraph:1"):
            put(work, key, key)
        assert due(work, channel="telegram") == ["telegram:1"]
        assert due(work, others_than=["telegram", "teams"]) == ["web:1", "telegraph:1"]

    def test_of_first_ones_the_one_left_alone_for_longest_comes(self, work):
        before = NOW - LEASE
        put(work, "a")
        put(work, "b", at=before)
        put(work, "c", "telegram:2", at=NOW - LEASE / 2)
        assert due(work, most=1, first=True) == ["c"]
        assert due(work, most=5, first=True) == ["a"]


class TestBegin:
    def test_it_is_refused_while_an_earlier_one_is_on_its_way(self, work):
        put(work, "a")
        put(work, "b")
        first, second = work.outbox.due(NOW, 2)
        assert not work.outbox.begin(second, NOW)
        assert (second.attempts, second.unsure) == (0, 0)
        assert work.outbox.begin(first, NOW)
        assert not work.outbox.begin(second, NOW)
        first.sent = NOW
        work.outbox.put(first)
        assert work.outbox.begin(second, NOW)

    def test_given_back_it_can_be_taken_at_once(self, work):
        put(work, "a")
        (message,) = work.outbox.due(NOW, 1)
        assert due(work) == []
        work.outbox.give_back(message, NOW)
        assert due(work) == ["a"]

    def test_one_that_another_has_taken_over_is_not_given_back(self, work):
        put(work, "a")
        (mine,) = work.outbox.due(NOW, 1)
        (theirs,) = work.outbox.due(SOON, 1)
        work.outbox.give_back(mine, NOW)
        assert work.outbox.with_key("a").next_attempt == theirs.next_attempt == SOON + LEASE


class TestAtOnce:
    def test_two_workers_that_look_at_the_same_moment_send_in_order(self, engine):
        """The second does not see that the first takes the earlier message; it learns of it before it sends."""
        if engine.dialect.name != "postgresql":
            pytest.skip("SQLite has one writer at a time")
        with units(engine)() as work:
            put(work, "a")
            put(work, "b")
            work.commit()
        with units(engine)() as one, units(engine)() as other:
            (first,) = one.outbox.due(NOW, 1)
            (second,) = other.outbox.due(NOW, 2)
            one.commit()
            other.commit()
        assert (first.key, second.key) == ("a", "b")
        with units(engine)() as other:
            assert not other.outbox.begin(second, NOW)


class TestWaiting:
    def test_what_is_neither_sent_nor_given_up_counts(self, work):
        put(work, "a")
        put(work, "b", at=SOON)
        put(work, "c", sent=NOW)
        put(work, "d", dead=True)
        assert work.outbox.waiting() == 2
