"""How retrieval grows: the same questions against 300, 3,000 and 10,000 articles.

Articles beyond those that there are, are copies with other wordings: words left out and put in from elsewhere, vectors
turned a little. So they crowd the neighbourhood of the questions, as real growth would.
"""

import pathlib
import random
import resource
import tarfile
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
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
_KEPT_WORDS = 0.8
_TURN = 0.02
"""Noise in each of the 384 numbers of a copied vector: about 20 degrees."""
_SEED = 20261126


@dataclass(frozen=True)
class Measured:
    """What one size cost."""

    articles: int
    p50_ms: float
    p95_ms: float
    p95_processor_ms: float
    """Likewise of processor time: what other work on the machine disturbs less."""
    build_seconds: float
    megabytes: int
    """Most memory that the process had by then."""


def run_growth(model: pathlib.Path, knowledge: pathlib.Path, texts: Sequence[str]) -> list[Measured]:
    """Measure all sizes with a trained model's weights and print a table."""
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(model) as archive:
            archive.extractall(place, filter="data")
        retriever = Retriever.load(next(pathlib.Path(place).rglob("vectors.npz")).parent)
        encoder = Encoder(next(pathlib.Path(place).rglob("encoder.onnx")).parent)
        questions = query(list(texts[: QUESTIONS + WARM_UP]), reader_of(knowledge), encoder)
    found = []
    for size in SIZES:
        found.append(_measured(retriever, questions, size))
        one = found[-1]
        typer.echo(
            f"{one.articles:6d} articles: p50 {one.p50_ms:.1f} ms, p95 {one.p95_ms:.1f} ms "
            f"({one.p95_processor_ms:.1f} ms of processor time), "
            f"built in {one.build_seconds:.0f} s, {one.megabytes} MB"
        )
    least, most = found[0], found[-1]
    typer.echo(
        f"p95 at {SIZES[-1]:,} articles is {most.p95_ms / least.p95_ms:.2f} times that at {SIZES[0]} "
        f"({most.p95_processor_ms / least.p95_processor_ms:.2f} times of processor time)."
    )
    return found


def _measured(retriever: Retriever, questions: Query, size: int) -> Measured:
    started = time.perf_counter()
    index = grown(retriever.index, size)
    # The slow parts of training an index.
    index.letters, index.learned, index.divided(Nation.SCOTLAND.value)
    seconds = time.perf_counter() - started
    larger, taken, used = replace(retriever, index=index), [], []
    for row in range(len(questions)):
        part = questions.part([row])
        start, processor = time.perf_counter(), time.thread_time()
        larger.understand(part, Nation.SCOTLAND, 5, ("", 0.0))
        used.append(1000 * (time.thread_time() - processor))
        taken.append(1000 * (time.perf_counter() - start))
    p50, p95 = np.percentile(taken[WARM_UP:], [50, 95])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    busy = float(np.percentile(used[WARM_UP:], 95))
    return Measured(size, round(float(p50), 2), round(float(p95), 2), round(busy, 2), seconds, memory)


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
