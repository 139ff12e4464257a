"""Rasa custom action: take note of whether an answer helped."""

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turns import is_look, say, turn_of, understanding_of
from bot import wiring
from bot.services.answering import Answering


class ActionFeedback(Action):
    """Hands the verdict to `Answering.rate`."""

    def __init__(self, answering: Answering | None = None) -> None:
        """Take a use case; the action server builds actions without arguments, tests pass their own."""
        self._answering = answering
        if answering is None:
            wiring.warm_up()

    def name(self) -> str:
        """Name in domain.yml."""
        return "action_feedback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Take note of one verdict."""
        answering = self._answering or wiring.shared_product().answering
        helpful = (tracker.latest_message.get("intent") or {}).get("name") == "feedback_helpful"
        turn, understanding = turn_of(tracker), understanding_of(tracker)
        if is_look(tracker):
            return say(dispatcher, await asyncio.to_thread(answering.look, turn, understanding))
        reply = await asyncio.to_thread(answering.rate, turn, helpful=helpful, understanding=understanding)
        return say(dispatcher, reply)
