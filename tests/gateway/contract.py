"""What every channel keeps to. A channel's test class inherits `AdapterContract` and says how to drive it."""

import asyncio
import datetime
import time
import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pytest

from bot.services import conversing
from bot.services.checklist_reminders import DueLine, remind
from bot.services.digest import FEWEST
from bot.services.handling import Actor
from bot.services.people import Details
from bot.services.telling_changes import ChangeTelling
from bot.wiring import Product
from tests.gateway.world import HOLIDAY, NOTICE, TITLES, ScriptedRasa
from tests.services.following_world import LOOK, followed, reword

WITHDRAW = "I no longer need an answer"
READ, STOP = f"Read “{TITLES[HOLIDAY]}”", f"Stop telling me about “{TITLES[HOLIDAY]}”"
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


def able(channel: Channel, ability: str) -> None:
    """Leave a rule out for a channel whose platform knows no such thing: its driver has no method of the name."""
    if not hasattr(channel, ability):
        pytest.skip(f"{type(channel).__name__} has no `{ability}`: the platform knows no such thing")


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

    async def test_messages_that_come_out_of_order_are_all_answered(self, channel: Channel):
        await channel.send("how much holiday", delivery="delivery-1")
        late = await channel.send("how much notice", delivery="delivery-3")
        early = await channel.send("how much holiday, please", delivery="delivery-2")
        assert (TITLES[NOTICE] in late[0].text, TITLES[HOLIDAY] in early[0].text) == (True, True)
        assert await channel.send("how much notice", delivery="delivery-3") == late
        assert len(channel.rasa.heard) == 3

    async def test_a_ticket_is_withdrawn_by_its_button_once(self, channel: Channel):
        await channel.send("can I speak to a human")
        (reply,) = await channel.press(WITHDRAW)
        assert "Ticket 1 is withdrawn" in reply.text
        (reply,) = await channel.press(WITHDRAW)
        assert "used already" in reply.text
        assert channel.product.escalation.show(1).state == "withdrawn"

    async def test_a_button_that_was_pressed_too_early_works_later(self, channel: Channel, monkeypatch):
        await channel.send("can I speak to a human")
        for number in range(29):
            await channel.send(f"how much holiday {number}")
        (reply,) = await channel.press(WITHDRAW)
        assert "wait a minute" in reply.text
        now = time.monotonic() + 61
        monkeypatch.setattr(conversing, "time", types.SimpleNamespace(monotonic=lambda: now, perf_counter=lambda: now))
        (reply,) = await channel.press(WITHDRAW)
        assert "Ticket 1 is withdrawn" in reply.text

    async def test_detail_lands_in_the_ticket_and_the_bot_goes_on_answering(self, channel: Channel):
        await channel.send("can I speak to a human")
        await channel.press("Add detail to my ticket")
        (reply,) = await channel.send("It is about night shifts")
        assert "added that to ticket 1" in reply.text
        assert [e.text for e in channel.product.escalation.events(1) if e.kind == "detail"] == [
            "It is about night shifts"
        ]
        (reply,) = await channel.send("how much holiday")
        assert TITLES[HOLIDAY] in reply.text

    async def test_a_champion_asks_back_and_what_is_typed_lands_in_the_ticket(self, channel: Channel):
        await channel.send("can I speak to a human")
        person = channel.product.people.add(Details("A champion", "champion@council.example", ["champion"]))
        channel.product.handling.ask_back(1, Actor(person.number, person.name), "In which month?")
        (asked,) = await channel.sent_later()
        assert "In which month?" in asked.text
        await channel.send("It was in May")
        assert [e.text for e in channel.product.escalation.events(1) if e.kind == "detail"] == ["It was in May"]

    async def test_that_helped_closes_and_not_yet_reopens(self, channel: Channel):
        await channel.send("can I speak to a human")
        channel.product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        (reply,) = await channel.sent_later()
        assert reply.titles == ("That helped, close my ticket", "Not yet, I need more")
        (reply,) = await channel.press("Not yet, I need more")
        assert channel.product.escalation.show(1).state == "reopened"
        channel.product.handling.answer(1, "Ring my colleague.", Actor(None, "a champion"))
        await channel.sent_later()
        (reply,) = await channel.press("That helped, close my ticket")
        assert "Ticket 1 is closed" in reply.text
        assert channel.product.escalation.show(1).state == "closed"

    async def test_who_follows_an_answer_is_told_of_a_change_after_a_restart_and_can_read_it_and_stop(
        self, channel: Channel
    ):
        await channel.send("how much holiday")
        (reply,) = await channel.press("Tell me if this changes")
        assert reply.titles == (STOP, "That helped", "Not what I need")
        reword(channel.product, HOLIDAY)
        product = channel.product
        again = ChangeTelling(product.units, product.shelf, product.renderer, product.clock)
        sums = []
        for _ in range(3):
            product.clock.now += LOOK
            sums.append(again.once())
        assert sums == [0, 1, 0]
        (told,) = await channel.sent_later()
        assert "The answer has been rewritten." in told.text
        assert told.titles == (READ, STOP)
        await channel.send("how much notice")
        (reply,) = await channel.press(READ)
        assert "The short answer about" in reply.text
        assert reply.titles[-1] == STOP
        (reply,) = await channel.press(STOP)
        assert "not send you any more" in reply.text
        assert followed(product, channel.conversation) == []

    async def test_the_button_to_follow_works_once(self, channel: Channel):
        await channel.send("how much holiday")
        await channel.press("Tell me if this changes")
        (reply,) = await channel.press("Tell me if this changes")
        assert "used already" in reply.text
        assert len(followed(channel.product, channel.conversation)) == 1

    async def test_the_weekly_digest_reaches_who_wants_it_once(self, channel: Channel):
        for number in range(FEWEST):
            await channel.send(f"how much holiday {number}")
        await channel.send("/digest")
        channel.product.clock.now += datetime.timedelta(days=7)
        assert [channel.product.digest.once() for _ in range(2)] == [True, False]
        (reply,) = await channel.sent_later()
        assert TITLES[HOLIDAY] in reply.text
        assert "/library/digest/2026-W47" in reply.text

    async def test_a_reminder_arrives_on_its_morning_and_its_button_ends_them(self, channel: Channel):
        await channel.send("how much holiday")
        product, today = channel.product, channel.product.clock().date()
        days = [DueLine(today + datetime.timedelta(days=number), f"Line {number}.") for number in (2, 4)]
        with product.units() as work:
            remind(work, channel.conversation, "checklist", days, product.clock())
            work.commit()
        product.clock.now += datetime.timedelta(days=2)
        product.reminding.once()
        (reply,) = await channel.sent_later()
        assert "Line 2." in reply.text
        await channel.press(*reply.titles)
        product.clock.now += datetime.timedelta(days=2)
        assert product.reminding.once() == 0

    async def test_a_long_answer_arrives_whole(self, channel: Channel):
        await channel.send("can I speak to a human")
        words = "\n\n".join(f"Paragraph {number}: {'word ' * 100}end." for number in range(14))
        channel.product.handling.answer(1, words, Actor(None, "a champion"))
        (reply,) = await channel.sent_later()
        assert [n for n in range(14) if f"Paragraph {n}: word" not in reply.text] == []
        assert reply.text.endswith("end.")

    async def test_scripts_in_an_answer_stay_text(self, channel: Channel):
        await channel.send("can I speak to a human")
        channel.product.handling.answer(1, "<script>alert(1)</script> & <b>x</b>", Actor(None, "a champion"))
        (reply,) = await channel.sent_later()
        assert reply.text.endswith("<script>alert(1)</script> & <b>x</b>")

    async def test_commands_are_answered_and_never_reach_rasa(self, channel: Channel):
        for command in ("/start", "/help", "/me", "/mytickets", "/privacy", "/digest", "/following", "/forget"):
            assert len(await channel.send(command)) == 1
        assert channel.rasa.heard == []

    async def test_the_nation_is_changed_by_a_button(self, channel: Channel):
        await channel.send("/me")
        (reply,) = await channel.press("England")
        assert "**England**" in reply.text

    @pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "document", "location", "contact"])
    async def test_what_has_no_words_gets_one_kind_sentence(self, channel: Channel, kind):
        able(channel, "sent_without_words")
        (reply,) = await channel.sent_without_words(kind)
        assert reply.text.startswith("I can only read words")
        assert channel.rasa.heard == []

    async def test_a_flood_without_words_is_asked_to_wait_once(self, channel: Channel):
        able(channel, "sent_without_words")
        answers = [await channel.sent_without_words("sticker") for _ in range(13)]
        assert [len(replies) for replies in answers] == [1] * 11 + [0, 0]
        assert "wait a minute" in answers[10][0].text

    async def test_danger_in_a_flood_is_noticed(self, channel: Channel):
        for number in range(32):
            await channel.send(f"how much holiday {number}")
        (reply,) = await channel.send("my dad is hitting my mum")
        *numbers, _ = SAFEGUARD_LINES
        assert [line for line in numbers if line not in reply.text] == []

    async def test_an_edited_message_is_a_new_question(self, channel: Channel):
        able(channel, "edit")
        await channel.send("how much holliday", delivery="delivery-1")
        *_, reply = await channel.edit("how much notice")
        assert TITLES[NOTICE] in reply.text
        assert len(channel.rasa.heard) == 2

    async def test_danger_in_an_edited_message_is_noticed(self, channel: Channel):
        able(channel, "edit")
        await channel.send("how much holiday", delivery="delivery-1")
        *_, reply = await channel.edit("my dad is hitting my mum")
        assert [line for line in SAFEGUARD_LINES if line not in reply.text] == []

    async def test_an_edit_that_changes_no_word_is_not_answered(self, channel: Channel):
        able(channel, "edit")
        await channel.send("how much holiday", delivery="delivery-1")
        await channel.edit("how much holiday")
        assert len(channel.rasa.heard) == 1
