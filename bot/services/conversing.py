"""What every channel calls: one message in, replies out. Screens, recognises repeats, survives failures."""

import asyncio
import collections
import datetime
import logging
import re
import time
from dataclasses import dataclass, field
from typing import Any

from bot.errors import StorageError, UnknownItemError
from bot.helpdesk.guided import TOOL_BUTTON
from bot.helpdesk.vocabulary import Nation, OutcomeName, Reason, Reply
from bot.services.answering import Answering, Turn
from bot.services.askers import TICKET_BUTTON, Askers
from bot.services.commands import BUTTON, Commands
from bot.services.escalation import Escalation
from bot.services.following import Following
from bot.services.guiding import Guiding
from bot.services.handling import QUESTION
from bot.services.ports import Clock, Doorkeeper, Screener, Understander, Units
from bot.services.questioning import Questioning
from bot.services.records import Conversation, Delivery
from bot.services.rendering import FOLLOWING, Renderer
from bot.services.settling import as_kept, revived

log = logging.getLogger(__name__)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FLOOD = 2.0
"""How many times the most messages a minute are answered when they tell of danger."""
_WORD = re.compile(r"[^\W_]{2,}|\d|^[yYnN](?:/[aA])?$")


@dataclass(frozen=True)
class Incoming:
    """A message as an adapter hands it over; who speaks is proven by then."""

    conversation: str
    delivery: str
    """The platform's own id of the message: the same id is the same message."""
    text: str = ""
    choice: str | None = None
    """The payload of a pressed button."""
    nation: Nation | None = None
    role: str | None = None
    begun: bool = False
    """Whether the conversation must have been begun before, as a session of the web chat is."""


@dataclass(frozen=True)
class Limits:
    """How much one person may send."""

    largest_message: int = 2000
    messages_a_minute: int = 30


@dataclass
class _Pace:
    times: collections.deque[float] = field(default_factory=collections.deque)


