"""The weekly digest is written once, tells nothing about few people, and reaches each subscriber once."""

import datetime

import pytest

from bot.helpdesk.figures import Certainty, Fact, Value
from bot.helpdesk.vocabulary import Nation
from bot.services.digest import FEWEST, KIND, WeeklyDigest
from bot.services.publishing_records import Subscription
from bot.services.records import Interaction
from tests.services.publishing_world import OTHER, approved, staffed

DAY = datetime.timedelta(days=1)


@pytest.fixture
def product(tmp_path):
    return staffed(tmp_path)


def ask(product, article, times, at):
    with product.units() as work:
        for _ in range(times):
            work.interactions.add(Interaction("web:1", at, "question", "answer", article=article))
        work.commit()


def monday_after(product):
    product.clock.now = datetime.datetime(2026, 11, 30, 6, tzinfo=datetime.UTC)


def digest(product, week="2026-W48"):
    return product.public_library.digest(week)


def messages(product, conversation="web:1"):
    with product.units() as work:
        return work.outbox.for_conversation(conversation, 0)


def subscribe(product, conversation):
    with product.units() as work:
        work.subscriptions.add(Subscription(conversation, KIND, product.clock()))
        work.commit()


class TestOnce:
    def test_what_was_asked_often_is_told_and_what_few_asked_is_not(self, product):
        ask(product, "options/option-1", FEWEST, product.clock())
        ask(product, "options/option-2", FEWEST - 1, product.clock())
        ask(product, "options/option-3", FEWEST, product.clock() - 3 * DAY)
        monday_after(product)
        assert product.digest.once()
        title = product.content.articles["options/option-1"].title
        assert digest(product).asked == [{"title": title, "times": FEWEST}]

    def test_answers_published_in_the_week_are_named_and_those_taken_back_are_not(self, product):
        published = approved(product)
        gone = approved(product, questions=[f"{n} please ask me that" for n in ("one", "two", "three", "four")])
        product.publishing.unpublish(gone.article, "Wrong.", by=OTHER, shown=1)
        monday_after(product)
        product.digest.once()
        assert [each["article"] for each in digest(product).answered] == [published.article]

    def test_a_new_value_of_a_figure_is_a_changed_rule_but_its_first_value_is_not(self, product, monkeypatch):
        start = datetime.date(2026, 11, 24)
        first = Value(10, start, None, Certainty.OFFICIAL)
        old = Value(9.5, datetime.date(2025, 4, 1), datetime.date(2026, 11, 23), Certainty.OFFICIAL)
        facts = {
            name: Fact(name, name.title(), "GBP", "hour", Nation.UK, "source", values)
            for name, values in {"new": (first,), "raised": (old, first)}.items()
        }
        monkeypatch.setattr(product.shelf, "facts", lambda: facts)
        monday_after(product)
        product.digest.once()
        assert {"title": "Raised", "what": "£10 per hour from 24 November 2026"} in digest(product).changed
        assert "New" not in [each["title"] for each in digest(product).changed]

    def test_subscribers_get_one_message_whatever_restarts(self, product):
        subscribe(product, "web:1")
        subscribe(product, "telegram:2")
        with product.units() as work:
            work.subscriptions.remove("telegram:2", KIND)
            work.commit()
        approved(product)
        monday_after(product)
        assert product.digest.once()
        again = WeeklyDigest(product.units, product.shelf, product.renderer, product.clock, "http://127.0.0.1:8000")
        assert not again.once()
        (message,) = messages(product)
        assert "23 to 29 November 2026" in message.body["text"]
        assert "/library/digest/2026-W48" in message.body["text"]
        assert "web:1" not in message.key
        assert messages(product, "telegram:2") == []

    def test_a_process_that_dies_before_the_messages_are_kept_begins_again(self, product, monkeypatch):
        subscribe(product, "web:1")
        approved(product)
        monday_after(product)

        def die(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(product.digest, "_message", die)
            with pytest.raises(KeyboardInterrupt):
                product.digest.once()
        assert product.digest.once()
        assert len(messages(product)) == 1

    def test_a_week_without_news_is_written_but_nobody_is_bothered(self, product):
        subscribe(product, "web:1")
        product.clock.now = datetime.datetime(2020, 6, 1, 6, tzinfo=datetime.UTC)
        assert product.digest.once()
        assert messages(product) == []

    def test_the_next_week_is_written_when_it_is_over(self, product):
        monday_after(product)
        product.digest.once()
        product.clock.now += 7 * DAY
        assert product.digest.once()
        assert [each.week for each in product.public_library.digests()] == ["2026-W49", "2026-W48"]
