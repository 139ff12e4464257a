"""The outbox: a message is tried until it has arrived or was given up, and nobody else's message waits for it."""

import asyncio
import datetime

import pytest

from bot.gateway import outbox
from bot.gateway.adapter import AwayError, GivenUpError, TryLaterError
from bot.gateway.metrics import Metrics
from bot.gateway.outbox import LONGEST_AWAY, LONGEST_WAIT, MOST_TRIES, OutboxWorker
from bot.gateway.reaching import AT_ONCE, LONGEST_REST
from bot.services.publishing_records import Subscription
from bot.services.records import HOLDS_FOR, Message


class FakeChannel:
    """Takes messages, or is broken or away; some messages it may never take."""

    name = "telegram"

    def __init__(self):
        self.broken, self.got, self.raises = False, [], None
        self.away, self.asked, self.never = False, [], {}

    async def push(self, conversation, body):
        self.asked.append(body["key"])
        if self.away:
            message = "nobody there"
            raise AwayError(message)
        if body["key"] in self.never:
            raise self.never[body["key"]]
        if self.raises:
            raise self.raises
        if self.broken:
            message = f"cannot send: {body['text']}"
            raise ConnectionError(message)
        self.got.append((conversation, body["text"], body["key"]))


@pytest.fixture
def channel():
    return FakeChannel()


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def worker(product, clock, channel, metrics):
    return OutboxWorker(product.units, clock, {channel.name: channel}, metrics, chance=lambda: 1.0)


@pytest.fixture
def put(product, clock):
    def add(key, conversation="telegram:1", outcome="escalate"):
        with product.units() as work:
            body = {"text": f"text of {key}", "outcome": outcome}
            work.outbox.add(Message(conversation, key, body, created=clock(), next_attempt=clock()))
            work.commit()

    return add


@pytest.fixture
def world(worker, channel, put, product, clock, metrics):
    return worker, channel, put, product, clock, metrics


def kept(product, conversation="telegram:1"):
    with product.units() as work:
        return list(work.outbox.for_conversation(conversation, 0))


class TestOnce:
    async def test_a_due_message_is_pushed_once_and_marked(self, worker, channel, put, product, clock):
        put("a")
        assert await worker.once() == 1
        assert await worker.once() == 0
        assert channel.got == [("telegram:1", "text of a", "a")]
        assert [(m.sent, m.attempts) for m in kept(product)] == [(clock(), 1)]

    async def test_messages_of_a_conversation_keep_their_order(self, worker, channel, put):
        for key in "abc":
            put(key)
        await worker.once()
        assert [key for _, _, key in channel.got] == ["a", "b", "c"]

    async def test_a_message_that_did_not_arrive_is_tried_later(self, worker, channel, put, product, clock):
        put("a")
        channel.broken = True
        await worker.once()
        assert [(m.sent, m.attempts) for m in kept(product)] == [(None, 1)]
        channel.broken = False
        clock.pass_(seconds=4)
        assert await worker.once() == 0
        clock.pass_(seconds=2)
        assert await worker.once() == 1
        assert len(channel.got) == 1

    async def test_after_twelve_tries_it_is_dead_and_stays_visible(self, world):
        worker, channel, put, product, clock, metrics = world
        put("a")
        channel.broken = True
        for _ in range(MOST_TRIES + 2):
            await worker.once()
            clock.pass_(minutes=16)
        assert [(m.dead, m.attempts) for m in kept(product)] == [(True, MOST_TRIES)]
        assert b"sds_outbox_dead 1.0" in metrics.text()

    async def test_a_broken_channel_holds_nobody_else_up(self, worker, channel, put):
        put("a", "teams:1")
        put("b", "telegram:1")
        await worker.once()
        assert [key for _, _, key in channel.got] == ["b"]

    async def test_the_terminal_fetches_for_itself(self, worker, put, product, clock):
        put("a", "terminal:1")
        await worker.once()
        assert [m.sent for m in kept(product, "terminal:1")] == [clock()]

    async def test_the_log_holds_no_words(self, worker, channel, put, caplog):
        put("a")
        channel.broken = True
        await worker.once()
        assert "outbox.not_arrived" in caplog.text
        assert "text of a" not in caplog.text

    async def test_a_worker_that_died_while_sending_does_not_lose_the_message(
        self, worker, channel, put, product, clock
    ):
        put("a")
        with product.units() as work:
            work.outbox.due(clock(), 10)
            work.commit()
        assert await worker.once() == 0
        clock.pass_(seconds=31)
        assert await worker.once() == 1
        assert len(channel.got) == 1


