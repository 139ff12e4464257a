"""Replies on channels that are sent to, rather than asked by the page: kept first, then sent, and never said twice."""

import asyncio
import datetime
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import StorageError
from bot.gateway.adapter import Adapter
from bot.gateway.failures import where
from bot.gateway.outbox import LAST, OutboxWorker
from bot.helpdesk.vocabulary import Reply
from bot.services.ports import Clock, Units
from bot.services.records import Message
from bot.services.settling import as_kept

log = logging.getLogger(__name__)
_OURS_FOR = datetime.timedelta(seconds=30)
"""How long other workers leave a reply to the turn that sends it."""


class Replying:
    """Sends the replies of turns. What does not arrive at once stays in the outbox, which tries again."""

    def __init__(self, units: Units, clock: Clock, worker: OutboxWorker) -> None:
        """Take the database, the clock and the worker that knows how a message is tried."""
        self._units, self._clock, self._worker = units, clock, worker

    async def say(
        self, adapter: Adapter, conversation: str, delivery: str, replies: Sequence[Reply], *, last: bool = False
    ) -> None:
        """Send the replies to a delivery, unless they were sent (or kept) before.

        `last`: the person was just forgotten, so nothing of this stays once it has arrived.
        """
        try:
            bodies = [as_kept(reply) | ({LAST: True} if last else {}) for reply in replies]
            kept = await asyncio.to_thread(self._kept, conversation, delivery, bodies)
        except StorageError as error:
            log.error("reply.not_kept %s", error)
            await self._unkept(adapter, conversation, replies)
            return
        try:
            await self._worker.deliver(kept)
        except StorageError as error:
            # It is in the outbox, and is tried again when nobody could note that it was sent.
            log.error("reply.not_noted %s", error)

    async def said(self, delivery: str) -> bool:
        """Tell whether a delivery has its replies already: it came before."""
        try:
            return await asyncio.to_thread(self._found, _key(delivery, 0))
        except StorageError as error:
            log.error("reply.not_looked_up %s", error)
            return False

    def revive(self, conversation: str) -> int:
        """Send what was given up because the bot was blocked or not in a chat; return how many messages that is."""
        with self._units() as work:
            given_up = [m for m in work.outbox.dead() if m.conversation == conversation and m.body.get("given_up")]
            for message in given_up:
                work.outbox.revive(message.number or 0, self._clock())
            work.commit()
        return len(given_up)

    def _found(self, key: str) -> bool:
        with self._units() as work:
            return work.outbox.with_key(key) is not None

    def _kept(self, conversation: str, delivery: str, bodies: Sequence[Mapping[str, Any]]) -> list[Message]:
        now, kept = self._clock(), []
        with self._units() as work:
            for number, body in enumerate(bodies):
                key = _key(delivery, number)
                if work.outbox.with_key(key) is None:
                    work.outbox.add(Message(conversation, key, body, now, now + _OURS_FOR))
                    kept.append(key)
            work.commit()
            return [message for key in kept if (message := work.outbox.with_key(key))]

    async def _unkept(self, adapter: Adapter, conversation: str, replies: Sequence[Reply]) -> None:
        # Without the database a person in danger still gets the numbers to ring.
        for reply in replies:
            try:
                await adapter.push(conversation, as_kept(reply))
            except Exception as error:  # noqa: BLE001 - a platform may fail in any way
                log.error("reply.lost %s", where(error))


def _key(delivery: str, number: int) -> str:
    return f"reply:{delivery}:{number}"
