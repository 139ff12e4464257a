"""Keyboards: one button a row, at most 64 bytes each, and long payloads come back whole."""

import datetime

import pytest
from telegram import CallbackQuery, Chat, Message, User

from bot.gateway.telegram_buttons import MOST_BYTES, Buttons, beside, can_be_opened, with_addresses
from bot.helpdesk.vocabulary import Choice

LONG = "article:risk/what-to-do-when-somebody-wants-to-spend-their-budget-on-something-unusual-é"


@pytest.fixture
def buttons(product, clock):
    return Buttons(product.units, clock)


def data(buttons, payload, conversation="telegram:1"):
    keyboard = buttons.keyboard(conversation, [Choice("A title", payload)])
    return keyboard.inline_keyboard[0][0].callback_data


class TestKeyboard:
    def test_without_choices_there_is_none(self, buttons):
        assert buttons.keyboard("telegram:1", []) is None

    def test_each_button_has_its_row(self, buttons):
        keyboard = buttons.keyboard("telegram:1", [Choice("A", "a"), Choice("B", "b")])
        assert [[b.text for b in row] for row in keyboard.inline_keyboard] == [["A"], ["B"]]

    def test_an_address_opens_a_page(self, buttons):
        keyboard = buttons.keyboard("telegram:1", [Choice("Open", "https://guide.example/desk")])
        assert keyboard.inline_keyboard[0][0].url == "https://guide.example/desk"

    @pytest.mark.parametrize("payload", ["a", "x" * 64, "x" * 65, "é" * 33, LONG, "~x"])
    def test_what_travels_fits(self, buttons, payload):
        assert 1 <= len(data(buttons, payload).encode()) <= MOST_BYTES


class TestWithAddresses:
    def test_what_telegram_refuses_as_a_button_stands_in_the_text(self, buttons):
        choices = [Choice("Open", "http://127.0.0.1:8000/x"), Choice("Yes", "yes"), Choice("See", "https://a.example")]
        assert with_addresses("Well.", choices) == "Well.\n\nOpen: http://127.0.0.1:8000/x"
        keyboard = buttons.keyboard("telegram:1", choices)
        assert [row[0].text for row in keyboard.inline_keyboard] == ["Yes", "See"]

    def test_without_such_links_the_text_stays(self):
        assert with_addresses("Well.", [Choice("Yes", "yes"), Choice("See", "https://a.example")]) == "Well."


class TestBeside:
    ROWS = (Choice("Open", "https://a.example"), Choice("Yes", "yes"), Choice("No", "no"))

    @pytest.mark.parametrize(("others", "stay"), [(False, ["Open"]), (True, ["Open", "No"])])
    def test_a_link_stays_whatever_is_pressed(self, buttons, others, stay):
        keyboard = buttons.keyboard("telegram:1", self.ROWS)
        message = Message(1, datetime.datetime.now(datetime.UTC), Chat(1, "private"), reply_markup=keyboard)
        query = CallbackQuery("1", User(1, "A", is_bot=False), "c", message=message, data="yes")
        assert [row[0].text for row in beside(query, others=others).inline_keyboard] == stay


class TestPayload:
    @pytest.mark.parametrize("payload", ["a", "x" * 64, "x" * 65, LONG, "~x"])
    def test_it_comes_back_whole(self, buttons, payload):
        assert buttons.payload("telegram:1", data(buttons, payload)) == payload

    def test_the_same_button_needs_one_row(self, buttons):
        assert data(buttons, LONG) == data(buttons, LONG)

    def test_somebody_elses_button_means_nothing(self, buttons):
        theirs = data(buttons, LONG, "telegram:2")
        assert buttons.payload("telegram:1", theirs) == theirs

    @pytest.mark.parametrize("made_up", ["~", "~unknown", "~" + "x" * 63])
    def test_data_that_nobody_made_stays_as_it_came(self, buttons, made_up):
        assert buttons.payload("telegram:1", made_up) == made_up

    def test_being_forgotten_takes_the_buttons_along(self, buttons, product):
        kept = data(buttons, LONG)
        with product.units() as work:
            work.conversations.forget("telegram:1", "forgotten:1")
            work.commit()
        assert buttons.payload("telegram:1", kept) == kept


class TestCanBeOpened:
    @pytest.mark.parametrize(
        ("address", "can"),
        [
            ("https://guide.council.example", True),
            ("http://127.0.0.1:8000", False),
            ("http://localhost:8000", False),
            ("http://10.0.0.4", False),
            ("http://[::1]:8000", False),
            ("", False),
        ],
    )
    def test_telegram_takes_no_address_of_this_machine(self, address, can):
        assert can_be_opened(address) == can
