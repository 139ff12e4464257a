"""The benchmark's table."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """All figures of one bot."""

    name: str
    training_seconds: float
    start_seconds: float
    memory_mb: float
    memory_kind: str
    processes: int
    p50_ms: float
    p95_ms: float
    turns: int
    per_second: float
    errors: int
    totals: Mapping[str, Any] | None = None
    """What an evaluation of a question set counted."""


Figure = Callable[[Measured], float | None]
LESS, MORE = "less is better", "more is better"
Row = tuple[str, Figure, str]
"""Title, figure, and which way is better; empty where a ratio says nothing."""


def _rows(first: Measured) -> list[Row]:
    return [
        ("training, s", lambda m: m.training_seconds, LESS),
        ("start until ready, s", lambda m: m.start_seconds, LESS),
        (f"memory of all processes ({first.memory_kind}), MB", lambda m: m.memory_mb, LESS),
        ("processes", lambda m: m.processes, ""),
        (f"a turn, p50 of {first.turns}, ms", lambda m: m.p50_ms, LESS),
        ("a turn, p95, ms", lambda m: m.p95_ms, LESS),
        ("questions a second, 4 askers", lambda m: m.per_second, MORE),
        ("turns that failed", lambda m: m.errors, ""),
    ]


_JUDGED: list[tuple[str, tuple[str, ...]]] = [
    ("questions judged", ("questions",)),
    ("right of those to answer, %", ("by_expect", "answer", "right_percent")),
    ("answered", ("answered",)),
    ("wrong of the answered, %", ("wrong_when_answered_percent",)),
    ("four subjects: right, %", ("four_subjects", "right_percent")),
    ("four subjects: wrong of the answered, %", ("four_subjects", "wrong_when_answered_percent")),
    ("safeguarding recognised", ("safeguarding", "hits")),
    ("safeguarding false alarms", ("safeguarding", "false_alarms")),
    ("off-topic declined", ("off_topic", "declined")),
]


def markdown(found: Sequence[Measured], encoder_ms: float) -> str:
    """Write the table; the last column says how many times better the first bot is."""
    bots = [m.name for m in found]
    ratio = ["times better"] if len(found) > 1 else []
    lines = [_line(["", *bots, *ratio]), _line(["---", *(["---:"] * (len(bots) + len(ratio)))])]
    lines += [_line([title, *_figures(found, figure, less)]) for title, figure, less in _rows(found[0])]
    if any(m.totals for m in found):
        lines += [_line([title, *_figures(found, _of(path), "")]) for title, path in _JUDGED]
    lines.append(_line(["encoder, one thread, median, ms", f"{encoder_ms:g}", *([""] * (len(bots) - 1 + len(ratio)))]))
    return "\n".join([f"{os.cpu_count()} cores, one bot at a time, loopback.", "", *lines])


def _figures(found: Sequence[Measured], figure: Figure, better: str) -> list[str]:
    values = [figure(m) for m in found]
    shown = ["-" if value is None else f"{value:g}" for value in values]
    return [*shown, _ratio(values, better)] if len(values) > 1 else shown


def _ratio(values: Sequence[float | None], better: str) -> str:
    ours, other = values[0], values[1]
    if not better or not ours or not other:
        return ""
    return f"{(other / ours if better == LESS else ours / other):.1f}"


def _of(path: tuple[str, ...]) -> Figure:
    def figure(measured: Measured) -> float | None:
        value: Any = measured.totals
        for key in path:
            value = value.get(key) if value else None
        return value

    return figure


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
