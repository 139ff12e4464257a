"""Dates of birth: only dates that a label or the word born gives away."""

from typing import Final

import regex

from bot.safety.spans import Span

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)"
_DATE = (
    rf"(?:(?:19|20)\d\d[-/.][01]?\d[-/.][0-3]?\d|[0-3]?\d ?[-/.] ?[01]?\d ?[-/.] ?{_YEAR}|"
    rf"(?:the )?{_DAY}[ -]?(?:of )?{_MONTH}\.?,?(?:[ -]{_YEAR})?|{_MONTH}\.? {_DAY}(?:,? {_YEAR})?|[0-3]?\d [01]?\d {_YEAR})(?!\d)"
)
_LABEL = r"(?:d ?\.? ?o ?\.? ?b\b\.?|date of birth|birth ?date|birthday|b-?day|born)"
_LINK: Final = r"(?:[\s:=,(–-]|is\b|was\b|on\b|the\b|being\b|given as\b|in hospital\b|here\b|they said\b){0,6}+"
_LABELLED = regex.compile(rf"\b{_LABEL}{_LINK}({_DATE})", regex.IGNORECASE)
_DIGITS_LABELLED = regex.compile(rf"\b(?:d\.?o\.?b\.?|date of birth){_LINK}(\d{{6}}|\d{{8}})(?!\d)", regex.IGNORECASE)
_LABEL_AFTER = regex.compile(
    rf"(?<!\d)({_DATE})(?:[\s,(–-]|is\b|was\b|=|as\b|her\b|his\b|my\b|their\b|the\b){{0,5}}+(?:dob\b|d\.o\.b|date of birth)",
    regex.IGNORECASE,
)


def find(text: str) -> list[Span]:
    """Find labelled dates of birth; other dates, years alone and ages stay."""
    return [
        Span(*found.span(1), "date_of_birth")
        for pattern in (_LABELLED, _DIGITS_LABELLED, _LABEL_AFTER)
        for found in pattern.finditer(text)
    ]
