"""A question that waits for a person: stored with a promise before the asker is told."""

import datetime
import pathlib

import pytest

from bot import wiring
from bot.errors import UnknownItemError
from bot.helpdesk.vocabulary import Nation, OutcomeName, Reason
from bot.services.answering import Turn
from bot.services.records import Conversation
from tests.worlds import NOON, understood, world

TURN = Turn("web:a", "an odd question")


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    return world(tmp_path)


class TestOpen:
    def test_the_asker_is_told_the_number_and_by_when(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood("options/option-1", confidence=0.1))
        assert (reply.outcome, reply.ticket) == (OutcomeName.ESCALATE, 1)
        # Noon on a Monday, and two working days of eight hours.
        assert "ticket is number 1" in reply.text
        assert product.escalation.show(1).due == NOON + datetime.timedelta(days=2)
        assert "by midday on Wednesday 25 November" in reply.text

    def test_the_asker_can_add_detail_give_a_name_and_withdraw(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood("options/option-1", confidence=0.1))
        offered = [choice.payload for choice in reply.choices]
        assert offered == ["ticket:detail:1", "ticket:name:1", "ticket:withdraw:1"]

    def test_the_nearest_article_and_the_nation_choose_the_team(self, product: wiring.Product):
        with product.units() as work:
            near = [{"article": "pa-pay/holiday-entitlement", "title": "", "confidence": 0.2}]
            conversation = Conversation("web:b", nation=Nation.ENGLAND)
            ticket = product.escalation.open(work, conversation, "holiday", Reason.NO_MATCH, near)
        assert ticket.team == "employment-champions"
        assert ticket.nation == "england"

    def test_two_askers_have_names_that_say_nothing(self, product: wiring.Product):
        with product.units() as work:
            names = {
                product.escalation.open(work, Conversation(f"web:{n}"), "a question", Reason.NO_MATCH).asker
                for n in range(20)
            }
        assert all(len(name) == 2 for name in names)
        assert len(names) > 10

    def test_it_is_noted_when_it_was_opened_and_why(self, product: wiring.Product):
        product.answering.respond(TURN, understood("options/option-1", confidence=0.1))
        assert [(e.kind, e.text) for e in product.escalation.events(1)] == [("opened", "no_match")]


class TestList:
    def test_urgent_ones_come_first(self, product: wiring.Product):
        product.answering.respond(TURN, understood("options/option-1", confidence=0.1))
        with product.units() as work:
            product.escalation.open(work, Conversation("web:b"), "somebody is hurt", Reason.SAFETY)
            work.commit()
        assert [ticket.urgent for ticket in product.escalation.list()] == [True, False]


class TestShow:
    def test_an_unknown_ticket_is_said_to_be_unknown(self, product: wiring.Product):
        with pytest.raises(UnknownItemError, match="no ticket 99"):
            product.escalation.show(99)
