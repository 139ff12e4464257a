"""Builds the web app from a product: adapters, routes, and the outbox worker that runs beside them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from typing import Any

from fastapi import FastAPI
from starlette.types import Lifespan

from bot.gateway import about, failures, pages, web_routes
from bot.gateway.adapter import Adapter
from bot.gateway.caretaker import SWEEP_SECONDS, TIDY_SECONDS, look_after
from bot.gateway.chat_page import ChatPage, chat_page
from bot.gateway.cookies import Cookies
from bot.gateway.desk.access import check_declared
from bot.gateway.desk.rendering import environment
from bot.gateway.desk.routes import desk_routers
from bot.gateway.desk.work_pages import watch_of
from bot.gateway.embedding import embedding
from bot.gateway.events import Pages
from bot.gateway.health import Readiness
from bot.gateway.installing import installing
from bot.gateway.library_pages import library_pages
from bot.gateway.metrics import Metrics
from bot.gateway.outbox import OutboxWorker
from bot.gateway.pace import Pace
from bot.gateway.rasa_client import RasaClient
from bot.gateway.result_pages import result_pages
from bot.gateway.security import SecurityHeaders
from bot.gateway.sessions import Sessions
from bot.gateway.shelving import keep_in_line, write_digests
from bot.gateway.teams_wiring import teams_channel
from bot.gateway.telegram_joining import telegram_channel
from bot.gateway.turns import Turns
from bot.gateway.webchat import WebChat
from bot.services.conversing import Limits
from bot.services.ports import Understander
from bot.settings import Settings, settings
from bot.wiring import Product

_NEW_SESSIONS_A_MINUTE = 120
"""From one address; a whole office may stand behind one."""


def create_app(
    product: Product, understander: Understander | None = None, configuration: Settings | None = None
) -> FastAPI:
    """Build the gateway; without an understander it asks Rasa. Raises a GuideError when a setting is missing."""
    configuration = configuration or settings()
    asked = understander or rasa_client(configuration)
    metrics = Metrics()
    open_pages = Pages(product.units, metrics)
    sessions = Sessions(product.units, product.clock, configuration.web_session_days)
    cookies = Cookies(framed=bool(configuration.embed_origins) and configuration.public_url.startswith("https:"))
    webchat = WebChat(sessions, cookies, open_pages)
    turns = Turns(product.conversing(asked, _limits(configuration), product.admitting), product.renderer, metrics)
    readiness = Readiness(product.units, product.clock, _addresses(configuration))
    adapters: dict[str, Adapter[Any]] = {webchat.name: webchat}
    telegram = telegram_channel(product, configuration)
    if telegram is not None:
        adapters[telegram.adapter.name] = telegram.adapter
    worker = OutboxWorker(product.units, product.clock, adapters, metrics)
    teams = teams_channel(product, turns, worker, configuration)
    if teams is not None:
        adapters[teams.adapter.name] = teams.adapter
    joined = telegram.join(turns, worker) if telegram is not None else None
    to_close = [
        readiness.close,
        *([asked.close] if isinstance(asked, RasaClient) else []),
        *([teams.close] if teams else []),
    ]

    app = FastAPI(
        title="SDS Guide",
        lifespan=_lifespan(
            [
                worker.run,
                *(joined.work if joined else ()),
                *([teams.work] if teams else []),
                lambda: look_after(product.caretaking),
                lambda: look_after(product.guiding.clearing, SWEEP_SECONDS),
                lambda: look_after(product.documents, TIDY_SECONDS),
                lambda: look_after(product.retaining, TIDY_SECONDS),
                lambda: look_after(product.reminding, SWEEP_SECONDS),
                lambda: look_after(product.telling_changes, SWEEP_SECONDS),
                lambda: keep_in_line(product.publishing),
                lambda: write_digests(product.digest),
            ],
            to_close,
        ),
        openapi_url=None,
    )
    app.state.pages, app.state.outbox, app.state.telegram = open_pages, worker, joined
    failures.install(app)
    app.add_middleware(SecurityHeaders, embed_origins=configuration.embed_origins)
    app.include_router(web_routes.session_routes(webchat, sessions, cookies, Pace(_NEW_SESSIONS_A_MINUTE)))
    app.include_router(web_routes.message_routes(webchat, open_pages, turns))
    page = ChatPage(webchat, environment(), product.renderer)
    app.include_router(chat_page(page))
    app.include_router(installing(environment()))
    if configuration.embed_origins:
        app.include_router(embedding(page))
    app.include_router(pages.watching(readiness, metrics, product.escalation))
    app.include_router(about.about_pages(environment(), product.retaining.periods))
    app.include_router(library_pages(environment(), product.public_library, product.clock))
    app.include_router(result_pages(environment(), product.documents, product.clock))
    for router in joined.routes if joined else ():
        app.include_router(router)
    if teams is not None:
        app.include_router(teams.router)
    app.mount("/static", pages.OwnFiles(directory=pages.STATIC), name="static")
    app.state.watch = watch_of(product.units)
    for router in desk_routers(product, configuration, app.state.watch):
        app.include_router(router)
    check_declared(app.routes)
    return app


_Work = Callable[[], Coroutine[Any, Any, None]]


def _lifespan(workers: Sequence[_Work], to_close: Sequence[Callable[[], Awaitable[None]]]) -> Lifespan[FastAPI]:
    @contextlib.asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work()) for work in workers]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *(close() for close in to_close), return_exceptions=True)

    return running


def rasa_client(configuration: Settings) -> RasaClient:
    """Build what reaches Rasa."""
    token = configuration.rasa_token.get_secret_value()
    return RasaClient(configuration.rasa_url, token, configuration.rasa_timeout_seconds)


def _limits(configuration: Settings) -> Limits:
    return Limits(configuration.largest_message, configuration.messages_a_minute)


def _addresses(configuration: Settings) -> dict[str, str]:
    return {
        "rasa": f"{configuration.rasa_url.rstrip('/')}/webhooks/guide/",
        "actions": f"{configuration.actions_url.rstrip('/')}/health",
    }
