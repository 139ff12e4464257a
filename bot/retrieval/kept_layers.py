"""Tuned layers of an earlier training: used again while the lessons are nearly the same."""

import hashlib
import logging
import pathlib
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

import numpy as np

from bot.retrieval import encoder_graph, kept_vectors
from bot.retrieval.layer_learning import Layer

KNOWN_ENOUGH = 0.95
"""Share of lessons that today's and those of a kept layer have in common, from which on it is used again."""
_DIGEST = 16
_LESSONS, _TEXTS, _HOW = "lessons", "texts", "how"
_CODE = ("layer_learning.py", "encoder.py", "encoder_graph.py")
log = logging.getLogger(__name__)


class Teaching(Protocol):
    """What a layer is taught."""

    @property
    def judging(self) -> AbstractSet[str]:
        """Texts that judge what is learned, so that they must not teach."""

    def told(self) -> Sequence[tuple[str, str]]:
        """Return the text of each lesson, and what is said of it."""


def kept_or_tuned(file: str, taught: Teaching, code: pathlib.Path, tune: Callable[[], Layer]) -> Layer:
    """Return a layer from an earlier training that was taught nearly the same, or from `tune`.

    `code` is the file that makes lessons into a layer.
    """
    told = taught.told()
    kept = kept_vectors.in_use() if told else None
    path = kept.folder / file if kept else None
    found = _read(path, taught, code) if path else None
    if found:
        log.info("%s: kept from an earlier training", file)
        return found
    layer = tune()
    if path:
        lessons, texts = {digest(*lesson) for lesson in told}, {digest(text) for text, _ in told}
        about = {_LESSONS: _rows(lessons), _TEXTS: _rows(texts), _HOW: how(code)}
        kept_vectors.write(path, about | dict(layer))
    return layer


def how(code: pathlib.Path) -> np.ndarray:
    """What a layer follows from, beside the lessons: the published weights and the code."""
    read = (path.read_bytes() for path in (code, *(code.with_name(name) for name in _CODE)))
    return np.frombuffer(hashlib.sha256(b"".join(read)).digest(), np.uint8)


def digest(*parts: object) -> bytes:
    """Return what tells a lesson or a text apart."""
    return hashlib.sha256(repr(parts).encode()).digest()[:_DIGEST]


def _rows(digests: AbstractSet[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(sorted(digests)), np.uint8).reshape(-1, _DIGEST)


def _read(path: pathlib.Path, taught: Teaching, code: pathlib.Path) -> Layer | None:
    """Return a kept layer, if it was tuned in this way, on nearly these lessons, and on nothing that judges today."""
    arrays = kept_vectors.read(path, _LESSONS, _TEXTS, _HOW)
    before, texts = ({bytes(row) for row in arrays.pop(name, ())} for name in (_LESSONS, _TEXTS))
    if not np.array_equal(arrays.pop(_HOW, ()), how(code)) or texts & {digest(text) for text in taught.judging}:
        return None
    published = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
    whole = {name: value.shape for name, value in arrays.items()} == {n: v.shape for n, v in published.items()}
    today = {digest(*lesson) for lesson in taught.told()}
    return arrays if whole and len(today & before) >= KNOWN_ENOUGH * len(today | before) else None
