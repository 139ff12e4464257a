"""What askers do with their own tickets, and nobody else's; every word is said once."""

import datetime
import pathlib
from collections.abc import Callable

import pytest

from bot import wiring
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.answering import Turn
from bot.services.askers import announced
from bot.services.records import Delivery, Ticket
from bot.storage.tickets import Tickets
from tests.services.asking import FIRST, ask, chatting, desk, events, everything, kinds, shown
from tests.worlds import NOON, Clock, understood

VERBS = ("helped", "not_yet", "withdraw", "detail", "name")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product(tmp_path: pathlib.Path, clock: Clock) -> wiring.Product:
    made = desk(tmp_path, clock)
    ask(made)
    return made


@pytest.fixture
def in_between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen once, between the next look at a ticket and its change."""

    def let(happens: Callable[[], object]) -> None:
        look, waiting = Tickets.get, [happens]

        def get(self: Tickets, number: int) -> Ticket | None:
            ticket = look(self, number)
            if waiting:
                waiting.pop()()
            return ticket

        monkeypatch.setattr(Tickets, "get", get)

    return let


def press(product: wiring.Product, verb: str, number: int = 1, conversation: str = "web:a") -> Reply | None:
    return product.askers.press(conversation, f"ticket:{verb}:{number}")


def type_(product: wiring.Product, words: str, conversation: str = "web:a") -> Reply | None:
    return product.askers.typed(chatting(product, conversation), words)


class TestPress:
    def test_helped_closes(self, product: wiring.Product):
        product.handling.answer(1, "Yes.", FIRST)
        assert "closed" in press(product, "helped").text
        assert shown(product).state == "closed"

    def test_not_yet_opens_again_asks_what_is_missing_and_waits_for_it(self, product: wiring.Product):
        product.handling.answer(1, "Yes.", FIRST)
        reply = press(product, "not_yet")
        assert [choice.payload for choice in reply.choices] == ["ticket:withdraw:1"]
        assert (shown(product).state, chatting(product).pending) == ("reopened", "reply:1")

    def test_not_yet_begins_a_new_time_to_answer_by(self, product: wiring.Product, clock: Clock):
        product.handling.answer(1, "Yes.", FIRST)
        clock.now = shown(product).due
        press(product, "not_yet")
        assert shown(product).due > clock.now
        assert shown(product).reminded == 0

    def test_withdraw_ends_it_and_lets_those_that_waited_for_it_wait_for_themselves(self, product: wiring.Product):
        second = ask(product, "web:b")
        product.handling.merge(second, 1, FIRST)
        assert press(product, "withdraw") is not None
        assert (shown(product).state, shown(product, second).state) == ("withdrawn", "open")
        assert events(product, second)[-1].text == "ticket 1 was withdrawn"

    def test_withdrawing_one_leaves_what_is_awaited_for_another(self, product: wiring.Product):
        second = ask(product)
        product.handling.ask_back(second, FIRST, "Since when?")
        press(product, "withdraw")
        assert chatting(product).pending == f"reply:{second}"

    @pytest.mark.parametrize("verb", ["helped", "not_yet", "withdraw"])
    def test_what_ends_something_is_said_once(self, product: wiring.Product, verb: str):
        if verb != "withdraw":
            product.handling.answer(1, "Yes.", FIRST)
        assert press(product, verb) is not None
        happened = kinds(product)
        assert press(product, verb) is None
        assert kinds(product) == happened

    @pytest.mark.parametrize(("verb", "words"), [("detail", "what the champion should know"), ("name", "the name")])
    def test_detail_and_name_wait_for_the_next_words(self, product: wiring.Product, verb: str, words: str):
        assert words in press(product, verb).text
        assert chatting(product).pending == f"{verb}:1"

    @pytest.mark.parametrize("verb", ["detail", "name"])
    def test_nothing_is_added_to_what_has_ended(self, product: wiring.Product, verb: str):
        press(product, "withdraw")
        assert press(product, verb) is None

    @pytest.mark.parametrize("verb", VERBS)
    def test_nobody_presses_for_somebody_else(self, product: wiring.Product, tmp_path: pathlib.Path, verb: str):
        ask(product, "web:b")
        product.handling.answer(1, "Yes.", FIRST)
        before = everything(tmp_path)
        assert press(product, verb, conversation="web:b") is None
        assert everything(tmp_path) == before

    @pytest.mark.parametrize(
        "payload",
        [
            "ticket:",
            "ticket:helped",
            "ticket:helped:",
            "ticket:helped:x",
            "ticket:helped:-1",
            "ticket:helped:1:1",
            "ticket:helped:9999999999",
            "ticket:helped:¹",
            "ticket:close:1",
            "ticket::1",
            "ticket:helped:77",
        ],
    )
    def test_buttons_that_nobody_made_do_nothing(self, product: wiring.Product, payload: str):
        product.handling.answer(1, "Yes.", FIRST)
        assert product.askers.press("web:a", payload) is None
        assert shown(product).state == "answered"

    def test_a_champion_s_change_at_the_same_moment_costs_no_second_press(
        self, product: wiring.Product, in_between: Callable
    ):
        in_between(lambda: product.handling.claim(1, FIRST))
        assert press(product, "withdraw") is not None
        assert (shown(product).state, kinds(product)) == ("withdrawn", ["opened", "claimed", "withdrawn"])


class TestTyped:
    def test_words_go_to_the_ticket_that_waits_for_them_once(self, product: wiring.Product):
        press(product, "detail")
        assert "added that to ticket 1" in type_(product, "since April").text
        assert (events(product)[-1].kind, events(product)[-1].text) == ("detail", "since April")
        assert type_(product, "and another thing") is None

    def test_without_a_ticket_that_waits_words_are_a_question(self, product: wiring.Product):
        assert type_(product, "since April") is None
        assert kinds(product) == ["opened"]

    def test_a_reply_to_the_champion_ends_the_wait(self, product: wiring.Product):
        product.handling.ask_back(1, FIRST, "Since when?")
        type_(product, "since April")
        assert (shown(product).asked_back, shown(product).owner) == (False, FIRST.number)

    @pytest.mark.parametrize("ends", ["answer", "withdraw"])
    def test_when_the_ticket_has_ended_meanwhile_words_are_a_question(self, product: wiring.Product, ends: str):
        press(product, "detail")
        if ends == "answer":
            product.handling.answer(1, "Yes.", FIRST)
        else:
            product.askers.press("web:a", "ticket:withdraw:1")
            product.askers.press("web:a", "ticket:detail:1")
        assert type_(product, "since April") is None
        assert "detail" not in kinds(product)

    def test_detail_for_a_merged_one_is_kept_with_it(self, product: wiring.Product):
        second = ask(product, "web:b")
        product.handling.merge(second, 1, FIRST)
        press(product, "detail", second, "web:b")
        type_(product, "since April", "web:b")
        assert (shown(product, second).state, kinds(product, second)[-1]) == ("merged", "detail")

    def test_a_champion_s_change_at_the_same_moment_loses_no_words(self, product: wiring.Product, in_between: Callable):
        press(product, "detail")
        in_between(lambda: product.handling.claim(1, FIRST))
        assert type_(product, "since April") is not None
        assert kinds(product) == ["opened", "claimed", "detail"]


class TestParted:
    def test_others_get_a_new_promise_when_the_one_they_waited_for_is_withdrawn(
        self, product: wiring.Product, clock: Clock
    ):
        other = ask(product, "web:b")
        product.handling.merge(other, 1, FIRST)
        clock.now += datetime.timedelta(days=30)
        press(product, "withdraw")
        ticket = shown(product, other)
        assert (ticket.state, ticket.reminded) == ("open", 0)
        assert ticket.due > clock.now


class TestNamed:
    def test_the_name_is_kept_with_the_ticket_and_nowhere_else(self, product: wiring.Product, tmp_path: pathlib.Path):
        press(product, "name")
        product.askers.named(chatting(product), "  Somebody\n Special ")
        assert shown(product).named == "Somebody Special"
        held = {name for name, rows in everything(tmp_path).items() if "Special" in repr(rows)}
        assert held == {"tickets"}

    def test_a_name_that_nobody_asked_for_is_not_kept(self, product: wiring.Product):
        press(product, "detail")
        assert product.askers.named(chatting(product), "Somebody") is None
        assert shown(product).named == ""

    @pytest.mark.parametrize("words", ["who pays for training?", "I would like to know who pays for the training"])
    def test_a_question_is_never_kept_as_a_name(self, product: wiring.Product, words: str):
        press(product, "name")
        assert product.askers.named(chatting(product), words) is None
        assert (shown(product).named, chatting(product).pending) == ("", "")

    def test_after_the_answer_no_words_are_a_name(self, product: wiring.Product):
        press(product, "name")
        product.handling.answer(1, "Yes.", FIRST)
        assert product.askers.named(chatting(product), "training costs") is None
        assert shown(product).named == ""

    def test_words_that_were_a_question_are_taken_out_again(self, product: wiring.Product):
        press(product, "name")
        payload = product.askers.named(chatting(product), "training costs").choices[-1].payload
        assert product.askers.question_after_all("web:a", payload) == "training costs"
        product.askers.take_back("web:a", payload)
        assert shown(product).named == ""
        assert product.askers.question_after_all("web:a", payload) is None


class TestQuestionAfterAll:
    def payload(self, product: wiring.Product, words: str = "is there a form") -> str:
        product.handling.ask_back(1, FIRST, "Since when?")
        return type_(product, words).choices[-1].payload

    def test_words_that_were_a_question_are_given_back_and_taken_out(self, product: wiring.Product):
        payload = self.payload(product)
        assert product.askers.question_after_all("web:a", payload) == "is there a form"
        product.askers.take_back("web:a", payload)
        assert "detail" not in kinds(product)
        assert all("form" not in event.text for event in events(product))

    def test_the_champion_s_question_waits_for_its_reply_again(self, product: wiring.Product):
        product.askers.take_back("web:a", self.payload(product))
        assert (shown(product).asked_back, chatting(product).pending) == (True, "reply:1")
        type_(product, "since April")
        assert not shown(product).asked_back

    def test_pressed_twice_it_takes_nothing_else_out(self, product: wiring.Product):
        press(product, "detail")
        type_(product, "since April")
        payload = self.payload(product)
        for _ in range(2):
            product.askers.take_back("web:a", payload)
        assert product.askers.question_after_all("web:a", payload) is None
        assert [e.text for e in events(product) if e.kind == "detail"] == ["since April"]

    def test_nobody_takes_back_what_somebody_else_said(self, product: wiring.Product):
        payload = self.payload(product)
        ask(product, "web:b")
        assert product.askers.question_after_all("web:b", payload) is None
        product.askers.take_back("web:b", payload)
        assert "detail" in kinds(product)

    def test_a_champion_s_note_is_never_given_out(self, product: wiring.Product):
        product.handling.note(1, FIRST, "secret")
        number = events(product)[-1].number
        assert product.askers.question_after_all("web:a", f"ticket:question:{number}") is None

    @pytest.mark.parametrize("rest", ["", "x", "-1", "¹", "12345678901", "77"])
    def test_a_button_that_nobody_made_gives_nothing(self, product: wiring.Product, rest: str):
        assert product.askers.question_after_all("web:a", f"ticket:question:{rest}") is None


class TestDeliveries:
    """The same message again finds what the first one did, also when nobody was told."""

    @pytest.fixture
    def again(self, product: wiring.Product) -> Callable[[Callable[[], Reply | None]], tuple[Reply | None, ...]]:
        def twice(do: Callable[[], Reply | None]) -> tuple[Reply | None, ...]:
            with product.units() as work:
                work.deliveries.begin(Delivery("d", "web:a", NOON))
                work.commit()
            return do(), kept(product)

        return twice

    def test_a_press_is_kept_together_with_its_reply(self, product: wiring.Product, again: Callable):
        first, found = again(lambda: product.askers.press("web:a", "ticket:withdraw:1", "d"))
        assert first == found

    def test_words_are_kept_together_with_their_reply(self, product: wiring.Product, again: Callable):
        press(product, "detail")
        first, found = again(lambda: product.askers.typed(chatting(product), "since April", "d"))
        assert first == found

    def test_of_two_processes_with_the_same_words_one_adds_them(self, product: wiring.Product, again: Callable):
        press(product, "detail")
        one, other = chatting(product), chatting(product)
        first, _ = again(lambda: product.askers.typed(one, "since April", "d"))
        assert product.askers.typed(other, "since April", "d") == first
        assert kinds(product).count("detail") == 1

    def test_a_question_that_is_taken_up_again_opens_no_second_ticket(self, product: wiring.Product, again: Callable):
        turn = Turn("web:a", "an odd question", delivery="d")
        unsure = understood("options/option-1", confidence=0.1)
        first, found = again(lambda: product.answering.respond(turn, unsure))
        assert first == found == product.answering.respond(turn, unsure)
        assert len(product.askers.tickets_of("web:a")) == 2


class TestAnnounced:
    def test_the_asker_is_told_what_they_can_do_meanwhile(self, product: wiring.Product):
        reply = announced(product.renderer, Reply("Passed on.", OutcomeName.ESCALATE, ticket=7))
        assert [c.payload for c in reply.choices] == ["ticket:detail:7", "ticket:name:7", "ticket:withdraw:7"]

    def test_other_replies_stay_as_they_are(self, product: wiring.Product):
        reply = Reply("Hello.", OutcomeName.SOCIAL)
        assert announced(product.renderer, reply) == reply


class TestTicketsOf:
    def test_a_person_sees_their_own_the_newest_first(self, product: wiring.Product):
        ask(product, "web:b")
        third = ask(product)
        assert [ticket.number for ticket in product.askers.tickets_of("web:a")] == [third, 1]


def kept(product: wiring.Product) -> Reply | None:
    """What a repeat of the delivery is told."""
    with product.units() as work:
        before = work.deliveries.begin(Delivery("d", "web:a", NOON))
    (reply,) = before.replies
    return Reply.from_contract(reply["text"], reply)
