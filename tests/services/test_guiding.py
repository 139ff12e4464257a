"""Guided tools in a conversation: begun, kept, ended without a trace."""

import contextlib
import dataclasses
import datetime
import json
import pathlib
import sqlite3
from typing import Any

import pytest

from bot import wiring
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.conversing import Conversing, Incoming, Limits
from bot.services.guiding import ENDED
from bot.services.records import Message
from bot.services.settling import as_kept
from tests.services.asking import chatting, content, desk, everything
from tests.worlds import NOON, Clock, ScriptedUnderstander, understood

DAY = datetime.timedelta(days=1)
QUESTION = "how much holiday does my PA get?"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product(tmp_path: pathlib.Path, clock: Clock) -> wiring.Product:
    return desk(tmp_path, clock)


@pytest.fixture
def rasa(product: wiring.Product) -> ScriptedUnderstander:
    return ScriptedUnderstander(product, {QUESTION: understood("pa-pay/holiday-entitlement")})


@pytest.fixture
def conversing(product: wiring.Product, rasa: ScriptedUnderstander) -> Conversing:
    return product.conversing(rasa, Limits(messages_a_minute=1000))


async def said(conversing: Conversing, *texts: str, who: str = "web:a", first: int = 1) -> list[Reply]:
    """Say one after the other; the replies to the last."""
    replies: list[Reply] = []
    for number, text in enumerate(texts, first):
        replies = await conversing.receive(Incoming(who, f"{who}:{number}", text))
    return replies


async def pressed(conversing: Conversing, payload: str, delivery: str = "press") -> Reply:
    (reply,) = await conversing.receive(Incoming("web:a", delivery, choice=payload))
    return reply


class TestBeginning:
    @pytest.mark.parametrize(
        "text",
        [
            "holiday calculator",
            "Holiday Calculator!",
            "please open the holiday calculator",
            "I want to work out holiday",
            "can you work out holiday for my PA?",
            "work out holiday, 3 days a week",
        ],
    )
    async def test_a_tool_begins_by_its_name(self, conversing: Conversing, text: str, rasa: ScriptedUnderstander):
        (reply,) = await said(conversing, text)
        assert (reply.outcome, rasa.heard) == (OutcomeName.TOOL, [])
        assert "Holiday calculator" in reply.text

    @pytest.mark.parametrize(
        "text",
        [
            "is the holiday calculator right about part time?",
            "work out holiday pay for a term time PA",
            "who can approve a panel decision",
            "holiday",
        ],
    )
    async def test_a_question_is_answered_and_begins_none(self, conversing: Conversing, product, text: str):
        (reply,) = await said(conversing, text)
        assert reply.outcome is OutcomeName.ANSWER
        assert chatting(product).tool is None

    async def test_a_question_gets_its_article_with_the_button(self, conversing: Conversing):
        (reply,) = await said(conversing, QUESTION)
        assert (reply.article, reply.choices[0].payload) == ("pa-pay/holiday-entitlement", "tool:holiday")
        begun = await pressed(conversing, reply.choices[0].payload)
        assert "much the same every week?" in begun.text

    async def test_the_list_names_them_all(self, conversing: Conversing):
        (reply,) = await said(conversing, "/tools")
        assert [choice.payload for choice in reply.choices] == [f"tool:{name}" for name in content().tools]

    async def test_another_tool_takes_the_place_of_the_one_that_runs_and_says_so(self, conversing: Conversing, product):
        (reply,) = await said(conversing, "which option", "control", "notice calculator")
        assert reply.text.startswith("I have stopped the “Which option?” tool for this. What you typed for it is del")
        assert (chatting(product).tool["tool"], set(chatting(product).tool["answers"])) == ("notice", {"nation"})

    async def test_its_own_name_among_somebodys_words_does_not_begin_it_anew(self, conversing: Conversing, product):
        await said(conversing, "risk plan", "to go out alone", "make a risk plan")
        assert chatting(product).tool["answers"]["wish"]["words"] == "make a risk plan"

    async def test_one_in_which_nothing_was_said_needs_no_words(self, conversing: Conversing):
        (reply,) = await said(conversing, "which option", "notice calculator")
        assert reply.text.startswith("**Notice calculator**")

    @pytest.mark.parametrize("payload", ["tool:nothing", "tool:holiday:pattern:regular", "tool:", "tool:holiday:.stop"])
    async def test_a_button_of_a_tool_that_does_not_run_means_nothing(self, conversing: Conversing, payload: str):
        assert "was used already" in (await pressed(conversing, payload)).text

    @pytest.mark.parametrize(
        "payload", ["tool:holiday:taken:skipped", "tool:holiday:pattern:never", "tool:holiday:x:y"]
    )
    async def test_a_button_that_was_not_offered_means_nothing(self, conversing: Conversing, payload: str):
        await said(conversing, "holiday calculator")
        assert "was used already" in (await pressed(conversing, payload)).text


