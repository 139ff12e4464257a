"""The outbox looks once, on a machine that may be slow."""

import asyncio

from bot.gateway.outbox import OutboxWorker


async def look(worker: OutboxWorker) -> None:
    """Let it look once, and wait for what takes longer than its patience."""
    await worker.once()
    await asyncio.gather(*worker._slow)
