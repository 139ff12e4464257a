"""What time does to tickets, with the real database and a clock that is moved."""

import datetime
import pathlib

import pytest

from bot import wiring
from bot.helpdesk.access import Function, Role
from bot.helpdesk.vocabulary import Reason
from bot.services.handling import Actor
from bot.services.people_records import Membership, Person
from bot.services.records import Conversation, Ticket
from tests.services.asking import staff
from tests.worlds import Clock, world

STAFF = Actor(1, "Somebody without a team")
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product(tmp_path: pathlib.Path, clock: Clock) -> wiring.Product:
    made = world(tmp_path, clock)
    staff(made, STAFF)
    asked(made)
    return made


def asked(product: wiring.Product, reason: Reason = Reason.NO_MATCH, conversation: str = "web:a") -> Ticket:
    with product.units() as work:
        ticket = product.escalation.open(work, Conversation(conversation), "may we pay a friend", reason)
        work.commit()
    return ticket


def person(product: wiring.Product, function: Function, **values: object) -> int:
    with product.units() as work:
        name = f"{function.value} {len(work.people.list())}"
        chat = f"telegram:{name}"
        new = Person(name, f"{name}@example.org", product.clock(), [Role.CHAMPION], conversation=chat, **values)
        number = work.people.add(new)
        work.people.put_memberships(number, [Membership(number, "sds-champions", function)])
        work.commit()
    return number


def told(product: wiring.Product) -> list[str]:
    with product.units() as work:
        return [message.conversation for message in work.outbox.due(product.clock() + DAY, most=100)]


def kinds(product: wiring.Product, number: int = 1) -> list[str]:
    return [event.kind for event in product.escalation.events(number)]


class TestClaims:
    def test_a_claim_that_ran_out_gives_the_ticket_back_once(self, product: wiring.Product, clock: Clock):
        product.handling.claim(1, STAFF)
        clock.now += datetime.timedelta(days=3)
        product.caretaking.once()
        product.caretaking.once()
        ticket = product.escalation.show(1)
        assert (ticket.state, ticket.owner) == ("open", None)
        assert kinds(product).count("released") == 1

    def test_a_claim_that_holds_is_left_alone(self, product: wiring.Product):
        product.handling.claim(1, STAFF)
        product.caretaking.once()
        assert product.escalation.show(1).state == "claimed"

    def test_a_snoozed_ticket_wakes(self, product: wiring.Product, clock: Clock):
        product.handling.snooze(1, STAFF, clock.now + HOUR)
        clock.now += 2 * HOUR
        product.caretaking.once()
        assert product.escalation.show(1).state == "open"
        assert "woken" in kinds(product)


class TestClosing:
    def test_an_answered_ticket_closes_when_nobody_says_anything_and_that_is_said_once(
        self, product: wiring.Product, clock: Clock
    ):
        product.handling.answer(1, "Yes.", STAFF)
        clock.now += product.routing.of("sds-champions").close_after
        product.caretaking.once()
        product.caretaking.once()
        assert product.escalation.show(1).state == "closed"
        with product.units() as work:
            texts = [message.body["text"] for message in work.outbox.due(clock.now, most=10)]
        assert len(texts) == 2
        assert "is closed" in texts[1]

    def test_it_can_be_opened_again_afterwards(self, product: wiring.Product, clock: Clock):
        product.handling.answer(1, "Yes.", STAFF)
        clock.now += product.routing.of("sds-champions").close_after
        product.caretaking.once()
        assert product.askers.press("web:a", "ticket:not_yet:1") is not None
        assert product.escalation.show(1).state == "reopened"


class TestReminders:
    def test_they_climb_from_champion_to_deputy_to_manager(self, product: wiring.Product, clock: Clock):
        for function in Function:
            person(product, function)
        seen: list[str] = []
        for _ in range(24 * 6):
            clock.now += HOUR
            product.caretaking.once()
            seen += [conversation for conversation in told(product) if conversation not in seen]
        assert seen == ["telegram:champion 1", "telegram:deputy 2", "telegram:manager 3"]
        assert kinds(product).count("reminded") == 3

    def test_an_urgent_ticket_goes_to_all_at_once(self, product: wiring.Product, clock: Clock):
        for function in Function:
            person(product, function)
        asked(product, Reason.SAFETY, "web:b")
        product.caretaking.once()
        assert sorted(told(product)) == ["telegram:champion 1", "telegram:deputy 2", "telegram:manager 3"]

    def test_a_claim_that_lapses_late_is_chased_again(self, product: wiring.Product, clock: Clock):
        champion = person(product, Function.CHAMPION)
        for _ in range(24 * 6):
            clock.now += HOUR
            product.caretaking.once()
        before = len(told(product))
        product.handling.claim(1, Actor(champion, "Champion"))
        for _ in range(24 * 6):
            clock.now += HOUR
            product.caretaking.once()
        assert "released" in kinds(product)
        assert len(told(product)) > before

    def test_a_question_back_that_is_never_answered_gives_the_ticket_back(self, product: wiring.Product, clock: Clock):
        person(product, Function.CHAMPION)
        product.handling.ask_back(1, STAFF, "Since when?")
        clock.now += datetime.timedelta(days=2)
        product.caretaking.once()
        assert product.escalation.show(1).asked_back
        clock.now += product.routing.of("sds-champions").close_after
        product.caretaking.once()
        product.caretaking.once()
        assert not product.escalation.show(1).asked_back
        assert [event.text for event in product.escalation.events(1)].count("no reply from the asker") == 1

    def test_somebody_away_is_stood_in_for(self, product: wiring.Product, clock: Clock):
        person(product, Function.CHAMPION, away_until=clock.now + 30 * DAY)
        person(product, Function.DEPUTY)
        for _ in range(48):
            clock.now += HOUR
            product.caretaking.once()
        assert told(product)[0] == "telegram:deputy 2"

    def test_a_team_without_people_is_shown_as_such(self, product: wiring.Product, clock: Clock):
        for _ in range(48):
            clock.now += HOUR
            product.caretaking.once()
        assert kinds(product).count("unreached") == 1
        assert "reminded" not in kinds(product)

    def test_who_has_no_linked_chat_is_not_said_to_be_reminded_and_is_once_it_is_linked(
        self, product: wiring.Product, clock: Clock
    ):
        number = person(product, Function.CHAMPION)
        with product.units() as work:
            member = work.people.get(number)
            linked, member.conversation = member.conversation, ""
            work.people.put(member)
            work.commit()
        clock.now += 2 * DAY
        product.caretaking.once()
        assert (told(product), kinds(product)) == ([], ["opened", "unreached"])
        with product.units() as work:
            member = work.people.get(number)
            member.conversation = linked
            work.people.put(member)
            work.commit()
        product.caretaking.once()
        assert (told(product), kinds(product)[-1]) == ([linked], "reminded")

    def test_two_processes_remind_once(self, product: wiring.Product, clock: Clock):
        person(product, Function.CHAMPION)
        clock.now += 2 * DAY
        with product.units() as work:
            stale = work.tickets.get(1)
        product.caretaking.once()
        assert stale is not None
        assert product.caretaking._changed(stale, product.caretaking._remind) == 0
