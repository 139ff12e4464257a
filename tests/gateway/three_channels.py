"""One person on each channel, each in a world of its own, with the product's content and a scripted Rasa."""

import contextlib
import pathlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import wiring
from bot.gateway.app import create_app
from bot.helpdesk.vocabulary import Candidate, Nation, Reason
from bot.services.answering import Turn
from bot.settings import Settings
from tests.gateway.conftest import attached, client_of
from tests.gateway.plain_words import Plain, of_teams, of_telegram, of_web, together
from tests.gateway.teams_world import CHAT, Microsoft
from tests.gateway.telegram_api import SECRET, BotApi, until
from tests.gateway.telegram_world import PERSON, TelegramDriver, telegram_settings
from tests.gateway.test_teams import TeamsDriver
from tests.gateway.test_webchat import WebDriver
from tests.services.asking import FIRST, content, staff
from tests.services.following_world import look, reword
from tests.worlds import HOME, Clock, understood

CHANNELS = ("web", "telegram", "teams")
_HUMAN = "human"


@dataclass
class Rasa:
    """Answers by a script: what each text is understood as. Notes what it was told beside the text."""

    product: wiring.Product
    script: Mapping[str, Any]
    heard: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    async def ask(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        told = {name: value for name, value in metadata.items() if name not in {"delivery", "milliseconds"}}
        self.heard.append((text, told))
        turn = Turn(
            conversation,
            text,
            Nation(metadata["nation"]),
            metadata["role"],
            metadata["masked"],
            delivery=metadata["delivery"],
        )
        meant = self.script[text]
        if meant == _HUMAN:
            reply = self.product.answering.pass_to_champion(turn, Reason.ASKED_FOR_HUMAN)
        else:
            reply = self.product.answering.respond(turn, self._understood(turn, **meant))
        return [{"text": reply.text, "custom": reply.contract()}]

    def _understood(self, turn: Turn, articles: Mapping[str, float], **changes: Any) -> Any:
        titles = {name: self.product.content.articles[name].title for name in articles}
        found = tuple(Candidate(name, sure, titles[name]) for name, sure in articles.items())
        return understood("", nation=turn.nation, **{"candidates": found, **changes})


@dataclass
class Person:
    """Somebody on one channel: what happens, and all that it shows, in plain words."""

    driver: Any
    seen: Any
    """Returns everything that the channel has shown so far, as plain messages."""

    async def say(self, text: str) -> Plain:
        return await self._because_of(self.driver.send(text))

    async def press(self, title: str) -> Plain:
        return await self._because_of(self.driver.press(title))

    async def wait(self) -> Plain:
        """Let what champions did arrive."""
        return await self._because_of(self.driver.sent_later())

    async def _because_of(self, happens: Any) -> Plain:
        before = len(self.seen())
        await happens
        return together(self.seen()[before:])

    async def champion(self, act: str, words: str) -> None:
        """A champion claims ticket 1 and answers it or asks back."""
        handling = self.driver.product.handling
        if act == "asks back":
            handling.ask_back(1, FIRST, words)
        else:
            handling.answer(1, words, FIRST)

    def edited(self, article: str) -> None:
        """A new version of an article is served, and the gateway has looked."""
        reword(self.driver.product, article)
        look(self.driver.product)

    def tickets(self) -> list[tuple[int | None, str, str, bool]]:
        """What champions have of it."""
        found = self.driver.product.escalation.list()
        return [(ticket.number, ticket.state, ticket.question, ticket.urgent) for ticket in found]


class _Web(WebDriver):
    """Keeps what came, as the page shows it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.came: list[Plain] = []

    def _seen(self, messages: Any) -> Any:
        self.came += [of_web(message) for message in messages]
        return super()._seen(messages)


@contextlib.asynccontextmanager
async def person(channel: str, folder: pathlib.Path, script: Mapping[str, Any]) -> AsyncIterator[Person]:
    """Somebody on a channel by name."""
    async with {"web": _on_web, "telegram": _on_telegram, "teams": _on_teams}[channel](folder, script) as found:
        yield found


@contextlib.asynccontextmanager
async def _on_web(folder: pathlib.Path, script: Mapping[str, Any]) -> AsyncIterator[Person]:
    product, rasa, app = _world(folder, script)
    async with client_of(app) as client:
        await client.post("/api/sessions", json={})
        driver = _Web(app, client, product, rasa)
        yield Person(driver, lambda: driver.came)


@contextlib.asynccontextmanager
async def _on_telegram(folder: pathlib.Path, script: Mapping[str, Any]) -> AsyncIterator[Person]:
    api = BotApi()
    await api.start()
    chosen = telegram_settings(api, telegram_mode="webhook", telegram_secret=SECRET)
    product, rasa, app = _world(folder, script, **chosen)
    try:
        async with attached(app), client_of(app) as client:
            await until(lambda: api.webhook)
            # Keyboards go away once one of their buttons is pressed: what was shown is noted as it comes.
            shown: list[Plain] = []
            driver = TelegramDriver(app, client, product, rasa, api)

            def seen() -> list[Plain]:
                boxes = [Plain((text,), ()) for text in driver.alerts]
                posts = len([plain for plain in shown if plain not in boxes])
                shown.extend(of_telegram(post) for post in api.posts[PERSON][posts:])
                shown.extend(boxes[len(shown) - len(api.posts[PERSON]) :])
                return shown

            yield Person(driver, seen)
    finally:
        await api.stop()


@contextlib.asynccontextmanager
async def _on_teams(folder: pathlib.Path, script: Mapping[str, Any]) -> AsyncIterator[Person]:
    microsoft = Microsoft()
    await microsoft.start()
    product, rasa, app = _world(folder, script, **microsoft.settings())
    try:
        async with client_of(app) as client:
            driver = TeamsDriver(client, product, rasa, app, microsoft)
            yield Person(driver, lambda: [of_teams(message) for message in microsoft.messages(CHAT)])
    finally:
        await app.state.outbox._adapters["teams"]._sending._connector.close()
        await microsoft.stop()


def _world(folder: pathlib.Path, script: Mapping[str, Any], **values: Any) -> tuple[wiring.Product, Rasa, Any]:
    own = {"home": HOME, "data_folder": folder, "database_url": "", "rasa_token": "a-token", **values}
    configuration = Settings(_env_file=None, local_profile="example-council", **own)
    product = wiring.product(configuration, Clock(), content())
    staff(product, FIRST)
    rasa = Rasa(product, script)
    return product, rasa, create_app(product, rasa, configuration)
