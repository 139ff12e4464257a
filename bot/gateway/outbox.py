"""The outbox worker: hands waiting messages to their channels until each has arrived or was given up.

Messages of a conversation keep their order. A platform that is away (`reaching.py`) costs its messages no tries: one of
them asks now and then, and when it gets through the others go at once, a bounded number at a time.
"""

import asyncio
import datetime
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from bot.errors import GuideError
from bot.gateway.adapter import Adapter, AwayError, GivenUpError, TryLaterError, channel_of
from bot.gateway.failures import where
from bot.gateway.metrics import Metrics
from bot.gateway.reaching import AT_ONCE, Reaching
from bot.services.following import end_wishes
from bot.services.ports import Clock, Units
from bot.services.records import NOBODY_THERE, Message

log = logging.getLogger(__name__)
MOST_TRIES = 12
LONGEST_WAIT = datetime.timedelta(minutes=15)
LONGEST_AWAY = datetime.timedelta(days=7)
"""How long a message waits for a platform that is away."""
_FIRST_WAIT = datetime.timedelta(seconds=5)
_PUSH_SECONDS = 20.0
"""Shorter than the time for which the database keeps other workers from a message."""
_PATIENCE_SECONDS = 1.0
"""How long a look waits for slow platforms before the next one begins; they go on meanwhile."""
_Kept = TypeVar("_Kept")
LAST = "last"
"""Marks a message after which nothing of its conversation is to stay."""
FETCHED = frozenset({"terminal"})
"""Channels that read their messages from the table by themselves."""


