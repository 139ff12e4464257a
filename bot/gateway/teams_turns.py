"""What is done with each activity of Teams: answers in personal chats, one hint in groups, cards for champions."""

import asyncio
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from bot.gateway import teams_activity as activities
from bot.gateway.linking import Linking
from bot.gateway.replying import Replying
from bot.gateway.taking import Floods, InTurn, Typed, is_last_word, was_not_taken
from bot.gateway.teams import PERSONAL, Teams, place_of
from bot.gateway.teams_activity import Activity
from bot.gateway.teams_champions import Champions
from bot.gateway.teams_cloud import CHANNEL, Cloud
from bot.gateway.teams_connector import Connector
from bot.gateway.teams_door import Answer
from bot.gateway.teams_sending import Sending
from bot.gateway.turns import Turns
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.conversing import Incoming
from bot.services.rendering import Renderer

log = logging.getLogger(__name__)
_DONE: Answer = {"status": HTTPStatus.OK}
_TYPING_FIRST = 1.0
"""Seconds for which an answer waits for the sign that it is being typed, which must not come after it."""


class TeamsTurns:
    """Deals with activities."""

    def __init__(
        self,
        cloud: Cloud,
        adapter: Teams,
        connector: Connector,
        sending: Sending,
        champions: Champions,
        turns: Turns,
        replying: Replying,
        linking: Linking,
        renderer: Renderer,
    ) -> None:
        """Take the collaborators; see `teams_wiring.py`."""
        self._cloud, self._adapter, self._connector, self._sending = cloud, adapter, connector, sending
        self._champions, self._turns, self._replying = champions, turns, replying
        self._typed, self._renderer = Typed(turns, linking, renderer), renderer
        self._in_turn, self._floods = InTurn(), Floods(renderer)

    async def take(self, sent: Activity) -> Answer:
        """Deal with one activity whose sender is proven; raises ApiError for one that is not for us."""
        self._adapter.check(sent)
        if sent.kind == activities.INVOKE and sent.name != activities.CARD_ACTION:
            return {"status": HTTPStatus.NOT_IMPLEMENTED}
        if sent.removed:
            await asyncio.to_thread(self._adapter.forget, sent.conversation)
            return _DONE
        if sent.scope != PERSONAL:
            return await self._in_group(sent)
        if sent.added:
            await self._added(sent)
        elif sent.kind in {activities.MESSAGE, activities.INVOKE} or self._edited(sent):
            await self._turn(sent)
        if sent.kind == activities.INVOKE:
            return {"status": HTTPStatus.OK, "body": message_for_one(self._renderer.say("pressed"))}
        return _DONE

    async def _turn(self, sent: Activity) -> None:
        # A repeat waits until the first is answered, so that its "taken" does not come before the answer.
        async with self._in_turn.of(sent.conversation):
            await self._answered(sent)

    async def _answered(self, sent: Activity) -> None:
        message = await self._adapter.incoming(sent)
        if await self._replying.said(message.delivery):
            return
        pressed = message.choice is not None
        card = await asyncio.to_thread(self._sending.card_of, sent.conversation, sent.reply_to) if pressed else None
        typing = asyncio.create_task(self._connector.typing(place_of(sent)))
        replies = await self._replies(sent, message)
        # Now and not before the turn: a person who is forgotten in it can still be told so.
        place = await asyncio.to_thread(self._adapter.remember, sent)
        await asyncio.wait({typing}, timeout=_TYPING_FIRST)
        if self._floods.asked_already(message.conversation, replies):
            return
        last = is_last_word(replies, self._renderer)
        await self._replying.say(self._adapter, message.conversation, message.delivery, replies, last=last)
        if last:
            self._adapter.let_go(message.conversation)
        if message.choice is not None and not was_not_taken(replies):
            await self._sending.pressed(place, card, message.choice, self._chosen)

    async def _replies(self, sent: Activity, message: Incoming) -> list[Reply]:
        if message.choice is not None:
            return await self._turns.take(message)
        return await self._typed.replies(message, edited=self._edited(sent), media=sent.has_files)

    async def _added(self, sent: Activity) -> None:
        """Greet; Teams tells of a new app in two activities, of which one is enough."""
        delivery = f"{sent.conversation}:welcome"
        await asyncio.to_thread(self._adapter.remember, sent)
        await asyncio.to_thread(self._replying.revive, sent.conversation)
        if not await self._replying.said(delivery):
            replies = await self._turns.take(Incoming(sent.conversation, delivery, text="/start"))
            await self._replying.say(self._adapter, sent.conversation, delivery, replies)

    async def _in_group(self, sent: Activity) -> Answer:
        """Give one hint and no answers: what people ask about is for their own eyes. Champions press their cards."""
        if sent.added and self._cloud.champions:
            # The app is added to a team, not to a channel: the cards that the champions' channel missed are sent now.
            await asyncio.to_thread(self._replying.revive, self._cloud.champions)
        if sent.conversation == self._cloud.champions:
            await asyncio.to_thread(self._adapter.remember, sent)
            return await self._champion_pressed(sent, sent.pressed) if sent.pressed is not None else _DONE
        if sent.kind == activities.MESSAGE:
            await asyncio.to_thread(self._adapter.remember, sent)
            # Kept under one name for each group, so it is said once and never again.
            hint = [self._said("group_hint")]
            await self._replying.say(self._adapter, sent.conversation, f"{sent.conversation}:hint", hint)
        return _DONE

    async def _champion_pressed(self, sent: Activity, pressed: Mapping[str, Any]) -> Answer:
        words = await asyncio.to_thread(self._champions.act, f"{CHANNEL}:{sent.person}", pressed)
        if sent.kind != activities.INVOKE:
            # A client that cannot run `Action.Execute` sends a message, and everybody in the channel sees the words.
            if words:
                reply = Reply(words, OutcomeName.SOCIAL)
                await self._replying.say(self._adapter, sent.conversation, self._adapter.delivery(sent), [reply])
            return _DONE
        if words:
            return {"status": HTTPStatus.OK, "body": message_for_one(words)}
        content = await asyncio.to_thread(self._champions.card, int(pressed["ticket"]))
        return {"status": HTTPStatus.OK, "body": card_for_one(content)}

    def _edited(self, sent: Activity) -> bool:
        return sent.kind == activities.EDITED and sent.name == "editMessage"

    def _chosen(self, title: str) -> str:
        return self._renderer.say("card_chosen", title=title)

    def _said(self, name: str) -> Reply:
        return Reply(self._renderer.say(name), OutcomeName.SOCIAL)


def message_for_one(words: str) -> dict[str, Any]:
    """Return the answer to a pressed button that shows words to the one who pressed it."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": words}


def card_for_one(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to a pressed button that puts a card in the place of the one with the button."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": dict(content)}
