"""The live queue: an event for every change, until the page closes or its session ends."""

import asyncio

import pytest

from bot.errors import StorageError
from bot.gateway.desk.live import MOST_STREAMS, Watch

ONCE = 0.01
SOON = 5.0


class Asked:
    """Somebody's request, as far as a stream looks at it."""

    def __init__(self, number=1):
        self.person = self
        self.number = number
        self.signed_in = True

    async def still_signed_in(self):
        return self.signed_in


class Pulse:
    def __init__(self):
        self.number = 0

    def __call__(self):
        return self.number


@pytest.fixture
def pulse():
    return Pulse()


@pytest.fixture
def watch(pulse):
    return Watch(pulse, look_every=ONCE)


async def next_data(stream):
    """The next event that is no comment."""
    async with asyncio.timeout(SOON):
        while (event := await anext(stream)).startswith(":"):
            pass
    return event


async def opened(watch, asked=None, ask_again=SOON):
    """A stream that has begun to listen, after its first look at the database."""
    stream = watch.stream(asked or Asked(), ask_again)
    assert await anext(stream) == "retry: 3000\n\n"
    waiting = asyncio.ensure_future(next_data(stream))
    await asyncio.sleep(5 * ONCE)
    return stream, waiting


class TestChanges:
    async def test_each_is_told_to_every_open_queue(self, watch, pulse):
        _, one = await opened(watch, Asked(1))
        _, other = await opened(watch, Asked(2))
        assert not one.done()
        pulse.number += 1
        assert await one == await other == "data: changed\n\n"

    async def test_a_database_that_is_gone_for_a_moment_ends_nothing(self, watch, pulse, monkeypatch):
        _, waiting = await opened(watch)

        def broken(_):
            raise StorageError

        with monkeypatch.context() as patch:
            patch.setattr(Pulse, "__call__", broken)
            await asyncio.sleep(5 * ONCE)
        pulse.number += 1
        assert await waiting == "data: changed\n\n"


class TestEnding:
    async def test_a_session_that_ended_ends_its_stream(self, watch):
        asked = Asked()
        asked.signed_in = False
        stream = watch.stream(asked, ONCE)
        async with asyncio.timeout(SOON):
            assert [event async for event in stream] == ["retry: 3000\n\n", ": open\n\n"]

    async def test_the_oldest_of_too_many_is_told_not_to_come_back(self, watch):
        _, first = await opened(watch)
        for _ in range(MOST_STREAMS):
            await opened(watch)
        assert await first == "event: crowded\ndata: {}\n\n"

    async def test_all_end_when_the_process_ends(self, watch):
        streams = [watch.stream(Asked(number), SOON) for number in range(3)]
        for stream in streams:
            await anext(stream)
        watch.end_all()
        async with asyncio.timeout(SOON):
            assert [[event async for event in stream] for stream in streams] == [[], [], []]

    async def test_nobody_looks_when_nobody_listens(self, watch, pulse):
        stream, waiting = await opened(watch)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await stream.aclose()
        looked = []
        watch._pulse = lambda: looked.append(1) or 0
        await asyncio.sleep(5 * ONCE)
        assert looked == []
