"""Tune the encoder's last layer to what people ask here.

The published encoder knows English, not social care: it takes texts for alike that share words, where a worker sees two
different questions. So the last layer learns from texts that are known to belong together: titles and wordings of
articles, and half of other people's questions; those that judge (`Entry.judges`) never teach it. Each article has a
point of its own; a text is drawn to the points of the articles that answer it and away from all others (a softmax over
cosines with one proxy a class, Movshovitz-Attias et al. 2017). Scope and intents are told by the published vectors,
which stand beside the tuned ones (docs/decisions/0013-tuned-encoder.md).
"""

import functools
import logging
import pathlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.helpdesk.vocabulary import Article, Nation
from bot.retrieval.encoder import opened
from bot.retrieval.judgements import Entry
from bot.retrieval.kept_layers import kept_or_tuned
from bot.retrieval.layer_learning import Layer, Learner

POINT_RATE = 2e-3
"""Steps of the articles' points at their largest."""
SHARPNESS = 16.0
"""By which cosines are multiplied before the softmax."""
FILE = "last_layer.npz"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lesson:
    """A text whose answering articles are known."""

    text: str
    answers: tuple[int, ...]
    """Numbers of the articles that answer it."""
    helps: tuple[int, ...]
    """Those that only help: it is neither drawn to them nor away from them."""
    nation: str
    """Where its asker is: articles of another nation are no rivals."""


@dataclass(frozen=True)
class Lessons:
    """All that is taught."""

    texts: tuple[Lesson, ...]
    articles: tuple[tuple[str, tuple[str, ...]], ...]
    """Name of each article, and where its law holds."""
    judging: frozenset[str] = frozenset()
    """Texts that judge what is learned, so that they must not teach."""

    def told(self) -> Sequence[tuple[str, str]]:
        """Return the text of each lesson, and what is said of it: which articles answer it and help where."""
        names = [name for name, _ in self.articles]
        return [
            (lesson.text, repr((lesson.nation, [names[a] for a in lesson.answers], [names[a] for a in lesson.helps])))
            for lesson in self.texts
        ]


def lessons(articles: Sequence[Article], entries: Sequence[Entry], written_out: Callable[[str], str]) -> Lessons:
    """Gather what is taught: titles and wordings, and those of other people's questions that do not judge.

    `written_out` makes of a text what the encoder will be given.
    """
    numbers = {article.id: number for number, article in enumerate(articles)}
    found = []
    for article in articles:
        home = Nation.ENGLAND if article.nations == (Nation.ENGLAND,) else Nation.SCOTLAND
        own = (numbers[article.id],)
        found += [Lesson(written_out(text), own, (), home.value) for text in (article.title, *article.asks)]
    for entry in entries:
        answers, helps = (
            tuple(numbers[name] for name in names if name in numbers) for names in (entry.answered_by, entry.helps)
        )
        if entry.tunes and answers:
            found.append(Lesson(written_out(entry.in_full), answers, helps, entry.nation))
    judging = frozenset(written_out(entry.in_full) for entry in entries if entry.judges)
    named = tuple((article.id, tuple(nation.value for nation in article.nations)) for article in articles)
    return Lessons(tuple(found), named, judging - {lesson.text for lesson in found})


@functools.lru_cache(maxsize=1)
def last_layer(taught: Lessons) -> Layer:
    """Return the encoder's last layer, tuned; from an earlier training if that was taught nearly the same."""
    return kept_or_tuned(FILE, taught, pathlib.Path(__file__), lambda: tune(taught))


def tune(taught: Lessons) -> Layer:
    """Tune the last layer anew; without lessons nothing takes the place of the published one."""
    if not taught.texts:
        return {}
    log.info("Tuning the encoder on %d texts", len(taught.texts))
    before, states = zip(*opened([lesson.text for lesson in taught.texts]), strict=True)
    vectors, count = np.stack(before), len(taught.articles)
    learner = Learner(_centres(vectors, taught), POINT_RATE, _missed, [(count, bool), (count, bool)])
    return learner.learn(states, vectors, functools.partial(_marks, taught))


def _missed(tf: Any, vectors: Any, points: Any, rivals: Any, answers: Any) -> Any:
    """How far each text is from being told by the articles that answer it."""
    scores = SHARPNESS * tf.matmul(vectors, points, transpose_b=True)
    among, right = (tf.where(marked, scores, tf.float32.min / 2) for marked in (rivals, answers))
    return tf.reduce_logsumexp(among, axis=1) - tf.reduce_logsumexp(right, axis=1)


def _marks(taught: Lessons, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Texts x articles: which compete for each text, and which answer it."""
    rivals, answers = np.zeros((2, len(batch), len(taught.articles)), bool)
    for row, number in enumerate(batch):
        lesson = taught.texts[number]
        rivals[row] = _holding(taught.articles, lesson.nation)
        rivals[row, list(lesson.helps)] = False
        answers[row, list(lesson.answers)] = True
    return rivals | answers, answers


@functools.lru_cache(maxsize=4)
def _holding(articles: tuple[tuple[str, tuple[str, ...]], ...], nation: str) -> np.ndarray:
    return np.array([bool({nation, Nation.UK.value} & set(nations)) for _, nations in articles])


def _centres(vectors: np.ndarray, taught: Lessons) -> np.ndarray:
    """Return the mean direction of each article's texts."""
    found = np.zeros((len(taught.articles), vectors.shape[1]), np.float32)
    for vector, lesson in zip(vectors, taught.texts, strict=True):
        found[list(lesson.answers)] += vector
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), np.float32)