class Conversing:
    """The whole of a turn, from a proven sender to the words that go back."""

    def __init__(
        self,
        understander: Understander,
        screener: Screener,
        answering: Answering,
        escalation: Escalation,
        askers: Askers,
        commands: Commands,
        guiding: Guiding,
        following: Following,
        renderer: Renderer,
        units: Units,
        clock: Clock,
        limits: Limits | None = None,
        doorkeeper: Doorkeeper | None = None,
    ) -> None:
        """Take the collaborators; see `bot/wiring.py`."""
        self._questions = Questioning(understander, renderer, escalation, units, clock)
        self._screener, self._answering, self._renderer = screener, answering, renderer
        self._askers, self._commands, self._guiding, self._doorkeeper = askers, commands, guiding, doorkeeper
        self._following = following
        self._units, self._clock, self._limits = units, clock, limits or Limits()
        self._paces: collections.OrderedDict[str, _Pace] = collections.OrderedDict()
        self._turns: dict[str, asyncio.Lock] = {}

    async def receive(self, message: Incoming) -> list[Reply]:
        """Answer one message. A repeat gets the replies that the first one got, and nothing is done twice.

        Raises UnknownItemError for a conversation that should have been begun and was not, or was ended.
        """
        paces = self._paced(message.conversation)
        if paces > 1:
            # Danger is answered in a flood as well, until it is plainly no person who types so much.
            danger = self._danger(message) if paces <= _FLOOD else None
            return [danger or self._error("too_fast")]
        # One turn at a time in a conversation: the second of two quick messages may be about the first.
        async with self._turn(message.conversation):
            delivery = Delivery(message.delivery, message.conversation, self._clock())
            try:
                before, conversation = await asyncio.to_thread(self._begin, delivery, message)
                if before is not None and before.replies:
                    return revived(before.replies)
                # One that came before and has no replies was cut off, and kept nothing of what it did.
                replies = await self._replies(message, conversation)
            except StorageError as error:
                log.error("storage.failed %s", error)
                return [await self._without_storage(message)]
            delivery.replies = [as_kept(reply) for reply in replies]
            try:
                await asyncio.to_thread(self._finish, delivery)
            except StorageError as error:
                # What they say was done is kept already, so they are true all the same.
                log.error("delivery.not_finished %s", error)
            return replies

    async def _replies(self, message: Incoming, conversation: Conversation) -> list[Reply]:
        refused = self._refused(message)
        if refused:
            return [refused]
        if self._doorkeeper and not await asyncio.to_thread(self._doorkeeper.allowed, conversation.id):
            return [await asyncio.to_thread(self._stranger, message, self._doorkeeper)]
        if message.choice is not None:
            return await self._pressed(message.choice, message.delivery, conversation)
        return await self._answered(message, conversation)

    def _stranger(self, message: Incoming, doorkeeper: Doorkeeper) -> Reply:
        """Answer somebody who was not invited: danger gets the emergency numbers all the same."""
        if self._screener(message.text).alarm:
            return Reply(self._renderer.safeguard(None), OutcomeName.SAFEGUARD, Reason.SAFETY)
        notice = self._commands.for_everybody(message.text)
        if notice:
            return notice
        let_in = doorkeeper.take(message.text, message.conversation)
        return Reply(self._renderer.say("invited" if let_in else "not_invited"), OutcomeName.SOCIAL)

    async def _pressed(self, choice: str, delivery: str, conversation: Conversation) -> list[Reply]:
        if choice.startswith(f"{TICKET_BUTTON}{QUESTION}:"):
            question = await asyncio.to_thread(self._askers.question_after_all, conversation.id, choice)
            if question is not None:
                replies = await self._questions.understood(conversation, delivery, self._screener(question), 0.0)
                await asyncio.to_thread(self._askers.take_back, conversation.id, choice)
                return replies
            pressed = None
        elif choice.startswith(TOOL_BUTTON):
            pressed = await asyncio.to_thread(self._guiding.press, conversation, choice, delivery)
        elif choice.startswith(BUTTON):
            pressed = await asyncio.to_thread(self._commands.press, conversation, choice)
        elif choice.startswith(FOLLOWING):
            pressed = await asyncio.to_thread(self._following.press, conversation, choice, delivery)
        elif choice.startswith(TICKET_BUTTON):
            pressed = await asyncio.to_thread(self._askers.press, conversation.id, choice, delivery)
        else:
            turn = Turn(conversation.id, "", conversation.nation, conversation.role, delivery=delivery)
            pressed = await asyncio.to_thread(self._answering.press, turn, choice)
        return [pressed or self._error("used_choice", OutcomeName.SOCIAL)]

    async def _answered(self, message: Incoming, conversation: Conversation) -> list[Reply]:
        typed = _CONTROL.sub(" ", message.text).strip()
        # Rasa would take typed text with a leading slash for an intent; words after a command are the message.
        text = self._commands.words_of(typed)
        started = time.perf_counter()
        screening = self._screener(text)
        screened = (time.perf_counter() - started) * 1000
        warned = await self._warned(conversation, message.delivery, screening, screened)
        if warned:
            return [*warned, *self._note(screening)]
        if screening.alarm and (
            screening.alarm.certain or await self._questions.confirms_danger(conversation, screening, screened)
        ):
            return [await asyncio.to_thread(self._questions.safeguarded, conversation, message.delivery, screening)]
        command = await self._commanded(typed, conversation)
        if command:
            return [command]
        unknown = self._commands.is_unknown(typed) and not self._guiding.is_meant(conversation, text)
        if unknown or not _WORD.search(text):
            return [Reply(self._renderer.say("unknown_command"), OutcomeName.SOCIAL)]
        if conversation.pending:
            taken = await asyncio.to_thread(self._for_ticket, conversation, message.delivery, text, screening)
            if taken:
                return taken
        guided = None
        if self._guiding.is_meant(conversation, screening.masked):
            guided = await asyncio.to_thread(self._guiding.take, conversation, message.delivery, screening.masked)
        replies = [*guided.replies] if guided else []
        if guided is None or guided.question_first:
            first = await self._questions.understood(conversation, message.delivery, screening, screened)
            # Nobody is asked for hours of work right after somebody turned out to be at risk.
            replies = first if first[0].outcome is OutcomeName.SAFEGUARD else [*first, *replies]
        return [*replies, *self._note(screening)]

    async def _commanded(self, typed: str, conversation: Conversation) -> Reply | None:
        # No thread for what is no command, as here and below: one costs a fifth of a millisecond.
        command = self._commands.named(typed)
        if command:
            return await asyncio.to_thread(self._commands.run, command, conversation)
        return self._guiding.listed(typed)

    def _note(self, screening: Any) -> list[Reply]:
        """Tell a person which kinds of personal data were hidden."""
        note = self._renderer.masked_note(screening.kinds)
        masked = tuple(screening.kinds)
        return [Reply(note, OutcomeName.SOCIAL, Reason.PERSONAL_DATA, masked=masked)] if note else []

    async def _warned(self, conversation: Conversation, delivery: str, screening: Any, screened: float) -> list[Reply]:
        """Say whom to ring when words that a tool asked for sound like danger; nothing when they do not.

        Who plans for what might go wrong writes of harm in nearly every sentence, so phrases and model open no ticket
        here: the person says whether somebody is at risk.
        """
        if not self._guiding.takes_words(conversation):
            return []
        if not screening.alarm and not await self._questions.sounds_dangerous(conversation, screening, screened):
            return []
        warned = await asyncio.to_thread(self._guiding.warn, conversation, delivery, screening.masked)
        return [warned] if warned else []

    def _for_ticket(self, conversation: Conversation, delivery: str, text: str, screening: Any) -> list[Reply]:
        named = self._askers.named(conversation, text, delivery)
        if named:
            return [named]
        taken = self._askers.typed(conversation, screening.masked, delivery)
        return [taken, *self._note(screening)] if taken else []

    async def _without_storage(self, message: Incoming) -> Reply:
        """Without the database danger is still answered; anything else is said to be lost."""
        return self._danger(message) or self._error("error_not_kept")

    def _danger(self, message: Incoming) -> Reply | None:
        """Say whom to ring to somebody of whom nothing can be kept just now; None when nothing sounds like danger."""
        if not self._screener(message.text[: self._limits.largest_message]).alarm:
            return None
        return Reply(self._renderer.safeguard(None), OutcomeName.SAFEGUARD, Reason.SAFETY)

    def _refused(self, message: Incoming) -> Reply | None:
        if message.choice is not None:
            return None
        length = len(message.text)
        if length > self._limits.largest_message:
            # A long message about danger must not bounce off a limit.
            if self._screener(message.text[: 5 * self._limits.largest_message]).alarm:
                return None
            most = self._limits.largest_message
            return Reply(self._renderer.say("too_long", length=length, most=most), OutcomeName.SOCIAL)
        plain = _CONTROL.sub(" ", message.text).strip()
        if not plain:
            return Reply(self._renderer.say("empty"), OutcomeName.SOCIAL)
        if not _WORD.search(plain):
            return Reply(self._renderer.say("no_words"), OutcomeName.SOCIAL)
        return None

    def _begin(self, delivery: Delivery, message: Incoming) -> tuple[Delivery | None, Conversation]:
        with self._units() as work:
            known = work.conversations.get(message.conversation)
            if known is None and message.begun:
                reason = "There is no such conversation, or it has ended."
                raise UnknownItemError(reason)
            before, found = work.deliveries.begin(delivery), known or Conversation(message.conversation)
            if before is None:
                self._guiding.clearing.clear(work, found)
            work.commit()
        found.nation = message.nation or found.nation
        found.role = message.role if message.role is not None else found.role
        return before, found

    def _finish(self, delivery: Delivery) -> None:
        with self._units() as work:
            work.deliveries.finish(delivery)
            work.commit()

    def _paced(self, conversation: str) -> float:
        """Count a message; return how many came in the last minute, as a share of the most that may."""
        now = time.monotonic()
        pace = self._paces.setdefault(conversation, _Pace())
        self._paces.move_to_end(conversation)
        while len(self._paces) > 10_000:
            self._paces.popitem(last=False)
        while pace.times and now - pace.times[0] > datetime.timedelta(minutes=1).total_seconds():
            pace.times.popleft()
        pace.times.append(now)
        return len(pace.times) / self._limits.messages_a_minute

    def _turn(self, conversation: str) -> asyncio.Lock:
        for key in [k for k, lock in self._turns.items() if not lock.locked() and k != conversation][:100]:
            del self._turns[key]
        return self._turns.setdefault(conversation, asyncio.Lock())

    def _error(self, name: str, outcome: OutcomeName = OutcomeName.ERROR) -> Reply:
        return Reply(self._renderer.say(name), outcome, Reason.FAILURE if outcome is OutcomeName.ERROR else None)
