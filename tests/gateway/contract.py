"""What every channel keeps to. A channel's test class inherits `AdapterContract` and says how to drive it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pytest

from bot.wiring import Product
from bot.services.handling import Actor
from tests.gateway.world import HOLIDAY, TITLES, ScriptedRasa

SAFEGUARD_LINES = (
    "999",
    "101",
    "Adult protection team",
    "Children's social work",
    "116 123",
    "not an emergency service",
)


@dataclass(frozen=True)
class Seen:
    """A reply as the person sees it."""

    text: str
    titles: tuple[str, ...] = ()
    """Of the buttons, whole."""


class Channel(Protocol):
    """Drives one channel from outside, as its platform would."""

    product: Product
    rasa: ScriptedRasa
    conversation: str
    """The conversation id that the server derives for this person."""

    async def send(self, text: str, delivery: str | None = None) -> Sequence[Seen]:
        """Let the person send words; `delivery` is the platform's id of the message, else a new one."""

    async def press(self, title: str) -> Sequence[Seen]:
        """Let the person press the button of that title, from the last replies."""

    async def forged(self, text: str) -> bool:
        """Send words without the proof that the platform demands; tell whether they were refused."""

    async def sent_later(self) -> Sequence[Seen]:
        """Let the outbox work, and return what the person got."""


