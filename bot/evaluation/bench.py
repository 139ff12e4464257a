"""`make bench`: this bot beside the same content on Rasa's default pipeline, one after the other in one run."""

import dataclasses
import datetime
import json
import pathlib
import random
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.evaluation import contenders, processes, questions
from bot.evaluation.contenders import Contender
from bot.evaluation.run import evaluate
from bot.evaluation.table import Measured, markdown
from bot.evaluation.timing import ENCODED, encoder_speed, timed

TURNS = 320
EPOCHS = 10
"""Of the baseline's training. Rasa's own 100 take more than an hour with this content (`make bench EPOCHS=100`);
fewer flatter its training time."""
LONGEST_START, LONGEST_TRAINING, LONGEST_EPOCH = 600.0, 900.0, 180.0
CONTENDERS: Mapping[str, Callable[[pathlib.Path, pathlib.Path, int], Contender]] = {
    "own": contenders.own,
    "baseline": contenders.rasa_default,
}


def run_bench(
    question_file: pathlib.Path | None = None,
    *,
    home: pathlib.Path = pathlib.Path(),
    runs: pathlib.Path = pathlib.Path("runs"),
    which: Sequence[str] = ("own", "baseline"),
    turns: int = TURNS,
    epochs: int = EPOCHS,
    tell: Callable[[str], None] = print,
) -> list[Measured]:
    """Measure the bots in turn, tell the table, and keep it with all figures in `runs/<UTC time>-bench/`."""
    processes.end_on_sigterm()
    to_judge = questions.load(question_file) if question_file else []
    texts = wordings(home / "tests" / "questions", turns)
    place = runs / f"{datetime.datetime.now(tz=datetime.UTC):%Y%m%dT%H%M%SZ}-bench"
    place.mkdir(parents=True)
    tell(f"Encoder: {ENCODED} questions on one thread")
    encoder_ms = encoder_speed(texts)
    found, patience = [], LONGEST_TRAINING + epochs * LONGEST_EPOCH
    for name in which:
        with tempfile.TemporaryDirectory(prefix="sds-bench-") as folder:
            contender = CONTENDERS[name](home, pathlib.Path(folder), epochs)
            found.append(measure(contender, texts, to_judge, place, patience=patience, tell=tell))
    table = markdown(found, encoder_ms)
    figures = {"encoder_ms": encoder_ms, "bots": [dataclasses.asdict(m) for m in found]}
    (place / "table.md").write_text(table + "\n", encoding="utf-8")
    (place / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    tell(f"\n{table}\n\ndetails in {place}")
    return found


def wordings(folder: pathlib.Path, count: int) -> list[str]:
    """Draw golden questions, the same every time."""
    known = [q.text for q in questions.load(folder) if q.expect == "answer"]
    return random.Random(1).choices(known, k=count)


def measure(
    contender: Contender,
    texts: Sequence[str],
    to_judge: Sequence[questions.Question],
    place: pathlib.Path,
    *,
    patience: float,
    tell: Callable[[str], None],
) -> Measured:
    """Train, for at most `patience` seconds, start, ask, weigh and end one bot."""
    logs = place / re.sub(r"\W+", "-", contender.name.lower())
    logs.mkdir()
    tell(f"{contender.name}: training")
    training = processes.run(contender.train, contender.folder, contender.environment, logs / "train.log", patience)
    tell(f"{contender.name}: trained in {training:.0f} s, starting")
    start = time.perf_counter()
    with processes.started(contender.start, contender.folder, contender.environment, logs / "serve.log") as program:
        program.wait_until_ready(contender.ready, LONGEST_START)
        starting = time.perf_counter() - start
        tell(f"{contender.name}: ready in {starting:.1f} s, asking {len(texts)} questions one at a time")
        turns = timed(contender.connect, texts)
        totals = _judged(contender, to_judge, place, tell)
        memory = program.memory()
    return Measured(
        name=contender.name,
        training_seconds=round(training, 1),
        start_seconds=round(starting, 1),
        memory_mb=round(memory.bytes / 2**20),
        memory_kind=memory.kind,
        processes=memory.processes,
        totals=totals,
        **turns,
    )


def _judged(
    contender: Contender, to_judge: Sequence[questions.Question], place: pathlib.Path, tell: Callable[[str], None]
) -> Mapping[str, Any] | None:
    if not to_judge:
        return None
    tell(f"{contender.name}: {len(to_judge)} questions to judge")
    connection = contender.connect()
    try:
        return evaluate(connection, to_judge, place, name=contender.name, home=contender.folder).totals
    finally:
        connection.close()
