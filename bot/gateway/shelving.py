"""Keeps the folder of champions' answers in line with the database: at start, and every two seconds.

Whoever approves writes the folder of that machine at once. This brings the answer to the others, and heals a folder
that was lost or that a process left half written.
"""

import asyncio
import logging

from bot.gateway.failures import where
from bot.services.publishing import Publishing

log = logging.getLogger(__name__)
LOOK_EVERY = 2.0
"""Seconds between two looks."""


async def keep_in_line(publishing: Publishing, pause: float = LOOK_EVERY) -> None:
    """Look again and again, until cancelled."""
    while True:
        try:
            if await asyncio.to_thread(publishing.shelve):
                log.info("shelf.changed")
        except Exception as error:  # noqa: BLE001 - a database that is away for a minute must not end this
            log.error("shelf.failed %s", where(error))
        await asyncio.sleep(pause)
