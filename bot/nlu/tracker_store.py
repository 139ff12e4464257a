"""Rasa keeps nothing between turns: what a conversation needs lives in our own database, masked and erasable."""

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class ForgetfulTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Every turn starts afresh, so a turn costs the same after a thousand others, and any Rasa process can serve it."""

    def __init__(self, domain: Domain, event_broker: Any = None, **settings: Any) -> None:
        """Take what Rasa passes; an address is of no use here."""
        settings.pop("host", None)
        super().__init__(domain, event_broker, **settings)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Forget the turn."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """There is never an earlier turn."""
        return None

    async def keys(self) -> Iterable[str]:
        """No conversation is kept."""
        return ()
