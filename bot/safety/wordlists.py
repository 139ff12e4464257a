"""The lists of names and words under data/, read once."""

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def words(name: str) -> frozenset[str]:
    """All words of data/<name>.txt; lines that begin with # are remarks."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def group(name: str) -> frozenset[str]:
    """One of the sets of data/word_sets.txt."""
    return _groups()[name]


@cache
def phrases(name: str) -> tuple[str, ...]:
    """All lines of data/<name>.txt, one phrase each, the longest first."""
    return tuple(sorted(_lines(name), key=len, reverse=True))


@cache
def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines("word_sets"):
        name, colon, rest = line.partition(": ")
        if colon:
            current = found.setdefault(name, [])
        current += (rest if colon else line).split()
    return {name: frozenset(words) for name, words in found.items()}


def _lines(name: str) -> list[str]:
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
