"""To follow an answer is one press, to stop it another, and a list shows all of it."""

import pathlib

import pytest

from bot import wiring
from bot.helpdesk.vocabulary import OutcomeName
from bot.services import following
from bot.services.answering import Turn
from bot.services.commands import Commands
from bot.services.publishing_records import Subscription
from bot.services.records import Conversation, Delivery
from tests.services.asking import desk
from tests.services.following_world import HOLIDAY, WAGE, WHO, answered, edit, follow, followed, press

ON, OFF = f"follow:on:{WAGE}", f"follow:off:{WAGE}"


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    return desk(tmp_path)


def titles(reply) -> list[str]:
    return [choice.title for choice in reply.choices]


class TestFollowing:
    def test_it_is_offered_below_an_answer_and_kept_with_what_was_told(self, product: wiring.Product):
        assert titles(answered(product))[-3:] == ["That helped", "Not what I need", "Tell me if this changes"]
        reply = press(product, ON)
        title = product.content.articles[WAGE].title
        assert reply.outcome is OutcomeName.SOCIAL
        assert f"“{title}” changes" in reply.text
        (kept,) = followed(product)
        assert (kept.kind, kept.since, kept.told_at) == (f"article:{WAGE}", product.clock(), None)
        assert "£12.71 per hour" in kept.told

    def test_the_button_works_once(self, product: wiring.Product):
        answered(product)
        press(product, ON)
        assert press(product, ON) is None
        assert len(followed(product)) == 1

    def test_a_repeated_delivery_gets_the_same_words(self, product: wiring.Product):
        answered(product)
        with product.units() as work:
            work.deliveries.begin(Delivery("d", WHO, product.clock()))
            work.commit()
        assert press(product, ON, delivery="d") == press(product, OFF, delivery="d")
        assert len(followed(product)) == 1

    @pytest.mark.parametrize("payload", [f"follow:on:{HOLIDAY}", "follow:on:", "follow:off:", "follow:", "follow:on:x"])
    def test_what_was_not_offered_does_nothing(self, product: wiring.Product, payload: str):
        answered(product)
        assert press(product, payload) is None
        assert followed(product) == []

    def test_somebody_who_never_asked_follows_nothing(self, product: wiring.Product):
        assert press(product, ON) is None

    def test_an_answer_that_went_meanwhile_cannot_be_followed(self, product: wiring.Product):
        answered(product)
        edit(product)
        assert press(product, ON) is None

    def test_whether_it_helped_can_still_be_said(self, product: wiring.Product):
        answered(product)
        assert titles(press(product, ON))[1:] == ["That helped", "Not what I need"]
        assert product.answering.press(Turn(WHO, ""), "helpful") is not None

    def test_whom_it_helped_can_still_follow_it(self, product: wiring.Product):
        answered(product)
        rated = product.answering.press(Turn(WHO, ""), "helpful")
        assert titles(rated) == ["Tell me if this changes"]
        assert press(product, ON) is not None

    def test_an_answer_that_is_followed_offers_the_end_of_it(self, product: wiring.Product):
        follow(product)
        assert titles(answered(product))[-1] == f"Stop telling me about “{product.content.articles[WAGE].title}”"

    def test_there_is_a_most(self, product: wiring.Product, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(following, "MOST", 1)
        follow(product, HOLIDAY)
        answered(product)
        assert "You already follow 1 answers" in press(product, ON).text
        assert [each.kind for each in followed(product)] == [f"article:{HOLIDAY}"]


class TestStopping:
    def test_it_can_be_stopped_at_any_time_and_once(self, product: wiring.Product):
        follow(product)
        answered(product, HOLIDAY)
        assert "not send you any more" in press(product, OFF).text
        assert followed(product) == []
        assert press(product, OFF) is None

    def test_an_answer_that_is_not_served_any_more_can_be_stopped_by_the_title_it_had(self, product: wiring.Product):
        follow(product)
        edit(product)
        assert product.content.articles[WAGE].title in press(product, OFF).text

    def test_nobody_stops_what_another_follows(self, product: wiring.Product):
        follow(product)
        answered(product, conversation="telegram:2")
        assert press(product, OFF, "telegram:2") is None
        assert len(followed(product)) == 1

    def test_who_is_forgotten_follows_nothing(self, product: wiring.Product):
        follow(product)
        with product.units() as work:
            work.conversations.forget(WHO, "forgotten:x")
            work.commit()
        assert followed(product) == []


class TestListed:
    def ask(self, product: wiring.Product, text: str):
        commands = Commands(product.units, product.renderer, product.askers, product.following, product.clock)
        return commands.run(commands.named(text), Conversation(WHO))

    @pytest.mark.parametrize("text", ["/following", "What I follow", "what i follow?"])
    def test_nothing_at_first(self, product: wiring.Product, text: str):
        assert "You do not follow anything." in self.ask(product, text).text

    def test_each_has_a_button_to_stop_it_and_the_weekly_message_too(self, product: wiring.Product):
        follow(product)
        follow(product, HOLIDAY)
        follow(product, HOLIDAY, "telegram:2")
        with product.units() as work:
            work.subscriptions.add(Subscription(WHO, "digest", product.clock()))
            work.commit()
        reply = self.ask(product, "/following")
        names = [product.content.articles[name].title for name in sorted([HOLIDAY, WAGE])]
        assert reply.text.splitlines()[2:] == [f"- {name}" for name in [*names, "The weekly message"]]
        stops = [f"follow:off:{HOLIDAY}", OFF, "me:no_digest"]
        assert [choice.payload for choice in reply.choices] == stops
        for choice in reply.choices[:2]:
            assert press(product, choice.payload) is not None
        assert followed(product) == []
