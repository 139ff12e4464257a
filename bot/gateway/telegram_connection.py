"""Keeps the bot attached to Telegram: fetches updates, or has them sent to us. Unreachable, it is tried again."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.gateway.failures import where
from bot.gateway.telegram_sending import POLL_SECONDS, Sender, read, seconds_of
from bot.gateway.telegram_updates import KINDS, Updates

log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = 1.0, 10.0
"""Seconds between two tries. With the time that one try may take, the bot is back half a minute after Telegram is."""
REFUSED_WAIT = 300.0
"""Seconds after which a token that was refused is tried again."""
_HOOK_SECONDS = 600.0
"""How often Telegram is told anew where to send updates, in case somebody told it otherwise."""
_GLANCE_SECONDS = 0.2
_MOST_AT_ONCE = 100
_MOST_CONNECTIONS = 8
_MOST_IN_WORK = 8
"""Updates that are answered at the same time: what piled up in an outage must not slow the other channels."""
_LAST_SECONDS = 2.0
_QUIET_SECONDS = 86400.0


class Connection:
    """What both ways share: attaching, and trying again for as long as the gateway runs."""

    mode = ""

    def __init__(self, sender: Sender, updates: Updates, commands: Sequence[tuple[str, str]] = ()) -> None:
        """Take what sends, what deals with updates, and the commands that Telegram shows in its menu."""
        self._sender, self._updates, self._commands = sender, updates, commands
        self.attached = False
        """Whether Telegram could be reached when it was last tried."""

    async def run(self) -> None:
        """Stay attached until cancelled."""
        wait = FIRST_WAIT
        await self._sender.open()
        try:
            while True:
                try:
                    await self._attach()
                    wait = FIRST_WAIT
                    await self._stay()
                except Exception as error:  # noqa: BLE001 - the other channels must go on whatever breaks here
                    pause = max(wait, _pause(error))
                    wait = min(2 * wait, LONGEST_WAIT)
                    self._lost(error, pause)
                    await asyncio.sleep(pause)
        finally:
            await self._sender.close()

    async def _attach(self) -> None:
        raise NotImplementedError

    async def _stay(self) -> None:
        raise NotImplementedError

    async def _show_commands(self) -> None:
        if self._commands:
            try:
                await self._sender.bot.set_my_commands([BotCommand(*command) for command in self._commands])
            except TelegramError as error:
                log.warning("telegram.no_menu %s", where(error))

    def _here(self) -> None:
        if not self.attached:
            log.info("telegram.attached mode=%s", self.mode)
        self.attached = True

    def _lost(self, error: Exception, pause: float) -> None:
        # The texts of these errors may hold the token, so only their kinds are named.
        hint = {
            InvalidToken: " Telegram refuses SDS_TELEGRAM_TOKEN.",
            Conflict: " Another process asks for this bot's messages: run one, or use SDS_TELEGRAM_MODE=webhook.",
        }.get(type(error), "")
        log.warning("telegram.lost %s next_try_in=%.0fs%s", where(error), pause, hint)
        self.attached = False


class Polling(Connection):
    """Asks Telegram for updates. One is confirmed only when it has been dealt with, so that none is lost."""

    mode = "polling"

    def __init__(
        self,
        sender: Sender,
        updates: Updates,
        commands: Sequence[tuple[str, str]] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what all share, and the clock that measures silence."""
        super().__init__(sender, updates, commands)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(_MOST_IN_WORK)
        self._seen: set[int] = set()
        self._clock, self._last = clock, clock()

    async def _attach(self) -> None:
        await self._sender.bot.get_me()
        await self._sender.bot.delete_webhook(drop_pending_updates=False)
        await self._show_commands()
        self._here()

    async def _stay(self) -> None:
        try:
            while True:
                await self._fetch()
        finally:
            # What is not done by then comes again after the next start, and is not answered twice.
            if self._running:
                await asyncio.wait(self._running.values(), timeout=_LAST_SECONDS)

    async def _fetch(self) -> None:
        # While some are in work Telegram sends those again, so that asking is a glance and not a wait.
        seconds = 0 if self._running else POLL_SECONDS
        found = await self._sender.updates(self._offset(), _MOST_AT_ONCE, seconds, KINDS)
        self._here()
        for data in found:
            number = data.get("update_id")
            if isinstance(number, int) and number not in self._seen:
                self._seen.add(number)
                self._last = self._clock()
                self._running[number] = asyncio.create_task(self._take(data))
        if self._running:
            await asyncio.wait(self._running.values(), timeout=_GLANCE_SECONDS)
        self._running = {number: task for number, task in self._running.items() if not task.done()}

    def _offset(self) -> int | None:
        """Return the first update that is not dealt with; asking for it confirms all before."""
        if not self._seen or (not self._running and self._clock() - self._last > _QUIET_SECONDS):
            # After a week without any, Telegram may go on with a lower number.
            return None
        offset = min(self._running, default=max(self._seen) + 1)
        self._seen = {number for number in self._seen if number >= offset} or {offset - 1}
        return offset

    async def _take(self, data: dict[str, Any]) -> None:
        update = read(data, self._sender.bot)
        if update is not None:
            async with self._room:
                await self._updates.take(update)


class Webhook(Connection):
    """Has Telegram send updates to our address, with our secret in each request."""

    mode = "webhook"

    def __init__(
        self,
        sender: Sender,
        updates: Updates,
        address: str,
        secret: str,
        commands: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Take beside what all share the address of our route and the secret."""
        super().__init__(sender, updates, commands)
        self._address, self._secret = address, secret

    async def _attach(self) -> None:
        await self._sender.bot.set_webhook(
            self._address,
            secret_token=self._secret,
            allowed_updates=list(KINDS),
            max_connections=_MOST_CONNECTIONS,
        )
        if not self.attached:
            await self._show_commands()
        self._here()

    async def _stay(self) -> None:
        await asyncio.sleep(_HOOK_SECONDS)


def _pause(error: Exception) -> float:
    if isinstance(error, RetryAfter):
        return seconds_of(error)
    return REFUSED_WAIT if isinstance(error, InvalidToken) else 0.0
