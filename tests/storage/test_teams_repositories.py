"""References and cards of Teams, on SQLite and PostgreSQL."""

import dataclasses
import datetime

import pytest

from bot.services.records import Ticket
from bot.services.teams_ports import Announced, Card, Reference
from bot.storage.database import units
from tests.worlds import NOON

HERE = Reference("teams:a", "https://smba.example/uk", "a:1", personal=True)


@pytest.fixture
def work(engine):
    with units(engine)() as found:
        yield found


def ticket(**changes):
    return Ticket(
        **{"conversation": "web:x", "question": "q", "reason": "no_match", "opened": NOON, "team": "t", **changes}
    )


def card(**changes):
    return Card(
        **{"key": "k", "conversation": "teams:a", "activity": "1", "at": NOON, "body": {"text": "x"}, **changes}
    )


class TestReferences:
    def test_one_is_returned_as_it_was_kept_last(self, work):
        work.teams_references.put(HERE)
        moved = dataclasses.replace(HERE, service_url="https://smba.example/emea", personal=False)
        work.teams_references.put(moved)
        assert work.teams_references.get("teams:a") == moved

    def test_one_is_forgotten(self, work):
        work.teams_references.put(HERE)
        work.teams_references.remove("teams:a")
        assert work.teams_references.get("teams:a") is None

    def test_another_process_may_have_been_quicker(self, engine):
        with units(engine)() as one:
            one.teams_references.put(HERE)
            one.commit()
        with units(engine)() as two:
            two.teams_references.put(HERE)
            two.commit()
            assert two.teams_references.get("teams:a") == HERE


class TestCards:
    def test_one_is_found_by_its_name_and_by_microsofts(self, work):
        work.teams_cards.put(card())
        assert work.teams_cards.get("k") == work.teams_cards.of_activity("teams:a", "1") == card()

    def test_nobody_finds_a_card_of_another_chat(self, work):
        work.teams_cards.put(card())
        assert work.teams_cards.of_activity("teams:b", "1") is None

    def test_it_changes(self, work):
        work.teams_cards.put(card())
        work.teams_cards.put(card(body={}, version=3))
        assert work.teams_cards.get("k") == card(body={}, version=3)

    def test_of_a_guided_tool_words_and_links_go_and_other_buttons_stay(self, work):
        again, link = {"title": "Again", "payload": "tool:x"}, {"title": "Open", "payload": "https://guide.example/r/k"}
        body = {"text": "words", "outcome": "tool", "choices": [link, again]}
        before = NOON - datetime.timedelta(minutes=1)
        kept = [card(body=body), card(key="before", at=before, body=body), card(key="part", body={})]
        for each in [*kept, card(key="hers", conversation="teams:b", body=body)]:
            work.teams_cards.put(each)
        work.teams_cards.blank("teams:a", NOON)
        found = [work.teams_cards.get(key).body for key in ("k", "before", "part", "hers")]
        assert found == [{"text": "", "outcome": "tool", "choices": [again]}, body, {}, body]

    def test_a_waiting_ticket_without_a_card_is_to_be_shown(self, work):
        numbers = [
            work.tickets.add(ticket(state=state)) for state in ("open", "claimed", "answered", "closed", "merged")
        ]
        assert work.teams_cards.outdated() == [Announced(numbers[0], 0), Announced(numbers[1], 0)]

    def test_a_card_is_outdated_when_its_ticket_changed_whatever_its_state(self, work):
        number = work.tickets.add(ticket())
        work.teams_cards.put(card(ticket=number))
        assert work.teams_cards.outdated() == []
        changed = work.tickets.get(number)
        changed.state = "closed"
        work.tickets.put(changed)
        assert work.teams_cards.outdated() == [Announced(number, 1)]

    def test_who_is_forgotten_leaves_neither_cards_nor_a_reference(self, work):
        work.teams_cards.put(card())
        work.teams_references.put(HERE)
        work.conversations.forget("teams:a", "forgotten:1")
        assert (work.teams_cards.get("k"), work.teams_references.get("teams:a")) == (None, None)
