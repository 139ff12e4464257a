"""Counts for the figures page, on both databases."""

import datetime

import pytest

from bot.services.records import Interaction, Ticket, TicketEvent
from bot.storage.database import units

NOON = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def begin(engine):
    return units(engine)


def ticket(work, **changes):
    values = {"conversation": "web:x", "question": "q", "reason": "no_match", "opened": NOON, "team": "team"}
    return work.tickets.add(Ticket(**values | changes))


def event(work, number, kind, at):
    work.ticket_events.add(TicketEvent(number, at, kind))


def question(work, outcome, at=NOON, article=None):
    work.interactions.add(Interaction("web:x", at, "q", outcome, article=article))


class TestPulse:
    def test_it_grows_with_everything_that_happens(self, begin):
        with begin() as work:
            before = work.figures.pulse()
            event(work, 1, "opened", NOON)
            assert work.figures.pulse() > before == 0


class TestWaiting:
    def test_nothing_waits_at_first(self, begin):
        with begin() as work:
            found = work.figures.waiting(NOON)
        assert (found.count, found.oldest, found.urgent, found.overdue) == (0, None, 0, 0)

    def test_those_that_somebody_still_has_to_answer(self, begin):
        with begin() as work:
            ticket(work, opened=NOON - DAY, state="answered")
            ticket(work, opened=NOON - HOUR, due=NOON - HOUR)
            ticket(work, state="merged", urgent=True, due=NOON + HOUR)
            ticket(work, state="snoozed")
            found = work.figures.waiting(NOON)
        assert (found.count, found.oldest, found.urgent, found.overdue) == (3, NOON - HOUR, 1, 1)


class TestPeriods:
    """A period holds its first moment and not its last."""

    def test_outcomes(self, begin):
        with begin() as work:
            for at in (NOON - HOUR, NOON, NOON + HOUR, NOON + DAY):
                question(work, "answer", at)
            question(work, "decline")
            assert work.figures.outcomes(NOON, NOON + DAY) == {"answer": 2, "decline": 1}

    def test_answers_by_article(self, begin):
        with begin() as work:
            for article in ("a/one", "a/one", "b/two"):
                question(work, "answer", article=article)
            question(work, "clarify", article="a/one")
            assert work.figures.answers(NOON, NOON + DAY) == {"a/one": 2, "b/two": 1}

    def test_tickets_by_reason_and_by_nearest_article(self, begin):
        with begin() as work:
            near = [{"article": "a/one", "confidence": 0.4}, {"article": "b/two", "confidence": 0.3}]
            ticket(work, candidates=near)
            ticket(work, candidates=near[::-1], reason="casework")
            ticket(work)
            ticket(work, opened=NOON - HOUR)
            assert work.figures.reasons(NOON, NOON + DAY) == {"no_match": 2, "casework": 1}
            assert work.figures.nearest(NOON, NOON + DAY) == {"a/one": 1, "b/two": 1, "": 1}

    def test_a_ticket_counts_once_however_often_it_happened(self, begin):
        with begin() as work:
            for number, at in ((1, NOON), (1, NOON + HOUR), (2, NOON), (3, NOON - HOUR)):
                event(work, number, "reopened", at)
            event(work, 4, "answered", NOON)
            assert work.figures.happened("reopened", NOON, NOON + DAY) == 2

    def test_the_first_reply_counts(self, begin):
        with begin() as work:
            number = ticket(work, team="carers-champions")
            ticket(work)
            for after in (2, 5):
                event(work, number, "answered", NOON + after * HOUR)
            (found,) = work.figures.first_replies(NOON, NOON + DAY)
        assert (found.team, found.opened, found.answered) == ("carers-champions", NOON, NOON + 2 * HOUR)
