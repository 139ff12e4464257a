"""Somebody asked for a person."""

import pytest

from actions.pass_to_champion import ActionPassToChampion
from bot.helpdesk.vocabulary import Reason
from tests.actions.fakes import UNDERSTOOD, FakeAnswering, run, tracker


class TestActionPassToChampion:
    @pytest.mark.parametrize("understanding", [UNDERSTOOD, None])
    async def test_a_ticket_is_opened_with_what_was_understood(self, understanding):
        answering = FakeAnswering()
        (said,) = await run(ActionPassToChampion(answering), tracker("a person please", "ask_human", understanding))
        ((use_case, turn, *rest),) = answering.asked
        assert (use_case, turn.question, rest) == (
            "pass_to_champion",
            "a person please",
            [Reason.ASKED_FOR_HUMAN, understanding],
        )
        assert (said["custom"]["outcome"], said["custom"]["ticket"]) == ("escalate", 7)

    def test_its_name_is_in_the_domain(self):
        assert ActionPassToChampion().name() == "action_pass_to_champion"
