"""What a champion sees of a ticket, and what nobody sees: who asked."""

import dataclasses
import pathlib

import pytest

from bot import wiring
from bot.errors import UnknownItemError
from bot.helpdesk.vocabulary import Nation
from bot.services.people_records import Person
from bot.services.records import Message
from bot.services.ticket_queries import Wanted
from bot.services.viewing import MOST_ALIKE, NEAREST, TicketView
from tests.services.asking import ARTICLE, FIRST, ask, desk
from tests.worlds import NOON

ASKED = "May we pay a friend to help with shopping?"
LIKE = "may we pay friends to help with the shopping"


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    made = desk(tmp_path)
    ask(made, question=ASKED, articles=(ARTICLE, "options/option-1", "no/such"))
    return made


def view(product: wiring.Product, number: int = 1) -> TicketView:
    return product.viewing.view(number)


class TestNearest:
    def test_articles_stand_in_order_with_the_words_of_the_question_marked(self, product: wiring.Product):
        found = ask(product, "web:b", "how do I choose option 2", articles=(ARTICLE, "options/option-1"))
        near = view(product, found).nearest
        assert [each.article for each in near] == [ARTICLE, "options/option-1"]
        assert {piece.text.lower() for piece in near[0].title if piece.matched} == {"option", "2"}

    def test_the_short_answer_is_filled_for_the_day(self, product: wiring.Product):
        short = "".join(piece.text for piece in view(product).nearest[0].short)
        assert short == product.renderer.short(product.content.articles[ARTICLE], NOON.date())

    def test_one_that_is_no_longer_served_says_so(self, product: wiring.Product):
        gone = view(product).nearest[2]
        assert (gone.served, gone.short, gone.title[0].text) == (False, [], "no/such")

    def test_no_more_than_five(self, product: wiring.Product):
        many = tuple(list(product.content.articles)[: NEAREST + 3])
        assert len(view(product, ask(product, articles=many)).nearest) == NEAREST


class TestLikes:
    def test_open_ones_with_like_questions_can_be_merged(self, product: wiring.Product):
        like, _ = ask(product, "web:b", LIKE), ask(product, "web:c", "How much holiday does a PA get?")
        assert [each.ticket.number for each in view(product).duplicates] == [like]

    def test_answered_ones_show_what_was_said(self, product: wiring.Product):
        like = ask(product, "web:b", LIKE)
        product.handling.answer(like, "Yes.", FIRST)
        assert [(each.ticket.number, each.ticket.answer) for each in view(product).earlier] == [(like, "Yes.")]
        assert view(product).duplicates == []

    @pytest.mark.parametrize("ends", ["withdraw", "merge"])
    def test_withdrawn_and_merged_ones_are_neither(self, product: wiring.Product, ends: str):
        like = ask(product, "web:b", LIKE)
        if ends == "withdraw":
            product.askers.press("web:b", f"ticket:withdraw:{like}")
        else:
            product.handling.merge(like, 1, FIRST)
        assert (view(product).duplicates, view(product).earlier) == ([], [])

    def test_two_near_the_same_article_need_fewer_words_in_common(self, product: wiring.Product):
        one = ask(product, "web:b", "travel time between two people on one day", articles=("pa-pay/travel-time",))
        other = ask(product, "web:c", "does PA travel time count between clients", articles=("pa-pay/travel-time",))
        elsewhere = ask(product, "web:d", "does PA travel time count between clients", articles=(ARTICLE,))
        assert other in [each.ticket.number for each in view(product, one).duplicates]
        assert elsewhere not in [each.ticket.number for each in view(product, one).duplicates]

    def test_another_nation_s_law_is_another_question(self, product: wiring.Product):
        ask(product, "web:b", LIKE, nation=Nation.ENGLAND)
        assert view(product).duplicates == []

    def test_the_most_alike_come_first_and_not_too_many(self, product: wiring.Product):
        for number in range(MOST_ALIKE + 1):
            ask(product, f"web:{number}", LIKE + " today")
        same = ask(product, "web:same", ASKED)
        found = view(product).duplicates
        assert (found[0].ticket.number, found[0].likeness, len(found)) == (same, 1.0, MOST_ALIKE)


