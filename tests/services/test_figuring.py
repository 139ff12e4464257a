"""The figures, worked out by hand."""

import datetime

import pytest

from bot.services.figuring import WEEKS, Figuring
from bot.services.records import Interaction, Ticket, TicketEvent
from tests.worlds import Clock, world

MONDAY = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)
TITLES = {"pa-pay": "Pay, hours and holiday", "options": "The four options"}


@pytest.fixture
def product(tmp_path):
    return world(tmp_path, Clock(MONDAY + datetime.timedelta(days=2)))


@pytest.fixture
def summary(product):
    figuring = Figuring(product.units, product.routing, product.clock, lambda: TITLES)
    return figuring.summary


def ticket(product, opened=MONDAY, answered=None, article="pa-pay/holiday", **changes):
    values = {"reason": "no_match", "team": "sds-champions", "candidates": [{"article": article, "confidence": 0.4}]}
    with product.units() as work:
        number = work.tickets.add(Ticket("web:x", "q", opened=opened, **values | changes))
        for after in answered or ():
            work.ticket_events.add(TicketEvent(number, opened + datetime.timedelta(hours=after), "answered"))
        work.commit()
    return number


def questions(product, *outcomes, at=MONDAY, article=None):
    with product.units() as work:
        for outcome in outcomes:
            work.interactions.add(Interaction("web:x", at, "q", outcome, article=article))
        work.commit()


class TestWeeks:
    def test_there_are_twelve_from_monday_and_this_one_is_the_last(self, summary):
        weeks = summary().weeks
        assert (len(weeks), weeks[-1].begins) == (WEEKS, MONDAY.date())
        assert weeks[0].begins == MONDAY.date() - datetime.timedelta(weeks=11)

    def test_a_week_begins_at_midnight_on_the_wall(self, product, summary):
        """On 18 October 2026 it is summer time: half past eleven at night in UTC is Monday already."""
        sunday = datetime.datetime(2026, 10, 18, 22, tzinfo=datetime.UTC)
        for minutes in (30, 90):
            ticket(product, sunday + datetime.timedelta(minutes=minutes))
        counted = {week.begins: week.tickets for week in summary().weeks if week.tickets}
        assert counted == {datetime.date(2026, 10, 12): 1, datetime.date(2026, 10, 19): 1}

    def test_older_ones_do_not_count(self, product, summary):
        ticket(product, MONDAY - datetime.timedelta(weeks=12))
        assert summary().total("tickets") == 0


class TestQuestions:
    def test_greetings_and_tools_are_no_questions_and_a_question_back_is_not_the_end(self, product, summary):
        questions(product, "answer", "answer", "escalate", "decline", "clarify", "social", "tool")
        found = summary()
        assert (found.total("questions"), found.total("by_bot")) == (4, 2)
        assert found.outcomes["clarify"] == 1
        assert "social" not in found.outcomes


class TestFirstReply:
    def test_half_and_nine_of_ten_in_working_time(self, product, summary):
        """Ten tickets, answered after one to ten hours from nine: the last two after closing time, which is at five."""
        for hours in range(1, 11):
            ticket(product, answered=[hours, 24 + hours])
        found = summary()
        assert found.replies == 10
        assert found.median == datetime.timedelta(hours=5)
        assert found.ninth == datetime.timedelta(hours=8)

    def test_without_replies_there_is_no_time(self, product, summary):
        ticket(product)
        assert (summary().median, summary().replies) == (None, 0)


class TestTopics:
    def test_most_tickets_first_and_unknown_ones_together(self, product, summary):
        ticket(product)
        ticket(product, article="gone/article")
        ticket(product, candidates=[])
        questions(product, "answer", article="options/option-1")
        assert [(t.title, t.tickets, t.by_bot) for t in summary().topics] == [
            ("Pay, hours and holiday", 1, 0),
            ("The four options", 0, 1),
            ("No topic", 2, 0),
        ]
