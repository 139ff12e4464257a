"""Records in, the same records out; the same rules on SQLite and on PostgreSQL."""

import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from bot.helpdesk.vocabulary import Nation
from bot.services.ports import UnitOfWork, Units
from bot.services.records import Conversation, Delivery, Interaction, Message, Ticket
from bot.services.teams_ports import Card, Reference
from bot.storage import tables
from bot.storage.database import units
from tests.worlds import NOON

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def work(engine: sa.engine.Engine) -> Units:
    return units(engine)


def ticket(question: str, **changes: Any) -> Ticket:
    values = {"reason": "no_match", "opened": NOON, "team": "sds-champions"}
    return Ticket("web:1", question, **values | changes)


def message(key: str, **changes: Any) -> Message:
    values = {"body": {"text": "Hello"}, "created": NOON, "next_attempt": NOON}
    return Message("web:1", key, **values | changes)


class TestConversations:
    def test_a_stranger_has_no_conversation(self, work: Units):
        with work() as unit:
            assert unit.conversations.get("web:1") is None

    def test_what_was_kept_last_comes_back(self, work: Units):
        kept = Conversation("web:1", Nation.ENGLAND, "pa", "How?", "options/option-1", 3, [{"title": "A"}])
        with work() as unit:
            unit.conversations.put(Conversation("web:1"))
            unit.conversations.put(kept)
            unit.commit()
        with work() as unit:
            assert unit.conversations.get("web:1") == kept

    def test_kept_twice_unchanged_it_is_still_one(self, work: Units):
        with work() as unit:
            unit.conversations.put(Conversation("web:1"))
            unit.conversations.put(Conversation("web:1"))
            assert unit.conversations.get("web:1") == Conversation("web:1", choices=[])


class TestInteractions:
    def test_a_rating_is_noted_on_the_one_that_was_rated(self, work: Units, engine: sa.engine.Engine):
        with work() as unit:
            numbers = [unit.interactions.add(Interaction("web:1", NOON, q, "answer")) for q in ("one", "two")]
            unit.interactions.rate(numbers[1], helpful=False)
            unit.commit()
        with engine.connect() as connection:
            chosen = sa.select(tables.interactions.c.helpful).order_by(tables.interactions.c.number)
            assert connection.execute(chosen).scalars().all() == [None, False]


class TestTickets:
    def test_what_was_kept_comes_back_with_its_number_and_time_zone(self, work: Units):
        kept = ticket("How?", candidates=[{"article": "options/option-1", "confidence": 0.4}])
        with work() as unit:
            kept.number = unit.tickets.add(kept)
            unit.commit()
        with work() as unit:
            assert unit.tickets.get(kept.number) == kept
            assert unit.tickets.get(kept.number + 1) is None

    def test_urgent_ones_come_first_then_the_oldest(self, work: Units):
        with work() as unit:
            unit.tickets.add(ticket("new", opened=NOON + MINUTE))
            unit.tickets.add(ticket("old"))
            unit.tickets.add(ticket("urgent", opened=NOON + 2 * MINUTE, urgent=True))
            assert [t.question for t in unit.tickets.list()] == ["urgent", "old", "new"]

    def test_an_answered_one_is_no_longer_open(self, work: Units):
        with work() as unit:
            found = unit.tickets.get(unit.tickets.add(ticket("How?")))
            found.state, found.answer, found.answered, found.answered_by = "answered", "So.", NOON, "champion"
            unit.tickets.put(found)
            assert unit.tickets.list("open") == []
            assert unit.tickets.list("answered") == [found]


class TestOutbox:
    def test_a_second_message_with_the_same_key_is_the_same_message(self, work: Units):
        with work() as unit:
            unit.outbox.add(message("ticket-1"))
            unit.outbox.add(message("ticket-1", body={"text": "Again"}))
            assert [m.body for m in unit.outbox.for_conversation("web:1", after=0)] == [{"text": "Hello"}]

    def test_a_due_message_is_leased_to_one_worker_for_a_while(self, work: Units):
        with work() as unit:
            unit.outbox.add(message("ticket-1"))
            unit.commit()
        found = []
        for later in (0, 29, 30):
            with work() as unit:
                found.append(len(unit.outbox.due(NOON + datetime.timedelta(seconds=later), most=10)))
                unit.commit()
        assert found == [1, 0, 1]

    def test_sent_dead_and_later_ones_are_not_due(self, work: Units):
        with work() as unit:
            unit.outbox.add(message("sent", sent=NOON))
            unit.outbox.add(message("dead", dead=True))
            unit.outbox.add(message("later", next_attempt=NOON + MINUTE))
            assert unit.outbox.due(NOON, most=10) == []

    def test_no_more_than_asked_for_are_taken(self, work: Units):
        with work() as unit:
            for key in "abc":
                unit.outbox.add(message(key))
            assert [m.key for m in unit.outbox.due(NOON, most=2)] == ["a", "b"]

    def test_a_browser_gets_only_what_it_has_not_seen(self, work: Units):
        with work() as unit:
            for key in "ab":
                unit.outbox.add(message(key))
            first = unit.outbox.for_conversation("web:1", after=0)[0]
            assert [m.key for m in unit.outbox.for_conversation("web:1", after=first.number)] == ["b"]
            assert unit.outbox.for_conversation("web:2", after=0) == []

    def test_an_erased_one_leaves_nothing_of_itself_nor_of_where_it_went(self, work: Units):
        with work() as unit:
            kept = _reached(unit, message("last"))
            unit.outbox.erase(kept)
            unit.commit()
        with work() as unit:
            assert unit.outbox.with_key("last") is None
            assert (unit.teams_cards.get("last"), unit.teams_references.get("web:1")) == (None, None)
            assert unit.teams_references.get("web:2") is not None

    @pytest.mark.parametrize("again", ["conversation", "message"])
    def test_who_has_come_back_before_it_was_erased_can_still_be_reached(self, work: Units, again: str):
        with work() as unit:
            kept = _reached(unit, message("last"))
            if again == "conversation":
                unit.conversations.put(Conversation("web:1"))
            else:
                unit.outbox.add(message("hello-again"))
            unit.outbox.erase(kept)
            assert unit.teams_references.get("web:1") is not None


