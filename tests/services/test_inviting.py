"""Invitations, and who is let in, as somebody at the door finds out."""

import datetime
import pathlib

import pytest

from bot import wiring
from bot.errors import RefusedError, UnknownItemError
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.admitting import Access, Admitting
from bot.services.conversing import Conversing, Incoming
from tests.worlds import Clock, ScriptedUnderstander, world


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product(tmp_path: pathlib.Path, clock: Clock) -> wiring.Product:
    return world(tmp_path, clock)


def door(product: wiring.Product, access: Access) -> Conversing:
    doorkeeper = Admitting(access, product.units, product.inviting)
    return product.conversing(ScriptedUnderstander(product), doorkeeper=doorkeeper)


async def say(conversing: Conversing, text: str, conversation: str = "web:a") -> Reply:
    say.count = getattr(say, "count", 0) + 1
    (reply, *_) = await conversing.receive(Incoming(conversation, f"{conversation}:{say.count}", text))
    return reply


class TestDoor:
    async def test_without_an_invitation_nobody_is_answered(self, product: wiring.Product):
        reply = await say(door(product, Access.INVITE), "what is option 1")
        assert (reply.outcome, reply.article) == (OutcomeName.SOCIAL, None)
        assert "invitation code" in reply.text

    async def test_a_code_lets_one_person_in_for_good(self, product: wiring.Product):
        conversing, code = door(product, Access.INVITE), product.inviting.make("a leaflet")
        assert "Welcome" in (await say(conversing, f"hello, my code is {code.lower()}")).text
        assert (await say(conversing, "what is option 1")).outcome is OutcomeName.ANSWER
        assert "invitation code" in (await say(conversing, code, "web:b")).text

    async def test_danger_gets_the_numbers_at_once_invited_or_not(self, product: wiring.Product):
        for access in Access:
            reply = await say(door(product, access), "he hits her and she is scared to go home", "telegram:9")
            assert reply.outcome is OutcomeName.SAFEGUARD
            assert "999" in reply.text

    async def test_closed_lets_in_nobody_with_a_code(self, product: wiring.Product):
        conversing, code = door(product, Access.CLOSED), product.inviting.make("a leaflet")
        await say(conversing, code)
        assert (await say(conversing, "what is option 1")).article is None
        assert product.inviting.all()[0].uses_left == 1

    async def test_teams_and_the_terminal_have_doors_of_their_own(self, product: wiring.Product):
        conversing = door(product, Access.INVITE)
        for conversation in ("teams:x", "terminal:x"):
            assert (await say(conversing, "what is option 1", conversation)).outcome is OutcomeName.ANSWER


class TestCodes:
    def test_a_team_code_works_as_often_as_it_says_and_once_for_each(self, product: wiring.Product):
        code = product.inviting.make("carers centre", uses=2)
        assert [product.inviting.take(code, f"web:{n}") for n in (1, 1, 2, 3)] == [True, False, True, False]

    def test_it_expires(self, product: wiring.Product, clock: Clock):
        code = product.inviting.make("a leaflet", days=1)
        clock.now += datetime.timedelta(days=1, seconds=1)
        assert not product.inviting.take(code, "web:1")

    def test_it_can_be_ended_and_whoever_is_in_stays(self, product: wiring.Product):
        code = product.inviting.make("a leaflet", uses=5)
        product.inviting.take(code, "web:1")
        product.inviting.end(1)
        assert not product.inviting.take(code, "web:2")
        assert product.inviting.knows("web:1")

    def test_the_database_does_not_hold_the_code(self, product: wiring.Product):
        code = product.inviting.make("a leaflet")
        assert code.replace("-", "") not in product.inviting.all()[0].code

    @pytest.mark.parametrize("form", ["Hi there {}", "my key {}", "code:{}.", "{} please", "hello my invitation is {}"])
    def test_words_around_a_code_do_not_hide_it(self, product: wiring.Product, form: str):
        assert product.inviting.take(form.format(product.inviting.make("a leaflet")), "web:1")

    @pytest.mark.parametrize("text", ["", "department", "AAAAA-AAAAA", "my code is lost"])
    def test_other_words_let_nobody_in(self, product: wiring.Product, text: str):
        product.inviting.make("a leaflet")
        assert not product.inviting.take(text, "web:1")

    def test_a_stranger_cannot_have_a_thousand_of_them_looked_up(self, product: wiring.Product):
        code = product.inviting.make("a leaflet")
        assert not product.inviting.take(f"{'A ' * 990}{code}", "web:1")
        assert product.inviting.take(f"{'A ' * 10}{code}", "web:1")

    @pytest.mark.parametrize(("label", "uses", "days"), [("", 1, 1), ("x" * 101, 1, 1), ("a", 0, 1), ("a", 1, 400)])
    def test_what_cannot_be_is_refused(self, product: wiring.Product, label: str, uses: int, days: int):
        with pytest.raises(RefusedError):
            product.inviting.make(label, uses, days)

    def test_an_unknown_one_cannot_be_ended(self, product: wiring.Product):
        with pytest.raises(UnknownItemError):
            product.inviting.end(9)
