"""What a run looks like to people: lines for the terminal and a page of the wrong ones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.evaluation.scoring import VERDICTS, Row


def lines(totals: Mapping[str, Any]) -> list[str]:
    """Return the counts, first in the words of the shared score.py, then what it does not count."""
    found = [_group(name, counts) for name, counts in totals["by_expect"].items()]
    found.append(f"answered {totals['answered']}, of these wrong {totals['wrong_when_answered_percent']} %")
    four, guard, off = totals["four_subjects"], totals["safeguarding"], totals["off_topic"]
    if four["n"]:
        found.append(
            f"questions of the four subjects: {four['n']}, right {four['right_percent']} %, "
            f"wrong of {four['answered']} answered {four['wrong_when_answered_percent']} %"
        )
        found += [f"  {_group(name, counts)}" for name, counts in totals["by_subject"].items()]
    found.append(f"safeguarding {guard['hits']} of {guard['n']}, false alarms {guard['false_alarms']}")
    found.append(f"off-topic declined {off['declined']} of {off['n']}")
    found.append(
        f"wrong when answered at most {totals['wrong_when_answered_upper_bound_percent']} % (95 % bound), "
        f"calibration error {totals['calibration_error']}"
    )
    if totals["ms"]:
        found.append(f"p50 {totals['ms']['p50']} ms, p95 {totals['ms']['p95']} ms a question")
    return found


def by_topic(totals: Mapping[str, Any]) -> list[str]:
    """Return one line a topic."""
    return [_group(name, counts) for name, counts in totals["by_topic"].items()]


def _group(name: str, counts: Mapping[str, Any]) -> str:
    shown = "  ".join(f"{v} {counts[v]}" for v in VERDICTS if v in counts)
    return f"{name:10} n={counts['n']:3}  right {counts['right_percent']:5.1f} %  {shown}"


def wrong_page(rows: Iterable[Row]) -> str:
    """Return a Markdown page with every question that was not right, the wrong answers first."""
    failed = sorted((r for r in rows if r.verdict != "right"), key=lambda r: (VERDICTS.index(r.verdict), r.question.id))
    parts = [f"# Not right: {len(failed)}"]
    parts += [_case(r) for r in failed]
    return "\n\n".join(parts) + "\n"


def _case(one: Row) -> str:
    question, reply = one.question, one.reply
    confidence = "-" if reply.confidence is None else f"{reply.confidence:.2f}"
    facts = [
        f"expected {question.expect}" + (f" ({question.article})" if question.article else ""),
        f"got {reply.outcome.value}",
        f"reason {reply.reason.value if reply.reason else '-'}",
        f"article {reply.article or '-'}",
        f"confidence {confidence}",
    ]
    return "\n".join(
        [
            f"## {one.verdict}: {question.id}, turn {question.turn}",
            "",
            _quoted(question.text),
            "",
            f"{question.nation.value}, {question.role or 'no role'}; {', '.join(facts)}",
            *_patterns("must", question.must),
            *_patterns("must not", question.must_not),
            "",
            _quoted(reply.text),
        ]
    )


def _patterns(name: str, patterns: Sequence[str]) -> list[str]:
    return ["", f"{name}: " + ", ".join(f"`{p}`" for p in patterns)] if patterns else []


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines() or [""])
