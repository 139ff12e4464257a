"""What publishing does by itself goes on whatever breaks."""

import asyncio
import contextlib

from bot.errors import StorageError
from bot.gateway.shelving import keep_in_line, write_digests
from tests.services.publishing_world import approved, people

NEAREST = ({"article": "pa-pay/holiday", "title": "Holiday", "confidence": 0.4},)


async def running_until(work, wanted):
    """Run a loop until something holds."""
    task = asyncio.create_task(work)
    with contextlib.suppress(asyncio.CancelledError):
        while not wanted():
            await asyncio.sleep(0.01)
            assert not task.done()
        task.cancel()
        await task


class TestKeepInLine:
    async def test_it_outlives_a_database_that_is_away_and_then_writes_the_folder(self, product, tmp_path, monkeypatch):
        published = approved(people(product), nearest=NEAREST)
        path = tmp_path / "var" / "champions" / "articles" / f"{published.article}.md"
        path.unlink()
        keep, away = product.publishing.keep_shelved, [StorageError("away"), ValueError("broken")]

        def unsteady():
            if away:
                raise away.pop()
            return keep()

        monkeypatch.setattr(product.publishing, "keep_shelved", unsteady)
        await running_until(keep_in_line(product.publishing, 0), path.exists)
        assert path.read_text(encoding="utf-8") == published.text


class TestWriteDigests:
    async def test_it_writes_the_last_weeks(self, product):
        await running_until(write_digests(product.digest, 0), lambda: product.public_library.digests() != [])
        assert [digest.week for digest in product.public_library.digests()] == ["2026-W46"]
