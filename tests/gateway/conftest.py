"""The gateway without a network: an app on a temporary SQLite and a client that calls it directly."""

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bot import wiring
from bot.gateway.app import create_app
from tests.gateway.telegram_api import SECRET, BotApi, until
from tests.gateway.telegram_world import CHAMPIONS, PollingDriver, TelegramDriver, telegram_settings
from tests.gateway.world import Clock, ScriptedRasa, content, settings

ORIGIN = "http://guide.test"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product(tmp_path: pathlib.Path, clock: Clock) -> wiring.Product:
    return wiring.product(settings(tmp_path), clock, content())


@pytest.fixture
def rasa(product: wiring.Product) -> ScriptedRasa:
    return ScriptedRasa(product)


@pytest.fixture
def app(product: wiring.Product, rasa: ScriptedRasa, tmp_path: pathlib.Path) -> FastAPI:
    return create_app(product, rasa, settings(tmp_path))


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


def client_of(app: FastAPI, origin: str = ORIGIN) -> httpx.AsyncClient:
    """Return a browser, as it were, that keeps cookies."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=origin)


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    """A Bot API on a free port of the loopback."""
    api = BotApi()
    await api.start()
    yield api
    await api.stop()


@pytest.fixture
async def telegram(
    product: wiring.Product, rasa: ScriptedRasa, bot_api: BotApi, tmp_path: pathlib.Path
) -> AsyncIterator[TelegramDriver]:
    """A person on Telegram, whose updates are sent to the gateway; there is a champions' chat, too."""
    chosen = telegram_settings(
        bot_api, telegram_mode="webhook", telegram_secret=SECRET, telegram_champions_chat=str(CHAMPIONS)
    )
    app = create_app(product, rasa, settings(tmp_path, **chosen))
    async with attached(app), client_of(app) as client:
        await until(lambda: bot_api.webhook)
        yield TelegramDriver(app, client, product, rasa, bot_api)


@pytest.fixture
async def polling(
    product: wiring.Product, rasa: ScriptedRasa, bot_api: BotApi, tmp_path: pathlib.Path
) -> AsyncIterator[PollingDriver]:
    """The same when the gateway asks for updates."""
    app = create_app(product, rasa, settings(tmp_path, **telegram_settings(bot_api)))
    async with attached(app), client_of(app) as client:
        yield PollingDriver(app, client, product, rasa, bot_api)


@contextlib.asynccontextmanager
async def attached(app: FastAPI) -> AsyncIterator[None]:
    """Keep an app's bot attached to Telegram; nothing else of what runs beside the app runs."""
    running = asyncio.create_task(app.state.telegram.connection.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