class TestInTheMiddle:
    """A worker that ended between a platform's taking a message and our noting that may have sent it."""

    def ended_while_sending(self, product, clock):
        with product.units() as work:
            (message,) = work.outbox.due(clock(), 10)
            work.outbox.begin(message, clock())
            work.commit()

    async def test_what_may_arrive_twice_is_known_and_counted(self, world):
        worker, channel, put, product, clock, metrics = world
        put("a")
        self.ended_while_sending(product, clock)
        clock.pass_(seconds=31)
        await worker.once()
        assert [(m.sent, m.attempts, m.unsure) for m in kept(product)] == [(clock(), 2, 1)]
        assert len(channel.got) == 1
        assert b"sds_outbox_maybe_repeated_total 1.0" in metrics.text()

    async def test_a_try_whose_end_was_noted_is_no_such_thing(self, world):
        worker, channel, put, product, clock, metrics = world
        put("a")
        channel.broken = True
        await worker.once()
        channel.broken = False
        clock.pass_(minutes=1)
        await worker.once()
        assert [m.unsure for m in kept(product)] == [0]
        assert b"sds_outbox_maybe_repeated_total 0.0" in metrics.text()

    async def test_a_message_that_another_worker_took_over_is_left_to_it(self, world):
        worker, channel, put, _, clock, _ = world
        put("a")
        put("b")
        slow = worker._take()
        clock.pass_(seconds=31)
        await worker.once()
        await worker.deliver(slow)
        assert [key for _, _, key in channel.got] == ["a", "b"]


class TestOrder:
    """A later message of a conversation is not sent before an earlier one that is still on its way."""

    def keys(self, channel):
        return [key for _, _, key in channel.got]

    async def test_nothing_overtakes_a_message_that_waits_for_its_next_try(self, world):
        worker, channel, put, _, clock, _ = world
        put("a")
        put("b")
        channel.broken = True
        await worker.once()
        channel.broken = False
        put("c")
        put("other", "telegram:2")
        assert await worker.once() == 1
        assert self.keys(channel) == ["other"]
        clock.pass_(seconds=6)
        await worker.once()
        assert self.keys(channel) == ["other", "a", "b", "c"]

    async def test_those_that_waited_their_turn_have_lost_no_try(self, world):
        worker, channel, put, product, *_ = world
        put("a")
        put("b")
        channel.broken = True
        await worker.once()
        assert [m.attempts for m in kept(product)] == [1, 0]

    async def test_nor_one_that_the_platform_asked_to_send_later(self, world):
        worker, channel, put, _, clock, _ = world
        put("a")
        channel.never["a"] = TryLaterError(40)
        await worker.once()
        put("b")
        clock.pass_(seconds=39)
        assert await worker.once() == 0
        channel.never.clear()
        clock.pass_(seconds=1)
        await worker.once()
        assert self.keys(channel) == ["a", "b"]

    async def test_nor_one_that_another_worker_is_sending(self, world):
        worker, channel, put, *_ = world
        put("a")
        other = worker._take()
        put("b")
        assert await worker.once() == 0
        await worker.deliver(other)
        assert await worker.once() == 1
        assert self.keys(channel) == ["a", "b"]

    async def test_two_workers_that_took_one_each_keep_it_all_the_same(self, world):
        worker, channel, put, product, clock, _ = world
        put("a")
        put("b")
        with product.units() as work:
            first, second = work.outbox.due(clock(), 10)
            work.commit()
        await worker.deliver([second])
        assert channel.got == []
        await worker.deliver([first])
        assert await worker.once() == 1
        assert self.keys(channel) == ["a", "b"]

    async def test_what_one_process_sends_to_a_conversation_stands_in_line(self, product, clock, put):
        slow = SlowChannel()
        worker = OutboxWorker(product.units, clock, {"telegram": slow}, Metrics())
        put("a")
        put("b")
        with product.units() as work:
            first, second = work.outbox.due(clock(), 10)
            work.commit()
        sending = [asyncio.create_task(worker.deliver([message])) for message in (first, second)]
        slow.go.set()
        await asyncio.gather(*sending)
        assert [(m.sent, m.attempts) for m in kept(product)] == [(clock(), 1)] * 2

    async def test_one_that_was_given_up_holds_nobody_up(self, world):
        worker, channel, put, *_ = world
        put("a")
        put("b")
        channel.never["a"] = GivenUpError("refused")
        await worker.once()
        assert self.keys(channel) == ["b"]

    async def test_nor_one_that_failed_thrice_by_itself(self, world):
        worker, channel, put, _, clock, _ = world
        put("a")
        put("b")
        channel.never["a"] = ValueError("cannot be shown")
        for _ in range(HOLDS_FOR - 1):
            await worker.once()
            assert channel.got == []
            clock.pass_(minutes=1)
        await worker.once()
        assert self.keys(channel) == ["b"]

    async def test_what_is_said_in_danger_waits_for_nothing(self, world):
        worker, channel, put, *_ = world
        put("a")
        channel.never["a"] = TryLaterError(600)
        await worker.once()
        put("help", outcome="safeguard")
        await worker.once()
        assert self.keys(channel) == ["help"]


