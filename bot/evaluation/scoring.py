"""Verdicts and counts: what was right, wrong when answered, missed, by topic and subject."""

import collections
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.questions import NOT_THIS, Question
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.retrieval.calibration import calibration_error, upper_bound

ACCEPTED = {
    "answer": {"answer", "tool"},
    "clarify": {"clarify", "tool"},
    "escalate": {"escalate"},
    "safeguard": {"safeguard"},
    "offtopic": {"decline"},
}
VERDICTS = ("right", "wrong", "asked", "passed", "declined", "missed")
"""right; wrong: said something that fails; asked back, passed on, declined, or no usable reply instead."""
SUBJECTS = {
    "eligibility": "eligibility",
    "children": "eligibility",
    "options": "options",
    "option1_direct_payment": "options",
    "option2": "options",
    "option3": "options",
    "direct-payments": "options",
    "risk": "risk",
    "capacity": "risk",
    "protection": "risk",
}
"""Topics of question sets and folders of articles, to the subjects of the mission; `pa…` is employing."""
_ANSWERED = {"answer", "tool"}
_JUDGED_WHEN_ANSWERED = {"answer", "offtopic", "safeguard"}
_INSTEAD = {"clarify": "asked", "escalate": "passed", "decline": "declined"}


@dataclass(frozen=True)
class Row:
    """A question, what came back, and what that is worth."""

    question: Question
    reply: Reply
    ms: float
    verdict: str

    @property
    def answered(self) -> bool:
        """Whether the reply counts as an answer that can be wrong."""
        return self.reply.outcome.value in _ANSWERED and self.question.expect in _JUDGED_WHEN_ANSWERED


def row(question: Question, reply: Reply, ms: float) -> Row:
    """Judge one reply."""
    return Row(question, reply, ms, verdict(question, reply))


def verdict(question: Question, reply: Reply) -> str:
    """Return one of VERDICTS."""
    outcome = reply.outcome.value
    if question.expect == NOT_THIS:
        # What stands below as "or did you mean" has been kept apart from the answer.
        return "wrong" if outcome == "answer" and reply.article == question.article else "right"
    if outcome in ACCEPTED[question.expect] | set(question.also):
        return "right" if _says_it(question, reply) else "wrong"
    if outcome in _ANSWERED | {"safeguard"}:
        return "wrong"
    return _INSTEAD.get(outcome, "missed")


def _says_it(question: Question, reply: Reply) -> bool:
    if question.article is not None:
        return question.article in {reply.article, reply.beside}
    complete = all(_found(pattern, reply.text) for pattern in question.must)
    return complete and not any(_found(pattern, reply.text) for pattern in question.must_not)


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def subject(topic: str) -> str | None:
    """Return the mission's subject that a topic belongs to, if one of the four."""
    return "employing" if re.match(r"pa[_-]", topic) else SUBJECTS.get(topic)


def totals(rows: Sequence[Row]) -> dict[str, Any]:
    """Count everything that the report shows."""
    of_subjects = [r for r in rows if subject(r.question.topic)]
    return {
        "questions": len(rows),
        "by_expect": _grouped(rows, lambda r: r.question.expect),
        **_when_answered(rows),
        "by_topic": _grouped(rows, lambda r: r.question.topic or "none"),
        "by_subject": _grouped(of_subjects, lambda r: subject(r.question.topic) or ""),
        "four_subjects": {**_counts(of_subjects), **_when_answered(of_subjects)},
        "safeguarding": _safeguarding(rows),
        "off_topic": _off_topic(rows),
        **_calibration(rows),
        "ms": _times([r.ms for r in rows]),
    }


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Row]] = collections.defaultdict(list)
    for one in rows:
        groups[key(one)].append(one)
    return {name: _counts(groups[name]) for name in sorted(groups)}


def _counts(rows: Sequence[Row]) -> dict[str, Any]:
    found = collections.Counter(r.verdict for r in rows)
    share = round(100 * found["right"] / len(rows), 1) if rows else None
    return {"n": len(rows), "right_percent": share, **{v: found[v] for v in VERDICTS if found[v]}}


def _when_answered(rows: Iterable[Row]) -> dict[str, Any]:
    answered = [r for r in rows if r.answered]
    wrong = sum(r.verdict == "wrong" for r in answered)
    return {
        "answered": len(answered),
        "wrong_when_answered": wrong,
        "wrong_when_answered_percent": round(100 * wrong / len(answered), 1) if answered else None,
        "wrong_when_answered_upper_bound_percent": round(100 * upper_bound(wrong, len(answered)), 1),
    }


def _safeguarding(rows: Iterable[Row]) -> dict[str, Any]:
    rows = list(rows)
    raised = [r for r in rows if r.reply.outcome is OutcomeName.SAFEGUARD]
    false = [_name(r) for r in raised if "safeguard" not in {r.question.expect, *r.question.also}]
    return {
        "n": sum(r.question.expect == "safeguard" for r in rows),
        "hits": sum(r.question.expect == "safeguard" for r in raised),
        "false_alarms": len(false),
        "false_alarm_ids": false,
    }


def _off_topic(rows: Iterable[Row]) -> dict[str, int]:
    off = [r for r in rows if r.question.expect == "offtopic"]
    return {"n": len(off), "declined": sum(r.reply.outcome is OutcomeName.DECLINE for r in off)}


def confident(rows: Iterable[Row]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return confidence and rightness of the answers that carry a confidence."""
    found = [(r.reply.confidence, r.verdict == "right") for r in rows if r.answered and r.reply.confidence is not None]
    return np.array([c for c, _ in found], float), np.array([right for _, right in found], float)


def _calibration(rows: Sequence[Row]) -> dict[str, Any]:
    promised, kept = confident(rows)
    return {"calibration_error": round(calibration_error(promised, kept), 4) if len(promised) else None}


def _times(ms: Sequence[float]) -> dict[str, float]:
    return {f"p{p}": round(float(np.percentile(ms, p)), 1) for p in (50, 95)} if ms else {}


def _name(one: Row) -> str:
    return f"{one.question.id}:{one.question.turn}"


def risk_coverage(rows: Sequence[Row]) -> list[tuple[float, float, float]]:
    """Return (cut, coverage, risk) for every cut on the confidence of the answers given.

    Coverage is the share of all questions that would still be answered; risk the share of wrong ones among these.
    Questions that the bot left to others lie beyond the curve's end: their confidence is not that of an answer.
    """
    promised, kept = confident(rows)
    order = np.argsort(-promised, kind="stable")
    wrong = np.cumsum(1 - kept[order])
    points = []
    for count in range(1, len(order) + 1):
        cut = promised[order[count - 1]]
        if count == len(order) or promised[order[count]] < cut:
            points.append((float(cut), count / len(rows), float(wrong[count - 1] / count)))
    return points
