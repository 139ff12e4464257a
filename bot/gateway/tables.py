"""Tables in our Markdown, found and taken apart for channels that show them in other ways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_reader = MarkdownIt("commonmark", {"html": False}).enable("table")
_CELLS = frozenset({"th_open", "td_open"})


@dataclass(frozen=True)
class Table:
    """A table; its cells are Markdown of one line."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def divided(markdown: str) -> list[str | Table]:
    """Return a text as what stands between its tables and the tables, in their order; no part is empty."""
    lines = markdown.split("\n")
    found: list[str | Table] = []
    begun = 0
    tokens = _reader.parse(markdown)
    for place, token in enumerate(tokens):
        # A table within a list stays part of the list: taking it out would tear the list.
        if token.type == "table_open" and token.level == 0 and token.map:
            found += [*_words(lines[begun : token.map[0]]), _table(tokens[place:])]
            begun = token.map[1]
    return [*found, *_words(lines[begun:])]


def flattened(markdown: str) -> str:
    """Return a text with each row of a table as a paragraph: its first cell, then a line for each other cell."""
    parts = divided(markdown)
    if len(parts) == 1 and isinstance(parts[0], str):
        return markdown
    return "\n\n".join("\n\n".join(_flat(part)) if isinstance(part, Table) else part for part in parts)


def names_rows(head: str, first: Sequence[str]) -> bool:
    """Tell whether the first column names the rows: nothing stands above it, or all its cells are bold."""
    return not head or all(cell.startswith("**") and cell.endswith("**") for cell in first)


def _words(lines: Sequence[str]) -> Iterator[str]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield text


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[list[str]] = []
    for place, token in enumerate(tokens):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type in _CELLS:
            rows[-1].append(tokens[place + 1].content)
    head, *others = [tuple(row) for row in rows]
    return Table(head, tuple(others))


def _flat(table: Table) -> Iterator[str]:
    for first, *others in table.rows:
        named = [f"{_slanted(head)}{cell}" for head, cell in zip(table.head[1:], others, strict=True) if cell]
        yield "\n".join([_bold(first)] * bool(first) + named)


def _bold(text: str) -> str:
    return text if "**" in text else f"**{text}**"


def _slanted(head: str) -> str:
    """Return a column's name before a cell's words, told apart from them: it may hold a colon itself."""
    return f"*{head}:* " if head and "*" not in head else f"{head}: " * bool(head)
