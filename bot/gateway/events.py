"""Server-sent events: what champions answer reaches the open page at once."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from bot.errors import StorageError
from bot.gateway.metrics import Metrics
from bot.services.ports import Units
from bot.services.records import Message

log = logging.getLogger(__name__)
MOST_PAGES = 4
"""Pages of one person that listen at a time; a further one ends the oldest."""
LOOK_EVERY_SECONDS = 5.0
"""How often a page's messages are looked up unasked: another gateway process may have sent one."""


class Listener:
    """One open page."""

    def __init__(self) -> None:
        """Begin open and asleep."""
        self.open, self.crowded_out = True, False
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Make it look for messages now."""
        self._woken.set()

    def end(self, *, crowded_out: bool = False) -> None:
        """Make it close; one that was crowded out is told not to come back by itself."""
        self.open, self.crowded_out = False, crowded_out
        self.wake()

    async def sleep(self, seconds: float) -> bool:
        """Wait until woken, at most so long; return whether it was woken and is still open."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return self.open


class Pages:
    """The open pages of this process, by conversation."""

    def __init__(self, units: Units, metrics: Metrics, look_every: float = LOOK_EVERY_SECONDS) -> None:
        """Take the database with the messages and the counters."""
        self._units, self._metrics, self._look_every = units, metrics, look_every
        self._listeners: dict[str, list[Listener]] = defaultdict(list)

    def wake(self, conversation: str) -> None:
        """Make the pages of a conversation look for messages now."""
        for listener in self._listeners.get(conversation, ()):
            listener.wake()

    def end_all(self) -> None:
        """Close every page's stream, so that the process can end."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.end()

    def waiting(self, conversation: str, after: int) -> Sequence[Message]:
        """Return messages to a conversation with a number above `after`."""
        with self._units() as work:
            return work.outbox.for_conversation(conversation, after)

    async def stream(self, conversation: str, after: int) -> AsyncIterator[str]:
        """Yield events for one page until it closes; a comment now and then keeps the connection open."""
        listener = self._enter(conversation)
        try:
            yield "retry: 3000\n\n"
            while listener.open:
                for message in await self._looked_up(conversation, after):
                    after = message.number or after
                    yield f"id: {after}\ndata: {json.dumps(as_sent(message))}\n\n"
                await listener.sleep(self._look_every)
                yield ": open\n\n"
            if listener.crowded_out:
                yield "event: crowded\ndata: {}\n\n"
        finally:
            self._leave(conversation, listener)

    async def _looked_up(self, conversation: str, after: int) -> Sequence[Message]:
        try:
            return await asyncio.to_thread(self.waiting, conversation, after)
        except StorageError as error:
            log.error("events.failed %s", error)
            return ()

    def _enter(self, conversation: str) -> Listener:
        listener, listeners = Listener(), self._listeners[conversation]
        listeners.append(listener)
        for oldest in listeners[:-MOST_PAGES]:
            oldest.end(crowded_out=True)
        self._counted()
        return listener

    def _leave(self, conversation: str, listener: Listener) -> None:
        self._listeners[conversation].remove(listener)
        if not self._listeners[conversation]:
            del self._listeners[conversation]
        self._counted()

    def _counted(self) -> None:
        self._metrics.pages(sum(len(listeners) for listeners in self._listeners.values()))


def as_sent(message: Message) -> Mapping[str, Any]:
    """Return a waiting message as the page gets it; `number` tells repeats apart."""
    return {**message.body, "number": message.number, "at": message.created.isoformat()}
