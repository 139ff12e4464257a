"""A stand-in for Microsoft: Entra's tokens, the OpenID keys, and the connector service, on this machine."""

import asyncio
import functools
import html
import json
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.gateway.contract import Seen

CLIENT, TENANT = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
SECRET = "a-secret-of-the-registration"
ISSUER = "https://api.botframework.test"
ASKER, CHAMPION = "16fd2706-8baf-433b-82eb-8c7fada847da", "6fa459ea-ee8a-3ca4-894e-db77e160355e"
BOT = f"28:{CLIENT}"
CHAT, CHANNEL_CHAT = "a:1personal", "19:champions@thread.tacv2"
ADDRESS = "/api/teams/messages"
PRESSED = frozenset({"Action.Submit", "Action.OpenUrl"})
"""What is drawn as a button."""
_LINK = re.compile(r"\[(https?://[^\]]+)\]\(\1\)")


@functools.cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """Return one of Microsoft's keys; making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Fault:
    """What the connector answers instead of taking a message."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    only: str = ""
    """Of an activity's type; empty for all."""


@dataclass
class Microsoft:
    """Everything on Microsoft's side, and what it was asked."""

    port: int = 0
    keys: list[int] = field(default_factory=lambda: [1])
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])
    asked_for_keys: int = 0
    keys_down: bool = False
    asked_for_token: list[Mapping[str, str]] = field(default_factory=list)
    tokens_down: bool = False
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Chat and activity of everything that was sent, typing signs as well."""
    proofs: list[str] = field(default_factory=list)
    updated: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    """Used up one by one."""
    always: Fault | None = None
    updates_fail: Fault | None = None
    runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def service_url(self) -> str:
        return f"{self.url}/teams"

    def settings(self) -> dict[str, Any]:
        """Return the settings that lead here."""
        return {
            "teams_client_id": CLIENT,
            "teams_client_secret": SECRET,
            "teams_tenant_id": TENANT,
            "teams_service_url": self.service_url,
            "teams_login_url": f"{self.url}/login",
            "teams_metadata_url": f"{self.url}/v1/.well-known/openidconfiguration",
            "teams_token_issuer": ISSUER,
        }

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/v1/.well-known/keys", self._keys)
        app.router.add_post("/login/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_post("/teams/v3/conversations/{chat}/activities", self._said)
        app.router.add_put("/teams/v3/conversations/{chat}/activities/{activity}", self._updated)
        self.runner = web.AppRunner(app, access_log=None)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()

    def token(self, key: int | None = None, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        """Return a token as the connector sends it; a claim of None is left out."""
        number, now = self.keys[0] if key is None else key, int(time.time())
        good = {"iss": ISSUER, "aud": CLIENT, "serviceurl": self.service_url, "nbf": now - 60, "exp": now + 3600}
        content = {name: value for name, value in (good | claims).items() if value is not None}
        headers = {"kid": f"key-{number}", **(header or {})}
        return jwt.encode(content, private_key(number), algorithm="RS256", headers=headers)

    def activity(self, **values: Any) -> dict[str, Any]:
        """Return an activity of the asker's personal chat."""
        good = {
            "type": "message",
            "id": str(uuid.uuid4()),
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "timestamp": "2026-11-22T12:00:00.000Z",
            "from": {"id": "29:asker", "name": "Casey Example", "aadObjectId": ASKER},
            "recipient": {"id": BOT, "name": "SDS Guide"},
            "conversation": {"id": CHAT, "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
        }
        return {**good, **values}

    def in_channel(self, chat: str = CHANNEL_CHAT, person: str = CHAMPION, **values: Any) -> dict[str, Any]:
        """Return an activity of a channel."""
        return self.activity(
            **{
                "conversation": {"id": f"{chat};messageid=17", "conversationType": "channel", "tenantId": TENANT},
                "from": {"id": "29:champion", "name": "Robin Example", "aadObjectId": person},
                **values,
            }
        )

    def messages(self, chat: str = "") -> list[dict[str, Any]]:
        """Return the messages that a chat got, or all."""
        return [a for place, a in self.said if a["type"] == "message" and chat in {"", place}]

    def shown(self) -> list[Seen]:
        """Return the messages as people see them."""
        return [seen(message) for message in self.messages()]

    async def _metadata(self, _: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/v1/.well-known/keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        self.asked_for_keys += 1
        if self.keys_down:
            return web.Response(status=503)
        found = []
        for number in self.keys:
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private_key(number).public_key()))
            found.append(public | {"kid": f"key-{number}", "use": "sig", "endorsements": self.endorsements})
        return web.json_response({"keys": found})

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        self.asked_for_token.append(form | {"tenant": request.match_info["tenant"]})
        if self.tokens_down or form.get("client_secret") != SECRET:
            return web.json_response({"error": "invalid_client"}, status=401)
        content = {"access_token": f"a-token-{len(self.asked_for_token)}", "expires_in": 3600}
        return web.json_response(content)

    def _fault(self, kind: str) -> web.Response | None:
        fault = self.always
        if fault is None and self.faults and self.faults[0].only in {"", kind}:
            fault = self.faults.pop(0)
        return web.json_response(fault.body, status=fault.status, headers=fault.headers) if fault else None

    async def _said(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.proofs.append(request.headers.get("Authorization", ""))
        refused = self._fault(activity["type"])
        if refused is not None:
            return refused
        if activity["type"] == "typing":
            self.said.append((request.match_info["chat"], activity))
            return web.Response(status=202)
        activity = {**activity, "id": f"sent-{len(self.said) + 1}"}
        self.said.append((request.match_info["chat"], activity))
        return web.json_response({"id": activity["id"]}, status=201)

    async def _updated(self, request: web.Request) -> web.Response:
        activity = await request.json()
        fault = self.updates_fail
        if fault is not None:
            return web.json_response(fault.body, status=fault.status, headers=fault.headers)
        self.updated.append((request.match_info["activity"], activity))
        return web.json_response({"id": request.match_info["activity"]})


def cards(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the cards of a message."""
    return [attachment["content"] for attachment in message.get("attachments", ())]


def parts(found: Any) -> list[Mapping[str, Any]]:
    """Return every object of a card, in the order of reading."""
    if isinstance(found, Mapping):
        return [found, *(part for inner in found.values() for part in parts(inner))]
    if isinstance(found, list):
        return [part for inner in found for part in parts(inner)]
    return []


def texts(found: Any) -> list[str]:
    """Return the words of a card, in the order of reading; a table as the Markdown that it came from."""
    if isinstance(found, list):
        return [text for inner in found for text in texts(inner)]
    if not isinstance(found, Mapping):
        return []
    if found.get("type") == "Table":
        rows = [[texts(cell)[0] for cell in row["cells"]] for row in found["rows"]]
        rows.insert(1, ["---"] * len(found["columns"]))
        return ["\n".join(f"| {' | '.join(row)} |" for row in rows)]
    own = [found["text"]] if found.get("type") == "TextBlock" else []
    return [*own, *(text for inner in found.values() for text in texts(inner))]


def seen(message: Mapping[str, Any]) -> Seen:
    """Return a message as the person sees it."""
    if not cards(message):
        return Seen(html.unescape(message["text"]))
    (card,) = cards(message)
    choices = [part["title"] for part in parts(card) if part.get("type") in PRESSED]
    text = "\n\n".join(word for word in texts(card["body"]) if word not in choices)
    return Seen(_LINK.sub(r"\1", text), tuple(choices))


def payloads(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the buttons of a message carry, by title."""
    return {part["title"]: part["data"] for card in cards(message) for part in parts(card) if "data" in part}


async def settled(condition: Any, seconds: float = 5.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in other programs, too
            await asyncio.sleep(0.01)