class TestAway:
    """A platform that cannot be reached."""

    async def asks(self, worker, clock, seconds):
        """Let the worker look once a second."""
        for _ in range(seconds):
            await worker.once()
            clock.pass_(seconds=1)

    async def test_it_is_asked_by_one_message_at_a_time_and_less_often(self, world):
        worker, channel, put, _, clock, _ = world
        for number in range(50):
            put(f"m{number}", f"telegram:{number}")
        channel.away = True
        await worker.once()
        assert len(channel.asked) == AT_ONCE
        channel.asked.clear()
        await self.asks(worker, clock, 60)
        assert 9 <= len(channel.asked) <= 15
        assert len(set(channel.asked)) == len(channel.asked)

    async def test_the_first_that_gets_through_lets_all_others_go_at_once(self, world):
        worker, channel, put, product, clock, _ = world
        for number in range(50):
            put(f"m{number}", f"telegram:{number}")
        channel.away = True
        await self.asks(worker, clock, 3600)
        channel.away = False
        await self.asks(worker, clock, int(LONGEST_REST.total_seconds()))
        for _ in range(50 // AT_ONCE + 1):
            await worker.once()
        assert len({key for _, _, key in channel.got}) == len(channel.got) == 50
        assert {m.attempts for number in range(50) for m in kept(product, f"telegram:{number}")} == {1}

    async def test_never_more_than_so_many_go_at_once(self, worker, put):
        for number in range(50):
            put(f"m{number}", f"telegram:{number}")
        assert [await worker.once() for _ in range(6)] == [AT_ONCE] * 5 + [0]

    async def test_order_holds_through_it(self, world):
        worker, channel, put, _, clock, _ = world
        channel.away = True
        for key in "abcde":
            put(key)
            await self.asks(worker, clock, 40)
        channel.away = False
        await self.asks(worker, clock, 20)
        assert [key for _, _, key in channel.got] == list("abcde")

    async def test_a_night_of_it_loses_nothing(self, world):
        worker, channel, put, _, clock, _ = world
        put("a")
        channel.away = True
        for _ in range(1000):
            await worker.once()
            clock.pass_(seconds=40)
        channel.away = False
        await worker.once()
        assert [key for _, _, key in channel.got] == ["a"]

    async def test_after_a_week_it_is_given_up_with_the_reason(self, world):
        worker, channel, put, product, clock, _ = world
        put("a")
        channel.away = True
        await worker.once()
        clock.now += LONGEST_AWAY
        await worker.once()
        assert [(m.dead, m.body["given_up"]) for m in kept(product)] == [(True, "away")]

    async def test_others_are_not_slowed(self, product, clock, put):
        away, well = FakeChannel(), FakeChannel()
        worker = OutboxWorker(product.units, clock, {"telegram": away, "teams": well}, Metrics())
        away.away = True
        for number in range(100):
            put(f"a{number}", f"telegram:{number}")
        put("b", "teams:1")
        await worker.once()
        assert [key for _, _, key in well.got] == ["b"]
        put("c", "teams:1")
        await worker.once()
        assert [key for _, _, key in well.got] == ["b", "c"]

    async def test_a_message_that_alone_finds_it_away_is_the_one_at_fault(self, world):
        worker, channel, put, product, clock, _ = world
        put("bad", "telegram:1")
        channel.never["bad"] = AwayError("HTTP 502")
        for number in range(30):
            put(f"m{number}", f"telegram:m{number}")
            await worker.once()
            clock.pass_(seconds=20)
        assert [m.attempts for m in kept(product)] > [HOLDS_FOR]
        assert len(channel.got) == 30

    async def test_how_many_wait_is_told_while_nothing_is_tried(self, world):
        worker, channel, put, _, _, metrics = world
        for number in range(30):
            put(f"m{number}", f"telegram:{number}")
        channel.away = True
        await worker.once()
        await worker.once()
        assert b"sds_outbox_due 30.0" in metrics.text()


class TestWaitAfter:
    def test_it_doubles_up_to_a_quarter_of_an_hour(self, worker):
        waits = [worker.wait_after(attempts).total_seconds() for attempts in range(1, 11)]
        assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]

    def test_it_is_spread_over_the_upper_half(self, product, clock):
        early = OutboxWorker(product.units, clock, {}, Metrics(), chance=lambda: 0.0)
        assert early.wait_after(12) == LONGEST_WAIT / 2
        assert early.wait_after(1) == datetime.timedelta(seconds=2.5)


