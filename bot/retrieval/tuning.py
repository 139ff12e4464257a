"""Tune the encoder's last layer to what people ask here.

The published encoder knows English, not social care: it takes texts for alike that share words, where a worker sees two
different questions. So the last layer learns from texts that are known to belong together: titles and wordings of
articles, and half of other people's questions; those that judge (`Entry.judges`) never teach it. Each article has a
point of its own; a text is drawn to the points of the articles that answer it and away from all others (a softmax over
cosines with one proxy a class, Movshovitz-Attias et al. 2017), and held near where the published encoder puts it. The
layers below stay as published, so what they make of a text is computed once. Danger, manner and scope are told apart by
the published vectors, which stand beside the tuned ones (docs/decisions/0013-tuned-encoder.md).
"""

import functools
import hashlib
import logging
import pathlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.helpdesk.vocabulary import Article, Nation
from bot.retrieval import encoder_graph, kept_vectors
from bot.retrieval.encoder import WIDTH, opened
from bot.retrieval.judgements import Entry

ROUNDS, BATCH = 2, 64
"""Times that every text is seen; texts that are seen together."""
RATE, POINT_RATE, DECAY, WARM_UP = 4e-4, 2e-3, 0.01, 0.1
"""Steps of the layer and of the articles' points at their largest, decay of the layer's weights, share of the steps in
which they grow to that; from there they fall to nothing."""
SHARPNESS = 16.0
"""By which cosines are multiplied before the softmax."""
HELD = 1.0
"""Weight of a text's distance from where the published encoder puts it."""
LONGEST_STEP = 1.0
"""Bound on the length of a gradient."""
KNOWN_ENOUGH = 0.95
"""Share of lessons that today's and those of a kept layer have in common, from which on it is used again."""
FILE = "last_layer.npz"
_DIGEST, _TOGETHER, _TOLD, _SEED = 16, 40, 4, 20261127
_LESSONS, _TEXTS, _HOW = "lessons", "texts", "how"
Layer = Mapping[str, np.ndarray]
"""The tensors of the last layer, by their published names."""
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

    def digests(self) -> frozenset[bytes]:
        """Return what tells each lesson apart: its text, and what answers it and helps where."""
        names = [name for name, _ in self.articles]
        return frozenset(
            _digest(x.text, x.nation, [names[a] for a in x.answers], [names[a] for a in x.helps]) for x in self.texts
        )


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
            found.append(Lesson(written_out(entry.question), answers, helps, entry.nation))
    judging = frozenset(written_out(entry.question) for entry in entries if entry.judges)
    named = tuple((article.id, tuple(nation.value for nation in article.nations)) for article in articles)
    return Lessons(tuple(found), named, judging - {lesson.text for lesson in found})


@functools.lru_cache(maxsize=1)
def last_layer(taught: Lessons) -> Layer:
    """Return the encoder's last layer, tuned; from an earlier training if that was taught nearly the same."""
    kept = kept_vectors.in_use() if taught.texts else None
    path = kept.folder / FILE if kept else None
    found = _read(path, taught) if path else None
    if found:
        log.info("The encoder's last layer is kept from an earlier training")
        return found
    layer = tune(taught)
    if path:
        texts = {_digest(lesson.text) for lesson in taught.texts}
        about = {_LESSONS: _rows(taught.digests()), _TEXTS: _rows(texts), _HOW: _how()}
        kept_vectors.write(path, about | dict(layer))
    return layer


def tune(taught: Lessons) -> Layer:
    """Tune the last layer anew; without lessons nothing takes the place of the published one."""
    if not taught.texts:
        return {}
    log.info("Tuning the encoder on %d texts", len(taught.texts))
    before, states = zip(*opened([lesson.text for lesson in taught.texts]), strict=True)
    return _Learner(len(taught.articles)).learn(states, np.stack(before), taught)


