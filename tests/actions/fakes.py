"""A use case that remembers what it was asked, and Rasa's side of an action call."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.helpdesk.vocabulary import Candidate, OutcomeName, Reason, Reply, Understanding
from bot.services.answering import Turn

UNDERSTOOD = Understanding(
    intent="ask_options",
    intent_confidence=0.9,
    candidates=(Candidate("options/option-1", 0.95, "Option 1"),),
    in_scope=0.99,
    answer_from=0.7,
    clarify_from=0.3,
    scope_from=0.2,
)


@dataclass
class FakeAnswering:
    """Says which use case was called, with what."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def respond(self, turn: Turn, understanding: Understanding) -> Reply:
        self.asked.append(("respond", turn, understanding))
        return Reply("an answer", OutcomeName.ANSWER, article="options/option-1")

    def pass_to_champion(self, turn: Turn, reason: Reason, understanding: Understanding | None = None) -> Reply:
        self.asked.append(("pass_to_champion", turn, reason, understanding))
        return Reply("passed on", OutcomeName.ESCALATE, reason, ticket=7)

    def rate(self, turn: Turn, *, helpful: bool, understanding: Understanding | None = None) -> Reply:
        self.asked.append(("rate", turn, helpful, understanding))
        return Reply("noted", OutcomeName.SOCIAL)


def tracker(text="What is option 1?", intent="ask_options", understanding=UNDERSTOOD, **metadata) -> Tracker:
    """What Rasa sends to the action server."""
    said = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "metadata": metadata}
    if understanding:
        said["understanding"] = dataclasses.asdict(understanding)
    return Tracker.from_dict({"sender_id": "web:1", "latest_message": said})


async def run(action, state) -> list[dict[str, Any]]:
    """Run an action and return what it said; its one event ends the turn, since Rasa keeps nothing."""
    dispatcher = CollectingDispatcher()
    assert await action.run(dispatcher, state, {}) == [FollowupAction("action_listen")]
    return [{"text": said["text"], "custom": said["custom"]} for said in dispatcher.messages]
