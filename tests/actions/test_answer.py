"""Each action hands over and says what came back."""

from actions.answer import ActionAnswer
from actions.social import ActionSocial
from bot.helpdesk.vocabulary import Reason
from tests.actions.fakes import UNDERSTOOD, FakeAnswering, run, tracker


class TestActionAnswer:
    async def test_an_understood_message_is_responded_to(self):
        answering = FakeAnswering()
        await run(ActionAnswer(answering), tracker())
        ((use_case, turn, understanding),) = answering.asked
        assert (use_case, turn.conversation, turn.question, understanding) == (
            "respond",
            "web:1",
            "What is option 1?",
            UNDERSTOOD,
        )

    async def test_text_and_outcome_are_said_side_by_side(self):
        (said,) = await run(ActionAnswer(FakeAnswering()), tracker())
        assert said["text"] == "an answer"
        assert (said["custom"]["outcome"], said["custom"]["article"]) == ("answer", "options/option-1")

    async def test_without_understanding_the_question_is_passed_on_as_a_failure(self):
        answering = FakeAnswering()
        (said,) = await run(ActionAnswer(answering), tracker(understanding=None))
        ((use_case, turn, reason, _),) = answering.asked
        assert (use_case, turn.question, reason) == ("pass_to_champion", "What is option 1?", Reason.FAILURE)
        assert (said["custom"]["reason"], said["custom"]["ticket"]) == ("failure", 7)

    def test_the_action_server_builds_it_without_arguments_and_nothing_connects(self):
        assert ActionAnswer().name() == "action_answer"


class TestActionSocial:
    async def test_a_message_that_looks_social_is_decided_by_the_same_use_case(self):
        """“Hello, what is option 1?” holds a question."""
        answering = FakeAnswering()
        await run(ActionSocial(answering), tracker("Hello, what is option 1?", "greet"))
        assert [asked[0] for asked in answering.asked] == ["respond"]

    def test_it_has_its_own_name(self):
        assert ActionSocial().name() == "action_social"
