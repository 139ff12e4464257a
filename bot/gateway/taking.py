"""What channels that are sent to share in taking what people do: in turn, with notes, and what can be pressed after."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Hashable, Sequence

from bot.gateway.linking import Linking
from bot.gateway.pace import Pace
from bot.gateway.turns import Turns
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.askers import TICKET_BUTTON
from bot.services.conversing import Incoming
from bot.services.handling import DETAIL, NAME
from bot.services.rendering import Renderer

_BESIDE_OTHERS = tuple(f"{TICKET_BUTTON}{verb}:" for verb in (DETAIL, NAME))
_WORDLESS_A_MINUTE = 10
"""Pictures, stickers and the like of one person that get their sentence."""


class InTurn:
    """Lets one thing at a time happen in a chat; chats do not wait for one another."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._busy: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @contextlib.asynccontextmanager
    async def of(self, chat: Hashable) -> AsyncIterator[None]:
        """Wait until nothing else happens in a chat."""
        lock, waiting = self._busy.get(chat, (asyncio.Lock(), 0))
        self._busy[chat] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            _, waiting = self._busy.pop(chat)
            if waiting > 1:
                self._busy[chat] = (lock, waiting - 1)


class Floods:
    """Knows who was asked to wait in the last minute: more words would only be a flood of our own."""

    def __init__(self, renderer: Renderer) -> None:
        """Take the words by which somebody is asked to wait."""
        self._words, self._pace = renderer.say("too_fast"), Pace(1)

    def asked_already(self, conversation: str, replies: Sequence[Reply]) -> bool:
        """Tell whether these replies would ask somebody to wait who was asked just now; counts when they ask."""
        return any(reply.text == self._words for reply in replies) and self._pace.too_fast(conversation)


class Typed:
    """Answers what was typed."""

    def __init__(self, turns: Turns, linking: Linking, renderer: Renderer) -> None:
        """Take what answers, what links chats, and the words of the notes."""
        self._turns, self._linking, self._renderer = turns, linking, renderer
        # What has no words takes no turn, and so is not counted there.
        self._wordless = Pace(_WORDLESS_A_MINUTE)

    async def replies(self, message: Incoming, *, edited: bool, media: bool) -> list[Reply]:
        """Answer a message, after a note when it was edited, or when pictures or files (`media`) came with it."""
        linked = await asyncio.to_thread(self._linking.take, message.text, message.conversation)
        if linked is not None:
            return [linked]
        worded = bool(message.text.strip())
        if media and not worded and self._wordless.too_fast(message.conversation):
            return [Reply(self._renderer.say("too_fast"), OutcomeName.ERROR)]
        notes = [self._said("edited")] if edited else []
        if media:
            notes.append(self._said("media_with_words" if worded else "media"))
        # Words beside a picture are words; a picture alone is answered by the note.
        return notes if media and not worded else [*notes, *await self._turns.take(message)]

    def _said(self, name: str) -> Reply:
        return Reply(self._renderer.say(name), OutcomeName.SOCIAL)


def leaves_others(payload: str) -> bool:
    """Tell whether the other buttons of a message still mean something after one was pressed."""
    return payload.startswith(_BESIDE_OTHERS)


def was_not_taken(replies: Sequence[Reply]) -> bool:
    """Tell whether nothing was done about a press, for too many at once or a broken database: it can be tried again."""
    return replies[0].outcome is OutcomeName.ERROR and replies[0].ticket is None


def is_last_word(replies: Sequence[Reply], renderer: Renderer) -> bool:
    """Tell whether somebody was forgotten in a turn: what is said then is said, and leaves nothing."""
    return any(reply.text == renderer.say("forgotten") for reply in replies)
