"""How retrieval grows: the same questions against 300, 3,000 and 10,000 articles.

Articles beyond those that there are, are copies with other wordings: words left out and put in from elsewhere, vectors
turned a little. So they crowd the neighbourhood of the questions, as real growth would.
"""

import gc
import pathlib
import random
import tarfile
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import psutil
import typer

from bot.helpdesk.vocabulary import Nation
from bot.nlu.text_preparation import reader_of
from bot.retrieval.building import query
from bot.retrieval.encoder import Encoder
from bot.retrieval.index import Index
from bot.retrieval.retriever import Retriever
from bot.retrieval.shapes import Document, Query

SIZES = (300, 3_000, 10_000)
ASKS = 8
"""Wordings of each article."""
QUESTIONS, WARM_UP = 300, 30
ROUNDS = 7
"""Times that all questions are asked; the median of the rounds counts."""
_KEPT_WORDS = 0.8
_TURN = 0.02
"""Noise in each of the 384 numbers of a copied vector: about 20 degrees."""
_SEED = 20261126


@dataclass(frozen=True)
class Built:
    """An index of one size, ready to be asked."""

    retriever: Retriever
    seconds: float
    megabytes: int
    """By how much the process grew; what building needed for a while does not count."""


@dataclass(frozen=True)
class Measured:
    """What one size cost."""

    articles: int
    p50_ms: float
    p95_ms: float
    p95_processor_ms: float
    """Likewise of processor time, which other work on the machine disturbs less."""
    build_seconds: float
    megabytes: int


def run_growth(model: pathlib.Path, knowledge: pathlib.Path, texts: Sequence[str]) -> list[Measured]:
    """Measure all sizes with a trained model's weights and print a table."""
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(model) as archive:
            archive.extractall(place, filter="data")
        retriever = Retriever.load(next(pathlib.Path(place).rglob("vectors.npz")).parent)
        encoder = Encoder(next(pathlib.Path(place).rglob("encoder.onnx")).parent)
        questions = query(list(texts[: QUESTIONS + WARM_UP]), reader_of(knowledge), encoder)
    built = [_built(retriever, size) for size in SIZES]
    # One size after the other in each round: what else the machine does then falls on all of them.
    rounds = np.array([[_asked(one.retriever, questions) for one in built] for _ in range(ROUNDS)])
    found = []
    for size, one, (p50, p95, processor) in zip(SIZES, built, np.median(rounds, axis=0).round(2).tolist(), strict=True):
        found.append(Measured(size, p50, p95, processor, one.seconds, one.megabytes))
        typer.echo(
            f"{size:6d} articles: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({processor:.1f} ms of processor time), "
            f"built in {one.seconds:.0f} s, {one.megabytes} MB more"
        )
    least, most = found[0], found[-1]
    typer.echo(
        f"p95 at {SIZES[-1]:,} articles is {most.p95_ms / least.p95_ms:.2f} times that at {SIZES[0]} "
        f"({most.p95_processor_ms / least.p95_processor_ms:.2f} times of processor time)."
    )
    return found


def _built(retriever: Retriever, size: int) -> Built:
    before, started = _resident(), time.perf_counter()
    index = grown(retriever.index, size)
    # The slow parts of training an index.
    index.letters, index.learned, index.divided(Nation.SCOTLAND.value)
    seconds = time.perf_counter() - started
    gc.collect()
    return Built(replace(retriever, index=index), seconds, _resident() - before)


def _asked(retriever: Retriever, questions: Query) -> tuple[float, float, float]:
    """Return the median and p95 of the time that a question took, and p95 of its processor time, in ms."""
    taken, used = [], []
    for row in range(len(questions)):
        part = questions.part([row])
        start, processor = time.perf_counter(), time.thread_time()
        retriever.understand(part, Nation.SCOTLAND, 5, ("", 0.0))
        used.append(1000 * (time.thread_time() - processor))
        taken.append(1000 * (time.perf_counter() - start))
    p50, p95 = np.percentile(taken[WARM_UP:], [50, 95])
    return float(p50), float(p95), float(np.percentile(used[WARM_UP:], 95))


def _resident() -> int:
    """Return the memory of this process in MB."""
    return int(psutil.Process().memory_info().rss) // 2**20


def grown(index: Index, size: int) -> Index:
    """Return an index of some size: as many articles as there are, then varied copies."""
    chance, noise = random.Random(_SEED), np.random.default_rng(_SEED)
    starts = np.concatenate([[0], np.cumsum([len(d.asks) for d in index.documents])]).astype(int)
    own = index.ask_vectors
    documents, asks, titles = [], [], []
    for number in range(size):
        place, copy = number % len(index.documents), number // len(index.documents)
        document = index.documents[place]
        rows = np.arange(starts[place], starts[place + 1])[:ASKS]
        documents.append(_varied(document, index.documents, chance, copy))
        asks.append(_turned(own[rows], noise, copy))
        titles.append(_turned(index.title_vectors[place : place + 1], noise, copy))
    return Index(documents, np.concatenate(asks), np.concatenate(titles), index.table)


def _varied(document: Document, others: Sequence[Document], chance: random.Random, copy: int) -> Document:
    if not copy:
        return replace(document, asks=document.asks[:ASKS], ask_lemmas=document.ask_lemmas[:ASKS])
    other = chance.choice(others)

    def mixed(own: Sequence[str], foreign: Sequence[str]) -> tuple[str, ...]:
        return tuple(word if chance.random() < _KEPT_WORDS or not foreign else chance.choice(foreign) for word in own)

    strange = other.lemmas
    return replace(
        document,
        article=f"{document.article}-{copy}",
        asks=tuple(" ".join(mixed(ask.split(), strange)) for ask in document.asks[:ASKS]),
        ask_lemmas=tuple(mixed(lemmas, strange) for lemmas in document.ask_lemmas[:ASKS]),
        own_lemmas=mixed(document.own_lemmas, strange),
        pieces=tuple(sorted({*chance.sample(document.pieces, len(document.pieces) * 4 // 5), *other.pieces[:20]})),
    )


def _turned(vectors: np.ndarray, noise: np.random.Generator, copy: int) -> np.ndarray:
    moved = vectors + (_TURN * noise.standard_normal(vectors.shape) if copy else 0)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)
