"""Looks after tickets: claims that run out, reminders, closing. Several gateways may do it at once."""

import asyncio
import logging

from bot.errors import GuideError
from bot.gateway.failures import where
from bot.services.caretaking import Caretaking

log = logging.getLogger(__name__)
EVERY_SECONDS = 10.0


async def look_after(caretaking: Caretaking, every_seconds: float = EVERY_SECONDS) -> None:
    """Do what is owed again and again until cancelled; a broken database is waited for."""
    while True:
        try:
            await asyncio.to_thread(caretaking.once)
        except GuideError as error:
            log.error("caretaker.failed %s", error)
        except Exception as error:  # noqa: BLE001 - it must outlive whatever breaks
            log.error("caretaker.broke %s", where(error))
        await asyncio.sleep(every_seconds)
