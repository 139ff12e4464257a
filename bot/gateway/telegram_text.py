"""From our Markdown to Telegram's HTML: bold, italics, links, lists; everything else is escaped text.

Long texts become several, at paragraphs; no tag is ever torn, since each piece is written out with tags of its own.
Telegram has no tables: each row becomes a paragraph, so none is ever torn either.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.gateway.tables import flattened

MOST_UNITS = 4096
"""UTF-16 units that one message may show; tags do not count."""
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_TAGS = {"strong": "b", "em": "i"}
_BETWEEN, _CLOSE = "\n\n", "\n"
_BARE = re.compile(r"(?<![<(\[\"'\w/])https?://[^\s<>()]*[^\s<>().,;:!?'\"*\\]")
"""An address that stands in the text as it is: its underscores are no italics."""
# Without references: "[1]: https://…" at the beginning of a line is a person's own note, and would vanish.
_reader = MarkdownIt("commonmark", {"html": False}).disable("reference")


@dataclass(frozen=True)
class _Run:
    """Letters that look alike."""

    text: str
    tags: tuple[str, ...] = ()
    link: str = ""

    def html(self) -> str:
        inner = html.escape(self.text, quote=False)
        for tag in reversed(self.tags):
            inner = f"<{tag}>{inner}</{tag}>"
        return f'<a href="{html.escape(self.link)}">{inner}</a>' if self.link else inner


@dataclass(frozen=True)
class _Block:
    """A paragraph or one line of a list."""

    runs: tuple[_Run, ...]
    gap: str = _BETWEEN
    """What stands between it and the block before."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def parts(markdown: str, most: int = MOST_UNITS) -> list[str]:
    """Return a text as the HTML of one or more messages, each within the limit; none is empty."""
    found: list[list[_Block]] = []
    room = 0
    # Half a character cannot be sent.
    markdown = flattened(markdown.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    nothing = _Block((_Run(markdown.strip() or "…"),))
    blocks = list(_blocks(_BARE.sub(r"<\g<0>>", markdown))) or [nothing]
    for block in _pieces(blocks, most):
        size = units(block.text)
        needed = size + units(block.gap)
        if found and needed <= room:
            found[-1].append(block)
            room -= needed
        else:
            found.append([block])
            room = most - size
    return [_joined(blocks) for blocks in found]


def units(text: str) -> int:
    """Return a text's length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int) -> str:
    """Return a text within so many UTF-16 units, with an ellipsis when something was left out."""
    return text if units(text) <= most else f"{_head(text, most - 1).rstrip()}…"


def _joined(blocks: Sequence[_Block]) -> str:
    first, *others = blocks
    return _html(first) + "".join(block.gap + _html(block) for block in others)


def _html(block: _Block) -> str:
    return "".join(run.html() for run in block.runs)


def _blocks(markdown: str) -> Iterator[_Block]:
    lists: list[int | None] = []
    mark, heading = "", False
    previous_in_list = False
    for token in _reader.parse(markdown):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                previous_in_list = previous_in_list and bool(lists)
                lists.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                mark = _mark(lists)
            case "heading_open" | "heading_close":
                heading = token.type == "heading_open"
            case "inline" | "fence" | "code_block" | "hr":
                runs = tuple(_Run(mark) for _ in (mark,) if mark) + tuple(_runs(token, bold=heading))
                gap = _CLOSE if lists and previous_in_list and (mark or token.hidden) else _BETWEEN
                previous_in_list, mark = bool(lists), ""
                if "".join(run.text for run in runs).strip():
                    yield _Block(runs, gap)


def _mark(lists: list[int | None]) -> str:
    indent, number = "  " * (len(lists) - 1), lists[-1]
    if number is None:
        return f"{indent}• "
    lists[-1] = number + 1
    return f"{indent}{number}. "


def _runs(token: Token, *, bold: bool) -> Iterator[_Run]:
    if token.type == "hr":
        yield _Run("—")
    elif token.type in {"fence", "code_block"}:
        yield _Run(token.content.rstrip("\n"), ("code",))
    else:
        yield from _inline(token.children or (), ("b",) if bold else ())


def _inline(children: Sequence[Token], tags: tuple[str, ...]) -> Iterator[_Run]:
    link = ""
    for child in children:
        name, _, end = child.type.rpartition("_")
        if name in _TAGS:
            tag = _TAGS[name]
            tags = (*tags, tag) if end == "open" else tags[:-1]
        elif child.type == "link_open":
            link = _safe(str(child.attrGet("href") or ""))
        elif child.type == "link_close":
            link = ""
        elif child.type in {"softbreak", "hardbreak"}:
            yield _Run("\n", tags, link)
        elif child.type == "code_inline":
            yield _Run(child.content, (*tags, "code"), link)
        elif child.content:
            yield _Run(child.content, tags, link)


def _safe(address: str) -> str:
    return address if urlsplit(address).scheme in _SCHEMES else ""


def _pieces(blocks: Sequence[_Block], most: int) -> Iterator[_Block]:
    """Cut blocks that are too long for one message, at the end of a line or of a word where there is one."""
    for block in blocks:
        rest = block
        while units(rest.text) > most:
            head = _head(rest.text, most)
            first, rest = _cut_runs(rest, len(head))
            if first.text.strip():
                yield first
        if rest.text.strip():
            yield rest


def _cut_runs(block: _Block, letters: int) -> tuple[_Block, _Block]:
    before: list[_Run] = []
    after: list[_Run] = []
    for run in block.runs:
        if run.text[:letters]:
            before.append(replace(run, text=run.text[:letters]))
        if run.text[letters:]:
            after.append(replace(run, text=run.text[letters:]))
        letters = max(0, letters - len(run.text))
    return _Block(tuple(before), block.gap), _Block(tuple(after), _BETWEEN)


def _head(text: str, most: int) -> str:
    size, end = 0, 0
    for letter in text:
        size += 2 if ord(letter) > 0xFFFF else 1
        if size > most:
            break
        end += 1
    longest = text[:end]
    for border in ("\n", ". ", " "):
        place = longest.rfind(border)
        # A border near the beginning would leave a message of a few words.
        if place > end // 2:
            return longest[: place + len(border)]
    return longest