class AdapterContract:
    """The rules. The subclass provides the fixture `channel`."""

    @pytest.fixture
    def channel(self) -> Channel:
        raise NotImplementedError

    async def test_a_question_gets_the_whole_article(self, channel: Channel):
        (reply,) = await channel.send("how much holiday")
        assert TITLES[HOLIDAY] in reply.text
        assert "https://www.legislation.gov.uk/ukpga/1996/18" in reply.text

    async def test_an_empty_message_still_gets_an_answer(self, channel: Channel):
        (reply,) = await channel.send("")
        assert "type your question" in reply.text
        assert channel.rasa.heard == []

    @pytest.mark.parametrize("text", ["🙂🙂🙂", "\x00\x07\x1b", "\u200b\u202e", "?!…", "   \n "])
    async def test_a_message_without_words_gets_an_answer(self, channel: Channel, text):
        (reply,) = await channel.send(text)
        assert "type your question" in reply.text
        assert channel.rasa.heard == []

    async def test_control_characters_do_not_reach_rasa(self, channel: Channel):
        await channel.send("how much\x00 holi\u202eday\x1b")
        assert [text for _, text in channel.rasa.heard] == ["how much  holi day"]

    @pytest.mark.parametrize(
        "text",
        [
            "Wie viele Urlaubstage hat eine Assistenzkraft?",
            "'; DROP TABLE tickets; --",
            "<script>alert(1)</script><b>how</b>",
            "{{7*7}} ${jndi:ldap://x} %s %n",
        ],
    )
    async def test_odd_words_are_words(self, channel: Channel, text):
        assert len(await channel.send(text)) == 1
        assert [heard for _, heard in channel.rasa.heard] == [text]

    async def test_a_huge_message_is_refused_with_a_sentence(self, channel: Channel):
        (reply,) = await channel.send("holiday " * 1250)
        assert "10000 characters" in reply.text
        assert channel.rasa.heard == []

    async def test_danger_in_a_huge_message_is_noticed(self, channel: Channel):
        (reply,) = await channel.send(f"my dad is hitting my mum {'and so on ' * 500}")
        assert "ring **999**" in reply.text

    @pytest.mark.parametrize("text", ["/restart", "/session_start", '/ask_pay{"nation": "england"}', "//holiday"])
    async def test_a_leading_slash_never_reaches_rasa(self, channel: Channel, text):
        assert len(await channel.send(text)) == 1
        assert not any(heard.startswith("/") for _, heard in channel.rasa.heard)

    async def test_a_forged_request_is_refused(self, channel: Channel):
        await channel.send("how much holiday")
        assert await channel.forged("how much notice")
        assert len(channel.rasa.heard) == 1

    async def test_the_conversation_is_derived_on_the_server(self, channel: Channel):
        await channel.send("how much holiday")
        assert channel.rasa.heard == [(channel.conversation, "how much holiday")]

    async def test_the_same_delivery_twice_is_answered_once(self, channel: Channel):
        first = await channel.send("can I speak to a human", delivery="delivery-1")
        second = await channel.send("can I speak to a human", delivery="delivery-1")
        assert first == second
        assert len(channel.rasa.heard) == len(channel.product.escalation.list()) == 1

    async def test_two_identical_deliveries_at_once_are_answered_once(self, channel: Channel):
        first, second = await asyncio.gather(
            channel.send("can I speak to a human", delivery="delivery-1"),
            channel.send("can I speak to a human", delivery="delivery-1"),
        )
        assert first == second
        assert len(channel.rasa.heard) == len(channel.product.escalation.list()) == 1

    async def test_ten_messages_in_a_second_are_all_answered(self, channel: Channel):
        answers = await asyncio.gather(*(channel.send(f"how much holiday {n}") for n in range(10)))
        assert [len(replies) for replies in answers] == [1] * 10
        assert len(channel.rasa.heard) == 10

    async def test_a_flood_is_asked_to_wait(self, channel: Channel):
        for number in range(30):
            await channel.send(f"how much holiday {number}")
        (reply,) = await channel.send("how much holiday now")
        assert "wait a minute" in reply.text
        assert len(channel.rasa.heard) == 30

    async def test_choices_keep_their_titles_and_a_way_out(self, channel: Channel):
        (reply,) = await channel.send("how much time")
        assert reply.titles == (*TITLES.values(), "None of these")

    async def test_a_pressed_choice_answers(self, channel: Channel):
        await channel.send("how much time")
        (reply,) = await channel.press(TITLES[HOLIDAY])
        assert reply.text.startswith(f"**{TITLES[HOLIDAY]}**")

    async def test_a_choice_works_once(self, channel: Channel):
        await channel.send("how much time")
        await channel.press("None of these")
        (reply,) = await channel.press("None of these")
        assert "used already" in reply.text
        assert len(channel.product.escalation.list()) == 1

    async def test_safeguarding_text_is_whole_and_rasa_is_not_asked(self, channel: Channel):
        (reply,) = await channel.send("my dad is hitting my mum")
        assert [line for line in SAFEGUARD_LINES if line not in reply.text] == []
        assert channel.rasa.heard == []
        assert [ticket.urgent for ticket in channel.product.escalation.list("open")] == [True]

    async def test_personal_data_is_hidden_before_rasa_hears_it_and_the_person_is_told(self, channel: Channel):
        replies = await channel.send("how much holiday, mail anna.smith@example.org")
        assert "anna.smith@example.org" not in channel.rasa.heard[0][1]
        assert "an e-mail address" in replies[-1].text

    async def test_with_rasa_stopped_the_question_is_kept_as_a_ticket(self, channel: Channel):
        channel.rasa.down = True
        (reply,) = await channel.send("how much holiday")
        assert "ticket 1" in reply.text
        assert [(t.number, t.question) for t in channel.product.escalation.list("open")] == [(1, "how much holiday")]

    async def test_with_the_action_server_down_the_question_is_kept_as_a_ticket(self, channel: Channel):
        channel.rasa.says = []
        (reply,) = await channel.send("how much holiday")
        assert "ticket 1" in reply.text
        assert [t.question for t in channel.product.escalation.list("open")] == ["how much holiday"]

    async def test_a_reply_that_nobody_can_read_still_gets_words(self, channel: Channel):
        channel.rasa.says = [{"text": "?", "custom": {"outcome": "unheard of"}}]
        (reply,) = await channel.send("how much holiday")
        assert "Something went wrong" in reply.text

    async def test_a_champions_answer_reaches_the_asker_once(self, channel: Channel):
        await channel.send("can I speak to a human")
        channel.product.handling.answer(1, "Ring **me**.", Actor(None, "a champion"))
        (reply,) = await channel.sent_later()
        assert reply.text.endswith("(ticket 1):\n\nRing **me**.")
        assert await channel.sent_later() == []
