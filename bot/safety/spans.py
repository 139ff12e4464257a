"""Stretches of a text that hold personal data."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, end exclusive, and what kind of personal data it holds."""

    start: int
    end: int
    kind: str


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The longest spans win; the rest is returned in reading order.

    A shorter span that sticks out of a longer one is widened into it, so that no
    half of a name or a number stays readable.
    """
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
