"""The people of a load: each says something every few seconds, and waits for no reply before the next."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping

import aiohttp

from bot.evaluation.channel_ledger import Ledger, mark
from bot.evaluation.channel_services import BotApi, Microsoft
from bot.gateway.sessions import COOKIE


class Crowd:
    """Everybody on every channel."""

    def __init__(
        self,
        address: str,
        client: aiohttp.ClientSession,
        ledger: Ledger,
        telegram: BotApi,
        microsoft: Microsoft,
        people: int,
        every: float,
    ) -> None:
        """Take the gateway, where replies are noted, the services, people a channel, and seconds between messages."""
        self._address, self._client, self.ledger = address, client, ledger
        self._telegram, self._microsoft, self.people, self.every = telegram, microsoft, people, every
        self._cookies: dict[int, str] = {}
        self._proof = {"Authorization": f"Bearer {microsoft.proof()}"}
        self._ways: Mapping[str, Callable[[int, str], Awaitable[None]]] = {
            "web": self._on_web,
            "telegram": self._on_telegram,
            "teams": self._on_teams,
        }

    async def begin(self) -> None:
        """Start everybody's session on the web, and let each say one thing that does not count."""
        for person in range(self.people):
            async with self._client.post(f"{self._address}/api/sessions", json={}) as answer:
                answer.raise_for_status()
                self._cookies[person] = answer.cookies[COOKIE].value
        await self.talk(self.every)

    async def talk(self, seconds: float) -> None:
        """Let everybody say something every few seconds; they are spread over them."""
        async with asyncio.TaskGroup() as everybody:
            for channel in self._ways:
                for person in range(self.people):
                    everybody.create_task(self._talk(channel, person, seconds))

    async def drained(self, most_seconds: float) -> None:
        """Wait until everything has its reply, or for so long."""
        until = time.monotonic() + most_seconds
        while self.ledger.open() and time.monotonic() < until:  # noqa: ASYNC110 - replies come from another process
            await asyncio.sleep(0.1)

    async def _talk(self, channel: str, person: int, seconds: float) -> None:
        begun = time.monotonic()
        at = self.every * person / self.people
        async with asyncio.TaskGroup() as said:
            while at < seconds:
                await asyncio.sleep(max(0.0, begun + at - time.monotonic()))
                # A slow reply keeps nobody from saying the next thing.
                said.create_task(self._say(channel, person))
                at += self.every

    async def _say(self, channel: str, person: int) -> None:
        name = mark(channel, person, len(self.ledger.asked))
        self.ledger.ask(name)
        try:
            await self._ways[channel](person, f"how much holiday is due, question {name}")
        except (aiohttp.ClientError, TimeoutError):
            # It has no reply, and so is counted as lost.
            return

    async def _on_web(self, person: int, text: str) -> None:
        body = {"text": text, "message_id": secrets.token_hex(8)}
        headers = {"Cookie": f"{COOKIE}={self._cookies[person]}"}
        async with self._client.post(f"{self._address}/api/messages", json=body, headers=headers) as answer:
            answer.raise_for_status()
            for message in (await answer.json())["messages"]:
                self.ledger.saw(message["text"])

    async def _on_telegram(self, person: int, text: str) -> None:
        self._telegram.say(person, text)

    async def _on_teams(self, person: int, text: str) -> None:
        body, address = self._microsoft.activity(person, text), f"{self._address}/api/teams/messages"
        async with self._client.post(address, json=body, headers=self._proof) as answer:
            answer.raise_for_status()
