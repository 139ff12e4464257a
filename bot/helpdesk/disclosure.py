"""Which counts may leave the desk: none so small that it tells of somebody, nor one that gives it away. Pure."""

from collections.abc import Sequence

LEAST = 5
UNDER, WITHHELD = f"under {LEAST}", "withheld"


def listed(counts: Sequence[int]) -> Sequence[str]:
    """Return counts that add up to something known as they may be written down.

    When a single one is too small, the next smallest is withheld as well: otherwise the total would give it away.
    """
    small = [place for place, count in enumerate(counts) if count < LEAST]
    written = [UNDER if count < LEAST else str(count) for count in counts]
    if len(small) == 1 and len(counts) > 1:
        others = [place for place in range(len(counts)) if place not in small]
        written[min(others, key=lambda place: counts[place])] = WITHHELD
    return written


def part(count: int, whole: int) -> str:
    """Return a count as it may be written beside the whole that it is a part of: what is left over counts, too."""
    if count < LEAST:
        return UNDER
    return WITHHELD if whole - count < LEAST else str(count)


def share(count: int, whole: int) -> str:
    """Return a part as a whole number of percent, when both may be written down."""
    written = part(count, whole)
    return f"{round(100 * count / whole)}%" if written == str(count) else written