class TestWhatThePlatformSays:
    async def test_a_message_that_never_can_arrive_is_dead_at_once_with_the_reason(self, world):
        worker, channel, put, product, _, metrics = world
        put("a")
        channel.raises = GivenUpError("blocked")
        await worker.once()
        assert [(m.dead, m.attempts, m.body["given_up"]) for m in kept(product)] == [(True, 1, "blocked")]
        assert b"sds_outbox_dead 1.0" in metrics.text()

    @pytest.mark.parametrize(("reason", "wishes"), [("blocked", 0), ("not_installed", 0), ("refused", 2), ("", 2)])
    async def test_whoever_blocked_the_bot_is_told_nothing_later(self, world, reason, wishes):
        worker, channel, put, product, clock, _ = world
        with product.units() as work:
            for kind in ("digest", "article:options/option-2"):
                work.subscriptions.add(Subscription("telegram:1", kind, clock()))
            work.commit()
        put("a")
        channel.raises = GivenUpError(reason) if reason else None
        await worker.once()
        with product.units() as work:
            assert len(work.subscriptions.beginning("", "telegram:1")) == wishes

    async def test_the_time_to_wait_is_kept_and_is_no_failure(self, world):
        worker, channel, put, product, clock, _ = world
        put("a")
        channel.raises = TryLaterError(40)
        for _ in range(MOST_TRIES + 2):
            await worker.once()
            clock.pass_(seconds=40)
        assert [(m.dead, m.attempts) for m in kept(product)] == [(False, 0)]
        channel.raises = None
        await worker.once()
        assert channel.got == [("telegram:1", "text of a", "a")]

    async def test_a_platform_that_does_not_answer_holds_nobody_else_up(self, product, clock, put, monkeypatch):
        monkeypatch.setattr(outbox, "_PATIENCE_SECONDS", 0.05)
        slow, quick = SlowChannel(), FakeChannel()
        worker = OutboxWorker(product.units, clock, {"telegram": slow, "teams": quick}, Metrics())
        put("a", "telegram:1")
        put("b", "teams:1")
        assert await worker.once() == 2
        put("c", "teams:1")
        await worker.once()
        assert [key for _, _, key in quick.got] == ["b", "c"]
        slow.go.set()
        await asyncio.gather(*worker._slow)
        assert [m.sent for m in kept(product)] == [clock()]


class SlowChannel:
    """Takes a message when it is told to."""

    def __init__(self):
        self.go = asyncio.Event()

    async def push(self, conversation, body):
        await self.go.wait()
