"""Telephone numbers of people; helplines and emergency numbers stay."""

import re
from collections.abc import Iterator
from typing import Final

from bot.safety.spans import Span, span_of

_CANDIDATE = re.compile(r"(?<![\w£$.,/-])(?:\+ ?44|0044|\(?0|44(?=7\d))[\d ().-]{7,16}\d(?!\w|[.,/]\d)")
_LABELLED = re.compile(
    r"\b(?:phone|tel|telephone|mobile|mob|landline|cell|number|"
    r"(?:call|ring|text|phone|contact|whatsapp)(?: me| her| him| them| us| mum| dad| back)?)"
    r"(?: ?(?:number|no\.?))?(?: is| on| at|:|\.|=| -)*+ {0,2}(7\d{3} ?\d{6}|[2-9]\d\d ?\d{4}|[2-9]\d{5})(?!\d)",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 9, 10
# After the leading zero: 1 and 2 are landlines, 7 mobiles. 3, 5, 8 and 9 are lines of organisations.
_PRIVATE: Final = frozenset("127")


def find(text: str) -> list[Span]:
    """Find mobile and landline numbers; public lines (03, 08, 09) and short numbers stay."""
    return [*_full_numbers(text), *(span_of(found, "phone", 1) for found in _LABELLED.finditer(text))]


def _full_numbers(text: str) -> Iterator[Span]:
    for found in _CANDIDATE.finditer(text):
        if _is_private(found.group()):
            yield span_of(found, "phone")


def _is_private(number: str) -> bool:
    digits = "".join(letter for letter in number if letter.isdigit())
    national = (
        digits.removeprefix("00").removeprefix("44")
        if not digits.startswith("0") or digits.startswith("0044")
        else digits
    )
    national = national.removeprefix("0")
    if not national or national[0] not in _PRIVATE:
        return False
    shortest = _LONGEST if national[0] in "27" else _SHORTEST
    return shortest <= len(national) <= _LONGEST
