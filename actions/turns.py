"""From Rasa's tracker to a turn, and from a reply to Rasa's dispatcher."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.helpdesk.vocabulary import Nation, Reply, Understanding
from bot.services.answering import Turn


def turn_of(tracker: Tracker) -> Turn:
    """Take the masked message and who asked."""
    metadata = tracker.latest_message.get("metadata") or {}
    understanding = understanding_of(tracker)
    return Turn(
        conversation=str(tracker.sender_id),
        question=str(tracker.latest_message.get("text") or ""),
        nation=understanding.nation if understanding else Nation(metadata.get("nation") or Nation.SCOTLAND),
        role=str(metadata.get("role") or ""),
        masked=metadata.get("masked") or (),
        milliseconds=metadata.get("milliseconds") or {},
        delivery=str(metadata.get("delivery") or ""),
    )


def is_look(tracker: Tracker) -> bool:
    """Tell whether the message was meant for a guided tool, and is only to be looked at for danger."""
    return bool((tracker.latest_message.get("metadata") or {}).get("look_only"))


def understanding_of(tracker: Tracker) -> Understanding | None:
    """Take what the language model made of the message."""
    data: dict[str, Any] | None = tracker.latest_message.get("understanding")
    return Understanding.from_dict(data) if data else None


def say(dispatcher: CollectingDispatcher, reply: Reply) -> list[dict[str, Any]]:
    """Send text and machine-readable outcome side by side, and return what ends the turn.

    Every rule ends after its action; naming the end spares Rasa a second prediction, a tenth of a turn.
    """
    dispatcher.utter_message(text=reply.text, json_message=reply.contract())
    return [FollowupAction("action_listen")]
