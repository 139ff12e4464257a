"""Dates of birth: only dates that a label or the word born gives away."""

import re
from typing import Final

from bot.safety.spans import Span, span_of

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)"
_DATE = (
    rf"(?:(?:19|20)\d\d[-/.][01]?\d[-/.][0-3]?\d|[0-3]?\d ?[-/.] ?[01]?\d ?[-/.] ?{_YEAR}|"
    rf"(?:the )?{_DAY}[ -]?(?:of )?{_MONTH}\.?,?(?:[ -]{_YEAR})?|"
    rf"{_MONTH}\.? {_DAY}(?:,? {_YEAR})?|[0-3]?\d [01]?\d {_YEAR})(?!\d)"
)
_LABEL = r"(?:d ?\.? ?o ?\.? ?b\b\.?|date of birth|birth ?date|birthday|b-?day|born)"
_LINK: Final = r"(?:[\s:=,(–-]|is\b|was\b|on\b|the\b|being\b|given as\b|in hospital\b|here\b|they said\b){0,6}+"
_LABELLED = re.compile(rf"\b{_LABEL}{_LINK}({_DATE})", re.IGNORECASE)
_DIGITS_LABELLED = re.compile(rf"\b(?:d\.?o\.?b\.?|date of birth){_LINK}(\d{{6}}|\d{{8}})(?!\d)", re.IGNORECASE)
_LABEL_AFTER = re.compile(
    rf"(?<!\d)({_DATE})(?:[\s,=(–-]|(?:is|was|as|her|his|my|their|the)\b){{0,5}}+(?:dob\b|d\.o\.b|date of birth)",
    re.IGNORECASE,
)


def find(text: str) -> list[Span]:
    """Find labelled dates of birth; other dates, years alone and ages stay."""
    return [
        span_of(found, "date_of_birth", 1)
        for pattern in (_LABELLED, _DIGITS_LABELLED, _LABEL_AFTER)
        for found in pattern.finditer(text)
    ]