class _Learner:
    """The last layer and the articles' points, as they learn."""

    def __init__(self, articles: int) -> None:
        # Imported here: only training needs it, and it costs seconds and 300 MB.
        import tensorflow

        self._tf = tensorflow
        published = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
        self._layer = {name: tensorflow.Variable(value) for name, value in published.items()}
        self._points = tensorflow.Variable(np.zeros((articles, WIDTH), np.float32))
        decayed = tensorflow.keras.optimizers.AdamW(weight_decay=DECAY)
        self._steppers = decayed, tensorflow.keras.optimizers.Adam()
        for stepper, learned in zip(self._steppers, (list(self._layer.values()), [self._points]), strict=True):
            stepper.build(learned)
        given = [
            tensorflow.TensorSpec((None, None, WIDTH)),
            tensorflow.TensorSpec((None, None)),
            tensorflow.TensorSpec((None, articles), tensorflow.bool),
            tensorflow.TensorSpec((None, articles), tensorflow.bool),
            tensorflow.TensorSpec((None, WIDTH)),
        ]
        self._step = tensorflow.function(self._one_step, given, autograph=False)

    def learn(self, states: Sequence[np.ndarray], before: np.ndarray, taught: Lessons) -> Layer:
        """See every text ROUNDS times; return the layer. `before` are the vectors of the published encoder."""
        self._points.assign(_centres(before, taught))
        mix = np.random.default_rng(_SEED)
        batches = [batch for _ in range(ROUNDS) for batch in _batches(states, mix)]
        for number, batch in enumerate(batches):
            for stepper, rate in zip(self._steppers, (RATE, POINT_RATE), strict=True):
                stepper.learning_rate.assign(rate * _pace((number + 1) / len(batches)))
            self._step(*_padded(states, batch), *_marks(taught, batch), before[batch])
            if (number + 1) % max(1, len(batches) // _TOLD) == 0:
                log.info("Tuning: %d of %d steps", number + 1, len(batches))
        return {name: variable.numpy() for name, variable in self._layer.items()}

    def _one_step(self, states: Any, mask: Any, rivals: Any, answers: Any, before: Any) -> None:
        tf = self._tf
        layer = list(self._layer.values())
        with tf.GradientTape() as tape:
            vectors = self._vectors_of(states, mask)
            scores = SHARPNESS * tf.matmul(vectors, self._points, transpose_b=True)
            among, right = (tf.where(marked, scores, tf.float32.min / 2) for marked in (rivals, answers))
            missed = tf.reduce_logsumexp(among, axis=1) - tf.reduce_logsumexp(right, axis=1)
            moved = 1 - tf.reduce_sum(vectors * before, axis=1)
            loss = tf.reduce_mean(missed + HELD * moved)
        slopes = tape.gradient(loss, [*layer, self._points])
        bounded, _ = tf.clip_by_global_norm(slopes[:-1], LONGEST_STEP)
        self._steppers[0].apply_gradients(zip(bounded, layer, strict=True))
        self._steppers[1].apply_gradients([(slopes[-1], self._points)])

    def _vectors_of(self, states: Any, mask: Any) -> Any:
        """The last layer of BERT (Devlin et al. 2019), the mean over the pieces, unit length."""
        tf = self._tf
        hidden = self._attended(states, mask)
        wide = tf.nn.gelu(self._dense(hidden, "intermediate.dense"))
        hidden = self._normalised(self._dense(wide, "output.dense") + hidden, "output.LayerNorm")
        weights = mask[:, :, None]
        mean = tf.reduce_sum(hidden * weights, axis=1) / tf.reduce_sum(weights, axis=1)
        return tf.math.l2_normalize(mean, axis=1)

    def _attended(self, states: Any, mask: Any) -> Any:
        tf = self._tf
        size = WIDTH // encoder_graph.HEADS
        shape = tf.concat([tf.shape(states)[:2], [encoder_graph.HEADS, size]], 0)
        query, key, value = (
            tf.transpose(tf.reshape(self._dense(states, f"attention.self.{part}"), shape), (0, 2, 1, 3))
            for part in ("query", "key", "value")
        )
        scores = tf.matmul(query, key, transpose_b=True) / size**0.5 + (mask[:, None, None, :] - 1) * 1e4
        mixed = tf.transpose(tf.matmul(tf.nn.softmax(scores), value), (0, 2, 1, 3))
        joined = self._dense(tf.reshape(mixed, tf.shape(states)), "attention.output.dense")
        return self._normalised(joined + states, "attention.output.LayerNorm")

    def _dense(self, values: Any, name: str) -> Any:
        product = self._tf.tensordot(values, self._of(name + ".weight"), [[2], [1]])
        return product + self._of(name + ".bias")

    def _normalised(self, values: Any, name: str) -> Any:
        tf = self._tf
        mean, variance = tf.nn.moments(values, axes=[2], keepdims=True)
        unit = (values - mean) * tf.math.rsqrt(variance + encoder_graph.EPSILON)
        return unit * self._of(name + ".weight") + self._of(name + ".bias")

    def _of(self, name: str) -> Any:
        return self._layer[encoder_graph.LAST_LAYER + name]


def _pace(done: float) -> float:
    """Share of the largest step after a share of all steps."""
    return done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def _batches(states: Sequence[np.ndarray], mix: np.random.Generator) -> Iterator[np.ndarray]:
    """Numbers of texts that are seen together: by chance, but of about one length."""
    order, found = mix.permutation(len(states)), []
    for start in range(0, len(order), BATCH * _TOGETHER):
        some = order[start : start + BATCH * _TOGETHER]
        some = some[np.argsort([len(states[number]) for number in some], kind="stable")]
        found += [some[place : place + BATCH] for place in range(0, len(some), BATCH)]
    return (found[number] for number in mix.permutation(len(found)))


def _padded(states: Sequence[np.ndarray], batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put the states of some texts side by side; the second array marks what is a word piece and no filling."""
    lengths = [len(states[number]) for number in batch]
    joined = np.zeros((len(batch), max(lengths), WIDTH), np.float32)
    for row, number in enumerate(batch):
        joined[row, : lengths[row]] = states[number]
    return joined, (np.arange(max(lengths)) < np.array(lengths)[:, None]).astype(np.float32)


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


def _how() -> np.ndarray:
    """What a layer follows from, beside the lessons: the published weights and the code."""
    here = pathlib.Path(__file__)
    code = (here.with_name(name).read_bytes() for name in (here.name, "encoder.py", "encoder_graph.py"))
    return np.frombuffer(hashlib.sha256(b"".join(code)).digest(), np.uint8)


def _digest(*parts: object) -> bytes:
    return hashlib.sha256(repr(parts).encode()).digest()[:_DIGEST]


def _rows(digests: AbstractSet[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(sorted(digests)), np.uint8).reshape(-1, _DIGEST)


def _read(path: pathlib.Path, taught: Lessons) -> Layer | None:
    """Return a kept layer, if it was tuned in this way, on nearly these lessons, and on nothing that judges today."""
    arrays = kept_vectors.read(path, _LESSONS, _TEXTS, _HOW)
    before, texts = ({bytes(row) for row in arrays.pop(name, ())} for name in (_LESSONS, _TEXTS))
    if not np.array_equal(arrays.pop(_HOW, ()), _how()) or texts & {_digest(text) for text in taught.judging}:
        return None
    published = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
    whole = {name: value.shape for name, value in arrays.items()} == {n: v.shape for n, v in published.items()}
    today = taught.digests()
    return arrays if whole and len(today & before) >= KNOWN_ENOUGH * len(today | before) else None
