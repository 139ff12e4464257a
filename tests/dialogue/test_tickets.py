"""What a champion reads must be what the person asked."""

import pytest

from bot.helpdesk.vocabulary import OutcomeName, Reason
from bot.services.answering import Turn
from tests.worlds import understood, world

FIRST, SECOND = "What is option 1?", "Who mends the street lamps?"
OPTION_1 = understood("options/option-1")
FOREIGN = understood("options/option-1", 0.01, in_scope=0.01)


@pytest.fixture
def product(tmp_path):
    return world(tmp_path)


class TestTicketsQuestion:
    def test_a_question_that_failed_is_the_one_that_is_passed_on(self, product):
        product.answering.respond(Turn("web:1", FIRST), OPTION_1)
        reply = product.answering.pass_to_champion(Turn("web:1", SECOND), Reason.FAILURE)
        assert product.escalation.show(reply.ticket).question == SECOND

    @pytest.mark.parametrize("before", [[], [FIRST]])
    def test_the_button_below_a_declined_question_passes_that_question_on(self, product, before):
        for question in before:
            product.answering.respond(Turn("web:1", question), OPTION_1)
        declined = product.answering.respond(Turn("web:1", SECOND), FOREIGN)
        assert declined.outcome is OutcomeName.DECLINE
        reply = product.answering.press(Turn("web:1", ""), "champion")
        assert product.escalation.show(reply.ticket).question == SECOND
