"""A question that waits for a person comes back answered."""

import pathlib

import pytest

from bot import wiring
from bot.errors import RefusedError, UnknownItemError
from bot.services.answering import Turn
from tests.worlds import NOON, understood, world

TURN = Turn("web:a", "an odd question")


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    made = world(tmp_path)
    made.answering.respond(TURN, understood("options/option-1", confidence=0.1))
    return made


class TestAnswer:
    def test_the_answer_is_on_its_way_to_the_asker(self, product: wiring.Product):
        product.escalation.answer(1, "Ask the finance team.", by="a champion")
        with product.units() as work:
            (message,) = work.outbox.due(NOON, most=10)
        assert message.conversation == "web:a"
        assert "Ask the finance team." in message.body["text"]
        assert product.escalation.list("open") == []

    def test_a_ticket_is_answered_once(self, product: wiring.Product):
        product.escalation.answer(1, "First.", by="a champion")
        with pytest.raises(RefusedError, match="was answered"):
            product.escalation.answer(1, "Second.", by="another")

    @pytest.mark.parametrize("text", ["", "   ", "x" * 8001])
    def test_an_empty_or_huge_answer_is_refused(self, product: wiring.Product, text: str):
        with pytest.raises(RefusedError, match="Nothing was sent"):
            product.escalation.answer(1, text, by="a champion")

    def test_an_unknown_ticket_is_said_to_be_unknown(self, product: wiring.Product):
        with pytest.raises(UnknownItemError, match="no ticket 99"):
            product.escalation.answer(99, "Hello.", by="a champion")


class TestList:
    def test_urgent_ones_come_first(self, product: wiring.Product):
        from bot.helpdesk.vocabulary import Reason
        from bot.services.records import Conversation

        with product.units() as work:
            product.escalation.open(work, Conversation("web:b"), "somebody is hurt", Reason.SAFETY)
            work.commit()
        assert [ticket.urgent for ticket in product.escalation.list()] == [True, False]
