"""Server-sent events: what waits comes first, what is pushed comes at once, and streams end when they should."""

import asyncio
import json

import pytest

from bot.gateway.events import MOST_PAGES, Pages
from bot.gateway.metrics import Metrics
from bot.services.records import Message

ME = "web:me"


@pytest.fixture
def pages(product):
    return Pages(product.units, Metrics(), look_every=60)


@pytest.fixture
def put(product, clock):
    def add(key, conversation=ME):
        with product.units() as work:
            body = {"text": f"line one\nline two of {key}", "outcome": "escalate"}
            work.outbox.add(Message(conversation, key, body, created=clock(), next_attempt=clock()))
            work.commit()

    return add


async def next_events(stream, number=1):
    """Return the next messages as (id, data), comments left out."""
    found = []
    async with asyncio.timeout(2):
        while len(found) < number:
            event = await anext(stream)
            if event.startswith("id: "):
                head, _, data = event.partition("\ndata: ")
                assert event.endswith("\n\n")
                assert data.count("\n") == 2
                found.append((int(head.removeprefix("id: ")), json.loads(data)))
    return found


class TestStream:
    async def test_what_waits_comes_first(self, pages, put):
        put("a")
        put("b")
        stream = pages.stream(ME, 0)
        found = await next_events(stream, 2)
        assert [(number, data["number"], data["text"]) for number, data in found] == [
            (1, 1, "line one\nline two of a"),
            (2, 2, "line one\nline two of b"),
        ]

    async def test_what_was_seen_does_not_come_again(self, pages, put):
        put("a")
        put("b")
        assert [number for number, _ in await next_events(pages.stream(ME, 1))] == [2]

    async def test_a_push_comes_within_a_second(self, pages, put):
        stream = pages.stream(ME, 0)
        await anext(stream)
        waiting = asyncio.create_task(next_events(stream))
        await asyncio.sleep(0.1)
        put("a")
        pages.wake(ME)
        async with asyncio.timeout(1):
            assert [number for number, _ in await waiting] == [1]

    async def test_a_message_that_another_process_sent_is_found_too(self, product, put):
        stream = Pages(product.units, Metrics(), look_every=0.05).stream(ME, 0)
        await anext(stream)
        put("a")
        assert [number for number, _ in await next_events(stream)] == [1]

    async def test_nobody_gets_what_is_another_persons(self, product, put):
        stream = Pages(product.units, Metrics(), look_every=0.05).stream(ME, 0)
        put("a", "web:other")
        events = [await anext(stream) for _ in range(4)]
        assert [event for event in events if event.startswith("id")] == []

    async def test_a_quiet_stream_shows_that_it_is_open(self, product):
        stream = Pages(product.units, Metrics(), look_every=0.01).stream(ME, 0)
        assert [await anext(stream) for _ in range(2)] == ["retry: 3000\n\n", ": open\n\n"]

    async def test_one_person_cannot_hold_streams_without_end(self, pages):
        streams = [pages.stream(ME, 0) for _ in range(MOST_PAGES + 1)]
        for stream in streams:
            await anext(stream)
        async with asyncio.timeout(1):
            assert [event async for event in streams[0]] == ["event: crowded\ndata: {}\n\n"]

    async def test_all_end_when_the_process_ends(self, pages):
        stream = pages.stream(ME, 0)
        await anext(stream)
        pages.end_all()
        async with asyncio.timeout(1):
            assert [event async for event in stream] == []

    async def test_a_closed_page_is_forgotten(self, product):
        metrics = Metrics()
        stream = Pages(product.units, metrics).stream(ME, 0)
        await anext(stream)
        assert b"sds_pages_open 1.0" in metrics.text()
        await stream.aclose()
        assert b"sds_pages_open 0.0" in metrics.text()
