"""Whether the process is alive, and whether all that it needs answers."""

import asyncio
import logging
from collections.abc import Mapping

import httpx

from bot.errors import GuideError
from bot.gateway.certificates import trusted
from bot.services.ports import Clock, Units
from bot.services.records import Delivery

log = logging.getLogger(__name__)
_SECONDS = 2.0
OK = "ok"


class Readiness:
    """Asks the three things that a turn needs."""

    def __init__(self, units: Units, clock: Clock, addresses: Mapping[str, str]) -> None:
        """Take the database, the clock, and the addresses to ask by the part's name."""
        self._units, self._clock, self._addresses = units, clock, addresses
        self._states: dict[str, str] = {}
        # It would log every address that it calls.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._client = httpx.AsyncClient(timeout=_SECONDS, trust_env=False, verify=trusted())

    async def parts(self) -> dict[str, str]:
        """Return each part with `ok`, or with what is wrong. Addresses and causes go to the log: anybody may ask."""
        asked = [self._answers(address) for address in self._addresses.values()]
        database, *others = await asyncio.gather(asyncio.to_thread(self._database), *asked)
        return {"database": database, **dict(zip(self._addresses, others, strict=True))}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _database(self) -> str:
        try:
            with self._units() as work:
                # Taken back when the unit ends without a commit; a read-only or locked database fails here.
                work.deliveries.begin(Delivery("gateway:ready", "gateway:ready", self._clock()))
        except GuideError as error:
            self._noted("database", str(error))
            return "cannot be written"
        self._noted("database", OK)
        return OK

    async def _answers(self, address: str) -> str:
        try:
            response = await self._client.get(address)
        except httpx.HTTPError as error:
            self._noted(address, f"does not answer ({type(error).__name__})")
            return "does not answer"
        state = OK if response.status_code == httpx.codes.OK else f"answers with HTTP {response.status_code}"
        self._noted(address, state)
        return state

    def _noted(self, part: str, state: str) -> None:
        # Watchers ask every few seconds; only a change is news.
        if self._states.get(part, OK) != state:
            log.warning("ready.changed part=%s state=%s", part, state)
        self._states[part] = state
