"""A verdict on the last answer."""

import pytest

from actions.feedback import ActionFeedback
from tests.actions.fakes import UNDERSTOOD, FakeAnswering, run, tracker


class TestActionFeedback:
    @pytest.mark.parametrize(("intent", "helpful"), [("feedback_helpful", True), ("feedback_unhelpful", False)])
    async def test_the_intent_is_the_verdict(self, intent, helpful):
        answering = FakeAnswering()
        (said,) = await run(ActionFeedback(answering), tracker("thumbs", intent))
        ((use_case, turn, verdict, understanding),) = answering.asked
        assert (use_case, turn.conversation, verdict, understanding) == ("rate", "web:1", helpful, UNDERSTOOD)
        assert (said["text"], said["custom"]["outcome"]) == ("noted", "social")

    def test_its_name_is_in_the_domain(self):
        assert ActionFeedback().name() == "action_feedback"
