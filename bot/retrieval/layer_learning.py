"""The encoder's last layer as it learns from texts, whatever it is to learn.

The layers below stay as published, so what they make of a text is computed once (`bot/retrieval/encoder.py`, `opened`).
A text is held near where the published encoder puts it. What a text shall be told by learns beside the layer: points of
articles (`bot/retrieval/tuning.py`), or directions of kinds of messages (`bot/retrieval/manner_tuning.py`).
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from bot.retrieval import encoder_graph
from bot.retrieval.encoder import WIDTH

ROUNDS, BATCH = 2, 64
"""Times that every text is seen; texts that are seen together."""
RATE, DECAY, WARM_UP = 4e-4, 0.01, 0.1
"""Steps of the layer at their largest, decay of its weights, share of the steps in which they grow to that; from there
they fall to nothing."""
HELD = 1.0
"""Weight of a text's distance from where the published encoder puts it."""
LONGEST_STEP = 1.0
"""Bound on the length of a gradient."""
_TOGETHER, _TOLD, _SEED = 16, 4, 20261127
Layer = Mapping[str, np.ndarray]
"""The tensors of the last layer, by their published names."""
log = logging.getLogger(__name__)


class Learner:
    """The last layer, and what learns beside it."""

    def __init__(
        self, beside: np.ndarray, rate: float, missed: Callable[..., Any], given: Sequence[tuple[int, type]]
    ) -> None:
        """Begin with the published layer.

        `beside` is where that which learns beside it begins, `rate` its largest step. `missed` gives each text's loss
        from TensorFlow itself, the texts' vectors, what learns beside, and what is known of the texts; `given` has the
        width and type of each part of the last.
        """
        # Imported here: only training needs it, and it costs seconds and 300 MB.
        import tensorflow

        self._tf, self._missed = tensorflow, missed
        published = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
        self._layer = {name: tensorflow.Variable(value) for name, value in published.items()}
        self._beside, self._rate = tensorflow.Variable(beside.astype(np.float32)), rate
        decayed = tensorflow.keras.optimizers.AdamW(weight_decay=DECAY)
        self._steppers = decayed, tensorflow.keras.optimizers.Adam()
        for stepper, learned in zip(self._steppers, (list(self._layer.values()), [self._beside]), strict=True):
            stepper.build(learned)
        shapes = [
            tensorflow.TensorSpec((None, None, WIDTH)),
            tensorflow.TensorSpec((None, None)),
            tensorflow.TensorSpec((None, WIDTH)),
            *(tensorflow.TensorSpec((None, width), tensorflow.as_dtype(kind)) for width, kind in given),
        ]
        self._step = tensorflow.function(self._one_step, shapes, autograph=False)

    def learn(
        self, states: Sequence[np.ndarray], before: np.ndarray, known: Callable[[np.ndarray], Sequence[np.ndarray]]
    ) -> Layer:
        """See every text ROUNDS times; return the layer.

        `states` are what it is given of each text, `before` the published encoder's vectors; `known` says of some texts
        (numbers) what `missed` is to know.
        """
        mix = np.random.default_rng(_SEED)
        batches = [batch for _ in range(ROUNDS) for batch in _batches(states, mix)]
        for number, batch in enumerate(batches):
            for stepper, rate in zip(self._steppers, (RATE, self._rate), strict=True):
                stepper.learning_rate.assign(rate * _pace((number + 1) / len(batches)))
            self._step(*padded(states, batch), before[batch], *known(batch))
            if (number + 1) % max(1, len(batches) // _TOLD) == 0:
                log.info("Tuning: %d of %d steps", number + 1, len(batches))
        return {name: variable.numpy() for name, variable in self._layer.items()}

    def _one_step(self, states: Any, mask: Any, before: Any, *known: Any) -> None:
        tf = self._tf
        layer = list(self._layer.values())
        with tf.GradientTape() as tape:
            vectors = self.vectors_of(states, mask)
            moved = 1 - tf.reduce_sum(vectors * before, axis=1)
            loss = tf.reduce_mean(self._missed(tf, vectors, self._beside, *known) + HELD * moved)
        slopes = tape.gradient(loss, [*layer, self._beside])
        bounded, _ = tf.clip_by_global_norm(slopes[:-1], LONGEST_STEP)
        self._steppers[0].apply_gradients(zip(bounded, layer, strict=True))
        self._steppers[1].apply_gradients([(slopes[-1], self._beside)])

    def vectors_of(self, states: Any, mask: Any) -> Any:
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


def padded(states: Sequence[np.ndarray], batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put the states of some texts side by side; the second array marks what is a word piece and no filling."""
    lengths = [len(states[number]) for number in batch]
    joined = np.zeros((len(batch), max(lengths), WIDTH), np.float32)
    for row, number in enumerate(batch):
        joined[row, : lengths[row]] = states[number]
    return joined, (np.arange(max(lengths)) < np.array(lengths)[:, None]).astype(np.float32)


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
