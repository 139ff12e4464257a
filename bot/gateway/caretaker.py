"""Looks after tickets (claims that run out, reminders, closing) and tools left standing; several gateways may."""

import asyncio
import logging

from bot.errors import GuideError
from bot.gateway.failures import where
from bot.services.caretaking import Caretaking
from bot.services.guiding import Guiding

log = logging.getLogger(__name__)
EVERY_SECONDS = 10.0
SWEEP_SECONDS = 300.0
"""How often tools that were left standing are cleared away."""


async def look_after(caretaking: Caretaking | Guiding, every_seconds: float = EVERY_SECONDS) -> None:
    """Do what is owed again and again until cancelled; a broken database is waited for."""
    while True:
        try:
            await asyncio.to_thread(caretaking.once)
        except GuideError as error:
            log.error("caretaker.failed %s", error)
        except Exception as error:  # noqa: BLE001 - it must outlive whatever breaks
            log.error("caretaker.broke %s", where(error))
        await asyncio.sleep(every_seconds)
