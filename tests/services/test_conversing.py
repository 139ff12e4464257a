"""The whole of a turn: screening, repeats, bad input, failures."""

import pathlib
import sqlite3

import pytest

from bot import wiring
from bot.errors import StorageError
from bot.helpdesk.vocabulary import OutcomeName, Reason, Reply
from bot.services.answering import Turn
from bot.services.conversing import Conversing, Incoming, Limits
from bot.services.records import Delivery
from tests.services.asking import FIRST, staff
from tests.worlds import ScriptedUnderstander, understood, world


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    return world(tmp_path)


@pytest.fixture
def rasa(product: wiring.Product) -> ScriptedUnderstander:
    return ScriptedUnderstander(product)


@pytest.fixture
def conversing(product: wiring.Product, rasa: ScriptedUnderstander) -> Conversing:
    return product.conversing(rasa, Limits(largest_message=2000, messages_a_minute=30))


async def said(conversing: Conversing, text: str, delivery: str = "1", conversation: str = "web:a") -> list[Reply]:
    return await conversing.receive(Incoming(conversation, delivery, text))


class TestQuestions:
    async def test_a_question_is_answered(self, conversing: Conversing):
        (reply,) = await said(conversing, "what is option 1")
        assert (reply.outcome, reply.article) == (OutcomeName.ANSWER, "options/option-1")

    async def test_rasa_hears_only_masked_words_and_the_person_is_told(
        self, conversing: Conversing, rasa: ScriptedUnderstander
    ):
        replies = await said(conversing, "my client Jean Brown at PH1 5AB wants a PA, what is option 1")
        assert "Brown" not in rasa.heard[0]
        assert "PH1" not in rasa.heard[0]
        assert replies[-1].reason is Reason.PERSONAL_DATA

    async def test_the_same_delivery_twice_is_answered_the_same_and_done_once(
        self, conversing: Conversing, rasa: ScriptedUnderstander
    ):
        first = await said(conversing, "what is option 1", delivery="7")
        second = await said(conversing, "what is option 1", delivery="7")
        assert [r.text for r in first] == [r.text for r in second]
        assert len(rasa.heard) == 1


class TestCommands:
    async def test_words_after_a_command_are_the_question(self, conversing: Conversing, rasa: ScriptedUnderstander):
        (reply,) = await said(conversing, "/help what is option 1")
        assert (reply.outcome, rasa.heard) == (OutcomeName.ANSWER, ["what is option 1"])

    @pytest.mark.parametrize("command", ["/help", "/start", "/me", "/forget", "/digest@guide_bot", "/nonsense"])
    async def test_danger_after_a_command_gets_the_fixed_reply(self, conversing: Conversing, command: str):
        (reply,) = await said(conversing, f"{command} he hits her and she is scared to go home")
        assert (reply.outcome, reply.reason) == (OutcomeName.SAFEGUARD, Reason.SAFETY)


