"""Rasa remembers nothing."""

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.tracker_store import ForgetfulTrackerStore


class TestForgetfulTrackerStore:
    async def test_a_saved_turn_is_forgotten(self):
        store = ForgetfulTrackerStore(Domain.empty())
        await store.save(DialogueStateTracker.from_events("web:1", [UserUttered("hello")]))
        again = await store.retrieve("web:1")
        assert again.latest_message.text is None
        assert list(await store.keys()) == []

    async def test_every_turn_begins_with_an_empty_tracker(self):
        store = ForgetfulTrackerStore(Domain.empty())
        tracker = await store.get_or_create_tracker("web:1")
        assert tracker.latest_message.text is None

    async def test_a_turn_finds_its_session_begun(self):
        """Else Rasa would begin one on every turn."""
        tracker = await ForgetfulTrackerStore(Domain.empty()).retrieve("web:1")
        assert [type(event) for event in tracker.events] == [ActionExecuted, SessionStarted, ActionExecuted]
        assert tracker.latest_action_name == "action_listen"

    def test_an_address_from_endpoints_yml_is_of_no_use(self):
        ForgetfulTrackerStore(Domain.empty(), None, host="somewhere")
