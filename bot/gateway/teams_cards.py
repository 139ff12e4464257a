"""Adaptive Cards from templates: `cards/*.json` hold what is shown, this fills them.

`${name}` stands for a value, `"$when": "name"` leaves a part out when the value is empty, `"$each": "name"` repeats it.
"""

import functools
import html
import json
import pathlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

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
_ADDRESS = re.compile(r"(?<![\](<])https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:]")
_SUMMARY = 120


def messages(reply: Reply, chosen: str = "") -> list[dict[str, Any]]:
    """Return a reply as one message, or as several when it is long; the buttons stand in the last."""
    parts = _parts(reply.text)
    last = _plain(parts[-1]) if not (reply.choices or chosen) else _carded(reply, parts[-1], chosen)
    return [*(_plain(part) for part in parts[:-1]), last]


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
    paragraphs = [linked(paragraph) for paragraph in text.split("\n\n") if paragraph.strip()]
    # A guided tool's result names sources, too, but ends with what it comes to.
    ends_with_sources = reply.sources and reply.outcome is not OutcomeName.TOOL
    sources = paragraphs.pop() if ends_with_sources and len(paragraphs) > 1 else ""
    values = {
        "paragraphs": paragraphs,
        "sources": sources,
        "choices": [_shown(choice) for choice in reply.choices],
        "chosen": chosen,
        "fallback": text[:_SUMMARY],
    }
    return with_card(card("answer", values), _without_marks(paragraphs[0] if paragraphs else text))


def _shown(choice: Choice) -> dict[str, Any]:
    long = len(choice.title) > _LONG_TITLE
    return {"title": choice.title, "payload": choice.payload, "long": long, "short": not long}


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
