"""A document that a guided tool ends in, as data: its parts, and the answers with which each of them is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CHAT, PAGE = "chat", "page"
"""Where a part is shown: in the message, on the page that is printed."""


@dataclass(frozen=True)
class Condition:
    """With which answers something belongs to the way; an empty one always holds."""

    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Steps and the answers to them, all of which must hold; `nation` stands for the asker's nation."""
    when_any: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The same, of which one is enough."""
    counted: str = ""
    """A step at which several are chosen, when it matters how many."""
    at_least: int = 0
    at_most: int | None = None


ALWAYS = Condition()


@dataclass(frozen=True)
class Line:
    """One line of a list."""

    text: str
    condition: Condition = ALWAYS


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    cells: tuple[str, ...]
    condition: Condition = ALWAYS


@dataclass(frozen=True)
class Part:
    """One part of a document: a text, a list, a table, or articles that say more."""

    heading: str = ""
    text: str = ""
    """Markdown, with the words of answers, figures and the day between braces."""
    lines: tuple[Line, ...] = ()
    head: tuple[str, ...] = ()
    """The heads of the table's columns."""
    rows: tuple[Row, ...] = ()
    articles: tuple[str, ...] = ()
    shown: tuple[str, ...] = (CHAT, PAGE)
    condition: Condition = ALWAYS


@dataclass(frozen=True)
class ShortResult:
    """Which of the tool's short results is said under a condition."""

    result: str
    condition: Condition = ALWAYS
