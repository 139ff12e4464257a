"""What champions do with tickets: nobody is answered twice, nobody takes from a colleague, nothing is overwritten."""

import datetime
import pathlib
from collections.abc import Callable

import pytest

from bot import wiring
from bot.errors import ConflictError, RefusedError, UnknownItemError
from bot.helpdesk.vocabulary import Reason
from bot.services.handling import LONGEST_ANSWER
from bot.services.people_records import AuditFilter
from bot.services.routing import Routing
from tests.services.asking import (
    ARTICLE,
    FIRST,
    MANAGER,
    SECOND,
    TERMINAL,
    ask,
    chatting,
    desk,
    events,
    everything,
    kinds,
    sent,
    shown,
)
from tests.worlds import NOON, Clock

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product(tmp_path: pathlib.Path, clock: Clock) -> wiring.Product:
    made = desk(tmp_path, clock)
    ask(made)
    return made


@pytest.fixture
def routing(product: wiring.Product) -> Routing:
    return product.routing


class TestClaim:
    def test_it_holds_for_the_team_s_lease(self, product: wiring.Product, routing: Routing):
        ticket = product.handling.claim(1, FIRST)
        assert (ticket.owner, ticket.lease_until) == (1, NOON + routing.of(ticket.team).lease)
        assert shown(product) == ticket

    def test_the_second_champion_is_told_and_the_first_keeps_it(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        with pytest.raises(RefusedError, match="colleague has claimed"):
            product.handling.claim(1, SECOND)
        assert shown(product).owner == FIRST.number

    def test_a_claim_that_ran_out_is_free_for_the_next(self, product: wiring.Product, clock: Clock):
        clock.now = product.handling.claim(1, FIRST).lease_until
        assert product.handling.claim(1, SECOND).owner == SECOND.number

    def test_an_unknown_ticket_is_said_to_be_unknown(self, product: wiring.Product):
        with pytest.raises(UnknownItemError, match="no ticket 99"):
            product.handling.claim(99, FIRST)

    def test_the_command_line_is_nobody_who_could_own_it(self, product: wiring.Product):
        with pytest.raises(RefusedError, match="person of the desk"):
            product.handling.claim(1, TERMINAL)

    def test_it_is_written_down_who_did_it(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        assert [(e.kind, e.by) for e in events(product)] == [("opened", None), ("claimed", 1)]

    def test_the_audit_trail_has_it_without_words(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        product.handling.answer(1, "Ask the finance team.", FIRST)
        with product.units() as work:
            found = work.audit.list(AuditFilter(action="ticket"), 10)
        trail = [(entry.action, entry.subject, entry.person, dict(entry.details)) for entry in found]
        assert sorted(trail) == [("ticket.answered", "ticket 1", 1, {}), ("ticket.claimed", "ticket 1", 1, {})]


class TestOldPages:
    """Two tabs, or two champions: what was shown before somebody changed it overwrites nothing."""

    @pytest.mark.parametrize(
        "move",
        [
            lambda h, seen: h.claim(1, SECOND, seen),
            lambda h, seen: h.release(1, SECOND, seen),
            lambda h, seen: h.snooze(1, SECOND, NOON + HOUR, seen),
            lambda h, seen: h.hand_to_person(1, SECOND, 2, "second", seen),
            lambda h, seen: h.hand_to_team(1, SECOND, "carers-champions", seen),
            lambda h, seen: h.ask_back(1, SECOND, "Since when?", seen),
            lambda h, seen: h.answer(1, "Yes.", SECOND, seen),
            lambda h, seen: h.send_article(1, ARTICLE, SECOND, seen),
            lambda h, seen: h.merge(1, 2, SECOND, seen),
            lambda h, seen: h.part(1, SECOND, seen),
        ],
    )
    def test_every_change_is_refused_and_nothing_is_kept(
        self, product: wiring.Product, tmp_path: pathlib.Path, move: Callable
    ):
        ask(product, "web:b")
        seen = shown(product).version
        product.handling.claim(1, FIRST)
        product.handling.release(1, FIRST)
        before = everything(tmp_path)
        with pytest.raises(ConflictError, match="changed by a colleague"):
            move(product.handling, seen)
        assert everything(tmp_path) == before

    def test_the_page_as_it_is_now_is_taken(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        assert product.handling.release(1, FIRST, shown(product).version).owner is None


class TestRelease:
    def test_a_manager_releases_what_somebody_has(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        assert product.handling.release(1, MANAGER).state == "open"

    def test_a_colleague_cannot(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        with pytest.raises(RefusedError, match="have not claimed"):
            product.handling.release(1, SECOND)


class TestHandOn:
    def test_the_colleague_owns_it_then(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        assert product.handling.hand_to_person(1, FIRST, 2, "second champion").owner == 2
        assert events(product)[-1].text == "to second champion"

    def test_only_the_owner_or_a_manager_can(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        with pytest.raises(RefusedError, match="Only they or a manager"):
            product.handling.hand_to_person(1, SECOND, 2, "second champion")
        assert product.handling.hand_to_person(1, MANAGER, 2, "second champion").owner == 2

    def test_another_team_has_it_with_nobody_yet(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        found = product.handling.hand_to_team(1, FIRST, "carers-champions")
        assert (found.team, found.owner, found.state) == ("carers-champions", None, "open")

    def test_a_team_that_does_not_exist_is_named_with_those_that_do(self, product: wiring.Product):
        with pytest.raises(RefusedError, match=r"no team “unheard-of”\. The teams are .*carers-champions"):
            product.handling.hand_to_team(1, FIRST, "unheard-of")


class TestSnooze:
    def test_it_sleeps_until_then(self, product: wiring.Product):
        assert product.handling.snooze(1, FIRST, NOON + HOUR).snoozed_until == NOON + HOUR
        assert shown(product).state == "snoozed"

    def test_an_urgent_one_never_sleeps(self, product: wiring.Product):
        urgent = ask(product, "web:b", "somebody is hurt", Reason.SAFETY)
        with pytest.raises(RefusedError, match="urgent"):
            product.handling.snooze(urgent, FIRST, NOON + HOUR)


class TestNote:
    def test_colleagues_read_it_and_the_asker_never(self, product: wiring.Product):
        product.handling.note(1, SECOND, "  I would say yes. ")
        assert [(e.kind, e.by, e.text) for e in events(product)][-1] == ("note", 2, "I would say yes.")
        assert sent(product) == []

    @pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST_ANSWER + 1)])
    def test_an_empty_or_huge_one_is_refused(self, product: wiring.Product, text: str):
        with pytest.raises(RefusedError, match="A note needs 1 to 8000"):
            product.handling.note(1, FIRST, text)


class TestAskBack:
    def test_the_asker_gets_the_question_and_their_next_words_go_to_the_ticket(self, product: wiring.Product):
        product.handling.ask_back(1, FIRST, "Since when?")
        (message,) = sent(product)
        assert "Since when?" in message.body["text"]
        assert chatting(product).pending == "reply:1"
        assert (shown(product).asked_back, shown(product).owner) == (True, 1)

    def test_two_questions_are_two_messages(self, product: wiring.Product):
        product.handling.ask_back(1, FIRST, "Since when?")
        product.handling.ask_back(1, FIRST, "Since when?")
        assert len({message.key for message in sent(product)}) == 2


class TestAnswer:
    def test_it_is_kept_and_on_its_way_once(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        product.handling.answer(1, " Yes, you may. ", FIRST)
        (message,) = sent(product)
        assert message.key == "ticket-1-answer-1"
        assert "Yes, you may." in message.body["text"]
        assert [c["payload"] for c in message.body["choices"]] == ["ticket:helped:1", "ticket:not_yet:1"]
        ticket = shown(product)
        assert (ticket.state, ticket.answer, ticket.answered, ticket.answered_by) == (
            "answered",
            "Yes, you may.",
            NOON,
            "first champion",
        )

    def test_the_form_sent_twice_says_it_once(self, product: wiring.Product):
        seen = shown(product).version
        product.handling.answer(1, "Yes.", FIRST, seen)
        for again in (seen, None):
            with pytest.raises(RefusedError, match=r"Nothing was overwritten|Nothing was sent"):
                product.handling.answer(1, "Yes.", FIRST, again)
        assert len(sent(product)) == 1

    def test_a_ticket_that_a_colleague_has_is_not_answered(self, product: wiring.Product):
        product.handling.claim(1, FIRST)
        with pytest.raises(RefusedError, match="Nothing was sent"):
            product.handling.answer(1, "No.", SECOND)
        assert sent(product) == []

    def test_a_reopened_one_is_answered_anew(self, product: wiring.Product):
        product.handling.answer(1, "Yes.", FIRST)
        product.askers.press("web:a", "ticket:not_yet:1")
        product.handling.answer(1, "Yes, from April.", SECOND)
        assert [m.key for m in sent(product)] == ["ticket-1-answer-1", "ticket-1-answer-2"]

    @pytest.mark.parametrize("text", ["", " \n ", "x" * 20_000])
    def test_an_empty_or_huge_one_is_refused(self, product: wiring.Product, text: str):
        with pytest.raises(RefusedError, match=r"An answer needs 1 to 8000 characters.*Nothing was sent"):
            product.handling.answer(1, text, FIRST)

    def test_the_longest_one_and_anything_that_looks_like_code_arrive_as_typed(self, product: wiring.Product):
        text = "<script>alert(1)</script> {answer} %s " + "x" * (LONGEST_ANSWER - 40)
        product.handling.answer(1, text, FIRST)
        assert text in sent(product)[0].body["text"]


class TestSendArticle:
    def test_the_article_is_the_answer(self, product: wiring.Product):
        product.handling.send_article(1, ARTICLE, FIRST)
        assert product.content.articles[ARTICLE].short.split(".")[0] in sent(product)[0].body["text"]
        assert shown(product).article == ARTICLE

    def test_one_that_is_gone_is_said_to_be_gone(self, product: wiring.Product):
        with pytest.raises(UnknownItemError, match=r"“no/such” any more.*Nothing was sent"):
            product.handling.send_article(1, "no/such", FIRST)


class TestMerge:
    def test_one_answer_answers_all_and_each_asker_gets_it_once(self, product: wiring.Product):
        for conversation in ("web:b", "web:c"):
            product.handling.merge(ask(product, conversation), 1, FIRST)
        answered = product.handling.answer(1, "Yes.", FIRST)
        assert [t.number for t in answered] == [1, 2, 3]
        found = {c: [m.key for m in sent(product, c)] for c in ("web:a", "web:b", "web:c")}
        assert found == {
            "web:a": ["ticket-1-answer-1"],
            "web:b": ["ticket-2-answer-1"],
            "web:c": ["ticket-3-answer-1"],
        }

    def test_those_that_were_merged_with_it_come_along(self, product: wiring.Product):
        second, third = ask(product, "web:b"), ask(product, "web:c")
        product.handling.merge(third, second, FIRST)
        product.handling.merge(second, 1, FIRST)
        assert {shown(product, n).merged_into for n in (second, third)} == {1}

    def test_a_page_of_the_other_ticket_that_shows_none_of_them_is_old(self, product: wiring.Product):
        """Whoever answers a moment later would leave the merged one without an answer."""
        seen = shown(product).version
        product.handling.merge(ask(product, "web:b"), 1, SECOND)
        with pytest.raises(ConflictError):
            product.handling.answer(1, "Yes.", FIRST, seen)
        assert sent(product) == sent(product, "web:b") == []

    def test_parted_it_waits_for_its_own_answer(self, product: wiring.Product):
        second = ask(product, "web:b")
        product.handling.merge(second, 1, FIRST)
        product.handling.part(second, FIRST)
        product.handling.answer(1, "Yes.", FIRST)
        assert (shown(product, second).state, sent(product, "web:b")) == ("open", [])

    def test_an_unknown_one_is_said_to_be_unknown_and_nothing_moves(self, product: wiring.Product):
        with pytest.raises(UnknownItemError, match="no ticket 99"):
            product.handling.merge(1, 99, FIRST)
        assert kinds(product) == ["opened"]


class TestLetGoOf:
    def test_all_tickets_of_somebody_who_left_go_back_to_their_teams(self, product: wiring.Product):
        second = ask(product, "web:b")
        product.handling.claim(1, FIRST)
        product.handling.claim(second, SECOND)
        assert product.handling.let_go_of(1) == 1
        assert [(shown(product, n).state, shown(product, n).owner) for n in (1, second)] == [
            ("open", None),
            ("claimed", 2),
        ]
