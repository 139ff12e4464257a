"""Reads the Markdown of a guided tool's document once, for its page and for Word: headings, addresses, tick boxes."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

BOX, TICKED = "box", "ticked"
"""Marks of list items, in a token's `meta`, that are to be ticked off."""
_BARE = re.compile(r"(?<![<(\[\"'\w/])https://[^\s<>()|]*[^\s<>().,;:!?'\"*|\\]")
"""An address that stands in the text as it is."""
_ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])")
"""A mark within somebody's own words; within an address nothing is escaped."""
_BOXES = {"[ ] ": False, "[x] ": True, "[X] ": True}
_BOLD_LINE = 7
"""How deep a line in bold counts that stands for a heading: below all real ones."""
_FIRST_LEVEL = 2
"""The title is the only heading of the first level."""
# Without references: "[1]: https://…" at the beginning of a line is a person's own note, and would vanish.
_reader = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["lheading", "image", "code", "fence", "reference"])
)


def read_document(markdown: str, title: str) -> list[Token]:
    """Return the blocks of a document below its title, which is not repeated.

    Headings, and lines that are bold as a whole, get levels from 2 on, without gaps. Bare https addresses become links.
    Items of lists that begin with a box carry it in `meta`, not in their words. Lines end where they ended in the chat.
    """
    tokens = list(_with_headings(_reader.parse(_BARE.sub(_linked, markdown))))
    if tokens and tokens[0].type == "heading_open" and words_of(tokens[1]) == title:
        tokens = tokens[3:]
    _level(tokens)
    _mark_boxes(tokens)
    _keep_lines(tokens)
    return tokens


def _linked(address: re.Match[str]) -> str:
    plain = _ESCAPED.sub(r"\1", address.group())
    return f"<{plain}>"


def words_of(inline: Token) -> str:
    """Return the words of a paragraph, heading or cell without their marks."""
    return "".join(" " if child.type.endswith("break") else child.content for child in inline.children or ())


def _with_headings(tokens: Sequence[Token]) -> Iterator[Token]:
    place = 0
    while place < len(tokens):
        found = tokens[place : place + 3]
        if found[0].type == "paragraph_open" and found[0].level == 0 and (inner := _bold_inside(found[1])):
            inline = found[1].copy(children=inner)
            depth = f"h{_BOLD_LINE}"
            yield from (Token("heading_open", depth, 1), inline, Token("heading_close", depth, -1))
            place += 3
        else:
            yield found[0]
            place += 1


def _bold_inside(inline: Token) -> list[Token]:
    """Return what a line holds that is bold from its beginning to its end; nothing for any other, or for a sentence."""
    row = [child for child in inline.children or () if child.type != "text" or child.content]
    bold = [child.type for child in row if child.type in {"strong_open", "strong_close"}]
    whole = bold == ["strong_open", "strong_close"] and (row[0].type, row[-1].type) == (bold[0], bold[1])
    return row[1:-1] if whole and not words_of(inline).endswith(".") else []


def _level(tokens: Sequence[Token]) -> None:
    depths = sorted({token.tag for token in tokens if token.type == "heading_open"})
    before = _FIRST_LEVEL - 1
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            before = min(depths.index(token.tag) + _FIRST_LEVEL, before + 1)
            token.tag = tokens[place + 2].tag = f"h{before}"


def _keep_lines(tokens: Sequence[Token]) -> None:
    for child in (child for token in tokens for child in token.children or ()):
        if child.type == "softbreak":
            child.type, child.tag = "hardbreak", "br"


def _mark_boxes(tokens: Sequence[Token]) -> None:
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        first = inline.children[0] if inline.children else None
        if item.type != "list_item_open" or paragraph.type != "paragraph_open" or first is None:
            continue
        box = next((box for box in _BOXES if first.content.startswith(box)), "")
        if box:
            item.meta = {BOX: True, TICKED: _BOXES[box]}
            first.content = first.content.removeprefix(box)
