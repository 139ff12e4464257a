"""Mask personal data before anything is stored or logged."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.safety import dates, identifiers, names, numbers, places
from bot.safety.spans import Span, without_overlaps

Detector = Callable[[str], list[Span]]

TOKENS: Final = {
    "name": "[name]",
    "address": "[address]",
    "postcode": "[postcode]",
    "date_of_birth": "[date of birth]",
    "phone": "[phone]",
    "email": "[email]",
    "national_insurance": "[national insurance number]",
    "chi": "[chi number]",
    "nhs_number": "[nhs number]",
    "bank_account": "[bank account]",
    "vehicle": "[vehicle]",
    "reference": "[reference]",
}

# Names come last and see the text without the rest: "14 Rose Park" is an address, not Rose.
_DETECTORS: Final[tuple[Detector, ...]] = (
    identifiers.find,
    dates.find,
    numbers.find,
    places.find_postcodes,
    places.find_addresses,
    names.find,
)
_TOKEN = re.compile("|".join(re.escape(token) for token in TOKENS.values()))
# Masking one thing can bring another into view ("mr [name] jones"); two rounds are usual.
_MOST_ROUNDS: Final = 8


@dataclass(frozen=True)
class Masked:
    """A text without personal data, and what was taken out of it."""

    text: str
    """The message with tokens such as [name] in place of personal data."""
    kinds: tuple[str, ...]
    """The kinds found, each once, in reading order."""
    count: int
    """How many stretches were masked."""


def mask(text: str | None) -> Masked:
    """Replace personal data in a message by tokens; masked text stays as it is."""
    masked, found = text or "", []
    for _ in range(_MOST_ROUNDS):
        spans = _spans(masked)
        if not spans:
            break
        found += spans
        masked = _replaced(masked, spans)
    return Masked(masked, tuple(dict.fromkeys(span.kind for span in found)), len(found))


def _spans(text: str) -> list[Span]:
    hidden = _TOKEN.sub(lambda token: "\0" * len(token.group()), text)
    spans: list[Span] = []
    for detector in _DETECTORS:
        found = detector(hidden)
        spans += found
        hidden = _blanked(hidden, found)
    return without_overlaps(spans)


def _blanked(text: str, spans: list[Span]) -> str:
    pieces, position = [], 0
    for span in without_overlaps(spans):
        pieces += [text[position : span.start], "\0" * (span.end - span.start)]
        position = span.end
    return "".join([*pieces, text[position:]])


def _replaced(text: str, spans: list[Span]) -> str:
    pieces, position = [], 0
    for span in spans:
        pieces += [text[position : span.start], TOKENS[span.kind]]
        position = span.end
    return "".join([*pieces, text[position:]])