class TestMerged:
    def test_those_that_the_answer_will_answer_too(self, product: wiring.Product):
        like = ask(product, "web:b", LIKE)
        product.handling.merge(like, 1, FIRST)
        assert [ticket.number for ticket in view(product).merged] == [like]

    def test_what_a_merged_asker_adds_is_seen_on_the_ticket_that_will_be_answered(self, product: wiring.Product):
        other = ask(product, "web:b", LIKE)
        product.handling.merge(other, 1, FIRST)
        product.askers.press("web:b", f"ticket:detail:{other}")
        with product.units() as work:
            conversation = work.conversations.get("web:b")
        product.askers.typed(conversation, "only on Sundays")
        assert view(product).added == {other: ["only on Sundays"]}


class TestView:
    def test_people_of_the_desk_are_called_by_their_names(self, product: wiring.Product):
        with product.units() as work:
            number = work.people.add(Person("A Champion", "champion@example.org", NOON, []))
            work.commit()
        product.handling.claim(1, dataclasses.replace(FIRST, number=number))
        assert view(product).names == {number: "A Champion"}

    def test_somebody_who_has_left_is_still_called_by_name(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        product.people.deactivate(FIRST.number, None)
        assert view(product).names == {FIRST.number: FIRST.name}
        assert view(product).ticket.state == "open"

    def test_an_unknown_ticket_is_said_to_be_unknown(self, product: wiring.Product):
        with pytest.raises(UnknownItemError, match="no ticket 99"):
            view(product, 99)


class TestReach:
    @pytest.mark.parametrize(
        ("fates", "unreachable"),
        [((), False), (("blocked",), True), (("refused",), False), (("blocked", ""), False), (("", "gone"), True)],
    )
    def test_an_asker_who_blocked_the_bot_is_marked_until_something_arrives(
        self, product: wiring.Product, fates: tuple[str, ...], unreachable: bool
    ):
        with product.units() as work:
            for number, fate in enumerate(fates):
                body = {"text": "words", **({"given_up": fate} if fate else {})}
                message = Message(
                    "web:a", f"key {number}", body, NOON, NOON, dead=bool(fate), sent=None if fate else NOON
                )
                work.outbox.add(message)
            work.commit()
        assert view(product).unreachable is unreachable


class TestFind:
    def test_a_page_and_how_many_there_are(self, product: wiring.Product):
        for number in range(4):
            ask(product, f"web:{number}", f"question number {number}")
        found = product.viewing.find(Wanted(text="question", most=2, start=2))
        assert ([t.question for t in found.tickets], found.total) == (["question number 2", "question number 3"], 4)

    @pytest.mark.parametrize("text", ["%", "_", "\\", "'; DROP TABLE tickets; --"])
    def test_signs_that_mean_something_to_the_database_are_only_letters(self, product: wiring.Product, text: str):
        assert product.viewing.find(Wanted(text=text)).total == 0

    def test_a_number_finds_its_ticket(self, product: wiring.Product):
        assert [t.number for t in product.viewing.find(Wanted(text="1")).tickets] == [1]

    @pytest.mark.parametrize("text", ["9" * 30, "²", "٣"])
    def test_a_number_that_cannot_be_one_finds_nothing(self, product: wiring.Product, text: str):
        assert product.viewing.find(Wanted(text=text)).total == 0


class TestCounts:
    def test_by_state_and_by_team(self, product: wiring.Product):
        ask(product, "web:b")
        product.handling.claim(1, FIRST)
        assert product.viewing.counts() == {"claimed": 1, "open": 1}
        assert product.viewing.counts([]) == {}
