"""Rasa keeps nothing between turns: what a conversation needs lives in our own database, masked and erasable."""

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker


class ForgetfulTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Every turn starts afresh, so a turn costs the same after a thousand others, and any Rasa process can serve it."""

    def __init__(self, domain: Domain, event_broker: Any = None, **settings: Any) -> None:
        """Take what Rasa passes; an address is of no use here."""
        settings.pop("host", None)
        super().__init__(domain, event_broker, **settings)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Forget the turn."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """Return a tracker that has begun and heard nothing: without, Rasa would begin a session on every turn."""
        begun = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), ActionExecuted(ACTION_LISTEN_NAME)]
        return DialogueStateTracker.from_events(sender_id, begun, self.domain.slots, domain=self.domain)

    async def keys(self) -> Iterable[str]:
        """No conversation is kept."""
        return ()
