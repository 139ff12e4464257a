"""Server-sent events for the queue: something about tickets changed, fetch the list again."""

import asyncio
import contextlib
import datetime
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response, StreamingResponse

from bot.errors import StorageError
from bot.gateway.desk.access import DeskRouter
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.events import Listener
from bot.helpdesk.access import Act

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 2.0
ASK_AGAIN_SECONDS = 30.0
"""How often an open stream asks whether its session holds on."""
AGES_EVERY = datetime.timedelta(minutes=1)
"""Without any change the list is fetched this often, since what it says of ages and due times grows old."""
MOST_STREAMS = 6
"""Queues of one person that listen at a time; a further one ends the oldest."""
_CHANGED = "data: changed\n\n"


class Watch:
    """The open queues of this process. One look at the database serves all of them."""

    def __init__(self, pulse: Callable[[], int], look_every: float = LOOK_EVERY_SECONDS) -> None:
        """Take what returns a number that grows with every change of a ticket."""
        self._pulse, self._look_every = pulse, look_every
        self._listeners: dict[int, list[Listener]] = defaultdict(list)
        self._looking: asyncio.Task[None] | None = None

    def end_all(self) -> None:
        """Close every stream, so that the process can end."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.end()

    async def stream(self, asked: Asked, ask_again: float = ASK_AGAIN_SECONDS) -> AsyncIterator[str]:
        """Yield an event for every change, until the page closes or its session ends."""
        listener = self._enter(asked.person.number)
        loop = asyncio.get_running_loop()
        asked_last = loop.time()
        try:
            yield "retry: 3000\n\n"
            while listener.open:
                woken = await listener.sleep(ask_again)
                yield _CHANGED if woken else ": open\n\n"
                # A quiet time is one, though the clock may say a little less of it.
                if not woken or loop.time() - asked_last >= ask_again:
                    asked_last = loop.time()
                    if not await asked.still_signed_in():
                        return
            if listener.crowded_out:
                yield "event: crowded\ndata: {}\n\n"
        finally:
            self._leave(asked.person.number, listener)

    async def _look(self) -> None:
        seen, echo, told = await self._looked(None), False, asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(self._look_every)
            found, now = await self._looked(seen), asyncio.get_running_loop().time()
            changed = found != seen
            # A change with a lower number may be kept a moment after one with a higher: look once more.
            if changed or echo or now - told >= AGES_EVERY.total_seconds():
                told = now
                for listeners in self._listeners.values():
                    for listener in listeners:
                        listener.wake()
            seen, echo = found, changed

    async def _looked(self, before: int | None) -> int | None:
        try:
            return await asyncio.to_thread(self._pulse)
        except StorageError as error:
            log.error("desk.live_failed %s", error)
            return before

    def _enter(self, person: int) -> Listener:
        listener, listeners = Listener(), self._listeners[person]
        listeners.append(listener)
        for oldest in listeners[:-MOST_STREAMS]:
            oldest.end(crowded_out=True)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return listener

    def _leave(self, person: int, listener: Listener) -> None:
        with contextlib.suppress(ValueError):
            self._listeners[person].remove(listener)
        if not self._listeners[person]:
            del self._listeners[person]
        if not self._listeners and self._looking is not None:
            self._looking.cancel()
            self._looking = None


def live_pages(desk: Desk, watch: Watch) -> DeskRouter:
    """Build the stream's route."""
    router = DeskRouter(desk)

    @router.get("/live", Act.TICKETS, by_itself=True)
    async def live(asked: Asked) -> Response:
        return StreamingResponse(watch.stream(asked), media_type="text/event-stream")

    return router
