"""A small world for the gateway's tests: real services on a temporary SQLite, few articles, a scripted Rasa."""

import datetime
import functools
import pathlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import wiring
from bot.content import library
from bot.content.library import Library
from bot.errors import UnderstandingError
from bot.helpdesk.vocabulary import Candidate, Nation, Reason, Understanding
from bot.services.answering import Turn
from bot.settings import Settings
from tests.migrated import put_database

KNOWLEDGE = pathlib.Path(__file__).parents[2] / "knowledge"
HOLIDAY, NOTICE = "pa-pay/holiday", "pa-ending/notice"
TITLES = {HOLIDAY: "How much holiday a PA gets", NOTICE: "How much notice to give a PA"}
_SHARED = ("replies.yml", "policy.yml", "glossary.yml", "topics.yml", "entities.yml", "safeguarding.yml")
_SOURCE = (
    "act: {title: Employment Act, kind: act, nation: uk, "
    'url: "https://www.legislation.gov.uk/ukpga/1996/18", checked: 2026-11-01}\n'
)
_ARTICLE = """---
title: {title}
nations: [uk]
audience: [pa_employer, pa]
kind: law
asks: [{asks}]
sources: [{{id: act, ref: "section 86"}}]
checked: 2026-11-01
review_by: 2099-01-01
---

## Short answer

The short answer about *{title}*.

## More detail

- One thing.
- Another thing.

## Next step

Write it down.

## Who to ask

A colleague.
"""


def knowledge(folder: pathlib.Path) -> pathlib.Path:
    """Write a content folder: the product's own sentences, two articles."""
    folder.mkdir(parents=True)
    for name in _SHARED:
        if (KNOWLEDGE / name).exists():
            shutil.copy(KNOWLEDGE / name, folder)
    shutil.copytree(KNOWLEDGE / "local", folder / "local")
    (folder / "sources.yml").write_text(_SOURCE)
    (folder / "facts.yml").write_text("{}\n")
    for number, (article, title) in enumerate(TITLES.items()):
        path = folder / "articles" / f"{article}.md"
        path.parent.mkdir(parents=True)
        asks = ", ".join(f"wording {number} {n}" for n in range(8))
        path.write_text(_ARTICLE.format(title=title, asks=asks))
    return folder


@functools.cache
def content() -> Library:
    """What that folder holds, read once."""
    with tempfile.TemporaryDirectory() as folder:
        return library.load(knowledge(pathlib.Path(folder) / "knowledge"), "example-council")


def settings(folder: pathlib.Path, **values: Any) -> Settings:
    """Return settings for a world below a folder; the environment and `.env` count for nothing."""
    home = folder / "home"
    if not home.exists():
        knowledge(home / "knowledge")
    chosen = {"home": home, "data_folder": folder / "var", "database_url": "", "rasa_token": "a-token", **values}
    if not chosen["database_url"]:
        put_database(chosen["data_folder"] / "sds-guide.sqlite")
    return Settings(_env_file=None, local_profile="example-council", **chosen)


@dataclass
class ScriptedRasa:
    """Answers as Rasa and its actions would, by what a question holds."""

    product: wiring.Product
    heard: list[tuple[str, str]] = field(default_factory=list)
    """Conversation and text of all that came."""
    down: bool = False
    says: list[Mapping[str, Any]] | None = None
    """Set, this is what it says, whatever it is asked."""

    async def ask(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Answer one message."""
        self.heard.append((conversation, text))
        if self.down:
            message = "Rasa is down."
            raise UnderstandingError(message)
        if self.says is not None:
            return self.says
        nation = Nation(metadata["nation"])
        turn = Turn(
            conversation,
            text,
            nation,
            metadata["role"],
            metadata["masked"],
            metadata["milliseconds"],
            metadata["delivery"],
        )
        answering = self.product.answering
        if "human" in text:
            reply = answering.pass_to_champion(turn, Reason.ASKED_FOR_HUMAN)
        else:
            reply = answering.respond(turn, _understood(text, turn.nation))
        return [{"text": reply.text, "custom": reply.contract()}]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        """Let time pass."""
        self.now += datetime.timedelta(**time)


def _understood(text: str, nation: Nation) -> Understanding:
    confident = {HOLIDAY: 0.95 if "holiday" in text else 0.1, NOTICE: 0.95 if "notice" in text else 0.1}
    if "time" in text:
        confident = {HOLIDAY: 0.6, NOTICE: 0.58}
    ranked = sorted(confident.items(), key=lambda pair: -pair[1])
    return Understanding(
        intent="ask_employing_pas",
        intent_confidence=0.9,
        candidates=tuple(Candidate(article, sure, TITLES[article]) for article, sure in ranked),
        in_scope=0.1 if "football" in text else 0.9,
        answer_from=0.8,
        clarify_from=0.4,
        scope_from=0.5,
        nation=nation,
    )
