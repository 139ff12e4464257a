"""What a channel shows, taken back to plain lines, so that channels can be compared."""

import html
import html.parser
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt

from bot.gateway.tables import flattened
from tests.gateway.teams_world import PRESSED, cards, parts, texts
from tests.gateway.telegram_api import Post

_BLOCKS = {"p", "li", "ul", "ol", "h1", "h2", "h3", "br"}
_reader = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Plain:
    """What a person reads and may press because of one thing that happened."""

    lines: tuple[str, ...]
    choices: tuple[str, ...]


def of_web(message: Mapping[str, Any]) -> Plain:
    """A message of the web chat: Markdown, and choices beside it."""
    return Plain(_markdown(message["text"]), tuple(choice["title"] for choice in message["choices"]))


def of_telegram(post: Post) -> Plain:
    """A message of Telegram: HTML with line breaks, and a keyboard."""
    return Plain(_lines(post.html), post.titles)


def of_teams(message: Mapping[str, Any]) -> Plain:
    """A message of Teams: Markdown with HTML's letters escaped, or a card of text blocks and buttons."""
    if not cards(message):
        return Plain(_markdown(html.unescape(message["text"])), ())
    (card,) = cards(message)
    choices = [part["title"] for part in parts(card) if part.get("type") in PRESSED]
    # A long choice is drawn as a block of text that can be pressed.
    words = [text for text in texts(card["body"]) if text not in choices]
    return Plain(tuple(line for text in words for line in _markdown(text)), tuple(choices))


def together(found: list[Plain]) -> Plain:
    """Several messages as one: a long text is cut at other places on each channel."""
    return Plain(
        tuple(line for plain in found for line in plain.lines),
        tuple(title for plain in found for title in plain.choices),
    )


def _markdown(text: str) -> tuple[str, ...]:
    # Telegram shows tables row by row.
    return _lines(_reader.render(flattened(text)))


def _lines(source: str) -> tuple[str, ...]:
    reader = _Words()
    reader.feed(source)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return tuple(line for line in lines if line)


class _Words(html.parser.HTMLParser):
    """Writes lists with their marks and links with their addresses, and leaves out how letters look."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._lists: list[int | None] = []
        self._link, self._since = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BLOCKS and not (self._lists and tag == "p"):
            self.words.append("\n")
        if tag in {"ul", "ol"}:
            self._lists.append(int(given.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self.words.append(self._mark())
        elif tag == "a":
            self._link, self._since = given.get("href") or "", len(self.words)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._lists.pop()
        if tag in _BLOCKS:
            self.words.append("\n")
        if tag == "a" and "".join(self.words[self._since :]) != self._link:
            self.words.append(f" <{self._link}>")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def _mark(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "
