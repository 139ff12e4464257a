"""A champion's answer is offered as a draft, once."""

import pytest

from bot.errors import RefusedError, UnknownItemError
from bot.helpdesk.vocabulary import Reason
from bot.services.handling import Actor
from bot.services.offering import Offering
from bot.services.people import Details
from bot.services.records import Conversation
from tests.worlds import world

CHAMPION = 1
ASKER = "web:someone"


@pytest.fixture
def product(tmp_path):
    product = world(tmp_path)
    assert product.people.add(Details("Champion", "champion@example.org", ["champion"])).number == CHAMPION
    return product


@pytest.fixture
def offering(product):
    return Offering(product.units, product.drafting, product.clock)


@pytest.fixture
def ask(product):
    def asked(question, article="pa-pay/holiday-entitlement"):
        near = [{"article": article, "title": article, "confidence": 0.3}]
        with product.units() as work:
            conversation = Conversation(ASKER)
            work.conversations.put(conversation)
            ticket = product.escalation.open(work, conversation, question, Reason.NO_MATCH, near)
            work.commit()
        return ticket.number

    return asked


def answer(product, number, words="The employer pays."):
    return product.handling.answer(number, words, Actor(CHAMPION, "Champion"))


class TestOffer:
    def test_wordings_topic_nation_and_author_go_along(self, product, offering, ask):
        first, second = ask("Who pays for fuel?"), ask("Is petrol paid for?")
        product.handling.merge(second, first, Actor(CHAMPION, "Champion"))
        answer(product, first)
        draft = product.drafting.show(offering.offer(first, CHAMPION))
        assert (draft.topic, draft.nation, draft.author, list(draft.tickets)) == (
            "pa-pay",
            "scotland",
            CHAMPION,
            [first, second],
        )
        assert {*draft.asks, *draft.reaches} == {"Who pays for fuel?", "Is petrol paid for?"}

    def test_who_wrote_the_answer_is_its_author_whoever_offers_it(self, product, offering, ask):
        other = product.people.add(Details("Other", "other@example.org", ["reviewer"])).number
        number = ask("Who pays for fuel?")
        answer(product, number)
        assert product.drafting.show(offering.offer(number, other)).author == CHAMPION

    def test_each_ticket_says_that_it_was_drafted(self, product, offering, ask):
        number = ask("Who pays for fuel?")
        answer(product, number)
        draft = offering.offer(number, CHAMPION)
        last = product.escalation.events(number)[-1]
        assert (last.kind, last.by, last.text) == ("drafted", CHAMPION, f"draft {draft}")

    def test_the_same_answer_is_not_offered_twice(self, product, offering, ask):
        number = ask("Who pays for fuel?")
        answer(product, number)
        offering.offer(number, CHAMPION)
        with pytest.raises(RefusedError, match="was offered as a draft before"):
            offering.offer(number, CHAMPION)
        assert len(product.drafting.list()) == 1

    def test_a_second_answer_after_not_yet_can_be(self, product, offering, ask):
        number = ask("Who pays for fuel?")
        answer(product, number)
        offering.offer(number, CHAMPION)
        product.askers.press(ASKER, f"ticket:not_yet:{number}")
        answer(product, number, "The council pays, in fact.")
        offering.offer(number, CHAMPION)
        assert len(product.drafting.list()) == 2

    def test_without_an_answer_there_is_nothing_to_draft(self, offering, ask):
        with pytest.raises(RefusedError, match="no answer in a champion's own words"):
            offering.offer(ask("Who pays for fuel?"), CHAMPION)

    def test_an_unknown_ticket_is_said(self, offering):
        with pytest.raises(UnknownItemError):
            offering.offer(99, CHAMPION)
