"""One turn of any channel: timed, counted, logged without its words, and answered whatever happens."""

import logging
import time

from bot.errors import UnknownItemError
from bot.gateway.adapter import channel_of
from bot.gateway.failures import where
from bot.gateway.metrics import Metrics
from bot.helpdesk.vocabulary import OutcomeName, Reason, Reply
from bot.services.conversing import Conversing, Incoming
from bot.services.rendering import Renderer

log = logging.getLogger(__name__)


class Turns:
    """What adapters call."""

    def __init__(self, conversing: Conversing, renderer: Renderer, metrics: Metrics) -> None:
        """Take the use case, the words for its breaking, and the counters."""
        self._conversing, self._renderer, self._metrics = conversing, renderer, metrics

    async def take(self, message: Incoming) -> list[Reply]:
        """Answer one message; there is always at least one reply. Raises UnknownItemError as `Conversing` does."""
        started = time.perf_counter()
        try:
            replies = await self._conversing.receive(message)
        except UnknownItemError:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of the process: whatever broke, the person gets words
            log.error("turn.broke %s", where(error))
            replies = []
        # A repeat of a message whose turn broke before it was answered has no replies either.
        replies = replies or [self._broken()]
        self._noted(message, replies[0], time.perf_counter() - started)
        return replies

    def _broken(self) -> Reply:
        return Reply(self._renderer.say("error_not_kept"), OutcomeName.ERROR, Reason.FAILURE)

    def _noted(self, message: Incoming, reply: Reply, seconds: float) -> None:
        channel, reason = channel_of(message.conversation), reply.reason.value if reply.reason else ""
        self._metrics.turn(channel, reply.outcome.value, reason, seconds)
        log.info(
            "message.answered channel=%s outcome=%s reason=%s article=%s ms=%.1f",
            channel,
            reply.outcome.value,
            reason or "-",
            reply.article or "-",
            seconds * 1000,
        )
