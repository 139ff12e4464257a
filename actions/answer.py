"""Rasa custom action: answer a question, ask back, pass it on or decline."""

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turns import is_look, say, turn_of, understanding_of
from bot import wiring
from bot.helpdesk.vocabulary import Reason
from bot.services.answering import Answering


class ActionAnswer(Action):
    """Hands the understood message to `Answering.respond`."""

    def __init__(self, answering: Answering | None = None) -> None:
        """Take a use case; the action server builds actions without arguments, tests pass their own."""
        self._answering = answering
        if answering is None:
            wiring.warm_up()

    def name(self) -> str:
        """Name in domain.yml."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer one message."""
        answering = self._answering or wiring.shared_product().answering
        turn, understanding = turn_of(tracker), understanding_of(tracker)
        if is_look(tracker):
            reply = await asyncio.to_thread(answering.look, turn, understanding)
        elif understanding is None:
            reply = await asyncio.to_thread(answering.pass_to_champion, turn, Reason.FAILURE)
        else:
            reply = await asyncio.to_thread(answering.respond, turn, understanding)
        return say(dispatcher, reply)