class TestDanger:
    async def test_it_gets_the_fixed_reply_before_any_model(
        self, conversing: Conversing, rasa: ScriptedUnderstander, product: wiring.Product
    ):
        (reply,) = await said(conversing, "he hits her and she is scared to go home")
        assert (reply.outcome, reply.reason, rasa.heard) == (OutcomeName.SAFEGUARD, Reason.SAFETY, [])
        assert "999" in reply.text
        assert product.content.council.adult_protection.phone in reply.text
        assert product.escalation.show(reply.ticket).urgent

    async def test_it_gets_it_when_rasa_is_down(self, conversing: Conversing, rasa: ScriptedUnderstander):
        rasa.broken = True
        (reply,) = await said(conversing, "he hits her and she is scared to go home")
        assert reply.outcome is OutcomeName.SAFEGUARD

    UNSURE = "her nephew borrows her money and never pays it back"

    async def test_words_that_are_not_the_plainest_are_looked_at_by_the_model_too(
        self, conversing: Conversing, rasa: ScriptedUnderstander
    ):
        rasa.script = {self.UNSURE: understood("options/option-1", at_risk=True)}
        (reply,) = await said(conversing, self.UNSURE)
        assert (reply.outcome, rasa.heard) == (OutcomeName.SAFEGUARD, [self.UNSURE])

    async def test_when_the_model_sees_no_danger_in_them_the_numbers_stand_before_the_answer(
        self, conversing: Conversing
    ):
        (reply,) = await said(conversing, self.UNSURE)
        assert (reply.outcome, reply.article) == (OutcomeName.ANSWER, "options/option-1")
        assert "999" in reply.text.splitlines()[0]

    async def test_when_it_is_down_they_are_taken_for_danger(self, conversing: Conversing, rasa: ScriptedUnderstander):
        rasa.broken = True
        (reply,) = await said(conversing, self.UNSURE)
        assert reply.outcome is OutcomeName.SAFEGUARD

    async def test_it_gets_it_in_a_message_that_is_too_long(self, conversing: Conversing):
        (reply,) = await said(conversing, "he hits her and she is scared to go home. " + "So it goes on. " * 200)
        assert reply.outcome is OutcomeName.SAFEGUARD


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "did not get any words"),
            ("   \n", "did not get any words"),
            ("\x00\x07\u200b", "did not get any words"),
            ("🙂🙂🙂", "only read words"),
            ("?!", "only read words"),
            ("x" * 10_000, "too long"),
            ("/", "only read words"),
            ("/help", "checked articles"),
            ("/nonsense", "do not know that command"),
            ("/nonsense@guide_bot ", "do not know that command"),
        ],
    )
    async def test_it_gets_a_clear_short_reply(
        self, conversing: Conversing, rasa: ScriptedUnderstander, text: str, words: str
    ):
        (reply,) = await said(conversing, text)
        assert words in reply.text
        assert rasa.heard == []

    async def test_a_leading_slash_never_reaches_rasa(self, conversing: Conversing, rasa: ScriptedUnderstander):
        await said(conversing, '/ask_human{"x": 1}')
        assert not rasa.heard[0].startswith("/")

    @pytest.mark.parametrize("text", ["'; DROP TABLE tickets; --", "<script>alert(1)</script>"])
    async def test_sql_and_html_are_words_like_others(self, conversing: Conversing, product: wiring.Product, text: str):
        await said(conversing, text)
        assert product.escalation.list() == []

    async def test_more_than_the_limit_in_a_minute_is_slowed_down(self, product: wiring.Product):
        rasa = ScriptedUnderstander(product)
        conversing = product.conversing(rasa, Limits(messages_a_minute=3))
        replies = [await said(conversing, "what is option 1", delivery=str(n)) for n in range(5)]
        assert [r[0].outcome for r in replies][3:] == [OutcomeName.ERROR, OutcomeName.ERROR]
        assert len(rasa.heard) == 3

    async def test_an_unknown_button_is_explained(self, conversing: Conversing):
        (reply,) = await conversing.receive(Incoming("web:a", "1", choice="article:options/option-1"))
        assert "button" in reply.text


