"""Stretches of a text that hold personal data."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, end exclusive, and what kind of personal data it holds."""

    start: int
    end: int
    kind: str


def span_of(found: re.Match[str], kind: str, group: int | str = 0) -> Span:
    """The stretch that a group of a match covers."""
    return Span(found.start(group), found.end(group), kind)


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap, so that no half of a name stays readable; the longer one gives the kind."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if kept and span.start < kept[-1].end:
            kept[-1] = _joined(kept[-1], span)
        else:
            kept.append(span)
    return kept


def _joined(first: Span, second: Span) -> Span:
    longer = first if first.end - first.start >= second.end - second.start else second
    return Span(first.start, max(first.end, second.end), longer.kind)
