"""Reminders of a checklist come on the morning of their day, once, until somebody stops them."""

import datetime
import pathlib

import pytest

from bot import wiring
from bot.services.checklist_reminders import DueLine, remind
from bot.services.commands import Commands
from bot.services.records import Conversation
from tests.services.asking import desk, sent
from tests.worlds import Clock

WHO = "web:a"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product(tmp_path: pathlib.Path, clock: Clock) -> wiring.Product:
    return desk(tmp_path, clock)


def keep(product: wiring.Product, *days: int, tool: str = "list") -> None:
    today = product.clock().date()
    lines = [DueLine(today + datetime.timedelta(days=day), f"day {day}") for day in days]
    with product.units() as work:
        remind(work, WHO, tool, lines, product.clock())
        work.commit()


def texts(product: wiring.Product) -> list[str]:
    return [message.body["text"] for message in sent(product)]


class TestOnce:
    def test_a_day_that_has_not_come_is_silent(self, product: wiring.Product):
        keep(product, 1, 2)
        assert (product.reminding.once(), texts(product)) == (0, [])

    def test_it_comes_on_its_morning_and_once(self, product: wiring.Product, clock: Clock):
        keep(product, 1, 2)
        clock.now = (clock.now + datetime.timedelta(days=1)).replace(hour=9, minute=1)
        assert (product.reminding.once(), product.reminding.once()) == (1, 0)
        assert texts(product) == ["**On your checklist for today:** day 1"]

    def test_it_is_the_morning_of_britain_in_summer_too(self, product: wiring.Product, clock: Clock):
        clock.now = datetime.datetime(2027, 6, 1, 12, tzinfo=datetime.UTC)
        keep(product, 1)
        clock.now = datetime.datetime(2027, 6, 2, 7, 59, tzinfo=datetime.UTC)
        assert product.reminding.once() == 0
        clock.now = datetime.datetime(2027, 6, 2, 8, 0, tzinfo=datetime.UTC)
        assert product.reminding.once() == 1

    def test_days_that_are_over_are_left_out(self, product: wiring.Product, clock: Clock):
        keep(product, -3, 0)
        clock.now += datetime.timedelta(days=1)
        assert product.reminding.once() == 0

    def test_a_new_list_takes_the_place_of_the_old_one(self, product: wiring.Product, clock: Clock):
        keep(product, 1, 2)
        keep(product, 1, tool="other")
        keep(product, 3)
        clock.now += datetime.timedelta(days=5)
        assert product.reminding.once() == 2
        assert [text.rpartition(" ")[2] for text in texts(product)] == ["1", "3"]


class TestStopping:
    def test_one_press_stops_them(self, product: wiring.Product, clock: Clock):
        keep(product, 1, 2)
        clock.now += datetime.timedelta(days=1)
        product.reminding.once()
        (choice,) = sent(product)[0].body["choices"]
        assert choice["title"] == "Stop these reminders"
        commands = Commands(product.units, product.renderer, product.askers, product.following, product.clock)
        reply = commands.press(Conversation(WHO), choice["payload"])
        assert reply is not None
        assert reply.text == "You will get no more reminders of your checklist."
        clock.now += datetime.timedelta(days=1)
        assert product.reminding.once() == 0

    def test_who_is_forgotten_is_not_reminded(self, product: wiring.Product, clock: Clock):
        keep(product, 1)
        with product.units() as work:
            work.conversations.forget(WHO, "forgotten:x")
            work.commit()
        clock.now += datetime.timedelta(days=1)
        assert product.reminding.once() == 0
