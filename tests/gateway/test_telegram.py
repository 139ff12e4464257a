"""Telegram keeps the channels' contract, in both ways in which updates can come; and what is Telegram's own."""

import pytest
from telegram import Update

from bot.gateway.app import create_app
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply
from tests.gateway.contract import AdapterContract
from tests.gateway.telegram_api import BOT, SECRET
from tests.gateway.telegram_world import PERSON, message, press, telegram_settings, update
from tests.gateway.world import settings


class TestWebhook(AdapterContract):
    @pytest.fixture
    def channel(self, telegram):
        yield telegram
        assert telegram.nothing_is_there_twice()


class TestPolling(AdapterContract):
    @pytest.fixture
    def channel(self, polling):
        yield polling
        assert polling.nothing_is_there_twice()


def read(happened):
    return Update.de_json(happened, None)


class TestIncoming:
    @pytest.fixture
    def adapter(self, telegram):
        return telegram.adapter

    async def test_the_conversation_is_the_chats_number(self, adapter):
        incoming = await adapter.incoming(read(update(message=message("hello"))))
        assert (incoming.conversation, incoming.text, incoming.choice) == (f"telegram:{PERSON}", "hello", None)

    async def test_the_delivery_holds_no_words_and_nothing_to_try_words_with(self, adapter):
        incoming = await adapter.incoming(read(update(message=message("Zebedee", 5))))
        assert incoming.delivery.startswith(f"telegram:{BOT}:{PERSON}:5:")
        assert "Zebedee" not in incoming.delivery

    async def test_a_message_is_the_same_whatever_update_it_came_in(self, adapter):
        one, two = (read(update(message=message("hello", 5))) for _ in range(2))
        assert (await adapter.incoming(one)).delivery == (await adapter.incoming(two)).delivery

    async def test_other_words_are_another_delivery(self, adapter):
        one = await adapter.incoming(read(update(message=message("hello", 5))))
        two = await adapter.incoming(read(update(edited_message=message("hallo", 5))))
        assert one.delivery != two.delivery

    async def test_the_same_number_in_two_chats_is_two_deliveries(self, adapter):
        one = await adapter.incoming(read(update(message=message("hello", 5))))
        two = await adapter.incoming(read(update(message=message("hello", 5, chat=PERSON + 1))))
        assert one.delivery != two.delivery

    async def test_a_press_hands_over_what_the_button_stands_for(self, adapter):
        incoming = await adapter.incoming(read(press("ticket:helped:1", 9)))
        assert incoming.choice == "ticket:helped:1"

    async def test_a_button_below_a_message_is_one_delivery_however_often_it_is_pressed(self, adapter):
        names = [
            (await adapter.incoming(read(press(*pressed)))).delivery
            for pressed in (("a", 9), ("a", 9), ("b", 9), ("a", 8), ("a", 9, PERSON + 1))
        ]
        assert names[0] == names[1]
        assert len(set(names)) == 4
        assert names[0].startswith(f"telegram:{BOT}:{PERSON}:9:press:")


class TestPush:
    async def test_a_link_that_telegram_refuses_does_not_cost_the_message(self, telegram, bot_api):
        choices = [{"title": "Open it", "payload": "http://127.0.0.1:8000/results/x"}, {"title": "Yes", "payload": "a"}]
        await telegram.adapter.push(f"telegram:{PERSON}", {"text": "Done.", "choices": choices})
        (post,) = bot_api.posts[PERSON]
        assert "Done." in post.html
        assert "Open it: " in post.html
        assert "http://127.0.0.1:8000/results/x" in post.html
        assert post.titles == ("Yes",)


class TestRender:
    async def test_a_reply_is_html_and_rows_of_one_button(self, telegram):
        choices = (Choice("Yes", "a"), Choice("No", "b"))
        rendered = telegram.adapter.render(Reply("**Well** <x>", OutcomeName.SOCIAL, choices=choices))
        assert rendered == {"texts": ["<b>Well</b> &lt;x&gt;"], "rows": [["Yes"], ["No"]]}


class TestSwitchedOff:
    async def test_without_a_token_there_is_no_telegram(self, app, client):
        assert app.state.telegram is None
        assert (await client.post("/telegram/updates", json={})).status_code == 404

    @pytest.mark.parametrize("values", [{"telegram_token": "no token"}, {"telegram_mode": "webhook"}])
    def test_settings_that_cannot_be_used_are_named(self, product, rasa, bot_api, tmp_path, values):
        with pytest.raises(Exception, match="SDS_TELEGRAM_") as caught:
            create_app(product, rasa, settings(tmp_path, **telegram_settings(bot_api, **values)))
        assert type(caught.value).__name__ == "ConfigurationError"

    def test_a_weak_secret_is_refused(self, product, rasa, bot_api, tmp_path):
        chosen = telegram_settings(bot_api, telegram_mode="webhook", telegram_secret=SECRET[:9])
        with pytest.raises(Exception, match="16 to 256"):
            create_app(product, rasa, settings(tmp_path, **chosen))
