"""Reaches Rasa through its one token-protected channel."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from bot.errors import ConfigurationError, UnderstandingError

# Rasa's server closes an idle connection after five seconds; ours must be given up before.
_KEEP_OPEN_SECONDS = 4.0
_CONNECTIONS = 32
_WHAT_TO_DO = "Check that `rasa run` is up (`sds serve` starts it) and that SDS_RASA_URL and SDS_RASA_TOKEN are right."


class RasaClient:
    """One kept-open client for one Rasa server."""

    def __init__(
        self, url: str, token: str, timeout_seconds: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Take the server's address and the shared token; tests pass a transport of their own."""
        if not token:
            message = "SDS_RASA_TOKEN is not set. `sds serve` makes one; alone, set the same for Rasa and the gateway."
            raise ConfigurationError(message)
        # httpx would log every address that it calls.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._address = f"{url.rstrip('/')}/webhooks/guide/webhook"
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_seconds,
            limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_KEEP_OPEN_SECONDS),
            transport=transport,
            trust_env=False,
        )

    async def ask(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return Rasa's replies; raises UnderstandingError when there are none that can be used."""
        body = {"sender": conversation, "text": text, "metadata": dict(metadata)}
        try:
            response = await self._post(body)
        except httpx.HTTPError as error:
            raise UnderstandingError(self._explained(f"no answer came ({type(error).__name__})")) from error
        if response.status_code != httpx.codes.OK:
            raise UnderstandingError(self._explained(f"the answer was HTTP {response.status_code}"))
        try:
            replies = response.json()
        except (ValueError, RecursionError) as error:
            raise UnderstandingError(self._explained("the answer was not JSON")) from error
        if not isinstance(replies, list) or not all(_is_whole(reply) for reply in replies):
            raise UnderstandingError(self._explained("a reply came without its text or `custom.outcome`"))
        return replies

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, body: Mapping[str, Any]) -> httpx.Response:
        try:
            return await self._client.post(self._address, json=body)
        except httpx.ConnectError:
            # Nothing was sent, so a second try cannot answer twice.
            return await self._client.post(self._address, json=body)

    def _explained(self, what: str) -> str:
        return f"Rasa at {self._address}: {what}. {_WHAT_TO_DO}"


def _is_whole(reply: object) -> bool:
    if not isinstance(reply, dict) or not isinstance(reply.get("text"), str):
        return False
    custom = reply.get("custom")
    return isinstance(custom, dict) and isinstance(custom.get("outcome"), str)
