"""What becomes of a screened question: asked of the language model, or kept for a person."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.errors import GuideError, UnderstandingError
from bot.helpdesk.vocabulary import OutcomeName, Reason, Reply
from bot.services.escalation import Escalation
from bot.services.ports import Clock, Understander, Units
from bot.services.records import Conversation, Interaction
from bot.services.rendering import Renderer
from bot.services.settling import kept_with

_FEWEST_WORDS = 4
log = logging.getLogger(__name__)


class Questioning:
    """Hands masked words on, and keeps those that nobody could answer."""

    def __init__(
        self, understander: Understander, renderer: Renderer, escalation: Escalation, units: Units, clock: Clock
    ) -> None:
        """Take the collaborators; see `bot/wiring.py`."""
        self._understander, self._renderer, self._escalation = understander, renderer, escalation
        self._units, self._clock = units, clock

    async def understood(
        self, conversation: Conversation, delivery: str, screening: Any, screened: float
    ) -> list[Reply]:
        """Answer a question; one that nobody could understand goes to a champion."""
        said = await self._asked(conversation, delivery, screening, screened)
        if not said:
            return [await asyncio.to_thread(self._failed, conversation, delivery, screening)]
        return [Reply.from_contract(str(r["text"]), r["custom"]) for r in said]

    async def sounds_dangerous(self, conversation: Conversation, screening: Any, screened: float) -> bool:
        """Let the model look for danger in words that a tool asked for; it sees none when it is down."""
        if len(screening.masked.split()) < _FEWEST_WORDS:
            # “Stop”, “back”, “not sure”: what so few words can say of danger, the phrases know.
            return False
        said = await self._asked(conversation, "", screening, screened, look_only=True)
        return any(Reply.from_contract(str(r["text"]), r["custom"]).outcome is OutcomeName.SAFEGUARD for r in said)

    async def confirms_danger(self, conversation: Conversation, screening: Any, screened: float) -> bool:
        """Let the model look at words in which phrases found danger, not the plainest; it is danger when it is down."""
        said = await self._asked(conversation, "", screening, screened, look_only=True)
        replies = [Reply.from_contract(str(r["text"]), r["custom"]) for r in said]
        return not replies or any(reply.outcome is OutcomeName.SAFEGUARD for reply in replies)

    async def _asked(
        self, conversation: Conversation, delivery: str, screening: Any, screened: float, *, look_only: bool = False
    ) -> Sequence[Mapping[str, Any]]:
        """Ask the language model; nothing when it cannot be reached. `look_only`: it answers to danger alone."""
        metadata = {
            "delivery": delivery,
            "nation": conversation.nation.value,
            "role": conversation.role,
            "previous_question": conversation.last_question,
            "screened": True,
            "uneasy": screening.alarm is not None,
            "look_only": look_only,
            "masked": list(screening.kinds),
            "milliseconds": {"screening": round(screened, 2)},
        }
        try:
            return await self._understander.ask(conversation.id, screening.masked, metadata)
        except UnderstandingError as error:
            log.error("understanding.failed %s", error)
        return ()

    def safeguarded(self, conversation: Conversation, delivery: str, screening: Any) -> Reply:
        """Give the fixed reply for danger; it is given even when nothing can be stored."""
        outcome, reason = OutcomeName.SAFEGUARD, Reason.SAFETY
        try:
            return self._kept(conversation, delivery, screening, outcome, reason, self._renderer.safeguard)
        except GuideError as error:
            log.error("safeguard.not_stored %s", error)
        return Reply(self._renderer.safeguard(None), outcome, reason)

    def _failed(self, conversation: Conversation, delivery: str, screening: Any) -> Reply:
        """Keep a question that could not be understood, so that a champion sees it."""

        def words(ticket: int) -> str:
            return self._renderer.say("error", ticket=ticket)

        return self._kept(conversation, delivery, screening, OutcomeName.ERROR, Reason.FAILURE, words)

    def _kept(
        self,
        conversation: Conversation,
        delivery: str,
        screening: Any,
        outcome: OutcomeName,
        reason: Reason,
        words: Callable[[int], str],
    ) -> Reply:
        with self._units() as work:
            ticket = self._escalation.open(work, conversation, screening.masked, reason).number or 0
            # As it stands now: a champion may have asked something back while nobody understood the question.
            asker = work.conversations.get(conversation.id) or conversation
            asker.nation, asker.role, asker.choices = conversation.nation, conversation.role, ()
            asker.last_interaction = work.interactions.add(
                Interaction(
                    conversation=conversation.id,
                    at=self._clock(),
                    question=screening.masked,
                    outcome=outcome.value,
                    reason=reason.value,
                    nation=conversation.nation.value,
                    role=conversation.role,
                    masked=screening.kinds,
                    ticket=ticket,
                )
            )
            work.conversations.put(asker)
            return kept_with(work, delivery, Reply(words(ticket), outcome, reason, ticket=ticket))
