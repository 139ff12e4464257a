"""Lists of tickets and like ones, on both databases."""

import pytest

from bot.services.records import Ticket
from bot.services.ticket_queries import Wanted
from bot.storage.database import units
from tests.worlds import NOON

QUESTION = "Who pays for the fuel of my PA?"


@pytest.fixture
def begin(engine):
    return units(engine)


def ticket(work, question=QUESTION, **changes):
    values = {"reason": "no_match", "opened": NOON, "team": "team"}
    return work.tickets.add(Ticket("web:x", question, **values | changes))


class TestFind:
    def test_a_page_and_how_many_there_are_in_all(self, begin):
        with begin() as work:
            numbers = [ticket(work) for _ in range(5)]
            found = work.tickets.find(Wanted(start=2, most=2))
        assert ([each.number for each in found.tickets], found.total) == (numbers[2:4], 5)

    def test_beyond_the_last_page_and_for_counting_alone_there_are_none_but_the_total_holds(self, begin):
        with begin() as work:
            for _ in range(5):
                ticket(work)
            for wanted in (Wanted(start=50), Wanted(most=0)):
                found = work.tickets.find(wanted)
                assert (list(found.tickets), found.total) == ([], 5)


class TestAlike:
    def test_an_old_one_that_shares_many_words_comes_before_newer_strangers(self, begin):
        with begin() as work:
            old = ticket(work, "Is fuel paid by the PA?")
            for _ in range(5):
                ticket(work, "Which forms does a bus pass need?")
            asked = work.tickets.get(ticket(work))
            assert [each.number for each in work.tickets.alike(asked, most=1)] == [old]

    def test_endings_and_capitals_do_not_matter(self, begin):
        with begin() as work:
            old = ticket(work, "CARRIES weights, lifting")
            ticket(work, "Something else")
            asked = work.tickets.get(ticket(work, "carry weight"))
            assert [each.number for each in work.tickets.alike(asked, most=1)] == [old]

    def test_another_nation_and_what_was_withdrawn_or_merged_is_left_out(self, begin):
        with begin() as work:
            ticket(work, nation="england")
            ticket(work, state="withdrawn")
            ticket(work, state="merged")
            closed = ticket(work, state="closed")
            asked = work.tickets.get(ticket(work))
            assert [each.number for each in work.tickets.alike(asked)] == [closed]

    def test_a_question_without_telling_words_finds_the_newest(self, begin):
        with begin() as work:
            ticket(work)
            newest = ticket(work)
            asked = work.tickets.get(ticket(work, "What is it for?"))
            assert [each.number for each in work.tickets.alike(asked, most=1)] == [newest]
