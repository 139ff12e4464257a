"""Ways to a bot over the network: the product's gateway, and a bare Rasa server."""

import threading
import time
import uuid
from collections.abc import Mapping
from typing import Any

import httpx

from bot.errors import UnderstandingError
from bot.helpdesk.vocabulary import Nation, OutcomeName, Reason, Reply

LONGEST_TURN = 30.0
_TRIES, _PAUSE = 60, 3.0
_TOO_MANY = 429


class GatewayAsker:
    """Asks through the product's JSON API, over one connection that stays open."""

    def __init__(self, address: str) -> None:
        """Take the gateway's address."""
        self._client = httpx.Client(base_url=address, timeout=LONGEST_TURN, trust_env=False)
        self._sessions: dict[str, str] = {}
        self._lock = threading.Lock()

    def ask(self, text: str, *, conversation: str, nation: Nation, role: str) -> Reply:
        """Send one message; a conversation is a session of its own."""
        cookie = self.open(conversation, nation, role)
        sent = {"text": text, "message_id": str(uuid.uuid4())}
        reply = _json(self._client, "/api/messages", sent, {"Cookie": cookie})
        messages = reply["messages"] if isinstance(reply, dict) else []
        return _joined(messages)

    def open(self, conversation: str, nation: Nation, role: str) -> str:
        """Begin a session unless there is one, and return its cookie."""
        with self._lock:
            if conversation not in self._sessions:
                answer = self._session({"nation": nation.value, "role": role})
                # Kept by us: the client's own jar would mix the conversations up.
                self._sessions[conversation] = "; ".join(f"{k}={v}" for k, v in answer.cookies.items())
                self._client.cookies.clear()
            return self._sessions[conversation]

    def _session(self, profile: Mapping[str, str]) -> httpx.Response:
        for _ in range(_TRIES):
            try:
                return _post(self._client, "/api/sessions", profile, {})
            except UnderstandingError as error:
                cause = error.__cause__
                busy = isinstance(cause, httpx.HTTPStatusError) and cause.response.status_code == _TOO_MANY
                if not busy:
                    raise
            # The gateway lets an address begin only so many sessions a minute; a benchmark is one address.
            time.sleep(_PAUSE)
        message = f"The gateway refused new sessions for {_TRIES * _PAUSE:.0f} s."
        raise UnderstandingError(message)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


class RestAsker:
    """Asks a Rasa server through its REST channel; `meaning` tells what its texts stand for."""

    def __init__(self, address: str, meaning: Mapping[str, tuple[OutcomeName, str | None]]) -> None:
        """Take the server's address."""
        self._client = httpx.Client(base_url=address, timeout=LONGEST_TURN, trust_env=False)
        self._meaning = meaning

    def ask(self, text: str, *, conversation: str, nation: Nation, role: str) -> Reply:
        """Send one message; the baseline knows neither nation nor role."""
        messages = _json(self._client, "/webhooks/rest/webhook", {"sender": conversation, "message": text}, {})
        said = "\n".join(str(message.get("text", "")) for message in messages)
        outcome, article = self._meaning.get(said, (OutcomeName.ERROR, None))
        return Reply(said, outcome, Reason.FAILURE if outcome is OutcomeName.ERROR else None, article)

    def open(self, conversation: str, nation: Nation, role: str) -> None:
        """Nothing: Rasa begins a conversation with its first message."""

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _joined(messages: list[dict[str, Any]]) -> Reply:
    text = "\n\n".join(str(message.get("text", "")) for message in messages)
    for message in messages:
        if message.get("outcome"):
            return Reply.from_contract(text, message)
    return Reply(text, OutcomeName.ERROR, Reason.FAILURE)


def _json(client: httpx.Client, path: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    try:
        return _post(client, path, content, headers).json()
    except ValueError as error:
        message = f"{path} did not answer with JSON"
        raise UnderstandingError(message) from error


def _post(client: httpx.Client, path: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> httpx.Response:
    try:
        return client.post(path, json=dict(content), headers=dict(headers)).raise_for_status()
    except httpx.HTTPError as error:
        message = f"{path}: {error}"
        raise UnderstandingError(message) from error
