"""Replies are kept before they are sent; a repeat says nothing twice; without a database they are sent all the same."""

import dataclasses

import pytest

from bot.errors import StorageError
from bot.gateway.adapter import GivenUpError
from bot.gateway.metrics import Metrics
from bot.gateway.outbox import OutboxWorker
from bot.gateway.replying import Replying
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.settling import as_kept
from bot.services.teams_ports import Reference
from tests.gateway.test_outbox import FakeChannel

CONVERSATION, DELIVERY = "telegram:1", "telegram:9:1:5:abc"
REPLIES = [Reply("one", OutcomeName.SOCIAL), Reply("two", OutcomeName.SOCIAL)]


@pytest.fixture
def channel():
    return FakeChannel()


@pytest.fixture
def replying(product, clock, channel):
    worker = OutboxWorker(product.units, clock, {channel.name: channel}, Metrics())
    return Replying(product.units, clock, worker)


def kept(product):
    with product.units() as work:
        return list(work.outbox.for_conversation(CONVERSATION, 0))


class TestSay:
    async def test_replies_are_sent_in_order_and_noted(self, replying, channel, product, clock):
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES)
        assert [text for _, text, _ in channel.got] == ["one", "two"]
        assert [m.sent for m in kept(product)] == [clock(), clock()]

    async def test_a_repeat_says_nothing(self, replying, channel):
        for _ in range(2):
            await replying.say(channel, CONVERSATION, DELIVERY, REPLIES)
        assert len(channel.got) == 2

    async def test_what_does_not_arrive_is_left_to_the_worker(self, replying, channel, product, clock):
        channel.broken = True
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES)
        channel.broken = False
        clock.pass_(seconds=10)
        await replying._worker.once()
        assert [text for _, text, _ in channel.got] == ["one", "two"]

    async def test_no_worker_takes_a_reply_while_its_turn_sends_it(self, replying, product, clock):
        replying._kept(CONVERSATION, DELIVERY, [as_kept(reply) for reply in REPLIES])
        assert await replying._worker.once() == 0
        clock.pass_(seconds=31)
        assert await replying._worker.once() == 2

    async def test_without_a_database_it_is_sent_all_the_same(self, product, clock, channel):
        def broken():
            message = "locked"
            raise StorageError(message)

        worker = OutboxWorker(broken, clock, {channel.name: channel}, Metrics())
        replying = Replying(broken, clock, worker)
        channel.got.clear()
        channel.push = _takes(channel)
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES)
        assert channel.got == ["one", "two"]

    async def test_a_sent_reply_that_could_not_be_noted_is_not_sent_at_once_again(self, replying, channel, monkeypatch):
        def broken(_):
            message = "locked"
            raise StorageError(message)

        monkeypatch.setattr(replying._worker, "_keep", broken)
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES[:1])
        assert len(channel.got) == 1


class TestLastWord:
    """What is said to somebody who was just forgotten."""

    async def test_it_is_said_and_leaves_nothing(self, replying, channel, product):
        reached(product)
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES[:1], last=True)
        assert [text for _, text, _ in channel.got] == ["one"]
        assert (kept(product), place(product)) == ([], None)

    async def test_what_does_not_arrive_at_once_is_forgotten_once_it_has(self, replying, channel, product, clock):
        reached(product)
        channel.broken = True
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES, last=True)
        assert (len(kept(product)), place(product) is None) == (2, False)
        channel.broken = False
        clock.pass_(seconds=10)
        await replying._worker.once()
        assert [text for _, text, _ in channel.got] == ["one", "two"]
        assert (kept(product), place(product)) == ([], None)

    async def test_what_cannot_arrive_is_forgotten_as_well(self, replying, channel, product):
        reached(product)
        channel.raises = GivenUpError("blocked")
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES[:1], last=True)
        assert (kept(product), place(product)) == ([], None)

    async def test_any_other_word_stays_known(self, replying, channel, product):
        reached(product)
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES[:1])
        assert (len(kept(product)), place(product) is None) == (1, False)


def reached(product):
    """Let it be known where the conversation is reached."""
    with product.units() as work:
        work.teams_references.put(Reference(CONVERSATION, "https://smba.example/uk", "a:1", personal=True))
        work.commit()


def place(product):
    with product.units() as work:
        return work.teams_references.get(CONVERSATION)


def _takes(channel):
    async def push(_, body):
        channel.got.append(body["text"])

    return push


class TestSaid:
    async def test_it_is_known_whether_a_delivery_has_its_replies(self, replying, channel):
        assert not await replying.said(DELIVERY)
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES)
        assert await replying.said(DELIVERY)


class TestRevive:
    async def test_only_what_was_given_up_for_a_reason_goes_on_its_way(self, replying, channel, product):
        await replying.say(channel, CONVERSATION, DELIVERY, REPLIES)
        with product.units() as work:
            for message, body in zip(kept(product), ({"given_up": "blocked"}, {}), strict=True):
                work.outbox.put(dataclasses.replace(message, dead=True, sent=None, body={**message.body, **body}))
            work.commit()
        assert replying.revive(CONVERSATION) == 1
        assert [m.dead for m in kept(product)] == [False, True]
        assert replying.revive("telegram:2") == 0
