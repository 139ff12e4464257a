"""The champions' chat: tickets are claimed and answered there, by members who are linked to a person of the desk."""

import asyncio
import logging

from telegram import CallbackQuery, Message, Update

from bot.errors import RefusedError, StorageError
from bot.gateway.announcing import CLAIM, SEND, Desk
from bot.gateway.failures import where
from bot.gateway.replying import Replying
from bot.gateway.telegram import Telegram, conversation_of, words_of
from bot.gateway.telegram_buttons import Buttons
from bot.gateway.telegram_sending import Sender
from bot.helpdesk.access import Act
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.handling import Actor, Handling
from bot.services.people_records import Person
from bot.services.ports import Units
from bot.services.records import Ticket

log = logging.getLogger(__name__)
_MOST_DIGITS = 9


class ChampionsChat:
    """Takes what is pressed and typed in the champions' chat. Other talk there is left alone."""

    def __init__(
        self,
        chat: int,
        adapter: Telegram,
        sender: Sender,
        buttons: Buttons,
        replying: Replying,
        units: Units,
        handling: Handling,
        desk: Desk,
    ) -> None:
        """Take the chat's number and what is needed to act on tickets."""
        self._chat, self._adapter, self._sender, self._buttons = chat, adapter, sender, buttons
        self._replying, self._units, self._handling, self._desk = replying, units, handling, desk
        self._conversation = conversation_of(chat)

    def is_here(self, chat: int) -> bool:
        """Tell whether a chat is the champions' chat."""
        return self._sender.is_chat(self._chat, chat)

    async def take(self, update: Update) -> None:
        """Deal with one update from the chat."""
        if update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.message is not None:
            await self._typed(update.message)
        elif update.edited_message is not None and await self._ticket_of(update.edited_message) is not None:
            await self._say(self._adapter.delivery(update.edited_message), "champion_edited")

    async def _press(self, query: CallbackQuery) -> None:
        words, name, ticket = "", "", None
        try:
            person = await asyncio.to_thread(self._person, query.from_user.id)
            data = await asyncio.to_thread(self._buttons.payload, self._conversation, query.data or "")
            name, ticket = await asyncio.to_thread(self._done, data, _actor(person))
        except RefusedError as error:
            words = str(error)
        except StorageError as error:
            log.error("telegram.champion_not_kept %s", where(error))
            words = self._desk.renderer.say("champion_not_kept")
        finally:
            # A button turns until it is answered, whatever became of it.
            await self._sender.pressed(query.id, words)
        if ticket is not None:
            # Said first: nothing that breaks at the buttons may keep it from being said.
            await self._say(self._adapter.press_delivery(query), name, ticket=ticket.number, person=person.name)
            await self._shown(ticket, claimed=name == "champion_claimed")

    def _done(self, data: str, actor: Actor) -> tuple[str, Ticket | None]:
        verb = next((verb for verb in (CLAIM, SEND) if data.startswith(verb)), None)
        digits, _, article = data.removeprefix(verb or "").partition(":")
        if verb is None or not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            return "", None
        if verb == CLAIM:
            return "champion_claimed", self._handling.claim(int(digits), actor)
        return "champion_sent", self._handling.send_article(int(digits), article, actor)[0]

    async def _typed(self, message: Message) -> None:
        delivery = self._adapter.delivery(message)
        try:
            number = await self._ticket_of(message)
            if number is None or message.from_user is None or await self._replying.said(delivery):
                return
            person = await asyncio.to_thread(self._person, message.from_user.id)
            ticket = await asyncio.to_thread(self._answered, number, words_of(message), _actor(person))
        except RefusedError as error:
            await self._replying.say(self._adapter, self._conversation, delivery, [_reply(str(error))])
        except StorageError as error:
            # Whoever typed an answer must not believe that it is on its way.
            log.error("telegram.champion_not_kept %s", where(error))
            await self._say(delivery, "champion_not_kept")
        else:
            await self._say(delivery, "champion_sent", ticket=number, person=person.name)
            await self._shown(ticket)

    def _answered(self, number: int, words: str, actor: Actor) -> Ticket:
        with self._units() as work:
            before = work.tickets.get(number)
        if before is not None and before.answer == words.strip() and before.answered_by == actor.name:
            # The same message once more: the process had ended before it could say that the answer was sent.
            return before
        return self._handling.answer(number, words, actor)[0]

    async def _shown(self, ticket: Ticket, *, claimed: bool = False) -> None:
        """Bring the buttons below a ticket's announcements in line with what happened to it."""
        choices = self._desk.choices(ticket, claimed=True) if claimed else ()
        for post in await asyncio.to_thread(self._posts, ticket.number or 0):
            await self._adapter.offer(self._conversation, post, choices)

    async def _ticket_of(self, message: Message) -> int | None:
        """Return the ticket whose announcement a message replies to, or None."""
        answered = message.reply_to_message
        if answered is None or answered.from_user is None or answered.from_user.id != self._adapter.bot:
            return None
        return await asyncio.to_thread(self._announced, answered.message_id)

    def _announced(self, post: int) -> int | None:
        with self._units() as work:
            return work.posts.ticket(self._conversation, post)

    def _posts(self, ticket: int) -> list[int]:
        with self._units() as work:
            return list(work.posts.about(self._conversation, ticket))

    def _person(self, user: int) -> Person:
        with self._units() as work:
            person = work.people.by_conversation(conversation_of(user))
        if person is None or not person.may(Act.TICKETS):
            raise RefusedError(self._desk.renderer.say("champion_not_linked"))
        return person

    async def _say(self, delivery: str, name: str, **values: object) -> None:
        reply = _reply(self._desk.renderer.say(name, **values))
        await self._replying.say(self._adapter, self._conversation, delivery, [reply])


def _actor(person: Person) -> Actor:
    return Actor(person.number, person.name, hands_on_all=person.may(Act.REASSIGN))


def _reply(text: str) -> Reply:
    return Reply(text, OutcomeName.SOCIAL)
