"""Whole lives of tickets with the real use cases and a real database: all moves in any order, and two at once."""

import datetime
import pathlib
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot import wiring
from bot.errors import RefusedError
from bot.helpdesk.tickets import ACTIVE, ENDED, State
from bot.helpdesk.vocabulary import Reason
from bot.services.handling import Actor
from bot.storage.database import connect
from tests.services.asking import FIRST, MANAGER, SECOND, TERMINAL, ask, chatting, desk, everything, sent
from tests.storage.conftest import emptied, server
from tests.worlds import Clock

pytestmark = pytest.mark.long
__all__ = ["server"]
ASKERS = ("web:a", "web:b", "web:c")
HOUR = datetime.timedelta(hours=1)


class Lives(RuleBasedStateMachine):
    """Up to four tickets of three askers, three people of the desk and the command line, and time."""

    numbers = st.integers(1, 4)
    people = st.sampled_from([FIRST, SECOND, MANAGER])
    anybody = st.sampled_from([FIRST, SECOND, MANAGER, TERMINAL])
    askers = st.sampled_from(ASKERS)
    words = st.sampled_from(["Yes.", "No.", "<b>{ticket}</b>"])

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="sds-lives-")
        self.place = pathlib.Path(self.folder.name)
        self.clock = Clock()
        self.product = desk(self.place, self.clock)
        self.asked: dict[int, str] = {}
        self.questions: Counter[int] = Counter()
        self.closings: Counter[int] = Counter()
        self.opened(ASKERS[0], urgent=False)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.everyone_is_answered_in_the_end()
            self.folder.cleanup()

    @rule(asker=askers, urgent=st.booleans())
    def opened(self, asker: str, urgent: bool) -> None:
        if len(self.asked) < 4:
            reason = Reason.SAFETY if urgent else Reason.NO_MATCH
            self.asked[ask(self.product, asker, "may we pay a friend", reason)] = asker

    @rule(minutes=st.integers(1, 200))
    def time_moves(self, minutes: int) -> None:
        self.clock.now += datetime.timedelta(minutes=minutes)

    @rule(days=st.integers(1, 30))
    def time_does_its_work(self, days: int) -> None:
        answered = {n for n, t in self.tickets().items() if t.state == "answered"}
        self.clock.now += datetime.timedelta(days=days)
        self.product.caretaking.once()
        self.closings.update(n for n in answered if self.tickets()[n].state == "closed")

    @rule(number=numbers, by=people)
    def claim(self, number: int, by: Actor) -> None:
        self.tried(lambda h: h.claim(number, by))

    @rule(number=numbers, by=people)
    def release(self, number: int, by: Actor) -> None:
        self.tried(lambda h: h.release(number, by))

    @rule(number=numbers, by=people, to=people)
    def hand_to_person(self, number: int, by: Actor, to: Actor) -> None:
        self.tried(lambda h: h.hand_to_person(number, by, to.number or 0, to.name))

    @rule(number=numbers, by=people, team=st.sampled_from(["carers-champions", "unheard-of"]))
    def hand_to_team(self, number: int, by: Actor, team: str) -> None:
        self.tried(lambda h: h.hand_to_team(number, by, team))

    @rule(number=numbers, by=people, minutes=st.integers(-5, 200))
    def snooze(self, number: int, by: Actor, minutes: int) -> None:
        self.tried(lambda h: h.snooze(number, by, self.clock.now + datetime.timedelta(minutes=minutes)))

    @rule(number=numbers, by=people)
    def ask_back(self, number: int, by: Actor) -> None:
        if self.tried(lambda h: h.ask_back(number, by, "Since when?")):
            self.questions[number] += 1

    @rule(number=numbers, by=anybody, words=words)
    def answer(self, number: int, by: Actor, words: str) -> None:
        self.tried(lambda h: h.answer(number, words, by))

    @rule(number=numbers, by=people, into=numbers)
    def merge(self, number: int, by: Actor, into: int) -> None:
        self.tried(lambda h: h.merge(number, into, by))

    @rule(number=numbers, by=people)
    def part(self, number: int, by: Actor) -> None:
        self.tried(lambda h: h.part(number, by))

    @rule(person=people)
    def leaves(self, person: Actor) -> None:
        self.product.handling.let_go_of(person.number or 0)
        assert all(t.owner != person.number for t in self.tickets().values())

    @rule(number=numbers, asker=askers, verb=st.sampled_from(["helped", "not_yet", "withdraw", "detail", "name"]))
    def press(self, number: int, asker: str, verb: str) -> None:
        before = everything(self.place)
        reply = self.product.askers.press(asker, f"ticket:{verb}:{number}")
        if reply is None:
            assert everything(self.place) == before
        else:
            assert self.asked[number] == asker

    @rule(asker=askers)
    def types(self, asker: str) -> None:
        conversation = chatting(self.product, asker)
        if conversation is not None:
            self.product.askers.typed(conversation, "since April")

    def tried(self, move: Callable[[Any], object]) -> bool:
        """Whether a move was made; one that was refused leaves everything as it was."""
        before = everything(self.place)
        try:
            move(self.product.handling)
        except RefusedError:
            assert everything(self.place) == before
            return False
        return True

    def tickets(self) -> dict[int, Any]:
        return {ticket.number: ticket for ticket in self.product.escalation.list()}

    @invariant()
    def each_asker_got_each_answer_once_and_nobody_elses(self) -> None:
        tickets = self.tickets()
        assert {n: t.conversation for n, t in tickets.items()} == self.asked
        for asker in ASKERS:
            expected = [
                key
                for number, ticket in tickets.items()
                if ticket.conversation == asker
                for key in (
                    *(f"ticket-{number}-answer-{round_}" for round_ in range(1, ticket.round + 1)),
                    *(f"ticket-{number}-question" for _ in range(self.questions[number])),
                    *(f"ticket-{number}-closed" for _ in range(self.closings[number])),
                )
            ]
            found = [message.key for message in sent(self.product, asker)]
            assert len(found) == len(set(found))
            assert sorted(_plain(key) for key in found) == sorted(expected)

    @invariant()
    def none_has_vanished(self) -> None:
        tickets = self.tickets()
        assert tickets.keys() == self.asked.keys()
        for ticket in tickets.values():
            state = State(ticket.state)
            assert (ticket.owner is not None) == (state is State.CLAIMED)
            if state is State.MERGED:
                assert State(tickets[ticket.merged_into].state) in ACTIVE
            else:
                assert state in ACTIVE | ENDED | {State.ANSWERED}

    def everyone_is_answered_in_the_end(self) -> None:
        """Whatever happened before, an answer to each that still waits leaves nobody without one."""
        self.clock.now += 1000 * HOUR
        for number, ticket in self.tickets().items():
            if ticket.state in {state.value for state in ACTIVE}:
                self.product.handling.answer(number, "In the end.", FIRST)
        assert all(t.round >= 1 or t.state == "withdrawn" for t in self.tickets().values())
        self.each_asker_got_each_answer_once_and_nobody_elses()


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


