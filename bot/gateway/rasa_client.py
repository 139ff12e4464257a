"""Reaches Rasa through its one token-protected channel."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.errors import ConfigurationError, UnderstandingError

# Rasa's server closes an idle connection after five seconds; ours must be given up before.
_KEEP_OPEN_SECONDS = 4.0
_CONNECTIONS = 32
_WHAT_TO_DO = "Check that `rasa run` is up (`sds serve` starts it) and that SDS_RASA_URL and SDS_RASA_TOKEN are right."


class RasaClient:
    """Kept-open connections to one Rasa server."""

    def __init__(self, url: str, token: str, timeout_seconds: float) -> None:
        """Take the server's address and the shared token."""
        if not token:
            message = "SDS_RASA_TOKEN is not set. `sds serve` makes one; alone, set the same for Rasa and the gateway."
            raise ConfigurationError(message)
        self._address = f"{url.rstrip('/')}/webhooks/guide/webhook"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._opened: aiohttp.ClientSession | None = None

    async def ask(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return Rasa's replies; raises UnderstandingError when there are none that can be used."""
        body = {"sender": conversation, "text": text, "metadata": dict(metadata)}
        try:
            status, content = await self._post(body)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UnderstandingError(self._explained(f"no answer came ({type(error).__name__})")) from error
        if status != HTTPStatus.OK:
            raise UnderstandingError(self._explained(f"the answer was HTTP {status}"))
        try:
            replies = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise UnderstandingError(self._explained("the answer was not JSON")) from error
        if not isinstance(replies, list) or not all(_is_whole(reply) for reply in replies):
            raise UnderstandingError(self._explained("a reply came without its text or `custom.outcome`"))
        return replies

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()

    async def _post(self, body: Mapping[str, Any]) -> tuple[int, bytes]:
        try:
            return await self._posted(body)
        except aiohttp.ClientConnectorError:
            # Nothing was sent, so a second try cannot answer twice.
            return await self._posted(body)

    async def _posted(self, body: Mapping[str, Any]) -> tuple[int, bytes]:
        async with self._session.post(self._address, json=body, allow_redirects=False) as response:
            return response.status, await response.read()

    @property
    def _session(self) -> aiohttp.ClientSession:
        # Made when first asked for: a session belongs to the loop that runs then.
        if self._opened is None:
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEEP_OPEN_SECONDS)
            self._opened = aiohttp.ClientSession(connector=connector, headers=self._headers, timeout=self._timeout)
        return self._opened

    def _explained(self, what: str) -> str:
        return f"Rasa at {self._address}: {what}. {_WHAT_TO_DO}"


def _is_whole(reply: object) -> bool:
    if not isinstance(reply, dict) or not isinstance(reply.get("text"), str):
        return False
    custom = reply.get("custom")
    return isinstance(custom, dict) and isinstance(custom.get("outcome"), str)
