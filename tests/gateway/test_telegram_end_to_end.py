"""The running gateway against an independent emulator of Telegram, with both ways in which updates can come."""

import asyncio
import logging

import pytest
import uvicorn

from bot import wiring
from bot.gateway.app import create_app
from bot.services.handling import Actor
from tests.gateway.telegram_api import SECRET, TOKEN
from tests.gateway.telegram_emulator import emulator, free_port, install
from tests.gateway.telegram_world import telegram_settings
from tests.gateway.world import HOLIDAY, TITLES, ScriptedRasa, settings

pytestmark = pytest.mark.long
ASKER = 777001
NAMES = ("Zebedee", "zebedee")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    return install(tmp_path_factory.mktemp("telegram-test-api"))


@pytest.fixture
async def telegram(installed):
    async with emulator(installed) as running:
        yield running


@pytest.fixture(params=["polling", "webhook"])
async def gateway(request, telegram, tmp_path):
    """The gateway as a server, with everything that runs beside it; its product."""
    port = free_port()
    chosen = telegram_settings(
        telegram, telegram_mode=request.param, telegram_secret=SECRET, public_url=f"http://127.0.0.1:{port}"
    )
    product = wiring.product(settings(tmp_path))
    app = create_app(product, ScriptedRasa(product), settings(tmp_path, **chosen))
    server = uvicorn.Server(uvicorn.Config(app, port=port, ws="none", log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve())
    await until(lambda: app.state.telegram.connection.attached)
    yield product
    app.state.pages.end_all()
    server.should_exit = True
    await serving


async def until(holds, seconds=60):
    for _ in range(int(seconds * 20)):
        found = holds()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        await asyncio.sleep(0.05)
    message = "what was waited for did not come about"
    raise AssertionError(message)


async def texts(telegram, number):
    """Wait until the asker has seen so many messages, and return them."""

    async def enough():
        found = await telegram.texts(ASKER)
        return found if len(found) >= number else None

    return await until(enough)


def buttons(post):
    rows = (post["message"].get("reply_markup") or {}).get("inline_keyboard", [])
    return {row[0]["text"]: row[0]["callback_data"] for row in rows}


class TestConversation:
    async def test_a_question_is_answered_with_its_source(self, gateway, telegram):
        await telegram.say(ASKER, "how much holiday")
        (text,) = await texts(telegram, 1)
        assert text.startswith(f"<b>{TITLES[HOLIDAY]}</b>")
        assert "https://www.legislation.gov.uk/ukpga/1996/18" in text
        assert telegram.methods.index("sendChatAction") < telegram.methods.index("sendMessage")

    async def test_a_pressed_choice_answers_and_its_keyboard_goes(self, gateway, telegram):
        await telegram.say(ASKER, "how much time")
        await texts(telegram, 1)
        (post,) = await telegram.posts(ASKER)
        await telegram.press(ASKER, buttons(post)[TITLES[HOLIDAY]], post["messageId"])
        _, answer = await texts(telegram, 2)
        assert answer.startswith(f"<b>{TITLES[HOLIDAY]}</b>")
        await until(lambda: "editMessageReplyMarkup" in telegram.methods)
        assert "answerCallbackQuery" in telegram.methods

    async def test_a_champions_answer_comes_back_and_closes(self, gateway, telegram):
        await telegram.say(ASKER, "can I speak to a human")
        await texts(telegram, 1)
        gateway.handling.answer(1, "Ring **me** on Monday.", Actor(None, "a champion"))
        _, answer = await texts(telegram, 2)
        assert answer.endswith("Ring <b>me</b> on Monday.")
        *_, post = await telegram.posts(ASKER)
        await telegram.press(ASKER, buttons(post)["That helped, close my ticket"], post["messageId"])
        *_, closed = await texts(telegram, 3)
        assert "Ticket 1 is closed" in closed

    async def test_danger_is_answered_with_the_numbers(self, gateway, telegram):
        await telegram.say(ASKER, "my dad is hitting my mum")
        (text,) = await texts(telegram, 1)
        assert "ring <b>999</b>" in text
        assert [ticket.urgent for ticket in gateway.escalation.list("open")] == [True]

    async def test_ten_people_at_once_each_get_their_own_answer(self, gateway, telegram):
        people = range(ASKER, ASKER + 10)
        for person in people:
            await telegram.say(person, "how much holiday" if person % 2 else "how much notice")

        async def all_answered():
            return all([len(await telegram.texts(person)) == 1 for person in people])

        await until(all_answered)
        for person in people:
            (text,) = await telegram.texts(person)
            assert ("holiday" in text) is bool(person % 2)


class TestOutage:
    async def test_what_was_asked_and_answered_meanwhile_arrives_once(self, gateway, telegram):
        await telegram.say(ASKER, "can I speak to a human")
        await texts(telegram, 1)
        telegram.down = True
        await telegram.say(ASKER, "how much holiday")
        gateway.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        await asyncio.sleep(2)
        telegram.down = False
        found = await texts(telegram, 3)
        await asyncio.sleep(1)
        found = await telegram.texts(ASKER)
        assert sorted("Ring me." in text for text in found[1:]) == [False, True]


class TestLog:
    async def test_no_token_text_or_name_is_in_any_line(self, gateway, telegram, caplog):
        caplog.set_level(logging.DEBUG)
        await telegram.say(ASKER, "how much holiday for Quentin")
        await texts(telegram, 1)
        telegram.down = True
        await telegram.say(ASKER, "how much notice for Quentin")
        await asyncio.sleep(1)
        telegram.down = False
        await texts(telegram, 2)
        lines = "\n".join(f"{record.name} {record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
        assert "message.answered" in lines
        secrets = (TOKEN, TOKEN.split(":")[1], SECRET, "Quentin", "how much holiday", *NAMES)
        assert [secret for secret in secrets if secret in lines] == []