@pytest.fixture(params=["sqlite", "postgresql"])
def product(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[wiring.Product]:
    """A desk with one open ticket, on either database."""
    address = ""
    if request.param == "postgresql":
        address = request.getfixturevalue("server")
        emptied(connect(address))
    made = desk(tmp_path, address=address)
    ask(made)
    return made


class TestTwoAtOnce:
    """Each is tried a few times, since nobody can say who comes first; the outcome must be right either way."""

    TIMES = 5

    def test_one_champion_has_it_and_the_other_is_told(self, product: wiring.Product):
        for _ in range(self.TIMES):
            number = ask(product)
            done = at_once(
                lambda n=number: product.handling.claim(n, FIRST).owner,
                lambda n=number: product.handling.claim(n, SECOND).owner,
            )
            (winner,), (told,) = _sorted(done)
            assert product.escalation.show(number).owner == winner
            assert "colleague" in told or "somebody else" in told

    def test_one_answer_is_sent_and_the_other_champion_is_told(self, product: wiring.Product):
        for _ in range(self.TIMES):
            number, before = ask(product), len(sent(product))
            done = at_once(
                lambda n=number: product.handling.answer(n, FIRST.name, FIRST),
                lambda n=number: product.handling.answer(n, SECOND.name, SECOND),
            )
            (answered,), (told,) = _sorted(done)
            assert "Nothing was" in told
            assert [m.key for m in sent(product)[before:]] == [f"ticket-{number}-answer-1"]
            assert sent(product)[-1].body["text"].endswith(answered[0].answered_by)

    def test_one_that_is_merged_while_the_other_is_answered_is_answered_too_or_still_waits(
        self, product: wiring.Product
    ):
        for _ in range(self.TIMES):
            number, like = ask(product), ask(product, "web:b")
            at_once(
                lambda n=number: product.handling.answer(n, "Yes.", FIRST),
                lambda n=number, m=like: product.handling.merge(m, n, SECOND),
            )
            _nobody_waits_for_nothing(product)

    def test_one_that_is_merged_while_the_other_is_withdrawn_still_waits(self, product: wiring.Product):
        for _ in range(self.TIMES):
            number, like = ask(product), ask(product, "web:b")
            at_once(
                lambda n=number: product.askers.press("web:a", f"ticket:withdraw:{n}"),
                lambda n=number, m=like: product.handling.merge(m, n, SECOND),
            )
            assert product.escalation.show(number).state == "withdrawn"
            _nobody_waits_for_nothing(product)

    def test_two_that_are_merged_into_each_other_do_not_both_wait_for_the_other(self, product: wiring.Product):
        for _ in range(self.TIMES):
            number, like = ask(product), ask(product, "web:b")
            at_once(
                lambda n=number, m=like: product.handling.merge(n, m, FIRST),
                lambda n=number, m=like: product.handling.merge(m, n, SECOND),
            )
            _nobody_waits_for_nothing(product)

    def test_an_asker_who_adds_detail_while_it_is_claimed_loses_no_words(self, product: wiring.Product):
        for _ in range(self.TIMES):
            number = ask(product)
            product.askers.press("web:a", f"ticket:detail:{number}")
            asker = chatting(product)
            at_once(
                lambda a=asker: product.askers.typed(a, "since April"),
                lambda n=number: product.handling.claim(n, FIRST),
            )
            assert "detail" in [event.kind for event in product.escalation.events(number)]

    def test_two_processes_that_look_after_tickets_say_everything_once(self, product: wiring.Product):
        clock = product.clock
        numbers = [ask(product, f"web:{n}") for n in range(self.TIMES)]
        for number in numbers:
            product.handling.answer(number, "Yes.", FIRST)
        clock.now += datetime.timedelta(days=30)
        done = at_once(product.caretaking.once, product.caretaking.once)
        assert not [error for error in done if isinstance(error, Exception)]
        product.caretaking.once()
        assert {product.escalation.show(n).state for n in numbers} == {"closed"}
        assert [len(sent(product, f"web:{n}")) for n in range(self.TIMES)] == [2] * self.TIMES


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs at the same time; what each returned, or the refusal it raised."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(10)
        try:
            return job()
        except RefusedError as refused:
            return refused

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(20) for future in [pool.submit(run, job) for job in jobs]]


def _sorted(done: list[Any]) -> tuple[list[Any], list[str]]:
    """What was done, and the words of those who were refused."""
    refused = [str(each) for each in done if isinstance(each, RefusedError)]
    return [each for each in done if not isinstance(each, RefusedError)], refused


def _nobody_waits_for_nothing(product: wiring.Product) -> None:
    tickets = {ticket.number: ticket for ticket in product.escalation.list()}
    for ticket in tickets.values():
        if ticket.state == "merged":
            assert tickets[ticket.merged_into].state in {state.value for state in ACTIVE}


def _plain(key: str) -> str:
    """A message's key without what counts events."""
    head, _, last = key.rpartition("-")
    return key if head.endswith("-answer") else head if last.isdigit() else key
