"""`make bench`: this bot beside the same content on Rasa's default pipeline, one after the other in one run."""

import concurrent.futures
import dataclasses
import datetime
import json
import pathlib
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.errors import GuideError
from bot.evaluation import contenders, processes, questions
from bot.evaluation.contenders import Connection, Contender
from bot.evaluation.run import evaluate
from bot.evaluation.table import Measured, markdown
from bot.helpdesk.vocabulary import Nation, OutcomeName
from bot.retrieval.encoder import Encoder

TURNS, WARM_UP, ASKERS = 320, 20, 4
EPOCHS = 10
"""Of the baseline's training. Rasa's own 100 take more than an hour with this content (`make bench EPOCHS=100`);
fewer flatter its training time."""
ROLE = "social_worker"
TURNS_A_CONVERSATION = 4
"""People ask a few things and go; long chats would measure the tracker."""
LONGEST_START, LONGEST_ASKING = 180.0, 300.0
LONGEST_TRAINING, LONGEST_EPOCH = 900.0, 180.0
ENCODED = 200
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
            found.append(measure(contender, texts, to_judge, place, patience, tell))
    table = markdown(found, encoder_ms)
    figures = {"encoder_ms": encoder_ms, "bots": [dataclasses.asdict(m) for m in found]}
    (place / "table.md").write_text(table + "\n", encoding="utf-8")
    (place / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    tell(f"\n{table}\n\ndetails in {place}")
    return found


def wordings(folder: pathlib.Path, count: int) -> list[str]:
    """Draw golden questions, the same every time."""
    known = [q.text for q in questions.load(folder) if q.expect == "answer"]
    return random.Random(1).choices(known, k=count)  # noqa: S311 - a draw that can be repeated


def encoder_speed(texts: Sequence[str]) -> float:
    """Return the median milliseconds of one question."""
    with tempfile.TemporaryDirectory() as folder:
        encoder = Encoder.store(pathlib.Path(folder))
        taken = []
        for text in [*texts[:WARM_UP], *(texts[i % len(texts)] for i in range(ENCODED))]:
            start = time.perf_counter()
            encoder.encode([text])
            taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(taken[-ENCODED:]), 2)


def measure(
    contender: Contender,
    texts: Sequence[str],
    to_judge: Sequence[questions.Question],
    place: pathlib.Path,
    patience: float,
    tell: Callable[[str], None],
) -> Measured:
    """Train, for at most `patience` seconds, start, ask, weigh and end one bot."""
    logs = place / re.sub(r"\W+", "-", contender.name.lower())
    logs.mkdir()
    tell(f"{contender.name}: training")
    training = processes.run(
        contender.train, contender.folder, contender.environment, logs / "train.log", patience
    )
    tell(f"{contender.name}: trained in {training:.0f} s, starting")
    start = time.perf_counter()
    with processes.started(contender.start, contender.folder, contender.environment, logs / "serve.log") as program:
        program.wait_until_ready(contender.ready, LONGEST_START)
        starting = time.perf_counter() - start
        tell(f"{contender.name}: ready in {starting:.1f} s, asking {len(texts)} questions one at a time")
        _ask(contender.connect, texts[:WARM_UP], "warm")
        alone = _ask(contender.connect, texts, "alone")
        tell(f"{contender.name}: {ASKERS} askers at once")
        together, seconds = _at_once(contender, texts)
        totals = _judged(contender, to_judge, place, tell)
        memory = program.memory()
    return Measured(
        name=contender.name,
        training_seconds=round(training, 1),
        start_seconds=round(starting, 1),
        memory_mb=round(memory.bytes / 2**20),
        memory_kind=memory.kind,
        processes=memory.processes,
        p50_ms=round(float(np.percentile(alone.ms, 50)), 1),
        p95_ms=round(float(np.percentile(alone.ms, 95)), 1),
        turns=len(alone.ms),
        per_second=round(len(together.ms) / seconds, 1),
        errors=alone.errors + together.errors,
        totals=totals,
    )


@dataclass
class _Asked:
    ms: list[float]
    errors: int = 0


def _ask(connect: Callable[[], Connection], texts: Sequence[str], prefix: str) -> _Asked:
    connection, asked, end = connect(), _Asked([]), time.monotonic() + LONGEST_ASKING
    try:
        for number, text in enumerate(texts):
            if time.monotonic() > end:
                break
            conversation = f"bench-{prefix}-{number // TURNS_A_CONVERSATION}"
            connection.open(conversation, Nation.SCOTLAND, ROLE)
            start = time.perf_counter()
            asked.errors += _failed(connection, text, conversation)
            asked.ms.append(1000 * (time.perf_counter() - start))
    finally:
        connection.close()
    return asked


def _failed(connection: Connection, text: str, conversation: str) -> bool:
    try:
        reply = connection.ask(text, conversation=conversation, nation=Nation.SCOTLAND, role=ROLE)
    except GuideError:
        return True
    return reply.outcome is OutcomeName.ERROR


def _at_once(contender: Contender, texts: Sequence[str]) -> tuple[_Asked, float]:
    start = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(ASKERS) as pool:
        parts = [pool.submit(_ask, contender.connect, texts[n::ASKERS], f"four-{n}") for n in range(ASKERS)]
        asked = [part.result() for part in parts]
    seconds = time.perf_counter() - start
    return _Asked([ms for one in asked for ms in one.ms], sum(one.errors for one in asked)), seconds


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
