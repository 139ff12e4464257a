"""Attached to Telegram for as long as the gateway runs, whatever Telegram does meanwhile."""

import asyncio
import logging
import time

import pytest
from telegram import Update

from bot.gateway import telegram_connection
from bot.gateway.app import create_app
from bot.gateway.telegram_connection import Polling
from bot.gateway.telegram_sending import ANSWER_SECONDS, POLL_SECONDS, POLL_SLACK, REST_SECONDS, Sender
from tests.gateway.conftest import attached, client_of
from tests.gateway.telegram_api import SECRET, TOKEN, BotApi, until
from tests.gateway.telegram_world import PERSON, PollingDriver, message, telegram_settings, update
from tests.gateway.test_telegram_sending import Seconds
from tests.gateway.world import settings


@pytest.fixture
def quick(monkeypatch):
    """Waits between tries are short."""
    monkeypatch.setattr(telegram_connection, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(telegram_connection, "LONGEST_WAIT", 0.1)
    monkeypatch.setattr(telegram_connection, "REFUSED_WAIT", 0.1)


class TestUnreachable:
    async def test_the_gateway_serves_the_web_and_attaches_itself_later(self, product, rasa, tmp_path, quick):
        api = BotApi()
        await api.start()
        port = int(api.url.rpartition(":")[2])
        await api.stop()
        app = create_app(product, rasa, settings(tmp_path, **telegram_settings(api)))
        async with attached(app), client_of(app) as client:
            await asyncio.sleep(0.2)
            assert (await client.get("/health")).status_code == 200
            await client.post("/api/sessions", json={})
            body = {"text": "how much holiday", "message_id": "12345678"}
            assert (await client.post("/api/messages", json=body)).status_code == 200
            assert not app.state.telegram.connection.attached
            await api.start(port)
            await until(lambda: app.state.telegram.connection.attached)
            assert len(await PollingDriver(app, client, product, rasa, api).send("how much holiday")) == 1
        await api.stop()

    async def test_an_outage_in_the_middle_loses_nothing(self, polling, bot_api, quick, clock):
        await polling.send("how much holiday")
        bot_api.down = True
        await bot_api.happen(update(message=message("how much notice")))
        await until(lambda: not polling.app.state.telegram.connection.attached)
        bot_api.down = False
        await until(lambda: not bot_api.updates)
        clock.pass_(seconds=10)
        polling.adapter._sender._clock = lambda: time.monotonic() + REST_SECONDS
        await polling.outbox_works()
        assert len(bot_api.posts[PERSON]) == 2
        assert polling.nothing_is_there_twice()

    async def test_a_refused_token_is_named_without_itself(self, polling, bot_api, quick, caplog):
        bot_api.token = "another"
        await bot_api.happen(update(message=message("hello")))
        await until(lambda: "SDS_TELEGRAM_TOKEN" in caplog.text)
        assert TOKEN not in caplog.text
        assert TOKEN.split(":")[1] not in caplog.text

    async def test_another_process_that_polls_is_named(self, polling, bot_api, quick, caplog):
        bot_api.fails["getUpdates"] = [(409, {"error": "Conflict: terminated by other getUpdates request"})]
        await bot_api.happen(update(message=message("hello")))
        await until(lambda: "Another process asks for this bot's messages" in caplog.text)
        await until(lambda: polling.app.state.telegram.connection.attached)

    async def test_telegrams_time_to_wait_is_kept(self, polling, bot_api, caplog):
        wait = {"error": "Too Many Requests", "parameters": {"retry_after": 7}}
        bot_api.fails["getUpdates"] = [(429, wait)]
        await bot_api.happen(update(message=message("hello")))
        await until(lambda: "telegram.lost RetryAfter" in caplog.text)
        assert "next_try_in=7s" in caplog.text


class SlowUpdates:
    """Deals with updates when it is told to."""

    def __init__(self):
        self.taken, self.go = [], asyncio.Event()

    async def take(self, happened):
        self.taken.append(happened.update_id)
        if happened.update_id == 5:
            await self.go.wait()


class CrowdedUpdates:
    """Takes a moment for each, and notes how many were in work at the same time."""

    def __init__(self):
        self.now = self.most = 0

    async def take(self, happened):
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.05)
        self.now -= 1


@pytest.fixture
async def slow(bot_api):
    updates, clock = SlowUpdates(), Seconds()
    connection = Polling(Sender(TOKEN, bot_api.url), updates, clock=clock)
    running = asyncio.create_task(connection.run())
    yield updates, clock
    updates.go.set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def numbered(number):
    return update(update_id=number, message=message("hello", number))


