"""Joins Telegram to the gateway when a token is set."""

import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from bot.errors import ConfigurationError
from bot.gateway import telegram_routes
from bot.gateway.announcing import Announcing, Desk
from bot.gateway.linking import Linking
from bot.gateway.outbox import OutboxWorker
from bot.gateway.replying import Replying
from bot.gateway.telegram import Telegram, conversation_of
from bot.gateway.telegram_buttons import Buttons
from bot.gateway.telegram_champions import ChampionsChat
from bot.gateway.telegram_connection import Connection, Polling, Webhook
from bot.gateway.telegram_sending import Sender, bot_number
from bot.gateway.telegram_updates import Updates
from bot.gateway.turns import Turns
from bot.settings import Settings
from bot.wiring import Product

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_COMMANDS = ("start", "help", "tools", "me", "mytickets", "privacy", "digest", "following", "forget")


@dataclass(frozen=True)
class Joined:
    """What runs and what is reachable because of Telegram."""

    connection: Connection
    updates: Updates
    work: Sequence[Callable[[], Coroutine[Any, Any, None]]]
    """What runs beside the web app."""
    routes: Sequence[APIRouter]


class TelegramChannel:
    """Telegram's parts, in the order in which they can be made."""

    def __init__(self, product: Product, configuration: Settings) -> None:
        """Take the product and the settings; raises ConfigurationError when one of them cannot be used."""
        self._product, self._settings = product, configuration
        token = configuration.telegram_token.get_secret_value()
        number = bot_number(token)
        if number is None:
            message = "SDS_TELEGRAM_TOKEN is no token. @BotFather gives one that looks like 123456789:letters."
            raise ConfigurationError(message)
        self._secret = _secret(configuration)
        self._sender = Sender(token, configuration.telegram_api_url)
        self._buttons = Buttons(product.units, product.clock)
        self._desk = Desk(product.renderer, product.routing, product.answering.article, configuration.public_url)
        self.adapter = Telegram(number, token, self._sender, self._buttons, product.units, self._desk)

    def join(self, turns: Turns, worker: OutboxWorker) -> Joined:
        """Join the rest."""
        product, settings = self._product, self._settings
        replying = Replying(product.units, product.clock, worker)
        champions = self._champions(replying)
        updates = Updates(
            self.adapter,
            self._sender,
            turns,
            replying,
            product.renderer,
            Linking(product.access_links, product.renderer, settings.public_url),
            champions,
        )
        connection = self._connection(updates)
        work: list[Callable[[], Coroutine[Any, Any, None]]] = [connection.run]
        if champions is not None:
            chat = conversation_of(int(settings.telegram_champions_chat))
            work.append(Announcing(product.units, product.clock, chat).run)
        routes = [telegram_routes.webhook(self._secret, self._sender.bot, updates)] if self._secret else []
        return Joined(connection, updates, work, routes)

    def _champions(self, replying: Replying) -> ChampionsChat | None:
        if not self._settings.telegram_champions_chat:
            return None
        return ChampionsChat(
            int(self._settings.telegram_champions_chat),
            self.adapter,
            self._sender,
            self._buttons,
            replying,
            self._product.units,
            self._product.handling,
            self._desk,
        )

    def _connection(self, updates: Updates) -> Connection:
        say = self._product.renderer.say
        commands = [(name, say(f"command_{name}")) for name in _COMMANDS]
        if not self._secret:
            return Polling(self._sender, updates, commands)
        address = self._settings.public_url.rstrip("/") + telegram_routes.ADDRESS
        return Webhook(self._sender, updates, address, self._secret, commands)


def telegram_channel(product: Product, configuration: Settings) -> TelegramChannel | None:
    """Return the channel, or None when no token is set."""
    return TelegramChannel(product, configuration) if configuration.telegram_token.get_secret_value() else None


def _secret(configuration: Settings) -> str:
    if configuration.telegram_mode != "webhook":
        return ""
    secret = configuration.telegram_secret.get_secret_value()
    if not _SECRET.fullmatch(secret):
        message = (
            "SDS_TELEGRAM_MODE=webhook needs SDS_TELEGRAM_SECRET: 16 to 256 letters, digits, _ or -, which only "
            "Telegram and this gateway know."
        )
        raise ConfigurationError(message)
    return secret
