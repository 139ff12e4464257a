"""Telegram's adapter: proven updates in, messages with inline keyboards out.

What an update leads to is in `telegram_updates.py`; how it comes in, in `telegram_connection.py` and
`telegram_routes.py`.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from telegram import CallbackQuery, Message, Update

from bot.errors import RefusedError
from bot.gateway import telegram_text
from bot.gateway.announcing import ANNOUNCES, Desk
from bot.gateway.telegram_buttons import Buttons, with_addresses
from bot.gateway.telegram_sending import Sender
from bot.helpdesk.tickets import ACTIVE
from bot.helpdesk.vocabulary import Choice, Reply
from bot.services.conversing import Incoming
from bot.services.ports import Units
from bot.services.settling import as_kept

CHANNEL = "telegram"
_SEAL_LETTERS = 16


class Telegram:
    """Telegram as a channel."""

    name = CHANNEL

    def __init__(self, bot: int, token: str, sender: Sender, buttons: Buttons, units: Units, desk: Desk) -> None:
        """Take the bot's number and token, what sends, the keyboards, the database and the words about tickets."""
        self.bot, self._desk = bot, desk
        self._token, self._sender, self._buttons, self._units = token, sender, buttons, units

    async def incoming(self, sent: Update) -> Incoming:
        """Translate a private message, an edited one or a pressed button; raises RefusedError for anything else.

        Who speaks is proven by where the update came from: Telegram itself, or a request with our secret.
        """
        query, message = sent.callback_query, sent.message or sent.edited_message
        if query is not None and query.message is not None and query.data is not None:
            conversation = conversation_of(query.message.chat.id)
            payload = await asyncio.to_thread(self._buttons.payload, conversation, query.data)
            return Incoming(conversation, self.press_delivery(query), choice=payload)
        if message is not None:
            conversation = conversation_of(message.chat.id)
            return Incoming(conversation, self.delivery(message), text=words_of(message))
        reason = "This update is neither a message nor a button."
        raise RefusedError(reason)

    def delivery(self, message: Message) -> str:
        """Return what names a message with its words, so that an edited one is new and a repeated one is not.

        Another bot counts its messages anew, so its number is part of it. The words are sealed with the token:
        whoever reads the database cannot try out words.
        """
        if message.media_group_id and not words_of(message):
            # Ten pictures that were sent at once are ten messages, and get one sentence.
            return f"{CHANNEL}:{self.bot}:{message.chat.id}:album:{message.media_group_id}"
        seal = hmac.new(self._token.encode(), words_of(message).encode(errors="replace"), hashlib.sha256)
        return f"{CHANNEL}:{self.bot}:{message.chat.id}:{message.message_id}:{seal.hexdigest()[:_SEAL_LETTERS]}"

    def press_delivery(self, query: CallbackQuery) -> str:
        """Return what names a button below a message: pressed twice it is the same, so that it works once."""
        if query.message is None:
            return f"{CHANNEL}:{self.bot}:press:{query.id}"
        data = hashlib.sha256((query.data or "").encode(errors="replace")).hexdigest()[:_SEAL_LETTERS]
        return f"{CHANNEL}:{self.bot}:{query.message.chat.id}:{query.message.message_id}:press:{data}"

    def render(self, reply: Reply) -> dict[str, Any]:
        """Return a reply as Telegram gets it: HTML in one or more messages, and the rows of the keyboard."""
        return {"texts": telegram_text.parts(reply.text), "rows": [[choice.title] for choice in reply.choices]}

    async def push(self, conversation: str, body: Mapping[str, Any]) -> None:
        """Send a message; see `Sender` for what it raises. A ticket that no longer waits is not announced."""
        ticket = int(body.get(ANNOUNCES) or 0)
        if ticket:
            announcement = await asyncio.to_thread(self._announcement, ticket)
            if announcement is None:
                return
            body = {**body, **as_kept(announcement)}
        choices = [Choice(str(c["title"]), str(c["payload"])) for c in body.get("choices", ())]
        keyboard = await asyncio.to_thread(self._buttons.keyboard, conversation, choices)
        text = with_addresses(str(body["text"]), choices)
        post = await self._sender.text(chat_of(conversation), text, keyboard, str(body.get("key", "")))
        if ticket:
            await asyncio.to_thread(self._noted, conversation, post, ticket)

    async def offer(self, conversation: str, post: int, choices: Sequence[Choice] = ()) -> None:
        """Put other buttons below a message that was sent, or none."""
        keyboard = await asyncio.to_thread(self._buttons.keyboard, conversation, choices)
        await self._sender.keyboard(chat_of(conversation), post, keyboard)

    def _announcement(self, number: int) -> Reply | None:
        with self._units() as work:
            ticket = work.tickets.get(number)
        return self._desk.announcement(ticket) if ticket is not None and ticket.state in ACTIVE else None

    def _noted(self, conversation: str, post: int, ticket: int) -> None:
        with self._units() as work:
            work.posts.keep(conversation, post, ticket)
            work.commit()


def conversation_of(chat: int) -> str:
    """Return the conversation's id for a chat or a user: a private chat has its user's number."""
    return f"{CHANNEL}:{chat}"


def chat_of(conversation: str) -> int:
    """Return the chat of a conversation; raises ValueError for one of another channel."""
    return int(conversation.removeprefix(f"{CHANNEL}:"))


def words_of(message: Message) -> str:
    """Return what was typed: the text, or what stands below a picture or file."""
    return message.text or message.caption or ""
