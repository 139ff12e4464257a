"""Stand-ins for a load on this machine: Rasa by a script, Telegram's Bot API, Microsoft's keys, tokens and connector.

They do what a fault-free platform does and no more; how the channels meet faults is for the tests.
"""

import asyncio
import contextlib
import itertools
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.evaluation.channel_ledger import Ledger
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply

TOKEN = "4242:a-token-of-the-load"  # noqa: S105 - of nobody
SECRET = "a-secret-of-the-load"  # noqa: S105 - likewise
CLIENT, TENANT = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
NAME = "Someone Example"
THINKING = 0.02
"""Seconds that the scripted understander takes; Rasa and the action take 14 to 16 ms (docs/quality.md)."""
_ISSUER, _KEY = "https://issuer.example", "key-1"
_WORDS = "Paid holiday builds up from the first day, and the contract may give more than the law does. " * 4
_SOURCES = "- Working Time Regulations 1998, regulation 13 (https://www.legislation.gov.uk/uksi/1998/1833)"


class Service:
    """A small web server that can be away for a while and comes back at the same address."""

    def __init__(self, port: int) -> None:
        """Take the port on the loopback."""
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Answer from now on."""
        app = web.Application()
        self.routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        """Be away: connections are closed, new ones refused."""
        if self._runner is not None:
            await self._runner.cleanup()

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add the addresses."""
        raise NotImplementedError


class Understander(Service):
    """Stands for Rasa: one article with buttons for every message, which it repeats."""

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add Rasa's channel."""
        router.add_post("/webhooks/guide/webhook", self._ask)

    async def _ask(self, request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        await asyncio.sleep(THINKING)
        words = f"**About {text}**\n\n{_WORDS}\n\n- One thing.\n- Another thing.\n\n{_WORDS}\n\n{_SOURCES}"
        choices = (Choice("That helped", "helpful"), Choice("Not what I need", "unhelpful"))
        reply = Reply(words, OutcomeName.ANSWER, article="pa-pay/holiday-entitlement", choices=choices)
        return web.json_response([{"text": reply.text, "custom": reply.contract()}])


class BotApi(Service):
    """Stands for Telegram: hands out updates until they are confirmed, and takes messages."""

    def __init__(self, port: int, ledger: Ledger) -> None:
        """Take the port and where replies are noted."""
        super().__init__(port)
        self._ledger, self._numbers = ledger, itertools.count(1)
        self._waiting: list[dict[str, Any]] = []
        self._news = asyncio.Event()

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add the methods that the gateway calls."""
        router.add_route("*", f"/bot{TOKEN}/getUpdates", self._updates)
        router.add_route("*", f"/bot{TOKEN}/sendMessage", self._message)
        router.add_route("*", f"/bot{TOKEN}/getMe", self._me)
        router.add_route("*", f"/bot{TOKEN}/{{method}}", self._done)

    def say(self, person: int, text: str) -> None:
        """Let a person write to the bot."""
        number, who = next(self._numbers), 1000 + person
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": who, "type": "private"},
            "from": {"id": who, "is_bot": False, "first_name": NAME},
            "text": text,
        }
        self._waiting.append({"update_id": number, "message": message})
        self._news.set()

    async def _updates(self, request: web.Request) -> web.Response:
        asked = {**request.query, **await request.post()}
        offset, seconds = int(str(asked.get("offset", 0))), float(str(asked.get("timeout", 0)))
        self._waiting = [update for update in self._waiting if update["update_id"] >= offset]
        if not self._waiting and seconds:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), seconds)
        return _result(self._waiting[: int(str(asked.get("limit", 100)))])

    async def _message(self, request: web.Request) -> web.Response:
        asked = await request.post()
        text, chat = str(asked["text"]), int(str(asked["chat_id"]))
        self._ledger.saw(text)
        me = {"id": 4242, "is_bot": True, "first_name": "Guide"}
        shown = {"message_id": next(self._numbers), "date": int(time.time()), "from": me, "text": text}
        return _result({**shown, "chat": {"id": chat, "type": "private"}})

    async def _me(self, _: web.Request) -> web.Response:
        return _result({"id": 4242, "is_bot": True, "first_name": "Guide", "username": "guide_bot"})

    async def _done(self, _: web.Request) -> web.Response:
        return _result(True)  # noqa: FBT003 - it is Telegram's answer


class Microsoft(Service):
    """Stands for Microsoft: keys and tokens, and the connector that takes messages."""

    def __init__(self, port: int, ledger: Ledger) -> None:
        """Take the port and where replies are noted."""
        super().__init__(port)
        self._ledger, self._numbers = ledger, itertools.count(1)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add the addresses that the settings name."""
        router.add_get("/metadata", self._metadata)
        router.add_get("/keys", self._keys)
        router.add_post("/login/{tenant}/oauth2/v2.0/token", self._token)
        router.add_route("*", "/teams/v3/conversations/{chat}/activities", self._said)

    def settings(self) -> Mapping[str, str]:
        """Return the gateway's settings that lead here."""
        return {
            "SDS_TEAMS_CLIENT_ID": CLIENT,
            "SDS_TEAMS_CLIENT_SECRET": SECRET,
            "SDS_TEAMS_TENANT_ID": TENANT,
            "SDS_TEAMS_SERVICE_URL": f"{self.url}/teams",
            "SDS_TEAMS_LOGIN_URL": f"{self.url}/login",
            "SDS_TEAMS_METADATA_URL": f"{self.url}/metadata",
            "SDS_TEAMS_TOKEN_ISSUER": _ISSUER,
            "SDS_TEAMS_CHAMPIONS_CHANNEL": "",
        }

    def proof(self) -> str:
        """Return the token that the connector shows, good for an hour."""
        now = int(time.time())
        claims = {"iss": _ISSUER, "aud": CLIENT, "serviceurl": f"{self.url}/teams", "nbf": now - 60, "exp": now + 3600}
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": _KEY})

    def activity(self, person: int, text: str) -> Mapping[str, Any]:
        """Return what a person writes, as the connector hands it over."""
        return {
            "type": "message",
            "id": f"m-{next(self._numbers)}",
            "channelId": "msteams",
            "serviceUrl": f"{self.url}/teams",
            "from": {"id": f"29:{person}", "name": NAME, "aadObjectId": str(uuid.UUID(int=1000 + person))},
            "recipient": {"id": f"28:{CLIENT}", "name": "SDS Guide"},
            "conversation": {"id": f"a:{person}", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "text": text,
        }

    async def _metadata(self, _: web.Request) -> web.Response:
        return web.json_response({"issuer": _ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return web.json_response({"keys": [public | {"kid": _KEY, "use": "sig", "endorsements": ["msteams"]}]})

    async def _token(self, _: web.Request) -> web.Response:
        return web.json_response({"access_token": SECRET, "expires_in": 3600})

    async def _said(self, request: web.Request) -> web.Response:
        activity = await request.json()
        if activity["type"] == "message":
            # Cards hold their words deep inside; the mark is found in the whole.
            self._ledger.saw(json.dumps(activity))
        return web.json_response({"id": f"sent-{next(self._numbers)}"}, status=201)


def _result(found: Any) -> web.Response:
    return web.json_response({"ok": True, "result": found})
