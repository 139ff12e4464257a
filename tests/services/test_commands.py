"""What askers can say beside questions, as they would in a chat."""

import datetime
import pathlib

import pytest

from bot import wiring
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.conversing import Conversing, Incoming
from bot.services.handling import Actor
from tests.worlds import ScriptedUnderstander, understood, world

UNSURE = understood("options/option-1", confidence=0.1)


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    return world(tmp_path)


@pytest.fixture
def conversing(product: wiring.Product) -> Conversing:
    return product.conversing(ScriptedUnderstander(product, {"an odd question": UNSURE}))


class Chat:
    def __init__(self, conversing: Conversing, conversation: str = "web:a") -> None:
        self._conversing, self._conversation, self._count = conversing, conversation, 0

    async def say(self, text: str = "", choice: str | None = None) -> Reply:
        self._count += 1
        delivery = f"{self._conversation}:{self._count}"
        replies = await self._conversing.receive(Incoming(self._conversation, delivery, text, choice))
        return replies[0]


@pytest.fixture
def chat(conversing: Conversing) -> Chat:
    return Chat(conversing)


class TestMe:
    async def test_it_says_nation_and_role_and_offers_others(self, chat: Chat):
        reply = await chat.say("/me")
        assert reply.outcome is OutcomeName.SOCIAL
        assert "Scotland" in reply.text
        assert "me:nation:england" in [choice.payload for choice in reply.choices]

    async def test_it_names_the_council_whose_contacts_are_used(self, chat: Chat, product: wiring.Product):
        assert f"those of {product.content.council.name}" in (await chat.say("/me")).text

    async def test_it_says_plainly_that_there_is_one_language_and_offers_no_dead_button(self, chat: Chat):
        reply = await chat.say("/me")
        assert "Language: English" in reply.text
        assert "ask for a person" in reply.text
        kinds = {choice.payload.split(":")[1] for choice in reply.choices}
        assert kinds == {"nation", "role"}

    async def test_a_button_changes_it_for_good(self, chat: Chat, product: wiring.Product):
        reply = await chat.say(choice="me:nation:england")
        assert "England" in reply.text
        await chat.say(choice="me:role:pa")
        with product.units() as work:
            kept = work.conversations.get("web:a")
        assert kept is not None
        assert (kept.nation.value, kept.role) == ("england", "pa")

    @pytest.mark.parametrize("payload", ["me:nation:france", "me:role:king", "me:", "me:what"])
    async def test_a_button_that_was_never_offered_does_nothing(self, chat: Chat, payload: str):
        assert "used already" in (await chat.say(choice=payload)).text

    async def test_words_do_the_same(self, chat: Chat):
        assert "Scotland" in (await chat.say("My settings")).text


class TestMyTickets:
    async def test_nobody_has_tickets_at_first(self, chat: Chat):
        assert "no tickets" in (await chat.say("/mytickets")).text

    async def test_it_lists_the_askers_own_and_what_became_of_them(
        self, chat: Chat, conversing: Conversing, product: wiring.Product
    ):
        await chat.say("an odd question")
        await Chat(conversing, "web:b").say("an odd question")
        text = (await chat.say("my tickets")).text
        assert "- 1: “an odd question”: a champion will answer by midday on Wednesday 25 November" in text
        assert "- 2" not in text
        product.askers.press("web:a", "ticket:withdraw:1")
        assert "withdrawn" in (await chat.say("/mytickets")).text


class TestForget:
    async def test_it_asks_first(self, chat: Chat, product: wiring.Product):
        await chat.say("an odd question")
        reply = await chat.say("forget me")
        assert [choice.payload for choice in reply.choices] == ["me:forget"]
        assert product.escalation.show(1).question == "an odd question"

    async def test_the_words_are_gone_and_the_ticket_is_withdrawn(self, chat: Chat, product: wiring.Product):
        await chat.say("an odd question")
        await chat.say(choice="ticket:detail:1")
        await chat.say("more about it")
        reply = await chat.say(choice="me:forget")
        assert "deleted" in reply.text
        ticket = product.escalation.show(1)
        assert (ticket.state, ticket.question) == ("withdrawn", "")
        assert ticket.conversation.startswith("forgotten:")
        assert all("more about" not in event.text for event in product.escalation.events(1))
        with product.units() as work:
            assert work.conversations.get("web:a") is None
            assert work.outbox.for_conversation("web:a", 0) == []

    async def test_nothing_is_sent_to_nobody_later(self, chat: Chat, product: wiring.Product):
        for _ in range(25):
            await chat.say("an odd question")
        product.handling.answer(1, "Yes.", Actor(None, "a champion"))
        await chat.say(choice="me:forget")
        assert {ticket.state for ticket in product.escalation.list()} == {"closed", "withdrawn"}
        product.clock.now += datetime.timedelta(days=60)
        product.caretaking.once()
        with product.units() as work:
            assert work.outbox.due(product.clock(), most=100) == []

    async def test_another_persons_words_stay(self, chat: Chat, conversing: Conversing, product: wiring.Product):
        await Chat(conversing, "web:b").say("an odd question")
        await chat.say(choice="me:forget")
        assert product.escalation.show(1).question == "an odd question"


class TestDigest:
    async def test_it_is_subscribed_once_and_can_be_stopped(self, chat: Chat, product: wiring.Product):
        await chat.say("/digest")
        await chat.say("/digest")
        with product.units() as work:
            assert [s.conversation for s in work.subscriptions.list("digest")] == ["web:a"]
        await chat.say(choice="me:no_digest")
        with product.units() as work:
            assert work.subscriptions.list("digest") == []


class TestPrivacy:
    async def test_it_says_what_is_kept(self, chat: Chat):
        assert "forget me" in (await chat.say("/privacy")).text


class TestQuestions:
    async def test_a_question_about_privacy_is_a_question(self, chat: Chat):
        reply = await chat.say("does a PA have a right to privacy at work")
        assert reply.outcome is OutcomeName.ANSWER
