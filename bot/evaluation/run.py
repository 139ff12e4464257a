"""One evaluation: ask every question, and keep a folder that can be taken apart later."""

import csv
import datetime
import json
import pathlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.errors import GuideError
from bot.evaluation import charts, report, scoring
from bot.evaluation.about import about
from bot.evaluation.questions import Question
from bot.evaluation.scoring import Row
from bot.helpdesk.vocabulary import Nation, OutcomeName, Reason, Reply

COLUMNS = (
    "id",
    "turn",
    "topic",
    "nation",
    "role",
    "expected",
    "expected_article",
    "actual",
    "reason",
    "article",
    "confidence",
    "verdict",
    "ms",
)


class Asker(Protocol):
    """A way to the bot: in this process or over the network."""

    def ask(self, text: str, *, conversation: str, nation: Nation, role: str) -> Reply:
        """Return the reply to one message of a conversation."""


@dataclass(frozen=True)
class Run:
    """A finished evaluation."""

    folder: pathlib.Path
    rows: Sequence[Row]
    totals: Mapping[str, Any]

    def lines(self) -> list[str]:
        """Return what the terminal shows."""
        return [*report.lines(self.totals), f"details in {self.folder}"]


def evaluate(
    ask: Asker,
    questions: Sequence[Question],
    folder: pathlib.Path,
    *,
    name: str = "eval",
    home: pathlib.Path = pathlib.Path(),
    tell: Callable[[str], None] = lambda _: None,
) -> Run:
    """Ask all questions and write `folder/<UTC time>-<name>/`; `home` holds `knowledge/` and `models/`.

    A question that breaks the bot counts as outcome `error`, and the run goes on.
    """
    now = datetime.datetime.now(tz=datetime.UTC)
    place = _fresh(folder, f"{now:%Y%m%dT%H%M%SZ}-{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}")
    facts = about(home)
    rows = ask_all(ask, questions, f"eval-{place.name}", tell)
    totals = scoring.totals(rows)
    config = {"name": name, "started": now.isoformat(), "questions": len(questions), **facts}
    write(place, rows, totals, config)
    charts.draw(rows, place, facts["policy"].get("error_budget"))
    return Run(place, rows, totals)


def ask_all(
    ask: Asker, questions: Sequence[Question], prefix: str, tell: Callable[[str], None] = lambda _: None
) -> list[Row]:
    """Ask the questions in order; the turns of a dialogue share a conversation, others have their own."""
    rows = []
    for number, question in enumerate(questions, 1):
        start = time.perf_counter()
        reply = _ask(ask, question, f"{prefix}-{question.id}")
        rows.append(scoring.row(question, reply, 1000 * (time.perf_counter() - start)))
        if number % 50 == 0 or number == len(questions):
            tell(f"{number} of {len(questions)} questions asked")
    return rows


def _ask(ask: Asker, question: Question, conversation: str) -> Reply:
    try:
        return ask.ask(question.text, conversation=conversation, nation=question.nation, role=question.role)
    except GuideError as error:
        return Reply(str(error), OutcomeName.ERROR, Reason.FAILURE)


def write(folder: pathlib.Path, rows: Sequence[Row], totals: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    """Write everything of a run but its pictures."""
    for name, content in (("config", config), ("totals", totals)):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=1, default=str) + "\n", encoding="utf-8")
    write_replies(folder / "replies.jsonl", rows)
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows(_cells(row) for row in rows)
    (folder / "wrong.md").write_text(report.wrong_page(rows), encoding="utf-8")


def write_replies(path: pathlib.Path, rows: Sequence[Row]) -> None:
    """Write replies in the format that the shared score.py counts."""
    lines = [json.dumps(reply_line(row.question, row.reply, row.ms), ensure_ascii=False) for row in rows]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def reply_line(question: Question, reply: Reply, ms: float) -> dict[str, Any]:
    """Return one line of a replies file."""
    return {
        "id": question.id,
        **({"turn": question.turn} if question.dialogue else {}),
        "outcome": reply.outcome.value,
        "text": reply.text,
        "article": reply.article,
        "confidence": reply.confidence,
        "reason": reply.reason.value if reply.reason else None,
        "ms": round(ms, 1),
    }


def _cells(row: Row) -> list[Any]:
    question, line = row.question, reply_line(row.question, row.reply, row.ms)
    return [
        question.id,
        question.turn,
        question.topic,
        question.nation.value,
        question.role,
        question.expect,
        question.article,
        line["outcome"],
        line["reason"],
        line["article"],
        line["confidence"],
        row.verdict,
        line["ms"],
    ]


def _fresh(folder: pathlib.Path, name: str) -> pathlib.Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 1000):
        place = folder / (name if number == 1 else f"{name}-{number}")
        try:
            place.mkdir()
        except FileExistsError:
            continue
        return place
    message = f"{folder} holds a thousand runs named {name}; tidy it up"
    raise FileExistsError(message)
