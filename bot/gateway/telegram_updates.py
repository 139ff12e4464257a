"""What each kind of update leads to: a turn, one kind sentence, a hint in a group, or nothing."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.errors import StorageError
from bot.gateway.failures import where
from bot.gateway.linking import Linking
from bot.gateway.replying import Replying
from bot.gateway.taking import Floods, InTurn, Typed, is_last_word, leaves_others, was_not_taken
from bot.gateway.telegram import CHANNEL, Telegram, conversation_of
from bot.gateway.telegram_buttons import beside
from bot.gateway.telegram_champions import ChampionsChat
from bot.gateway.telegram_sending import Sender
from bot.gateway.turns import Turns
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.conversing import Incoming
from bot.services.rendering import Renderer

log = logging.getLogger(__name__)
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The updates that are asked for."""
_TYPING_SECONDS = 4.0
"""Telegram shows it for five."""
_GONE = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})


class Updates:
    """Takes updates, one after the other in a chat; chats do not wait for one another."""

    def __init__(
        self,
        adapter: Telegram,
        sender: Sender,
        turns: Turns,
        replying: Replying,
        renderer: Renderer,
        linking: Linking,
        champions: ChampionsChat | None = None,
    ) -> None:
        """Take the adapter and what it needs; without `champions` there is no champions' chat."""
        self._adapter, self._sender, self._turns, self._replying = adapter, sender, turns, replying
        self._renderer, self._typed, self._champions = renderer, Typed(turns, linking, renderer), champions
        self._in_turn, self._floods = InTurn(), Floods(renderer)

    async def take(self, update: Update) -> None:
        """Deal with one update to the end. Never raises: whatever broke leaves a record."""
        chat = update.effective_chat
        if chat is None:
            if update.callback_query is not None:
                await self._sender.pressed(update.callback_query.id)
            return
        try:
            async with self._in_turn.of(chat.id):
                await self._dealt_with(update, chat.id, private=chat.type == ChatType.PRIVATE)
        except Exception as error:  # noqa: BLE001 - the edge of the process: the next update must be taken
            log.error("telegram.update_broke %s", where(error))

    async def _dealt_with(self, update: Update, chat: int, *, private: bool) -> None:
        if update.my_chat_member is not None:
            await self._membership(update.my_chat_member, chat, private=private)
        elif self._champions is not None and self._champions.is_here(chat):
            await self._champions.take(update)
        elif not private:
            await self._group(update, chat)
        elif update.callback_query is not None:
            await self._press(update, update.callback_query, chat)
        elif update.message is not None:
            await self._message(update, update.message, chat)
        elif update.edited_message is not None:
            await self._message(update, update.edited_message, chat, edited=True)

    async def _message(self, update: Update, message: Message, chat: int, *, edited: bool = False) -> None:
        # Something pinned, a timer set: nothing that a person says.
        if message.text is None and message.effective_attachment is None:
            return
        incoming = await self._adapter.incoming(update)
        if await self._replying.said(incoming.delivery):
            return
        async with self._typing(chat):
            replies = await self._typed.replies(incoming, edited=edited, media=message.text is None)
        if not self._floods.asked_already(incoming.conversation, replies):
            await self._replying.say(self._adapter, incoming.conversation, incoming.delivery, replies)

    async def _press(self, update: Update, query: CallbackQuery, chat: int) -> None:
        if query.message is None or query.data is None:
            await self._sender.pressed(query.id)
            return
        try:
            incoming = await self._adapter.incoming(update)
        except StorageError as error:
            log.error("telegram.press_not_read %s", where(error))
            await self._sender.pressed(query.id, self._renderer.say("error_not_kept"))
            return
        if await self._replying.said(incoming.delivery):
            # Tapped twice; for a press that Telegram brings a second time this comes too late to be shown.
            await self._sender.pressed(query.id, self._renderer.say("used_choice"))
            return
        others = leaves_others(incoming.choice or "")
        left = beside(query, others=others)
        # Of a message that is too old nothing is known: one button too many is better than none for "Withdraw".
        unknown = others and getattr(query.message, "reply_markup", None) is None
        # Telegram is told at once, and the turn does not wait for its answers.
        async with asyncio.TaskGroup() as meanwhile:
            meanwhile.create_task(self._sender.pressed(query.id))
            if not unknown:
                meanwhile.create_task(self._sender.keyboard(chat, query.message.message_id, left))
            async with self._typing(chat):
                replies = await self._turns.take(incoming)
            if not was_not_taken(replies):
                last = is_last_word(replies, self._renderer)
                await self._replying.say(self._adapter, incoming.conversation, incoming.delivery, replies, last=last)
        if was_not_taken(replies):
            await self._not_taken(query, chat, incoming, replies)

    async def _not_taken(self, query: CallbackQuery, chat: int, incoming: Incoming, replies: Sequence[Reply]) -> None:
        """Put the buttons back, so that they can be pressed later, and say so under the name of this one press."""
        shown = getattr(query.message, "reply_markup", None)
        if query.message is not None and shown is not None:
            await self._sender.keyboard(chat, query.message.message_id, shown)
        if not self._floods.asked_already(incoming.conversation, replies):
            delivery = f"{incoming.delivery}:{query.id}"
            await self._replying.say(self._adapter, incoming.conversation, delivery, replies)

    async def _group(self, update: Update, chat: int) -> None:
        if update.callback_query is not None:
            await self._sender.pressed(update.callback_query.id)
        await self._hint(chat)

    async def _hint(self, chat: int) -> None:
        # Kept under one name for each group, so it is said once and never again.
        delivery = f"{CHANNEL}:{self._adapter.bot}:{chat}:hint"
        await self._replying.say(self._adapter, conversation_of(chat), delivery, [self._said("group_hint")])

    async def _membership(self, change: ChatMemberUpdated, chat: int, *, private: bool) -> None:
        gone = change.new_chat_member.status in _GONE
        log.info("telegram.membership kind=%s gone=%s", "private" if private else "group", gone)
        if gone:
            return
        await asyncio.to_thread(self._replying.revive, conversation_of(chat))
        if not private and not (self._champions is not None and self._champions.is_here(chat)):
            await self._hint(chat)

    def _said(self, name: str) -> Reply:
        return Reply(self._renderer.say(name), OutcomeName.SOCIAL)

    @contextlib.asynccontextmanager
    async def _typing(self, chat: int) -> AsyncIterator[None]:
        async def show() -> None:
            while True:
                await self._sender.typing(chat)
                await asyncio.sleep(_TYPING_SECONDS)

        task = asyncio.create_task(show())
        # It goes out before the turn begins, and nothing waits for its answer.
        await asyncio.sleep(0)
        try:
            yield
        finally:
            task.cancel()