class TestReadingBack:
    async def test_a_choice_for_a_later_step_is_read_back(self, conversing: Conversing):
        (reply,) = await said(conversing, "eligibility guide", "assessment has begun")
        assert reply.text.startswith("Noted: It has begun.\n\nWhom is it about?")

    async def test_so_are_several_that_were_typed(self, conversing: Conversing):
        """Who names one thing that no button says sees that it is missing."""
        (reply,) = await said(conversing, "which option", "control and a cuddly dog")
        assert reply.text.startswith("Noted: Control over what happens and when.")

    async def test_a_sentence_ends_once(self, conversing: Conversing):
        (reply,) = await said(conversing, "risk plan", "To go out.")
        assert reply.text.startswith("Noted: To go out.\n\n")
        (reply,) = await said(conversing, "skip", first=3)
        assert reply.text.startswith(
            "I could not use that as an answer. For example: To take the bus to the football alone.\n\n"
        )

    async def test_the_choice_that_was_asked_stands_above_anyway(self, conversing: Conversing):
        (reply,) = await said(conversing, "eligibility guide", "an adult")
        assert reply.text == "Can it wait for an assessment?"


class TestKeeping:
    async def test_a_restart_loses_nothing(self, tmp_path: pathlib.Path, conversing: Conversing, clock: Clock):
        await said(conversing, "holiday calculator", "regular", "3 days", "6")
        again = desk(tmp_path, clock)
        restarted = again.conversing(ScriptedUnderstander(again))
        (reply,) = await said(restarted, "no", first=5)
        assert "Is the job ending?" in reply.text
        (reply,) = await said(restarted, "no", first=6)
        assert "16.8 days" in reply.text

    async def test_an_answer_in_between_does_not_lose_it(self, conversing: Conversing, product, rasa):
        await said(conversing, "holiday calculator", "regular", "3 days")
        first, second = await said(conversing, QUESTION, first=4)
        assert (first.article, second.outcome) == ("pa-pay/holiday-entitlement", OutcomeName.TOOL)
        assert chatting(product).tool["step"] == "hours"
        assert rasa.heard == [QUESTION]

    async def test_people_do_not_share_one(self, conversing: Conversing, product):
        await said(conversing, "holiday calculator")
        (reply,) = await said(conversing, "regular", who="web:b")
        assert reply.outcome is OutcomeName.ANSWER

    async def test_the_same_message_twice_is_one_answer(self, conversing: Conversing, product):
        await said(conversing, "holiday calculator", "regular")
        first = await conversing.receive(Incoming("web:a", "twice", "3"))
        second = await conversing.receive(Incoming("web:a", "twice", "3"))
        assert [reply.text for reply in first] == [reply.text for reply in second]
        assert chatting(product).tool["step"] == "hours"

    async def test_a_step_that_an_edit_took_out_ends_the_tool_quietly(self, conversing: Conversing, product):
        await said(conversing, "holiday calculator")
        with product.units() as work:
            row = work.conversations.get("web:a")
            row.tool = {**row.tool, "step": "gone"}
            work.conversations.put(row)
            work.commit()
        (reply,) = await said(conversing, "what is option 1", first=2)
        assert reply.outcome is OutcomeName.ANSWER


