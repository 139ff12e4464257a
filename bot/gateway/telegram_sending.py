"""Sends through Telegram's Bot API: limits kept, refusals told apart, an outage noticed once instead of each time."""

import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.gateway import telegram_text
from bot.gateway.adapter import AwayError, GivenUpError, TryLaterError
from bot.gateway.certificates import trusted
from bot.gateway.failures import where

log = logging.getLogger(__name__)
_SILENT = logging.CRITICAL + 1
POLL_SECONDS = 20
"""How long Telegram may keep a request for new messages open."""
POLL_SLACK = 5.0
"""Seconds after which a request that Telegram kept open for longer than that counts as lost on the way."""
REST_SECONDS = 3.0
"""How long nothing is sent after Telegram could not be reached."""
ANSWER_SECONDS = 10.0
"""How long Telegram may take for anything else."""
_CONNECTIONS = 64
_MOST_HALVES = 1000
_MOST_ALERT = 200
_MOST_DIGITS = 20
_BLOCKED = "blocked"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_UNKNOWN_CHAT = ("chat not found", "user not found", "peer_id_invalid", "bot was kicked", "not enough rights")


class Sender:
    """One bot, as far as we send.

    Raises GivenUpError, TryLaterError, AwayError, or Telegram's error when it is worth a retry.
    """

    def __init__(self, token: str, api_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the bot's token and where its API is."""
        # They would log addresses, which hold the token, and whole messages that they cannot read.
        for name, level in (("httpx", logging.WARNING), ("httpcore", logging.WARNING), ("telegram", _SILENT)):
            logging.getLogger(name).setLevel(level)
        address = f"{api_url.rstrip('/')}/bot"
        sending = HTTPXRequest(
            _CONNECTIONS, read_timeout=ANSWER_SECONDS, pool_timeout=ANSWER_SECONDS, httpx_kwargs={"verify": trusted()}
        )
        self._polling = polling = HTTPXRequest(2, httpx_kwargs={"verify": trusted()})
        self._requests = (sending, polling)
        self.bot = Bot(token, base_url=address, request=sending, get_updates_request=polling)
        """Not slowed down: for asking, and for what does not count as a message."""
        # Never tries again by itself: the outbox does, and it survives a restart.
        self._paced: ExtBot[Any] = ExtBot(
            token,
            base_url=address,
            request=sending,
            get_updates_request=polling,
            rate_limiter=AIORateLimiter(max_retries=0),
        )
        self._clock, self._rest_until = clock, 0.0
        self._begun: OrderedDict[str, int] = OrderedDict()
        self._moved: dict[int, int] = {}

    async def updates(self, offset: int | None, most: int, seconds: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        """Return what has happened, as Telegram wrote it: one update that cannot be read must not hide the others."""
        asked = {"limit": most, "timeout": seconds, "allowed_updates": json.dumps(list(kinds))}
        query = urlencode(asked | ({"offset": offset} if offset is not None else {}))
        found = await self._polling.post(f"{self.bot.base_url}/getUpdates?{query}", read_timeout=seconds + POLL_SLACK)
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def text(self, chat: int, markdown: str, keyboard: InlineKeyboardMarkup | None = None, key: str = "") -> int:
        """Send a text, in several messages when it is long, with the keyboard below the last; return that one's id.

        `key` names the text: a second try leaves out what had arrived before the first one broke off.
        """
        pieces = telegram_text.parts(markdown)
        post = 0
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            if number < self._begun.get(key, 0):
                continue
            post = await self._post(chat, piece, keyboard if last else None)
            self._arrived(key, 0 if last else number + 1)
        return post

    async def typing(self, chat: int) -> None:
        """Show that an answer is on its way; whether that works is of no importance."""
        try:
            await self.bot.send_chat_action(chat, ChatAction.TYPING)
        except TelegramError as error:
            log.debug("telegram.no_typing %s", where(error))

    async def pressed(self, query: str, words: str = "") -> None:
        """Answer a pressed button, so that it stops turning; with words, show them in a box."""
        try:
            alert = telegram_text.cut(words, _MOST_ALERT) or None
            await self.bot.answer_callback_query(query, alert, show_alert=bool(words))
        except TelegramError as error:
            # Telegram takes no answer after some minutes; the button has stopped turning by then.
            log.info("telegram.press_not_answered %s", where(error))

    async def keyboard(self, chat: int, post: int, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Put another keyboard below a message, or none; an old message may refuse."""
        try:
            await self.bot.edit_message_reply_markup(self._moved.get(chat, chat), post, reply_markup=keyboard)
        except TelegramError as error:
            log.info("telegram.keyboard_not_changed %s", where(error))

    def is_chat(self, configured: int, chat: int) -> bool:
        """Tell whether a chat is the configured one, which Telegram may have given another number meanwhile."""
        return chat in {configured, self._moved.get(configured)}

    async def open(self) -> None:
        """Make connections possible (again)."""
        for request in self._requests:
            await request.initialize()

    async def close(self) -> None:
        """Close the connections."""
        for request in self._requests:
            await request.shutdown()

    async def _post(self, chat: int, piece: str, keyboard: InlineKeyboardMarkup | None) -> int:
        if self._clock() < self._rest_until:
            raise TryLaterError(self._rest_until - self._clock())
        try:
            return (await self._sent(self._moved.get(chat, chat), piece, keyboard)).message_id
        except ChatMigrated as error:
            log.error("telegram.chat_moved: a group became a supergroup; put its new number into the settings")
            self._moved[chat] = error.new_chat_id
            return (await self._sent(error.new_chat_id, piece, keyboard)).message_id
        except RetryAfter as error:
            raise TryLaterError(seconds_of(error)) from error
        except Forbidden as error:
            raise GivenUpError(_BLOCKED) from error
        except BadRequest as error:
            unknown = any(words in error.message.lower() for words in _UNKNOWN_CHAT)
            raise GivenUpError("unknown_chat" if unknown else "refused") from error
        except (NetworkError, InvalidToken) as error:
            self._rest_until = self._clock() + REST_SECONDS
            # The error itself may hold the token.
            reason = f"Telegram cannot be reached ({type(error).__name__})."
            raise AwayError(reason) from None

    async def _sent(self, chat: int, piece: str, keyboard: InlineKeyboardMarkup | None) -> Message:
        return await self._paced.send_message(
            chat, piece, parse_mode=ParseMode.HTML, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
        )

    def _arrived(self, key: str, pieces: int) -> None:
        if key and pieces:
            self._begun[key] = pieces
        else:
            self._begun.pop(key, None)
        while len(self._begun) > _MOST_HALVES:
            self._begun.popitem(last=False)


def read(data: dict[str, Any], bot: Bot) -> Update | None:
    """Return an update; None for one that the library cannot read, which would be no better if it came again."""
    try:
        return Update.de_json(data, bot)
    except Exception as error:  # noqa: BLE001 - it raises whatever its constructors do
        log.error("telegram.update_unread %s", where(error))
        return None


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait."""
    asked = error.retry_after
    return float(asked) if isinstance(asked, int | float) else asked.total_seconds()


def bot_number(token: str) -> int | None:
    """Return a bot's own number, with which its token begins; None when it does not look like a token."""
    number = token.partition(":")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS else None
