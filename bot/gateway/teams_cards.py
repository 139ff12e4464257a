"""Adaptive Cards from templates: `cards/*.json` hold what is shown, this fills them.

`${name}` stands for a value, `"$when": "name"` leaves a part out when the value is empty, `"$each": "name"` repeats it.
"""

import functools
import html
import json
import pathlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.gateway.tables import Table, divided
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply

CARD = "application/vnd.microsoft.card.adaptive"
LARGEST = 16_000
"""Bytes of text in one message; Teams takes 28 KB with everything around it."""
_MOST_BYTES = 5
"""Of one letter: `&amp;`."""
_LONG_TITLE = 30
"""Letters; Teams cuts the title of a button that is longer, so such a choice is drawn as a block of its own."""
_FOLDER = pathlib.Path(__file__).parent / "cards"
_VALUE = re.compile(r"\$\{(\w+)\}")
_ADDRESS = re.compile(r"(?<![\](<])https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:\\]")
_SUMMARY = 120


def messages(reply: Reply, chosen: str = "") -> list[dict[str, Any]]:
    """Return a reply as one message, or as several when it is long; the buttons stand in the last."""
    *parts, last = _parts(reply.text)
    # Only a card can show a table.
    shown = [_carded(replace(reply, choices=()), part, "") if _has_table(part) else _plain(part) for part in parts]
    carded = reply.choices or chosen or _has_table(last)
    return [*shown, _carded(reply, last, chosen) if carded else _plain(last)]


def card(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filled card."""
    filled = fill(_template(name), values)
    assert isinstance(filled, dict)  # noqa: S101 - a template is an object
    return filled


def with_card(content: Mapping[str, Any], summary: str) -> dict[str, Any]:
    """Return a message that shows a card; the summary is for notifications."""
    attachments = [{"contentType": CARD, "content": dict(content)}]
    return {"type": "message", "summary": summary[:_SUMMARY], "attachments": attachments}


def fill(part: Any, values: Mapping[str, Any]) -> Any:
    """Fill a part of a template; None when it is left out."""
    if isinstance(part, Mapping):
        if "$when" in part and not values.get(part["$when"]):
            return None
        kept = {name: fill(inner, values) for name, inner in part.items() if not name.startswith(("$when", "$each"))}
        return {name: inner for name, inner in kept.items() if inner is not None}
    if isinstance(part, list):
        return [filled for item in part for filled in _repeated(item, values) if filled is not None]
    if isinstance(part, str):
        whole = _VALUE.fullmatch(part)
        return values[whole[1]] if whole else _VALUE.sub(lambda found: str(values[found[1]]), part)
    return part


def _repeated(part: Any, values: Mapping[str, Any]) -> list[Any]:
    if not isinstance(part, Mapping) or "$each" not in part:
        return [fill(part, values)]
    return [
        fill(part, {**values, **(item if isinstance(item, Mapping) else {"item": item})})
        for item in values.get(part["$each"], ())
    ]


def _plain(text: str) -> dict[str, Any]:
    # Teams reads Markdown with HTML in it; nothing here is meant as HTML.
    return {"type": "message", "text": html.escape(text, quote=False), "textFormat": "markdown"}


def _carded(reply: Reply, text: str, chosen: str) -> dict[str, Any]:
    blocks = [block for part in divided(text) for block in _blocks(part)]
    # A guided tool's result names sources, too, but ends with what it comes to.
    ends_with_sources = reply.sources and reply.outcome is not OutcomeName.TOOL
    sources = blocks.pop()["words"] if ends_with_sources and len(blocks) > 1 and "words" in blocks[-1] else ""
    values = {
        "blocks": blocks,
        "sources": sources,
        "choices": [_shown(choice) for choice in reply.choices],
        "chosen": chosen,
        "fallback": text[:_SUMMARY],
    }
    return with_card(card("answer", values), _without_marks(str(blocks[0].get("words", text)) if blocks else text))


def _blocks(part: str | Table) -> list[dict[str, Any]]:
    """Return what a card shows one below the other: paragraphs, or one table."""
    if isinstance(part, str):
        return [{"words": linked(paragraph)} for paragraph in part.split("\n\n") if paragraph.strip()]
    rows = [{"cells": [{"cell": linked(cell)} for cell in row]} for row in (part.head, *part.rows)]
    return [{"rows": rows, "columns": [{"width": 1}] * len(part.head)}]


def _has_table(text: str) -> bool:
    return any(isinstance(part, Table) for part in divided(text))


def _shown(choice: Choice) -> dict[str, Any]:
    size = "long" if len(choice.title) > _LONG_TITLE else "short"
    return {"title": choice.title, "payload": choice.payload, f"{size}_{'link' if choice.is_link else 'choice'}": True}


def linked(text: str) -> str:
    """Make bare addresses links: cards, unlike messages, do not."""
    return _ADDRESS.sub(lambda found: f"[{found[0]}]({found[0]})", text)


def _without_marks(text: str) -> str:
    return text.replace("**", "")


def _parts(text: str) -> Sequence[str]:
    """Split a long text at paragraphs, and a paragraph that is too long anywhere."""
    parts: list[str] = []
    for paragraph in text.split("\n\n"):
        together = f"{parts[-1]}\n\n{paragraph}" if parts else paragraph
        if parts and _fits(together):
            parts[-1] = together
        else:
            parts += _pieces(paragraph)
    return parts


def _pieces(paragraph: str) -> Sequence[str]:
    if _fits(paragraph):
        return [paragraph]
    letters = LARGEST // _MOST_BYTES
    return [paragraph[start : start + letters] for start in range(0, len(paragraph), letters)]


def _fits(text: str) -> bool:
    return len(html.escape(text, quote=False).encode()) <= LARGEST


@functools.cache
def _template(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