class TestEnding:
    async def test_nothing_typed_is_kept_once_something_else_is_said(
        self, conversing: Conversing, product, tmp_path: pathlib.Path
    ):
        lines = ("work out redundancy pay: 11 years, aged 53", "£317.41 a week", "31 March 2027")
        (reply,) = await said(conversing, *lines)
        assert "£317.41" in reply.text
        await said(conversing, "what is option 1", first=10)
        kept = json.dumps(everything(tmp_path), default=str)
        assert [
            words for words in ("317.41", "11 years", "aged 53", "31 March 2027", "2027-03-31") if words in kept
        ] == []

    async def test_the_tool_the_nation_and_the_outcome_are_kept(self, conversing: Conversing, tmp_path: pathlib.Path):
        await said(conversing, "holiday calculator", "they vary", "62")
        (row,) = everything(tmp_path)["interactions"]
        assert [value for value in row if value in {"tool", "tool:holiday:finished", "scotland"}] == [
            "tool",
            "scotland",
            "tool:holiday:finished",
        ]

    async def test_stopping_deletes_it_as_well(self, conversing: Conversing, product, tmp_path: pathlib.Path):
        await said(conversing, "cost calculator: 20 hours a week at £17.77 an hour", "stop", "what is option 1")
        assert "17.77" not in json.dumps(everything(tmp_path), default=str)
        assert chatting(product).tool is None

    @pytest.mark.parametrize("another", ["notice calculator", "holiday calculator", "tool:notice", "tool:holiday"])
    async def test_beginning_another_or_the_same_anew_stops_it(
        self, conversing: Conversing, product, tmp_path: pathlib.Path, another: str
    ):
        await said(conversing, "holiday calculator", "regular", "3 days")
        if another.startswith("tool:"):
            await pressed(conversing, another)
        else:
            await said(conversing, another, first=4)
        assert set(chatting(product).tool["answers"]) == {"nation"}
        (row,) = everything(tmp_path)["interactions"]
        assert "tool:holiday:stopped" in row
        assert _replies(tmp_path, 2, 3) == ["That result is no longer kept. Please start the tool again."] * 2

    @pytest.mark.parametrize(("arrived", "keeps"), [({"sent": NOON}, False), ({"dead": True}, False), ({}, True)])
    async def test_only_what_is_still_on_its_way_to_a_chat_keeps_its_words(
        self, conversing: Conversing, product, arrived, keeps
    ):
        (reply,) = await said(conversing, "cost calculator: 20 hours a week at £17.77 an hour")
        _kept_as_sent(product, reply, **arrived)
        await said(conversing, "stop", "what is option 1", first=2)
        assert ("17.77" in _of_outbox(product).body["text"]) == keeps
        assert (chatting(product).tool is None) == (not keeps)

    async def test_it_is_cleared_away_the_next_time_once_it_has_arrived(self, conversing: Conversing, product):
        (reply,) = await said(conversing, "cost calculator: 20 hours a week at £17.77 an hour")
        _kept_as_sent(product, reply)
        await said(conversing, "stop", "what is option 1", first=2)
        with product.units() as work:
            work.outbox.put(dataclasses.replace(_of_outbox(product), sent=NOON))
            work.commit()
        await said(conversing, "what is option 2", first=4)
        kept = _of_outbox(product).body
        assert (kept["text"], kept["outcome"], kept["choices"]) == (
            "That result is no longer kept. Please start the tool again.",
            "tool",
            [{"title": choice.title, "payload": choice.payload} for choice in reply.choices],
        )
        assert chatting(product).tool is None

    async def test_a_result_that_comes_twice_is_the_same(self, conversing: Conversing):
        await said(conversing, "holiday calculator", "they vary")
        first = await conversing.receive(Incoming("web:a", "twice", "62"))
        second = await conversing.receive(Incoming("web:a", "twice", "62"))
        assert first[0].text == second[0].text

    async def test_a_champion_gets_the_question_but_nothing_that_was_typed(self, conversing: Conversing, product):
        await said(conversing, "cost calculator: 20 hours a week", "dunno", "dunno", "dunno")
        reply = await pressed(conversing, "tool:employer-cost:.champion")
        ticket = product.escalation.show(reply.ticket)
        assert "What is the pay an hour" in ticket.question
        assert "20" not in ticket.question

    async def test_what_nobody_comes_back_to_is_cleared_away_after_a_week(
        self, conversing: Conversing, product, clock: Clock, tmp_path: pathlib.Path
    ):
        clock.now = datetime.datetime.now(tz=datetime.UTC) - 9 * DAY
        await said(conversing, "cost calculator: 20 hours a week at £17.77 an hour")
        _age(product, clock.now)
        clock.now += 6 * DAY
        assert product.guiding.clearing.once() == 0
        clock.now += 2 * DAY
        assert product.guiding.clearing.once() == 1
        assert "17.77" not in json.dumps(everything(tmp_path), default=str)

    async def test_a_result_is_cleared_away_after_an_hour(self, conversing: Conversing, product, clock: Clock):
        await said(conversing, "holiday calculator", "they vary", "62")
        assert set(chatting(product).tool) == {ENDED}
        _age(product, clock.now)
        clock.now += datetime.timedelta(minutes=61)
        assert product.guiding.clearing.once() == 1
        assert chatting(product).tool is None