class OutboxWorker:
    """Looks for due messages again and again."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        adapters: Mapping[str, Adapter[Any]],
        metrics: Metrics,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Take the database, the clock, the channels by name, the counters, and what spreads the retries."""
        self._units, self._clock, self._adapters = units, clock, adapters
        self._metrics, self._chance = metrics, chance
        self._reaching = Reaching(chance)
        self._slow: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._writing = asyncio.Lock()
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """By conversation: what this process sends to one stands in line, so that the database is not asked in vain."""

    async def run(self, every_seconds: float = 0.5) -> None:
        """Work until cancelled; a broken database is waited for."""
        while True:
            pause = every_seconds
            try:
                if await self.once() >= AT_ONCE:
                    pause = 0.0
            except GuideError as error:
                log.error("outbox.failed %s", error)
                pause = 10 * every_seconds
            except Exception as error:  # noqa: BLE001 - the worker must outlive whatever breaks
                log.error("outbox.broke %s", where(error))
                pause = 10 * every_seconds
            await asyncio.sleep(pause)

    async def once(self) -> int:
        """Try the messages that are due now, as many as their channels have room for; return how many that were."""
        due = await asyncio.to_thread(self._take)
        # Messages of one conversation keep their order; conversations do not wait for one another.
        ordered = sorted(due, key=lambda m: (m.conversation, m.number or 0))
        batches = [list(messages) for _, messages in groupby(ordered, key=lambda m: m.conversation)]
        await self._without_waiting_long([self._begun(batch) for batch in batches])
        ended = sum(m.sent is not None or m.dead for m in due)
        self._metrics.outbox(self._waiting - ended, sum(m.dead for m in due))
        return len(due)

    def wait_after(self, attempts: int) -> datetime.timedelta:
        """Return how long to wait after so many tries: doubled each time, capped, and spread."""
        longest = min(_FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        return longest * (0.5 + self._chance() / 2)

    async def deliver(self, messages: Sequence[Message], *, late: bool = False) -> None:
        """Try a conversation's messages, which nobody else takes now, one after the other, and keep how it went.

        Behind one that has to be tried again, or whose turn has not come, the others wait for their turn as well.
        `late`: they have waited already, so they leave room for those who wait for an answer at this moment.
        """
        if not messages:
            return
        conversation = messages[0].conversation
        line = self._lines.setdefault(conversation, asyncio.Lock())
        async with line:
            await self._in_turn(messages, late=late)

    async def _in_turn(self, messages: Sequence[Message], *, late: bool) -> None:
        for place, message in enumerate(messages):
            if not await self._written(late, self._begin, message):
                await self._written(late, self._give_back, messages[place:])
                return
            if message.unsure > 1:
                log.warning("outbox.maybe_repeated number=%s times=%s", message.number, message.unsure - 1)
                self._metrics.maybe_repeated()
            failed = await self._failure(message)
            message.unsure -= 1
            self._settle(message, failed)
            await self._written(late, self._keep, message)
            if message.holds:
                await self._written(late, self._give_back, messages[place + 1 :])
                return

    async def _written(self, late: bool, write: Callable[..., _Kept], *values: Any) -> _Kept:  # noqa: FBT001 - as above
        """Write to the database. Many at once after an outage would keep everybody else waiting for SQLite's turn."""
        if not late:
            return await asyncio.to_thread(write, *values)
        async with self._writing:
            return await asyncio.to_thread(write, *values)

    def _begun(self, batch: Sequence[Message]) -> asyncio.Task[None]:
        channel = channel_of(batch[0].conversation)
        self._reaching.begin(channel, len(batch))
        task = asyncio.create_task(self.deliver(batch, late=True))
        task.add_done_callback(lambda _: self._reaching.end(channel, len(batch)))
        return task

    def _settle(self, message: Message, failed: Exception | None) -> None:
        now, channel, number = self._clock(), channel_of(message.conversation), message.number or 0
        if failed is None or isinstance(failed, GivenUpError):
            self._reaching.took(channel, number)
        if failed is None:
            message.sent = now
        elif isinstance(failed, GivenUpError):
            self._give_up(message, failed.reason)
        elif isinstance(failed, TryLaterError):
            message.attempts -= 1
            message.next_attempt = now + datetime.timedelta(seconds=failed.seconds)
        elif isinstance(failed, AwayError) and (again := self._reaching.away(channel, number, now)):
            message.attempts -= 1
            message.next_attempt = again
            if message.created + LONGEST_AWAY <= now:
                self._give_up(message, "away")
        else:
            message.dead = message.attempts >= MOST_TRIES
            message.next_attempt = now + self.wait_after(message.attempts)

    def _give_up(self, message: Message, reason: str) -> None:
        message.dead, message.body = True, {**message.body, "given_up": reason}

    async def _failure(self, message: Message) -> Exception | None:
        """Push a message; return why it did not arrive, or None when it did."""
        channel = channel_of(message.conversation)
        if channel in FETCHED:
            return None
        adapter = self._adapters.get(channel)
        if adapter is None:
            log.error("outbox.no_channel number=%s channel=%s", message.number, channel)
            return LookupError(channel)
        body = {**message.body, "number": message.number, "key": message.key}
        try:
            async with asyncio.timeout(_PUSH_SECONDS):
                await adapter.push(message.conversation, body)
        except Exception as error:  # noqa: BLE001 - a platform may fail in any way; it is tried again
            log.warning("outbox.not_arrived number=%s tries=%s %s", message.number, message.attempts, where(error))
            return error
        return None

    async def _without_waiting_long(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        """Wait for what is quick. A platform that does not answer must not hold up the others' messages."""
        if not tasks:
            return
        done, slow = await asyncio.wait(tasks, timeout=_PATIENCE_SECONDS)
        self._slow |= slow
        for task in slow:
            task.add_done_callback(self._slow.discard)
        for task in done:
            task.result()

    def _take(self) -> Sequence[Message]:
        now, known, due = self._clock(), [*self._adapters, *FETCHED], list[Message]()
        with self._units() as work:
            self._waiting = work.outbox.waiting()
            if not self._waiting:
                return due
            # Each channel has its own room, so that many messages to one do not stand before another's.
            for channel in known:
                room, away = self._reaching.room(channel, now), self._reaching.is_away(channel)
                due += work.outbox.due(now, room, channel=channel, first=away) if room else ()
            due += work.outbox.due(now, AT_ONCE, others_than=known)
            if due:
                work.commit()
        return due

    def _begin(self, message: Message) -> bool:
        with self._units() as work:
            mine = work.outbox.begin(message, self._clock())
            work.commit()
        return mine

    def _give_back(self, messages: Sequence[Message]) -> None:
        if not messages:
            return
        with self._units() as work:
            for message in messages:
                work.outbox.give_back(message, self._clock())
            work.commit()

    def _keep(self, message: Message) -> None:
        with self._units() as work:
            if message.body.get(LAST) and (message.sent or message.dead):
                work.outbox.erase(message)
            else:
                work.outbox.put(message)
            if message.dead and message.body.get("given_up") in NOBODY_THERE:
                # Whoever blocks the bot wants no weekly message; on their return they would get all of them at once.
                end_wishes(work, message.conversation)
            work.commit()
