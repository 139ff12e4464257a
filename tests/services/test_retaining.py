"""Clearing away, as the gateway does it: in the order of the rules, a little at a time, whatever is due."""

import dataclasses
import datetime

import pytest
import sqlalchemy as sa

from bot.helpdesk.keeping import RULES
from bot.services import retaining
from bot.services.conversing import Incoming
from bot.services.handling import Actor
from bot.services.publishing_records import Subscription
from bot.services.records import Delivery
from bot.services.retaining import Due
from bot.storage import tables
from bot.storage.database import connect
from tests.worlds import NOON, ScriptedUnderstander, understood, world

DAY = datetime.timedelta(days=1)
ASKER, WEB = "telegram:1", "web:1"
UNSURE = "an odd question"


@pytest.fixture
def product(tmp_path):
    return world(tmp_path)


@pytest.fixture
def ages(product, tmp_path):
    """Let days pass; the database's own clock does not know of them."""

    def pass_(days):
        product.clock.now += days * DAY
        engine = connect(f"sqlite:///{tmp_path / 'sds-guide.sqlite'}")
        with engine.begin() as connection:
            connection.execute(sa.update(tables.conversations).values(updated=NOON))
        engine.dispose()

    return pass_


async def asked(product, conversation=ASKER, text=UNSURE):
    chat = product.conversing(ScriptedUnderstander(product, {UNSURE: understood("options/option-1", 0.1)}))
    return await chat.receive(Incoming(conversation, f"{conversation}:{text}", text))


def stands(product, conversation=ASKER):
    with product.units() as work:
        return work.conversations.get(conversation)


class TestOnce:
    async def test_what_is_young_stays(self, product, ages):
        await asked(product)
        ages(6)
        assert product.retaining.once() == 0
        ages(1)
        assert product.retaining.once() == 0

    async def test_a_ticket_that_waits_keeps_its_question_and_its_asker_for_years(self, product, ages):
        await asked(product)
        ages(2000)
        product.retaining.once()
        assert stands(product) is not None
        ticket = product.escalation.show(1)
        assert (ticket.question, ticket.conversation, ticket.state) == (UNSURE, ASKER, "open")

    async def test_when_it_has_ended_all_goes_in_its_time(self, product, ages):
        await asked(product)
        product.handling.answer(1, "Yes.", Actor(None, "a champion"))
        product.askers.press(ASKER, "ticket:helped:1")
        with product.units() as work:
            (message,) = work.outbox.due(NOON, 10)
            work.outbox.put(dataclasses.replace(message, sent=NOON))
            work.commit()
        ages(366)
        product.retaining.once()
        assert stands(product) is None
        assert product.escalation.show(1).answer == "Yes."
        with product.units() as work:
            assert work.outbox.for_conversation(ASKER, 0) == []
            assert work.interactions.latest(ASKER) is None
            assert work.figures.outcomes(NOON, NOON + DAY) == {"escalate": 1}
        ages(365)
        product.retaining.once()
        ticket = product.escalation.show(1)
        assert (ticket.question, ticket.answer, ticket.conversation, ticket.state) == ("", None, "", "closed")
        assert {event.text for event in product.escalation.events(1)} == {""}
        assert product.retaining.once() == 0

    async def test_an_old_button_opens_nothing_whose_asker_is_forgotten(self, product, ages):
        await asked(product)
        product.handling.answer(1, "Yes.", Actor(None, "a champion"))
        product.askers.press(ASKER, "ticket:helped:1")
        ages(731)
        product.retaining.once()
        assert product.askers.press(ASKER, "ticket:not_yet:1") is None

    async def test_an_ended_web_session_takes_its_weekly_message_and_chat_along(self, product, ages):
        await asked(product, WEB, "what is option 1")
        with product.units() as work:
            work.subscriptions.add(Subscription(WEB, "digest", NOON))
            work.commit()
        ages(31)
        product.retaining.once()
        assert stands(product, WEB) is None
        with product.units() as work:
            assert work.subscriptions.list("digest") == []

    async def test_one_time_takes_a_bounded_number_and_the_next_goes_on(self, product, ages, monkeypatch):
        monkeypatch.setattr(retaining, "BATCH", 2)
        monkeypatch.setattr(retaining, "MOST_BATCHES", 2)
        with product.units() as work:
            for number in range(7):
                work.deliveries.begin(Delivery(f"d{number}", ASKER, NOON))
            work.commit()
        ages(8)
        assert [product.retaining.once() for _ in range(3)] == [4, 3, 0]

    async def test_the_log_names_rules_and_numbers_only(self, product, ages, caplog):
        caplog.set_level("INFO")
        await asked(product)
        ages(400)
        product.retaining.once()
        assert "retention.cleared rule=deliveries rows=1" in caplog.text
        assert UNSURE not in caplog.text
        assert ASKER not in caplog.text


class TestDue:
    async def test_it_counts_by_rule_and_changes_nothing(self, product, ages):
        await asked(product)
        ages(8)
        assert product.retaining.due() == [Due(rule, int(rule.name == "deliveries")) for rule in RULES]
        assert product.retaining.due() == product.retaining.due()
        assert product.retaining.once() == 1