def _reached(unit: UnitOfWork, sent: Message) -> Message:
    """A message that was sent in Teams, and where: its own conversation and another are known."""
    unit.outbox.add(sent)
    unit.teams_cards.put(Card(sent.key, sent.conversation, "1", NOON))
    for conversation in ("web:1", "web:2"):
        unit.teams_references.put(Reference(conversation, "https://smba.example/uk", "a:1", personal=True))
    return unit.outbox.with_key(sent.key)


class TestGuidedTools:
    def test_progress_comes_back_as_it_was_and_goes(self, work: Units):
        tool = {"tool": "holiday", "answers": {"days": {"kind": "number", "value": {"number": "3"}}}}
        for kept in (tool, None):
            with work() as unit:
                unit.conversations.put(Conversation("web:1", tool=kept))
                unit.commit()
            with work() as unit:
                assert unit.conversations.get("web:1").tool == kept

    def test_only_those_with_a_tool_that_were_silent_are_found(self, work: Units):
        with work() as unit:
            unit.conversations.put(Conversation("web:1", tool={"tool": "holiday"}))
            unit.conversations.put(Conversation("web:2"))
            unit.commit()
        now = datetime.datetime.now(tz=datetime.UTC)
        with work() as unit:
            assert [each.id for each in unit.conversations.with_tool(now + MINUTE)] == ["web:1"]
            assert unit.conversations.with_tool(now - MINUTE) == []

    def test_replies_since_a_time_are_blanked_and_those_that_are_still_being_answered_are_not(self, work: Units):
        with work() as unit:
            for name, at, who in (("old", NOON - MINUTE, "1"), ("new", NOON, "1"), ("hers", NOON, "2")):
                unit.deliveries.begin(Delivery(name, f"web:{who}", at))
                unit.deliveries.finish(Delivery(name, f"web:{who}", at, [{"text": name}]))
            unit.deliveries.begin(Delivery("open", "web:1", NOON))
            unit.deliveries.blank("web:1", NOON, [{"text": "gone"}])
            unit.commit()
        with work() as unit:
            found = [
                unit.deliveries.begin(Delivery(name, "web:1", NOON)).replies for name in ("old", "new", "hers", "open")
            ]
        assert found == [[{"text": "old"}], [{"text": "gone"}], [{"text": "hers"}], None]

    @pytest.mark.parametrize("arrived", ["sent", "dead"])
    def test_what_arrived_in_the_outbox_loses_words_and_links_and_keeps_its_other_buttons(
        self, work: Units, arrived: str
    ):
        """A link opens the document that the tool made."""
        again, link = {"title": "Again", "payload": "tool:x"}, {"title": "Open", "payload": "https://guide.example/r/k"}
        body = {"text": "words", "outcome": "tool", "choices": [link, again]}
        with work() as unit:
            unit.outbox.add(message("tool", body=body, **({"sent": NOON} if arrived == "sent" else {"dead": True})))
            unit.outbox.add(message("before", body=body, sent=NOON, created=NOON - MINUTE))
            unit.outbox.add(message("other", body={**body, "outcome": "answer"}, sent=NOON))
            assert not unit.outbox.blank("web:1", NOON, "gone")
            unit.commit()
        with work() as unit:
            found = [unit.outbox.with_key(key).body for key in ("tool", "before", "other")]
        assert found == [{**body, "text": "gone", "choices": [again]}, body, {**body, "outcome": "answer"}]

    def test_a_link_goes_also_where_the_words_went_before(self, work: Units):
        link = {"title": "Open", "payload": "https://guide.example/r/k"}
        body = {"text": "gone", "outcome": "tool", "choices": [link]}
        with work() as unit:
            unit.outbox.add(message("tool", body=body, sent=NOON))
            unit.outbox.blank("web:1", NOON, "gone")
            assert unit.outbox.with_key("tool").body["choices"] == []

    def test_what_is_on_its_way_keeps_words_and_link_until_it_has_arrived(self, work: Units):
        body = {"text": "words", "outcome": "tool", "choices": [{"title": "Open", "payload": "https://guide.example"}]}
        with work() as unit:
            unit.outbox.add(message("tool", body=body))
            assert unit.outbox.blank("web:1", NOON, "gone")
            assert unit.outbox.with_key("tool").body == body


class TestDeliveries:
    def test_a_second_delivery_is_the_first_again(self, work: Units):
        with work() as unit:
            assert unit.deliveries.begin(Delivery("teams:7", "web:1", NOON)) is None
            unit.commit()
        with work() as unit:
            assert unit.deliveries.begin(Delivery("teams:7", "web:1", NOON + MINUTE)).replies is None
            unit.deliveries.finish(Delivery("teams:7", "web:1", NOON, [{"text": "Hello"}]))
            unit.commit()
        with work() as unit:
            again = unit.deliveries.begin(Delivery("teams:7", "web:1", NOON + MINUTE))
            assert again == Delivery("teams:7", "web:1", NOON, [{"text": "Hello"}])
