"""Messages that were given up: never who they are for."""

import dataclasses

import pytest

from bot.errors import UnknownItemError
from bot.services.posting import Posting
from bot.services.records import Message
from tests.worlds import NOON, world


@pytest.fixture
def product(tmp_path):
    return world(tmp_path)


@pytest.fixture
def posting(product):
    return Posting(product.units, product.clock)


def given_up(product, key, conversation="teams:secret", **body):
    with product.units() as work:
        work.outbox.add(Message(conversation, key, {"text": "words", **body}, NOON, NOON, attempts=12, dead=True))
        work.commit()


class TestDead:
    @pytest.mark.parametrize(
        ("key", "body", "kind", "ticket"),
        [
            ("ticket-3-answer-1", {}, "answer", 3),
            ("ticket-12-question-40", {}, "question", 12),
            ("ticket-3-closed", {"ticket": 3}, "other", 3),
            ("digest-2026-W48-abc", {}, "other", None),
        ],
    )
    def test_what_it_was_is_read_from_its_key(self, product, posting, key, body, kind, ticket):
        given_up(product, key, **body)
        (letter,) = posting.dead()
        assert (letter.kind, letter.ticket, letter.channel, letter.tries) == (kind, ticket, "teams", 12)

    def test_nothing_of_it_says_who_it_is_for_or_what_it_says(self, product, posting):
        given_up(product, "ticket-3-answer-1")
        told = str(dataclasses.asdict(posting.dead()[0]))
        assert "secret" not in told
        assert "words" not in told


class TestSendAgain:
    def test_it_is_due_at_once(self, product, posting):
        given_up(product, "ticket-3-answer-1")
        posting.send_again(posting.dead()[0].number)
        assert posting.dead() == []
        with product.units() as work:
            assert [message.attempts for message in work.outbox.due(NOON, 10)] == [0]

    def test_one_that_is_not_there_is_said(self, posting):
        with pytest.raises(UnknownItemError, match="Message 5 is not among those"):
            posting.send_again(5)
