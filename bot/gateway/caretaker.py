"""Looks after what is owed from time to time: tickets, tools left standing, news of changes; several gateways may."""

import asyncio
import logging
from typing import Protocol

from bot.errors import GuideError
from bot.gateway.failures import where

log = logging.getLogger(__name__)
EVERY_SECONDS = 10.0
SWEEP_SECONDS = 300.0
"""How often tools that were left standing are cleared away, and reminders and news of changes are sent."""
TIDY_SECONDS = 3600.0
"""How often what has been kept for long enough is cleared away."""


class Owes(Protocol):
    """Whatever has something to do from time to time."""

    def once(self) -> int:
        """Do what is owed now; return how much that was."""


async def look_after(caretaking: Owes, every_seconds: float = EVERY_SECONDS) -> None:
    """Do what is owed again and again until cancelled; a broken database is waited for."""
    while True:
        try:
            await asyncio.to_thread(caretaking.once)
        except GuideError as error:
            log.error("caretaker.failed %s", error)
        except Exception as error:  # noqa: BLE001 - it must outlive whatever breaks
            log.error("caretaker.broke %s", where(error))
        await asyncio.sleep(every_seconds)
