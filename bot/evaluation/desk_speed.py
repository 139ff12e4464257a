"""How fast the desk's pages are with 10,000 tickets and 1,000 articles, asked one by one, without a network."""

import asyncio
import pathlib
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
import numpy as np
import typer
from pydantic import SecretStr

from bot import wiring
from bot.content import library
from bot.evaluation.desk_crowd import crowd, with_articles
from bot.gateway.app import create_app
from bot.gateway.desk.desk_sessions import COOKIE, SIGNED_IN, DeskSessions
from bot.settings import Settings, settings

_FEWEST = 500
"""Tickets that there are at any scale."""
PAGES: Mapping[str, Callable[[int], str]] = {
    "queue": lambda _: "/desk",
    "queue, all states": lambda n: f"/desk?show=all&page={1 + n}",
    "queue, one team": lambda _: "/desk?show=answered&team=sds-champions",
    "queue, search": lambda _: "/desk?show=all&text=direct+payment",
    "queue's list alone": lambda _: "/desk/queue-list",
    "ticket": lambda n: f"/desk/tickets/{1 + 97 * n % _FEWEST}",
    "dead letters": lambda _: "/desk/dead-letters",
    "figures": lambda _: "/desk/figures",
    "figures as a file": lambda _: "/desk/figures.csv",
    "drafts": lambda _: "/desk/drafts",
    "articles": lambda _: "/desk/articles",
    "people": lambda _: "/desk/people",
    "teams": lambda _: "/desk/teams",
    "audit trail": lambda _: "/desk/audit",
    "library": lambda _: "/library",
    "library, search": lambda _: "/library?q=holiday",
}
"""Addresses by what they are called, for the how manieth time it is asked."""
PROMISED_MS = 150
_WARM_UP = 3


@dataclass(frozen=True)
class Measured:
    """How long one page took, in milliseconds."""

    page: str
    p50: float
    p95: float
    largest: int
    """Bytes of the largest answer."""


def run_desk_speed(times: int, scale: float = 1.0) -> list[Measured]:
    """Fill a database that is thrown away, ask every page so often, print and return how long each took."""
    with tempfile.TemporaryDirectory() as place:
        # Nobody asks Rasa here, but the gateway does not start without its token.
        own = {"data_folder": pathlib.Path(place), "database_url": "", "rasa_token": SecretStr("not used")}
        configuration = settings().model_copy(update=own)
        content = with_articles(library.load(configuration.knowledge, configuration.local_profile))
        product = wiring.product(configuration, content=content)
        began = time.perf_counter()
        seer = crowd(product, scale)
        typer.echo(f"Filled in {time.perf_counter() - began:.0f} s; each page is asked {times} times.")
        found = asyncio.run(_asked(product, configuration, seer, times))
    for one in found:
        late = f"  over {PROMISED_MS}" if one.p95 > PROMISED_MS else ""
        typer.echo(f"{one.page:20} p50 {one.p50:6.1f} ms  p95 {one.p95:6.1f} ms  {one.largest / 1024:6.0f} KB{late}")
    return found


async def _asked(product: wiring.Product, configuration: Settings, seer: int, times: int) -> list[Measured]:
    token = DeskSessions(product.units, product.clock).start(SIGNED_IN, seer)
    transport = httpx.ASGITransport(create_app(product, configuration=configuration))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        client.cookies.set(COOKIE, token)
        found = [await _measured(client, page, address, times) for page, address in PAGES.items()]
    return [one for one in found if one]


async def _measured(client: httpx.AsyncClient, page: str, address: Callable[[int], str], times: int) -> Measured | None:
    taken, largest = [], 0
    for number in range(-_WARM_UP, times):
        start = time.perf_counter()
        answer = await client.get(address(max(number, 0)))
        taken.append(1000 * (time.perf_counter() - start))
        if answer.status_code != httpx.codes.OK:
            typer.echo(f"{page}: {address(max(number, 0))} answers {answer.status_code}")
            return None
        largest = max(largest, len(answer.content))
    kept = taken[_WARM_UP:]
    return Measured(page, float(np.percentile(kept, 50)), float(np.percentile(kept, 95)), largest)