class TestPolling:
    async def test_one_is_confirmed_only_when_it_was_dealt_with_and_holds_nobody_up(self, slow, bot_api):
        updates, _ = slow
        for number in (5, 6, 7):
            await bot_api.happen(numbered(number))
        await until(lambda: 7 in updates.taken)
        await bot_api.happen(numbered(8))
        await until(lambda: 8 in updates.taken)
        assert bot_api.confirmed == 4
        updates.go.set()
        await until(lambda: bot_api.confirmed == 8)
        assert updates.taken == [5, 6, 7, 8]

    async def test_what_piled_up_is_answered_a_few_at_a_time(self, bot_api):
        updates = CrowdedUpdates()
        running = asyncio.create_task(Polling(Sender(TOKEN, bot_api.url), updates).run())
        for number in range(1, 31):
            await bot_api.happen(numbered(number))
        await until(lambda: bot_api.confirmed == 30)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert updates.most == 8

    async def test_a_lower_number_that_comes_late_is_taken(self, slow, bot_api):
        updates, _ = slow
        await bot_api.happen(numbered(5))
        await until(lambda: 5 in updates.taken)
        await bot_api.happen(numbered(9))
        await bot_api.happen(numbered(7))
        await until(lambda: {7, 9} <= set(updates.taken))

    async def test_after_long_silence_telegram_may_begin_with_lower_numbers(self, slow, bot_api):
        updates, clock = slow
        await bot_api.happen(numbered(900))
        await until(lambda: bot_api.confirmed == 900)
        clock.now += 8 * 24 * 3600
        async with bot_api.news:
            bot_api.news.notify_all()
        await until(lambda: "offset" not in bot_api.called("getUpdates")[-1])
        await bot_api.happen(numbered(3))
        await until(lambda: 3 in updates.taken)

    async def test_one_that_cannot_be_read_hides_nobody_elses_and_stays_out_of_the_log(self, polling, bot_api, caplog):
        await bot_api.happen(update(callback_query={"id": "1", "from": {"first_name": "Zebedee"}, "data": "x"}))
        assert len(await polling.send("how much holiday")) == 1
        assert "telegram.update_unread" in caplog.text
        assert "Zebedee" not in caplog.text

    async def test_a_webhook_of_before_is_taken_away_with_nothing_dropped(self, polling, bot_api):
        await until(lambda: bot_api.called("deleteWebhook"))
        (call,) = bot_api.called("deleteWebhook")
        assert call.get("drop_pending_updates", "false") == "false"

    async def test_a_second_start_answers_nothing_twice(self, product, rasa, bot_api, tmp_path):
        app = create_app(product, rasa, settings(tmp_path, **telegram_settings(bot_api)))
        async with client_of(app) as client:
            driver = PollingDriver(app, client, product, rasa, bot_api)
            happened = update(message=message("can I speak to a human"))
            # Ended after the answer was sent and before Telegram was told that it had been taken.
            await app.state.telegram.updates.take(_read(happened))
            async with attached(app):
                await driver.arrives(happened)
        assert len(bot_api.posts[PERSON]) == len(product.escalation.list()) == 1


def _read(happened):
    return Update.de_json(happened, None)


class TestWebhook:
    async def test_telegram_is_told_the_address_and_the_secret(self, telegram, bot_api):
        assert bot_api.webhook["url"] == "http://guide.test/telegram/updates"
        assert bot_api.webhook["secret_token"] == SECRET

    async def test_the_menu_names_the_commands(self, telegram, bot_api):
        await until(lambda: bot_api.called("setMyCommands"))
        assert '"command": "mytickets"' in bot_api.called("setMyCommands")[0]["commands"]


class TestLog:
    async def test_coming_and_going_is_told_once(self, polling, bot_api, quick, caplog):
        caplog.set_level(logging.INFO)
        await polling.send("how much holiday")
        await polling.send("how much notice")
        lines = [record.getMessage() for record in caplog.records if record.name == "bot.gateway.telegram_connection"]
        assert lines in ([], ["telegram.attached mode=polling"])


HALF_A_MINUTE = 30
CONNECT_SECONDS = 5
"""How long the library tries to open a connection."""


class TestHowSoon:
    def test_half_a_minute_after_telegram_is_back_the_bot_is_so_too_whatever_it_waited_for(self):
        a_try_that_hangs = CONNECT_SECONDS + ANSWER_SECONDS
        assert telegram_connection.LONGEST_WAIT + a_try_that_hangs < HALF_A_MINUTE
        a_poll_that_hangs = POLL_SECONDS + POLL_SLACK
        assert a_poll_that_hangs + telegram_connection.FIRST_WAIT < HALF_A_MINUTE

    async def test_a_long_outage_makes_no_pause_longer_than_that(self, bot_api, monkeypatch):
        monkeypatch.setattr(telegram_connection, "FIRST_WAIT", 0.01)
        monkeypatch.setattr(telegram_connection, "LONGEST_WAIT", 0.03)
        bot_api.down = True
        connection = Pauses(Sender(TOKEN, bot_api.url), SlowUpdates())
        running = asyncio.create_task(connection.run())
        await until(lambda: len(connection.pauses) >= 6)
        bot_api.down = False
        await until(lambda: connection.attached)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert connection.pauses[:5] == [0.01, 0.02, 0.03, 0.03, 0.03]


class Pauses(Polling):
    """Notes how long it waits between two tries."""

    def __init__(self, *parts):
        super().__init__(*parts)
        self.pauses = []

    def _lost(self, error, pause):
        super()._lost(error, pause)
        self.pauses.append(pause)


class TestStopping:
    async def test_nobody_waits_for_a_poll_that_telegram_keeps_open(self, bot_api):
        connection = Polling(Sender(TOKEN, bot_api.url), SlowUpdates())
        running = asyncio.create_task(connection.run())
        await until(lambda: bot_api.called("getUpdates"))
        assert int(bot_api.called("getUpdates")[-1]["timeout"]) == POLL_SECONDS
        running.cancel()
        async with asyncio.timeout(POLL_SECONDS / 2):
            await asyncio.gather(running, return_exceptions=True)
        assert running.cancelled()
