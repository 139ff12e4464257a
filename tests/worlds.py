"""A small world for tests: real use cases, a real database in a temporary folder, a clock that stands still."""

import dataclasses
import datetime
import functools
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import wiring
from bot.content import library
from bot.content.library import Library
from bot.errors import UnderstandingError
from bot.helpdesk.vocabulary import Candidate, Understanding
from bot.settings import Settings
from tests.migrated import put_database

HOME = pathlib.Path(__file__).parent.parent
NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime.datetime = NOON

    def __call__(self) -> datetime.datetime:
        return self.now


@functools.cache
def content() -> Library:
    """The product's own content, read once."""
    return library.load(HOME / "knowledge", "example-council")


def world(folder: pathlib.Path, clock: Clock | None = None) -> wiring.Product:
    """The product on its real content and a fresh SQLite database."""
    configuration = Settings(home=HOME, data_folder=folder, database_url="", _env_file=None)
    put_database(folder / "sds-guide.sqlite")
    return wiring.product(configuration, clock or Clock(), content())


def understood(article: str, confidence: float = 0.95, **changes: Any) -> Understanding:
    """What the language model would say of a clear question."""
    values: dict[str, Any] = {
        "intent": "ask_options",
        "intent_confidence": 0.9,
        "candidates": (Candidate(article, confidence, article), Candidate("options/option-2", 0.1, "Option 2")),
        "in_scope": 0.99,
        "answer_from": 0.7,
        "clarify_from": 0.3,
        "scope_from": 0.2,
        "content_words": 5,
    }
    return Understanding(**values | changes)


@dataclass
class ScriptedUnderstander:
    """Stands for Rasa: runs the real use case on a scripted understanding, or fails as a stopped Rasa does."""

    product: wiring.Product
    script: Mapping[str, Understanding] = field(default_factory=dict)
    broken: bool = False
    heard: list[str] = field(default_factory=list)

    async def ask(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        from bot.services.answering import Turn

        self.heard.append(text)
        if self.broken:
            message = "Rasa did not answer."
            raise UnderstandingError(message)
        turn = Turn(
            conversation,
            text,
            masked=metadata.get("masked", ()),
            role=metadata.get("role", ""),
            delivery=metadata.get("delivery", ""),
        )
        understanding = self.script.get(text, understood("options/option-1"))
        look_only = bool(metadata.get("look_only"))
        if metadata.get("uneasy"):
            # As the real one does: what phrases are not sure of is not passed over.
            understanding = dataclasses.replace(understanding, maybe_at_risk=True)
        answering = self.product.answering
        reply = answering.look(turn, understanding) if look_only else answering.respond(turn, understanding)
        return [{"text": reply.text, "custom": reply.contract()}]
