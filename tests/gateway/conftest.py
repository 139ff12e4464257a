"""The gateway without a network: an app on a temporary SQLite and a client that calls it directly."""

import pathlib
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bot import wiring
from bot.gateway.app import create_app
from tests.gateway.world import Clock, ScriptedRasa, settings

ORIGIN = "http://guide.test"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product(tmp_path: pathlib.Path, clock: Clock) -> wiring.Product:
    return wiring.product(settings(tmp_path), clock)


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