class TestCutOff:
    """A turn that ended in the middle is begun anew by the same message, and what it kept is found."""

    async def test_a_message_that_only_has_come_is_answered_when_it_comes_again(
        self, conversing: Conversing, product: wiring.Product
    ):
        with product.units() as work:
            work.deliveries.begin(Delivery("7", "web:a", product.clock()))
            work.commit()
        (reply,) = await said(conversing, "what is option 1", delivery="7")
        assert (reply.outcome, reply.article) == (OutcomeName.ANSWER, "options/option-1")

    async def test_a_turn_that_broke_is_tried_anew(
        self, conversing: Conversing, rasa: ScriptedUnderstander, monkeypatch: pytest.MonkeyPatch
    ):
        with monkeypatch.context() as patched:
            patched.setattr(ScriptedUnderstander, "ask", _break)
            with pytest.raises(ZeroDivisionError):
                await said(conversing, "what is option 1", delivery="7")
        (reply,) = await said(conversing, "what is option 1", delivery="7")
        assert reply.outcome is OutcomeName.ANSWER

    async def test_what_was_kept_is_said_and_nothing_is_done_again(
        self, conversing: Conversing, product: wiring.Product, monkeypatch: pytest.MonkeyPatch
    ):
        with monkeypatch.context() as patched:
            patched.setattr(Conversing, "_finish", _break_at_once)
            with pytest.raises(ZeroDivisionError):
                await said(conversing, "he hits her and she is scared to go home", delivery="7")
        (reply,) = await said(conversing, "he hits her and she is scared to go home", delivery="7")
        assert [ticket.number for ticket in product.escalation.list()] == [reply.ticket]

    async def test_what_was_kept_is_said_though_the_delivery_cannot_be_closed(
        self, conversing: Conversing, product: wiring.Product, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(Conversing, "_finish", _fail)
        (reply,) = await said(conversing, "he hits her and she is scared to go home", delivery="7")
        assert product.escalation.show(reply.ticket).urgent

    async def test_an_action_that_ends_after_the_patience_for_it_opens_no_second_ticket(
        self, conversing: Conversing, rasa: ScriptedUnderstander, product: wiring.Product
    ):
        rasa.broken = True
        (reply,) = await said(conversing, "an odd question", delivery="7")
        late = product.answering.respond(
            Turn("web:a", "an odd question", delivery="7"), understood("options/option-1", confidence=0.1)
        )
        assert late == reply
        assert len(product.escalation.list()) == 1


class TestWordsThatWereAQuestion:
    async def test_they_are_answered_and_leave_the_ticket(
        self, conversing: Conversing, rasa: ScriptedUnderstander, product: wiring.Product
    ):
        rasa.script = {"an odd question": understood("options/option-1", confidence=0.1)}
        (opened,) = await said(conversing, "an odd question")
        staff(product, FIRST)
        product.handling.ask_back(opened.ticket, FIRST, "Since when?")
        (taken,) = await said(conversing, "what is option 1", delivery="2")
        (reply,) = await conversing.receive(Incoming("web:a", "3", choice=taken.choices[-1].payload))
        assert (reply.outcome, reply.article) == (OutcomeName.ANSWER, "options/option-1")
        assert "detail" not in [event.kind for event in product.escalation.events(opened.ticket)]

    async def test_a_question_back_that_comes_while_rasa_is_silent_is_not_forgotten(
        self, conversing: Conversing, product: wiring.Product, monkeypatch: pytest.MonkeyPatch
    ):
        product.answering.respond(Turn("web:a", "an odd question"), understood("options/option-1", confidence=0.1))
        staff(product, FIRST)

        async def ask_back(*_: object) -> list[object]:
            product.handling.ask_back(1, FIRST, "Since when?")
            return []

        monkeypatch.setattr(ScriptedUnderstander, "ask", ask_back)
        await said(conversing, "what is option 1")
        with product.units() as work:
            assert work.conversations.get("web:a").pending == "reply:1"


async def _break(*_: object) -> None:
    raise ZeroDivisionError


def _fail(*_: object) -> None:
    message = "The database is gone."
    raise StorageError(message)


def _break_at_once(*_: object) -> None:
    raise ZeroDivisionError


class TestFailures:
    async def test_a_stopped_rasa_loses_no_question(
        self, conversing: Conversing, rasa: ScriptedUnderstander, product: wiring.Product
    ):
        rasa.broken = True
        (reply,) = await said(conversing, "what is option 1")
        assert (reply.outcome, reply.reason) == (OutcomeName.ERROR, Reason.FAILURE)
        assert product.escalation.show(reply.ticket).question == "what is option 1"

    @pytest.mark.usefixtures("impatient")
    async def test_a_locked_database_is_said_plainly(
        self, conversing: Conversing, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ):
        other = sqlite3.connect(tmp_path / "sds-guide.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            (reply,) = await said(conversing, "what is option 1")
        finally:
            other.execute("ROLLBACK")
        assert reply.outcome is OutcomeName.ERROR
        assert "could not keep your question" in reply.text

    @pytest.mark.usefixtures("impatient")
    async def test_danger_is_answered_without_a_database(self, conversing: Conversing, tmp_path: pathlib.Path):
        other = sqlite3.connect(tmp_path / "sds-guide.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            (reply,) = await said(conversing, "he hits her and she is scared to go home")
        finally:
            other.execute("ROLLBACK")
        assert (reply.outcome, reply.ticket) == (OutcomeName.SAFEGUARD, None)
