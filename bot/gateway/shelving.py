"""What publishing does by itself while the gateway runs: the folder of champions' answers, the weekly digest.

Whoever approves writes the folder of that machine at once. The loop brings the answer to the others, and heals a folder
that was lost or that a process left half written.
"""

import asyncio
import logging
from collections.abc import Callable

from bot.gateway.failures import where
from bot.services.digest import WeeklyDigest
from bot.services.publishing import Publishing

log = logging.getLogger(__name__)
LOOK_EVERY = 2.0
"""Seconds between two looks at what is published."""
DIGEST_EVERY = 300.0
"""Seconds between two looks at whether a week has ended."""


async def keep_in_line(publishing: Publishing, pause: float = LOOK_EVERY) -> None:
    """Keep the folder as the database says, at start and from then on, until cancelled."""
    await _again("shelf", publishing.keep_shelved, pause)


async def write_digests(digest: WeeklyDigest, pause: float = DIGEST_EVERY) -> None:
    """Write each week's digest when the week is over, until cancelled."""
    await _again("digest", digest.once, pause)


async def _again(name: str, work: Callable[[], bool], pause: float) -> None:
    while True:
        try:
            if await asyncio.to_thread(work):
                log.info("%s.changed", name)
        except Exception as error:  # noqa: BLE001 - a database that is away for a minute must not end this
            log.error("%s.failed %s", name, where(error))
        await asyncio.sleep(pause)
