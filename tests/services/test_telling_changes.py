"""Who follows an answer is told once when it changes: in words, in a figure, or by going."""

import dataclasses
import datetime
import pathlib

import pytest

from bot import wiring
from bot.content.shelf import ContentShelf
from bot.helpdesk.figures import Certainty, Value
from bot.services.answering import Turn
from bot.services.telling_changes import ChangeTelling
from tests.services.asking import desk, sent
from tests.services.following_world import (
    HOLIDAY,
    LOOK,
    WAGE,
    WHO,
    answered,
    edit,
    follow,
    followed,
    look,
    press,
    reword,
    use,
)
from tests.services.publishing_world import OTHER, approved, people
from tests.worlds import Clock, world

MARCH = datetime.datetime(2026, 3, 31, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
FIGURE = "minimum_wage_21_and_over"
NEW_WAGE = "£12.71 per hour from 1 April 2026. Before, it was £12.21 per hour."


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    return desk(tmp_path, Clock(MARCH))


def gateway(product: wiring.Product) -> ChangeTelling:
    """Another gateway on the same database, or the same one after a restart."""
    return ChangeTelling(product.units, product.shelf, product.renderer, product.clock)


def texts(product: wiring.Product, conversation: str = WHO) -> list[str]:
    return [message.body["text"] for message in sent(product, conversation)]


class TestAHigherVersion:
    def test_it_is_told_with_a_button_to_read_and_one_to_stop(self, product: wiring.Product):
        follow(product)
        reword(product)
        assert look(product) == 1
        (message,) = sent(product, WHO)
        title = product.content.articles[WAGE].title
        assert message.body["text"] == (
            f"**Something that you follow has changed**\n\n**{title}**\n\n- The answer has been rewritten."
        )
        assert [choice["payload"] for choice in message.body["choices"]] == [f"article:{WAGE}", f"follow:off:{WAGE}"]
        assert WHO not in message.key

    def test_it_is_told_once(self, product: wiring.Product):
        follow(product)
        reword(product)
        look(product, times=5)
        assert len(texts(product)) == 1

    def test_the_button_to_read_works_after_other_questions_and_to_stop_after_that(self, product: wiring.Product):
        follow(product)
        reword(product)
        look(product)
        answered(product, HOLIDAY)
        read, stop = [choice["payload"] for choice in sent(product, WHO)[0].body["choices"]]
        reply = product.answering.press(Turn(WHO, ""), read)
        assert (reply.article, reply.version) == (WAGE, product.shelf.articles()[WAGE].version)
        assert press(product, stop) is not None
        reword(product)
        product.clock.now += DAY
        assert look(product) == 0

    def test_a_button_to_read_is_of_use_to_nobody_else(self, product: wiring.Product):
        follow(product)
        answered(product, HOLIDAY, "telegram:2")
        assert product.answering.press(Turn("telegram:2", ""), f"article:{WAGE}") is None

    def test_a_button_to_read_what_went_since_then_opens_no_ticket(self, product: wiring.Product):
        follow(product)
        reword(product)
        look(product)
        answered(product, HOLIDAY)
        edit(product)
        assert product.answering.press(Turn(WHO, ""), f"article:{WAGE}") is None
        assert product.escalation.list() == []

    def test_another_article_is_none_of_their_business(self, product: wiring.Product):
        follow(product)
        reword(product, HOLIDAY)
        assert look(product) == 0

    def test_an_older_version_is_not_told_and_does_not_make_the_newer_one_new_again(self, product: wiring.Product):
        follow(product)
        newest = product.shelf.articles()[WAGE].version
        edit(product, version=newest - 1)
        assert look(product) == 0
        edit(product, version=newest)
        assert look(product) == 0

    def test_several_at_once_are_one_message(self, product: wiring.Product):
        follow(product)
        follow(product, HOLIDAY)
        reword(product)
        reword(product, HOLIDAY)
        assert look(product) == 1
        (message,) = sent(product, WHO)
        assert all(product.content.articles[name].title in message.body["text"] for name in (WAGE, HOLIDAY))
        assert len(message.body["choices"]) == 4


class TestAFigure:
    def test_its_new_value_is_told_on_its_day_with_the_old_one(self, product: wiring.Product):
        follow(product)
        assert look(product) == 0
        product.clock.now = MARCH + DAY
        assert look(product) == 1
        (line,) = [line for line in texts(product)[0].splitlines() if "age 21 and over" in line]
        assert line == f"- {product.shelf.facts()[FIGURE].title}: {NEW_WAGE}"
        assert "rewritten" not in texts(product)[0]
        assert look(product) == 0

    def test_midnight_waits_for_the_morning(self, product: wiring.Product):
        follow(product)
        product.clock.now = datetime.datetime(2026, 4, 1, 0, 1, tzinfo=datetime.UTC)
        assert look(product) == 0
        product.clock.now = datetime.datetime(2026, 4, 1, 6, 54, tzinfo=datetime.UTC)
        assert look(product, times=1) == 0  # 07:59 in London
        assert look(product, times=1) == 1

    def test_the_evening_is_left_alone(self, product: wiring.Product):
        follow(product)
        reword(product)
        product.clock.now = datetime.datetime(2026, 3, 31, 18, 50, tzinfo=datetime.UTC)
        assert look(product) == 0  # 20:00 in London

    def test_a_value_that_was_corrected_is_told(self, product: wiring.Product):
        follow(product, conversation="web:a")
        facts = dict(product.shelf.facts())
        values = (*facts[FIGURE].values[:-2], Value(12.3, datetime.date(2025, 4, 1), None, Certainty.OFFICIAL))
        facts[FIGURE] = dataclasses.replace(facts[FIGURE], values=values)
        use(product, dataclasses.replace(product.shelf._content, facts=facts))
        assert look(product) == 1
        assert "£12.30 per hour from 1 April 2025. Before, it was £12.21 per hour." in texts(product, "web:a")[0]

    def test_a_figure_that_an_edit_brings_in_is_kept_without_a_word_and_told_when_it_changes(
        self, product: wiring.Product
    ):
        edit(product, facts=())
        follow(product)
        edit(product, facts=(FIGURE,))
        assert look(product) == 0
        product.clock.now = MARCH + DAY
        assert look(product) == 1
        assert "£12.71" in texts(product)[0]

    def test_words_and_figure_are_told_together(self, product: wiring.Product):
        follow(product)
        reword(product)
        product.clock.now = MARCH + DAY
        assert look(product) == 1
        assert "rewritten" in texts(product)[0]
        assert "£12.71" in texts(product)[0]


class TestWithdrawal:
    def test_it_is_told_once_and_ends_it(self, product: wiring.Product):
        follow(product)
        edit(product)
        assert look(product, times=4) == 1
        (message,) = sent(product, WHO)
        assert "- I no longer give this answer. Please do not rely on it." in message.body["text"]
        assert message.body["choices"] == []
        assert followed(product) == []

    def test_a_champions_answer_that_was_taken_back(self, tmp_path: pathlib.Path):
        product = people(world(tmp_path))
        published = approved(product)
        use(product, _with(product, published))
        follow(product, published.article)
        look(product)
        product.publishing.unpublish(published.article, "Wrong.", by=OTHER, shown=1)
        edit(product, published.article)
        assert look(product) == 1
        assert f"**{published.title}**" in texts(product)[0]


class TestManyGateways:
    def test_two_that_look_at_the_same_moment_send_one(self, product: wiring.Product):
        follow(product)
        reword(product)
        first, second = gateway(product), gateway(product)
        for _ in range(2):
            product.clock.now += LOOK
            sums = [first.once(), second.once()]
        assert sums == [1, 0]
        assert len(texts(product)) == 1

    def test_one_that_read_before_the_other_told_sends_nothing(self, product: wiring.Product):
        follow(product)
        reword(product)
        one = gateway(product)
        stale = followed(product)
        look(product)
        assert not one._tell(WHO, stale, one._served(product.clock().date()), product.clock())
        assert len(texts(product)) == 1

    def test_a_restart_between_edit_and_message_sends_it_once(self, product: wiring.Product):
        follow(product)
        reword(product)
        look(product, times=1)
        again = gateway(product)
        sums = []
        for _ in range(3):
            product.clock.now += LOOK
            sums.append(again.once())
        assert sums == [0, 1, 0]

    def test_a_process_that_dies_before_the_message_is_kept_begins_again(
        self, product: wiring.Product, monkeypatch: pytest.MonkeyPatch
    ):
        follow(product)
        reword(product)
        look(product, times=1)

        def die(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(product.telling_changes, "_reply", die)
            with pytest.raises(KeyboardInterrupt):
                product.telling_changes.once()
        assert look(product, times=1) == 1

    def test_one_that_does_not_serve_a_new_answer_yet_does_not_call_it_withdrawn(self, product: wiring.Product):
        new = product.shelf._content
        before = dataclasses.replace(new, articles={name: a for name, a in new.articles.items() if name != WAGE})
        shelf = ContentShelf(before, pathlib.Path(), pathlib.Path())
        late = ChangeTelling(product.units, shelf, product.renderer, product.clock)
        late.once()
        product.clock.now += LOOK - datetime.timedelta(seconds=1)
        follow(product)
        product.clock.now += datetime.timedelta(seconds=1)
        assert late.once() == 0
        shelf.use(new)
        product.clock.now += LOOK
        assert late.once() == 0
        assert len(followed(product)) == 1


class TestPeace:
    def test_an_answer_that_changes_again_is_told_the_next_day(self, product: wiring.Product):
        follow(product)
        reword(product)
        look(product)
        reword(product)
        assert look(product) == 0
        product.clock.now += datetime.timedelta(hours=20)
        assert look(product) == 1

    def test_who_is_forgotten_is_told_nothing(self, product: wiring.Product):
        follow(product)
        reword(product)
        look(product, times=1)
        with product.units() as work:
            work.conversations.forget(WHO, "forgotten:x")
            work.commit()
        assert look(product) == 0
        assert texts(product) == []

    def test_who_is_forgotten_while_a_gateway_looks_is_told_nothing(self, product: wiring.Product):
        follow(product)
        reword(product)
        seen = followed(product)
        with product.units() as work:
            work.conversations.forget(WHO, "forgotten:x")
            work.commit()
        telling = product.telling_changes
        assert not telling._tell(WHO, seen, telling._served(product.clock().date()), product.clock())
        assert texts(product) == []


def _with(product: wiring.Product, published):
    """The content with a champion's answer in it."""
    served = product.shelf._content
    made = dataclasses.replace(
        served.articles["options/option-1"], id=published.article, title=published.title, kind="champion", facts=()
    )
    return dataclasses.replace(served, articles={**served.articles, published.article: made})
