"""Question sets: what to ask, as whom, and what a right reply looks like."""

import dataclasses
import json
import pathlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.content.forms import GoldenForm
from bot.content.reading import Faults, fit, read_file, read_yaml
from bot.errors import ContentError
from bot.helpdesk.vocabulary import Nation

NOT_THIS = "not_this"
"""Expected of a golden near miss: anything but its article."""


@dataclass(frozen=True)
class Question:
    """One message of a set. Only `text` may reach the bot; nation and role stand for the asker's known profile."""

    id: str
    text: str
    expect: str
    """What a careful bot does: answer, clarify, escalate, safeguard, offtopic or not_this."""
    turn: int = 1
    """Place in a dialogue, from 1; the turns of a dialogue share `id`, and so a conversation."""
    also: tuple[str, ...] = ()
    """Outcomes that a careful person would accept too."""
    must: tuple[str, ...] = ()
    """Patterns that a right text matches, all of them."""
    must_not: tuple[str, ...] = ()
    topic: str = ""
    nation: Nation = Nation.SCOTLAND
    role: str = ""
    article: str | None = None
    """Of a golden question: the article to reach, or for `not_this` the one to stay away from."""
    dialogue: bool = False


class _Turn(BaseModel):
    model_config = ConfigDict(extra="ignore")

    q: str
    expect: Literal["answer", "clarify", "escalate", "safeguard", "offtopic"]
    also: list[str] = Field(default_factory=list)
    must: list[str] = Field(default_factory=list)
    must_not: list[str] = Field(default_factory=list)
    topic: str = ""

    @field_validator("must", "must_not")
    @classmethod
    def _patterns(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                message = f"“{pattern}” is not a regular expression ({error}); correct it"
                raise ValueError(message) from error
        return patterns


class _Profile(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    jurisdiction: str = ""
    asker: str = ""
    topic: str = ""


class _Dialogue(_Profile):
    turns: list[_Turn] = Field(min_length=1)


class _Single(_Profile, _Turn):
    topic: str = ""


def load(path: pathlib.Path) -> list[Question]:
    """Read a set: a JSON-lines file, or a folder of golden questions; raise one ContentError with every fault."""
    faults = Faults()
    questions = list(_golden(path, faults) if path.is_dir() else _lines(path, faults))
    if not questions and not faults.lines:
        faults.add(path.name, "holds no question; give a file with one JSON object a line, or a folder of golden ones")
    if faults.lines:
        raise ContentError(faults.lines)
    return questions


def _lines(path: pathlib.Path, faults: Faults) -> Iterator[Question]:
    seen: dict[str, int] = {}
    for number, line in enumerate((read_file(path, path.name, faults) or "").split("\n"), 1):
        where = f"{path.name}, line {number}"
        entry = _object(line, where, faults) if line.strip() else None
        if entry is None:
            continue
        identity = str(entry.get("id"))
        if identity in seen:
            faults.add(where, f"id: “{identity}” also stands in line {seen[identity]}; give each its own")
        seen.setdefault(identity, number)
        yield from _entry(entry, where, faults)


def _object(line: str, where: str, faults: Faults) -> Mapping[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError as error:
        faults.add(where, f"is not JSON ({error}); write one JSON object a line")
        return None
    if not isinstance(entry, dict):
        faults.add(where, "is not a JSON object; write one with id, q and expect")
        return None
    return entry


def _entry(entry: Mapping[str, Any], where: str, faults: Faults) -> Iterator[Question]:
    if "turns" in entry:
        dialogue = fit(_Dialogue, entry, where, faults)
        if dialogue:
            for number, turn in enumerate(dialogue.turns, 1):
                yield _question(dialogue, turn, number, dialogue=True)
        return
    single = fit(_Single, entry, where, faults)
    if single:
        yield _question(single, single, 1, dialogue=False)


def _question(profile: _Profile, turn: _Turn, number: int, *, dialogue: bool) -> Question:
    return Question(
        id=profile.id,
        text=turn.q,
        expect=turn.expect,
        turn=number,
        also=tuple(turn.also),
        must=tuple(turn.must),
        must_not=tuple(turn.must_not),
        topic=turn.topic or profile.topic,
        nation=Nation.ENGLAND if profile.jurisdiction == "england" else Nation.SCOTLAND,
        role=profile.asker,
        dialogue=dialogue,
    )


def _golden(folder: pathlib.Path, faults: Faults) -> Iterator[Question]:
    for path in sorted(folder.rglob("*.yml")):
        where = path.relative_to(folder).as_posix()
        text = read_file(path, where, faults)
        form = fit(GoldenForm, read_yaml(text, where, faults), where, faults) if text is not None else None
        if form is None:
            continue
        topic = form.article.partition("/")[0]
        for expect, wordings in (("answer", form.reaches_it), (NOT_THIS, form.must_not_reach_it)):
            for number, wording in enumerate(wordings, 1):
                identity = f"{form.article}#{expect}-{number}"
                yield Question(identity, wording, expect, topic=topic, article=form.article)


def in_nation(questions: list[Question], nations: Mapping[str, tuple[Nation, ...]]) -> list[Question]:
    """Let golden questions of an article that holds only in England be asked from England."""
    return [
        dataclasses.replace(q, nation=Nation.ENGLAND) if nations.get(q.article or "") == (Nation.ENGLAND,) else q
        for q in questions
    ]
