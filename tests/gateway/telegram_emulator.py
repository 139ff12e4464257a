"""`telegram-test-api` from npm, an emulator of Telegram that is not ours, behind a front that adds what it leaves out.

The front adds to it: `is_bot` in getMe, `chat_instance` in presses, long polling with offsets, the secret of a webhook,
times in seconds, the methods that it does not know, Telegram's limits, and outages on request. It is fetched when a
test asks for it.
"""

import asyncio
import contextlib
import json
import pathlib
import shutil
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.gateway.telegram_api import TOKEN

PACKAGE = "telegram-test-api@4.2.1"
_START = """
const Server = require('telegram-test-api');
new Server({port: Number(process.argv[1]), host: '127.0.0.1', storeTimeout: 600}).start();
"""
_UNKNOWN_TO_IT = {"sendChatAction", "setMyCommands"}
_PASSED_ON = "/hook"
_MOST_A_SECOND = 30


def install(folder: pathlib.Path) -> pathlib.Path:
    """Fetch the emulator into a folder, or skip the test with the reason."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("npm is not installed, and the emulator comes from there")
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    if done.returncode:
        pytest.skip(f"npm could not fetch {PACKAGE}: {done.stderr.decode(errors='replace').strip()[-200:]}")
    return folder


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Emulator:
    """The emulator and its front. `url` is what the bot gets; people speak through `say`, `press` and `posts`."""

    def __init__(self, port: int) -> None:
        self._behind = f"http://127.0.0.1:{port}"
        self.url = ""
        self.down = False
        """Answers 502 to everything, as Telegram does in an outage."""
        self.methods: list[str] = []
        self._webhook: dict[str, Any] = {}
        self._waiting: list[dict[str, Any]] = []
        self._bringing: set[asyncio.Task[None]] = set()
        self._sent: list[float] = []
        self._posts: dict[int, list[dict[str, Any]]] = defaultdict(list)

    async def say(self, chat: int, text: str) -> None:
        """Let a person type something."""
        await self._person("sendMessage", {**_person(chat), "text": text, "date": int(time.time())})

    async def press(self, chat: int, data: str, post: int) -> None:
        """Let a person press a button below one of the bot's messages."""
        below = {**_person(chat), "message_id": post, "date": int(time.time())}
        below.pop("botToken")
        await self._person("sendCallback", {**_person(chat), "message": below, "data": data})

    async def posts(self, chat: int) -> list[dict[str, Any]]:
        """Return all that the bot has said in a chat, the oldest first."""
        answer = await self._ask("getUpdates", {"token": TOKEN, "chatId": chat})
        self._posts[chat] += answer["result"]
        return self._posts[chat]

    async def texts(self, chat: int) -> list[str]:
        return [post["message"]["text"] for post in await self.posts(chat)]

    async def called(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.methods.append(method)
        if self.down:
            return _answer(502, "Bad Gateway")
        params = {**request.query, **await request.post()}
        if method in _UNKNOWN_TO_IT:
            return _answer(result=True)
        if method == "getUpdates":
            return await self._updates(params)
        fault = self._fault(method, params)
        if fault:
            return fault
        if method == "setWebhook":
            self._webhook = params
            params = {"url": f"{self.url}{_PASSED_ON}"}
        if method == "editMessageReplyMarkup":
            params.setdefault("reply_markup", '{"inline_keyboard": []}')
        answer = await self._ask(f"bot{request.match_info['token']}/{method}", params)
        return _answer(result=_completed(method, answer.get("result")))

    async def passed_on(self, request: web.Request) -> web.Response:
        """Bring an update to the bot's webhook with the secret, again and again until it takes it."""
        task = asyncio.create_task(self._brought(_whole(await request.json())))
        self._bringing.add(task)
        task.add_done_callback(self._bringing.discard)
        return web.Response()

    async def stop(self) -> None:
        for task in self._bringing:
            task.cancel()
        await asyncio.gather(*self._bringing, return_exceptions=True)

    async def _brought(self, update: dict[str, Any]) -> None:
        while self.down or not await self._delivered(update):  # noqa: ASYNC110 - as Telegram does
            await asyncio.sleep(0.1)

    async def _delivered(self, update: dict[str, Any]) -> bool:
        headers = {"x-telegram-bot-api-secret-token": str(self._webhook["secret_token"])}
        async with aiohttp.ClientSession() as session:
            async with session.post(str(self._webhook["url"]), json=update, headers=headers) as answer:
                return answer.status == 200

    async def _updates(self, params: dict[str, Any]) -> web.Response:
        offset, until = int(params.get("offset") or 0), time.monotonic() + int(params.get("timeout") or 0)
        self._waiting = [update for update in self._waiting if update["update_id"] >= offset]
        while True:
            answer = await self._ask(f"bot{TOKEN}/getUpdates", {})
            self._waiting += [_whole(update) for update in answer["result"]]
            if self.down:
                return _answer(502, "Bad Gateway")
            if self._waiting or time.monotonic() >= until:
                return _answer(result=self._waiting[: int(params.get("limit") or 100)])
            await asyncio.sleep(0.02)

    def _fault(self, method: str, params: dict[str, Any]) -> web.Response | None:
        if method != "sendMessage":
            return None
        self._sent = [moment for moment in self._sent if moment > time.monotonic() - 1] + [time.monotonic()]
        if len(self._sent) > _MOST_A_SECOND + 5:
            return _answer(429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
        if len(str(params["text"]).encode("utf-16-le")) // 2 > 2 * 4096:
            return _answer(400, "Bad Request: message is too long")
        rows = json.loads(str(params.get("reply_markup") or "{}")).get("inline_keyboard", [])
        if any(len(button.get("callback_data", "").encode()) > 64 for row in rows for button in row):
            return _answer(400, "Bad Request: BUTTON_DATA_INVALID")
        return None

    async def _person(self, path: str, body: dict[str, Any]) -> None:
        await self._ask(path, body)

    async def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{self._behind}/{path}", json=body) as answer:
                return dict(await answer.json())


@contextlib.asynccontextmanager
async def emulator(folder: pathlib.Path) -> AsyncIterator[Emulator]:
    """Run the emulator and its front on free ports of the loopback."""
    port = free_port()
    process = await asyncio.create_subprocess_exec("node", "-e", _START, str(port), cwd=folder)
    found = Emulator(port)
    app = web.Application()
    app.router.add_post(_PASSED_ON, found.passed_on)
    app.router.add_route("*", "/bot{token}/{method}", found.called)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        await _answers(port)
        yield found
    finally:
        await found.stop()
        await runner.cleanup()
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _answers(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    message = "the emulator did not start"
    raise AssertionError(message)


def _person(chat: int) -> dict[str, Any]:
    who = {"id": chat, "first_name": "Zebedee", "username": "zebedee", "is_bot": False}
    return {"botToken": TOKEN, "from": who, "chat": {"id": chat, "first_name": "Zebedee", "type": "private"}}


def _whole(update: dict[str, Any]) -> dict[str, Any]:
    if "callback_query" in update:
        update["callback_query"].setdefault("chat_instance", "1")
    return update


def _completed(method: str, result: Any) -> Any:
    if method == "getMe":
        return {**result, "is_bot": True}
    if method == "sendMessage":
        keys = ("message_id", "text", "reply_markup", "chat")
        return {"date": result["date"] // 1000} | {key: result[key] for key in keys if result.get(key) is not None}
    return True if result is None else result


def _answer(status: int = 200, error: str = "", result: Any = None, parameters: Any = None) -> web.Response:
    body: dict[str, Any] = {"ok": True, "result": result} if status == 200 else {"ok": False, "description": error}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)
