"""How long turns take: one at a time, several at once; and the encoder alone."""

import concurrent.futures
import pathlib
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.errors import GuideError
from bot.evaluation.contenders import Connection
from bot.helpdesk.vocabulary import Nation, OutcomeName
from bot.retrieval import encoder_graph
from bot.retrieval.encoder import Encoder

WARM_UP, ASKERS = 20, 4
ROLE = "social_worker"
TURNS_A_CONVERSATION = 4
"""People ask a few things and go; long chats would measure the tracker."""
LONGEST_ASKING = 300.0
ENCODED = 200


def encoder_speed(texts: Sequence[str]) -> float:
    """Return the median milliseconds of one question on one thread.

    The served encoder has two tuned layers beside the published one; here the published one stands for them, which
    takes as long.
    """
    layer = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
    with tempfile.TemporaryDirectory() as folder:
        encoder = Encoder.store(pathlib.Path(folder), threads=1, layers=[layer, layer])
        taken = []
        for text in [*texts[:WARM_UP], *(texts[i % len(texts)] for i in range(ENCODED))]:
            start = time.perf_counter()
            encoder.encode([text])
            taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(taken[-ENCODED:]), 2)


def timed(connect: Callable[[], Connection], texts: Sequence[str]) -> dict[str, Any]:
    """Ask one at a time, then with several askers, after a few that do not count."""
    _ask(connect, texts[:WARM_UP], "warm")
    alone = _ask(connect, texts, "alone")
    together, seconds = _at_once(connect, texts)
    return {
        "p50_ms": round(float(np.percentile(alone.ms, 50)), 1),
        "p95_ms": round(float(np.percentile(alone.ms, 95)), 1),
        "turns": len(alone.ms),
        "per_second": round(len(together.ms) / seconds, 1),
        "errors": alone.errors + together.errors,
    }


@dataclass
class _Asked:
    ms: list[float]
    errors: int = 0


def _ask(connect: Callable[[], Connection], texts: Sequence[str], prefix: str) -> _Asked:
    connection = connect()
    try:
        _begin(connection, len(texts), prefix)
        return _turns(connection, texts, prefix)
    finally:
        connection.close()


def _begin(connection: Connection, count: int, prefix: str) -> None:
    # Before the clock runs: sessions are begun once, and their number a minute is limited.
    for number in range(0, count, TURNS_A_CONVERSATION):
        connection.open(_conversation(prefix, number), Nation.SCOTLAND, ROLE)


def _turns(connection: Connection, texts: Sequence[str], prefix: str) -> _Asked:
    asked, end = _Asked([]), time.monotonic() + LONGEST_ASKING
    for number, text in enumerate(texts):
        if time.monotonic() > end:
            break
        start = time.perf_counter()
        asked.errors += _failed(connection, text, _conversation(prefix, number))
        asked.ms.append(1000 * (time.perf_counter() - start))
    return asked


def _conversation(prefix: str, number: int) -> str:
    return f"bench-{prefix}-{number // TURNS_A_CONVERSATION}"


def _failed(connection: Connection, text: str, conversation: str) -> bool:
    try:
        reply = connection.ask(text, conversation=conversation, nation=Nation.SCOTLAND, role=ROLE)
    except GuideError:
        return True
    return reply.outcome is OutcomeName.ERROR


def _at_once(connect: Callable[[], Connection], texts: Sequence[str]) -> tuple[_Asked, float]:
    parts = [(connect(), texts[n::ASKERS], f"four-{n}") for n in range(ASKERS)]
    try:
        for connection, part, prefix in parts:
            _begin(connection, len(part), prefix)
        start = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(ASKERS) as pool:
            asked = list(pool.map(lambda part: _turns(*part), parts))
        seconds = time.perf_counter() - start
    finally:
        for connection, _, _ in parts:
            connection.close()
    return _Asked([ms for one in asked for ms in one.ms], sum(one.errors for one in asked)), seconds
