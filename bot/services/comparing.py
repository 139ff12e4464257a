"""Two versions of an answer side by side, sentence by sentence. Pure."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.services.publishing_records import CONTENT

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Piece:
    """A sentence, or an entry of a list."""

    kind: str
    """`same`, `added` or `removed`."""
    text: str


@dataclass(frozen=True)
class FieldChange:
    """What became of one field."""

    name: str
    pieces: Sequence[Piece]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Sequence[FieldChange]:
    """Return the fields that differ between two contents, in the order in which people read them."""
    return [FieldChange(name, _compared(old[name], new[name])) for name in CONTENT if old[name] != new[name]]


def _compared(old: Any, new: Any) -> Sequence[Piece]:
    before, after = _parts(old), _parts(new)
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for what, start, end, begin, stop in matcher.get_opcodes():
        if what == "equal":
            pieces += [Piece("same", text) for text in before[start:end]]
        else:
            pieces += [Piece("removed", text) for text in before[start:end]]
            pieces += [Piece("added", text) for text in after[begin:stop]]
    return pieces


def _parts(value: Any) -> Sequence[str]:
    return (
        [part for part in _SENTENCE.split(value) if part] if isinstance(value, str) else [str(part) for part in value]
    )
