"""A Bot API of our own on the loopback: as strict as Telegram where a bot can go wrong, and out of order on request."""

import asyncio
import contextlib
import html.parser
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

TOKEN = "4242:AAF-secret_token_of_the_tests"
BOT = 4242
SECRET = "a-secret-of-the-tests"
_ALLOWED = {"b", "i", "a", "code"}


@dataclass
class Post:
    """A message of the bot as it stands in a chat."""

    number: int
    text: str
    """As it is shown: without tags."""
    html: str
    buttons: list[dict[str, str]] = field(default_factory=list)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(button["text"] for button in self.buttons)

    @property
    def markdown(self) -> str:
        text = self.html.replace("<b>", "**").replace("</b>", "**")
        return html.unescape(_without_tags(text))


class BotApi:
    """Answers as api.telegram.org does; `posts` are what people see."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.posts: dict[int, list[Post]] = defaultdict(list)
        self.updates: list[dict[str, Any]] = []
        self.confirmed = 0
        self.webhook: dict[str, Any] = {}
        self.down = False
        """Answers 502 to everything."""
        self.fails: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        """Answers that a method gives next, before it works again."""
        self.breaks_after: int | None = None
        """So many messages of a chat arrive, then 502."""
        self.blocked: set[int] = set()
        self.asked_to_wait: dict[int, int] = {}
        """Chats whose messages are answered with 429, and the seconds to wait."""
        self.token = TOKEN
        self.numbers = itertools.count(1000)
        self.news = asyncio.Condition()
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def happen(self, update: dict[str, Any]) -> None:
        """Let something happen: it waits for getUpdates."""
        async with self.news:
            self.updates.append(update)
            self.news.notify_all()

    async def post_update(self, client: httpx.AsyncClient, update: dict[str, Any]) -> httpx.Response:
        """Send an update to the webhook that the bot has set."""
        headers = {"x-telegram-bot-api-secret-token": self.webhook["secret_token"]}
        return await client.post(self.webhook["url"], json=update, headers=headers)

    def called(self, method: str) -> list[dict[str, Any]]:
        """What a method was called with."""
        return [params for name, params in self.calls if name == method]

    async def _called(self, request: web.Request) -> web.Response:
        method, params = request.match_info["method"], await _params(request)
        self.calls.append((method, params))
        if request.match_info["token"] != self.token:
            return _answer(401, error="Unauthorized")
        if self.down:
            return _answer(502, error="Bad Gateway")
        if self.fails[method]:
            status, extra = self.fails[method].pop(0)
            return _answer(status, **extra)
        return await getattr(self, re.sub("[A-Z]", lambda m: f"_{m[0].lower()}", f"_{method}"))(params)

    async def _get_me(self, _: dict[str, Any]) -> web.Response:
        return _answer(result={"id": BOT, "is_bot": True, "first_name": "Guide", "username": "guide_bot"})

    async def _delete_webhook(self, _: dict[str, Any]) -> web.Response:
        self.webhook = {}
        return _answer(result=True)

    async def _set_webhook(self, params: dict[str, Any]) -> web.Response:
        self.webhook = params
        return _answer(result=True)

    async def _set_my_commands(self, _: dict[str, Any]) -> web.Response:
        return _answer(result=True)

    async def _send_chat_action(self, params: dict[str, Any]) -> web.Response:
        assert params["action"] == "typing"
        return _answer(result=True)

    async def _answer_callback_query(self, _: dict[str, Any]) -> web.Response:
        return _answer(result=True)

    async def _get_updates(self, params: dict[str, Any]) -> web.Response:
        if self.webhook:
            return _answer(409, error="Conflict: can't use getUpdates method while webhook is active")
        offset, limit = int(params.get("offset") or 0), int(params.get("limit") or 100)
        if offset:
            self.confirmed = max(self.confirmed, offset - 1)
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        async with self.news:
            if not self.updates and int(params.get("timeout") or 0):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.news.wait(), int(params["timeout"]))
            self.news.notify_all()
        return _answer(result=self.updates[:limit])

    async def _send_message(self, params: dict[str, Any]) -> web.Response:
        chat = int(params["chat_id"])
        if self.breaks_after is not None and len(self.posts[chat]) >= self.breaks_after:
            return _answer(502, error="Bad Gateway")
        if chat in self.blocked:
            return _answer(403, error="Forbidden: bot was blocked by the user")
        if chat in self.asked_to_wait:
            seconds = self.asked_to_wait[chat]
            return _answer(429, error=f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})
        shown = _without_tags(params["text"]) if params.get("parse_mode") == "HTML" else params["text"]
        buttons = _buttons(params)
        fault = _fault(params["text"], shown, buttons)
        if fault:
            return _answer(400, error=f"Bad Request: {fault}")
        post = Post(next(self.numbers), html.unescape(shown), params["text"], buttons)
        self.posts[chat].append(post)
        return _answer(result=_message(chat, post))

    async def _edit_message_reply_markup(self, params: dict[str, Any]) -> web.Response:
        chat, number = int(params["chat_id"]), int(params["message_id"])
        post = next((p for p in self.posts[chat] if p.number == number), None)
        if post is None:
            return _answer(400, error="Bad Request: message to edit not found")
        buttons = _buttons(params)
        if buttons == post.buttons:
            return _answer(400, error="Bad Request: message is not modified")
        post.buttons = buttons
        return _answer(result=_message(chat, post))


async def until(condition: Callable[[], Any], seconds: float = 20) -> None:
    """Wait until something holds; fail when it does not come about."""
    for _ in range(int(seconds * 100)):
        if condition():
            return
        await asyncio.sleep(0.01)
    message = "what was waited for did not come about"
    raise AssertionError(message)


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **await request.post()}


def _buttons(params: dict[str, Any]) -> list[dict[str, str]]:
    rows = json.loads(params.get("reply_markup") or "{}").get("inline_keyboard", [])
    assert all(len(row) == 1 for row in rows), "one button a row"
    return [row[0] for row in rows]


def _fault(source: str, shown: str, buttons: list[dict[str, str]]) -> str:
    if not html.unescape(shown).strip():
        return "message text is empty"
    if len(html.unescape(shown).encode("utf-16-le")) // 2 > 4096:
        return "message is too long"
    if not _balanced(source):
        return "can't parse entities"
    if any(not 1 <= len(b.get("callback_data", "x").encode()) <= 64 for b in buttons):
        return "BUTTON_DATA_INVALID"
    return ""


def _message(chat: int, post: Post) -> dict[str, Any]:
    return {
        "message_id": post.number,
        "date": 1_790_000_000,
        "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
        "from": {"id": BOT, "is_bot": True, "first_name": "Guide"},
        "text": post.text,
    }


def _answer(status: int = 200, error: str = "", result: Any = None, parameters: Any = None) -> web.Response:
    body: dict[str, Any] = {"ok": status == 200}
    body |= {"result": result} if status == 200 else {"error_code": status, "description": error}
    body |= {"parameters": parameters} if parameters else {}
    return web.json_response(body, status=status)


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.fine = True

    def handle_starttag(self, tag, attrs):
        self.fine &= tag in _ALLOWED
        self.open.append(tag)

    def handle_endtag(self, tag):
        self.fine &= bool(self.open) and self.open.pop() == tag


def _balanced(source: str) -> bool:
    reader = _Tags()
    reader.feed(source)
    reader.close()
    return reader.fine and not reader.open


def _without_tags(source: str) -> str:
    out, inside = [], False
    for letter in source:
        if letter == "<":
            inside = True
        elif letter == ">":
            inside = False
        elif not inside:
            out.append(letter)
    return "".join(out)
