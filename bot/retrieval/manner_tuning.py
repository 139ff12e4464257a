"""Tune the encoder's last layer to the manner of messages: danger, the need of a person, too little said.

The published encoder tells what a message is about; whether it tells of danger or asks for a decision lies in how it is
said, which that encoder blurs. So a second copy of its last layer learns from messages that were written to be told
apart, beside ordinary questions, with one direction a kind (docs/decisions/0014-tuned-to-manner.md).
"""

import functools
import logging
import pathlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.retrieval.encoder import WIDTH, opened
from bot.retrieval.judgements import part_of
from bot.retrieval.kept_layers import kept_or_tuned
from bot.retrieval.kinds import ORDINARY_WEIGHT
from bot.retrieval.layer_learning import Layer, Learner

KINDS = 3
"""Danger, the need of a person, too little said: in this order."""
RATE = 1e-2
"""Steps of the kinds' directions at their largest."""
SHARPNESS = 10.0
"""By which a direction's share of a vector is multiplied to log odds."""
FILE = "manner_layer.npz"
_HELD_PARTS = 8
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Marked:
    """Messages, each of a kind or only like it."""

    texts: tuple[str, ...]
    marks: tuple[bool, ...]


@dataclass(frozen=True)
class MannerLessons:
    """All that the look at the manner learns from, as the encoder is given it."""

    risky: Marked
    """Which tell of danger?"""
    personal: Marked
    """Which need a person?"""
    loose: Marked
    """Which say too little?"""
    harmless: tuple[str, ...]
    """Messages of other kinds, none of which tells of danger: greetings, requests for a person."""
    plain: tuple[str, ...]
    """Ordinary questions that do not judge."""
    outside: tuple[str, ...]
    """Messages about other services."""
    going_on: tuple[str, ...] = ()
    """Ordinary questions that go on with the one before, without it."""
    asked: frozenset[str] = frozenset()
    """Ordinary questions that judge."""

    def taught_going_on(self) -> tuple[str, ...]:
        """Return those of the questions that go on which do not judge."""
        return tuple(text for text in self.going_on if text not in self.asked)

    @property
    def judging(self) -> frozenset[str]:
        """Texts that set cuts, so that they must not teach."""
        return (self.asked | {text for text in self.risky.texts if held(text)}) - {text for text, *_ in self.taught()}

    def told(self) -> Sequence[tuple[str, str]]:
        """Return the text of each lesson, and what is said of it."""
        return [(text, repr(about)) for text, *about in self.taught()]

    def taught(self) -> Iterator[tuple[str, tuple[bool, ...], tuple[float, ...]]]:
        """Give each lesson: its text, of which kinds it is, and how much it counts for telling each kind.

        Nothing is known of a kind for which it counts 0.
        """
        for text, mark in zip(self.risky.texts, self.risky.marks, strict=True):
            if not held(text):
                yield text, (mark, False, False), (1.0, 0.0, 0.0)
        for text, mark in zip(self.personal.texts, self.personal.marks, strict=True):
            # A general rule that is asked for with a story tells of no danger; a dispute may.
            yield text, (False, mark, False), (0.0 if mark else ORDINARY_WEIGHT, 1.0, ORDINARY_WEIGHT)
        for text, mark in zip(self.loose.texts, self.loose.marks, strict=True):
            yield text, (False, False, mark), (ORDINARY_WEIGHT, 0.0, 1.0)
        for texts, weights in (
            (self.harmless, (1, 0, 0)),
            (self.plain, (1, 1, 1)),
            (self.outside, (1, 0, 1)),
            # Alone they do say too little.
            (self.taught_going_on(), (1, 1, 0)),
        ):
            yield from ((text, (False,) * KINDS, tuple(ORDINARY_WEIGHT * each for each in weights)) for text in texts)


def held(text: str) -> bool:
    """Whether a message about danger, or like it, sets cuts instead of tuning the encoder."""
    return part_of(text, _HELD_PARTS) == 0


@functools.lru_cache(maxsize=1)
def manner_layer(lessons: MannerLessons) -> Layer:
    """Return the last layer, tuned to manner; from an earlier training if that was taught nearly the same."""
    return kept_or_tuned(FILE, lessons, pathlib.Path(__file__), lambda: tune(lessons))


def tune(lessons: MannerLessons) -> Layer:
    """Tune the last layer anew; without messages that were written to be told apart there is nothing to learn."""
    if not any((*lessons.risky.marks, *lessons.personal.marks, *lessons.loose.marks)):
        return {}
    texts, of_kind, about = zip(*lessons.taught(), strict=True)
    log.info("Tuning the encoder to the manner of %d texts", len(texts))
    before, states = zip(*opened(texts), strict=True)
    marks, weights = np.array(of_kind, np.float32), np.array(about, np.float32)
    learner = Learner(np.zeros((WIDTH + 1, KINDS)), RATE, _missed, [(KINDS, np.float32)] * 2)
    return learner.learn(states, np.stack(before), lambda batch: (marks[batch], weights[batch]))


def _missed(tf: Any, vectors: Any, directions: Any, marks: Any, weights: Any) -> Any:
    """How far each text is from being told by its kinds (log loss; the last row of `directions` is a constant)."""
    odds = SHARPNESS * (tf.matmul(vectors, directions[:-1]) + directions[-1])
    return tf.reduce_sum(weights * tf.nn.sigmoid_cross_entropy_with_logits(marks, odds), axis=1)