class TestDanger:
    async def test_it_is_answered_first_and_the_tool_waits(self, conversing: Conversing, product):
        await said(conversing, "holiday calculator")
        (reply,) = await said(conversing, "he hits her and she is scared to go home", first=2)
        assert reply.outcome is OutcomeName.SAFEGUARD
        assert chatting(product).tool["step"] == "pattern"

    async def test_what_tells_of_something_else_goes_to_the_model_that_takes_a_second_look(
        self, conversing: Conversing, rasa: ScriptedUnderstander
    ):
        text = "her son comes and then she is very quiet"
        rasa.script = {text: understood("options/option-1", at_risk=True)}
        await said(conversing, "holiday calculator")
        (reply,) = await said(conversing, text, first=2)
        assert reply.outcome is OutcomeName.SAFEGUARD

    async def test_personal_data_is_hidden_before_it_is_read(self, conversing: Conversing, product, tmp_path):
        replies = await said(conversing, "holiday calculator", "Jean Brown at PH1 5AB works 3 days a week")
        assert replies[-1].masked
        assert "Brown" not in json.dumps(everything(tmp_path), default=str)


def _replies(folder: pathlib.Path, *numbers: int) -> list[str]:
    """The texts that are kept as replies to messages of a person, by their numbers."""
    with contextlib.closing(sqlite3.connect(folder / "sds-guide.sqlite")) as connection:
        kept = dict(connection.execute("SELECT id, replies FROM deliveries").fetchall())
    return [reply["text"] for number in numbers for reply in json.loads(kept[f"web:a:{number}"])]


def _kept_as_sent(product: wiring.Product, reply: Reply, **arrived: Any) -> None:
    """Keep a reply as channels do that are sent to."""
    with product.units() as work:
        work.outbox.add(Message("web:a", "reply", as_kept(reply), NOON, NOON, **arrived))
        work.commit()


def _of_outbox(product: wiring.Product) -> Message:
    with product.units() as work:
        return work.outbox.with_key("reply")


def _age(product: wiring.Product, when: datetime.datetime) -> None:
    """Set when the conversation was last changed, which the database's own clock says."""
    import sqlalchemy as sa

    from bot.storage import tables

    with product.units() as work:
        work._connection.execute(sa.update(tables.conversations).values(updated=when))
        work.commit()
