"""Rasa custom action: somebody asked for a person."""

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turns import is_look, say, turn_of, understanding_of
from bot import wiring
from bot.helpdesk.vocabulary import Reason
from bot.services.answering import Answering


class ActionPassToChampion(Action):
    """Hands the question before it to `Answering.pass_to_champion`."""

    def __init__(self, answering: Answering | None = None) -> None:
        """Take a use case; the action server builds actions without arguments, tests pass their own."""
        self._answering = answering
        if answering is None:
            wiring.warm_up()

    def name(self) -> str:
        """Name in domain.yml."""
        return "action_pass_to_champion"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Open one ticket."""
        answering = self._answering or wiring.shared_product().answering
        turn, understanding = turn_of(tracker), understanding_of(tracker)
        if is_look(tracker):
            return say(dispatcher, await asyncio.to_thread(answering.look, turn, understanding))
        asked = Reason.ASKED_FOR_HUMAN
        return say(dispatcher, await asyncio.to_thread(answering.pass_to_champion, turn, asked, understanding))
