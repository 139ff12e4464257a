"""Turn a text into a vector of meaning, a few milliseconds each.

Each text is run alone: the seven-bit graph scales its numbers to what it is given, so in a batch a vector would depend
a little on the texts beside it. Batches are no faster either, processors being busy with one text already.

One text is run on two threads, so that a person waits less (a third less; the vector is the same to the last bit);
many texts are run side by side, on one thread each, which does most work in a second.
"""

import concurrent.futures
import functools
import hashlib
import os
import pathlib
import shutil
from collections.abc import Mapping, Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.errors import ModelError
from bot.retrieval import kept_vectors

LONGEST = 128
"""Word pieces of a text that are read; the rest of a very long message is not."""
THREADS = 2
"""On which a text that somebody waits for is run; more bring nothing with sentences of this length."""
MANY = 32
"""From so many texts on they are run side by side."""
WIDTH = 384
"""Numbers of a vector."""
_ALL = 3
"""Vectors of a text when the encoder is tuned to articles and to manner."""
GRAPH, TOKENS, TABLE = "encoder.onnx", "tokenizer.json", "words.npy"


class Encoder:
    """The sentence encoder, loaded from a folder that `store` filled."""

    def __init__(self, folder: pathlib.Path, threads: int = THREADS) -> None:
        """Load graph and tokenizer; raise ModelError when either is missing or damaged."""
        try:
            self._tokenizer = _tokenizer(folder / TOKENS)
            self._session = _session(folder / GRAPH, min(threads, os.cpu_count() or 1))
        except Exception as error:  # the libraries raise their own bare exceptions
            message = f"The sentence encoder in {folder} cannot be loaded ({error}). Run `sds train`."
            raise ModelError(message) from error
        self._folder = folder
        self._top: bytes | None = None
        """What is done with the states of texts that are known; only while training."""

    @classmethod
    def store(
        cls, folder: pathlib.Path, threads: int = THREADS, layers: Sequence[Mapping[str, np.ndarray]] = ()
    ) -> "Encoder":
        """Build the encoder from its published weights, keep it in a folder, and load it.

        With `layers`, last layers of its own, it gives one vector of each a text before the published one: of a layer
        tuned to articles (`bot/retrieval/tuning.py`), then of one tuned to manner (`bot/retrieval/manner_tuning.py`).
        """
        # Imported here: only training needs them, and they cost 40 MB of memory.
        import onnx

        from bot.retrieval import encoder_graph

        source = encoder_graph.weights_folder()
        onnx.save(encoder_graph.build(source / "model.safetensors", layers), str(folder / GRAPH))
        shutil.copy(source / TOKENS, folder / TOKENS)
        np.save(folder / TABLE, encoder_graph.word_table(source / "model.safetensors"))
        stored = cls(folder, threads)
        stored._top = encoder_graph.build_top(source / "model.safetensors", layers).SerializeToString()
        return stored

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return a row of float32 a text: a unit vector, or several (see `tuned`, `mannered`, `published`)."""
        if not texts:
            return np.zeros((0, self._session.get_outputs()[0].shape[1]), np.float32)
        graph = self._folder / GRAPH
        # The folder of a model that is served is gone once it is loaded: its texts take turns on one session.
        if len(texts) < MANY or not graph.exists():
            return np.stack([self._run(self._session, text) for text in texts])
        kept = kept_vectors.in_use()
        return np.stack(kept.of(texts, self._digest, self._side_by_side) if kept else self._side_by_side(texts))

    def _side_by_side(self, texts: Sequence[str]) -> list[np.ndarray]:
        whole = _session(self._folder / GRAPH, 1)
        kept = kept_vectors.in_use()
        known = kept.opened if kept and self._top else {}
        top = _session(self._top, 1) if self._top and known else None

        def one(text: str) -> np.ndarray:
            if top is None or text not in known:
                return self._run(whole, text)
            states = known[text][1].astype(np.float32)[None]
            return top.run(["vector"], {"states": states})[0][0]  # type: ignore[no-any-return]

        return list(_pool().map(one, texts))

    @functools.cached_property
    def _digest(self) -> bytes:
        """What vectors follow from, beside the text."""
        parts = ((self._folder / name).read_bytes() for name in (GRAPH, TOKENS))
        return hashlib.sha256(b"".join((*parts, str(LONGEST).encode()))).digest()

    def pieces(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """Return the word pieces of each text, without the marks of beginning and end."""
        encoded = self._tokenizer.encode_batch(list(texts))
        kept = (zip(e.ids, e.special_tokens_mask, strict=True) for e in encoded)
        return [tuple(piece for piece, special in pairs if not special) for pairs in kept]

    def word_table(self) -> np.ndarray:
        """Return one short vector a word piece: what the encoder knows of a piece before it reads the sentence."""
        return np.load(self._folder / TABLE)  # type: ignore[no-any-return]

    def _run(self, session: onnxruntime.InferenceSession, text: str) -> np.ndarray:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        return session.run(["vector"], {"ids": ids})[0][0]  # type: ignore[no-any-return]


def tuned(rows: np.ndarray) -> np.ndarray:
    """Return of encoded texts the vectors in which what one article answers lies together, if the encoder is tuned."""
    return rows[:, :WIDTH]


def mannered(rows: np.ndarray) -> np.ndarray:
    """Return of encoded texts the vectors in which those of one manner lie together, if the encoder is tuned to it."""
    return rows[:, WIDTH : 2 * WIDTH] if rows.shape[1] == _ALL * WIDTH else published(rows)


def published(rows: np.ndarray) -> np.ndarray:
    """Return of encoded texts the vectors of the encoder as it was published: for scope and intents."""
    return rows[:, -WIDTH:]


def opened(texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return for each text the published encoder's vector, and what its last layer is given: pieces x 384, halves.

    A training that keeps vectors computes them once, for both layers that are tuned and for the tuned encoder.
    """
    kept = kept_vectors.in_use()
    known = kept.opened if kept else {}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    known |= dict(zip(new, _opened(new), strict=True))
    return [known[text] for text in texts]


def _opened(texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    from bot.retrieval import encoder_graph

    source = encoder_graph.weights_folder()
    tokenizer = _tokenizer(source / TOKENS)
    session = _session(encoder_graph.build_open(source / "model.safetensors").SerializeToString(), 1)

    def both(text: str) -> tuple[np.ndarray, np.ndarray]:
        ids = np.array([tokenizer.encode(text).ids], np.int64)
        vector, states = session.run(["vector", "states"], {"ids": ids})
        return vector[0], states[0].astype(np.float16)

    return list(_pool().map(both, texts))


def _tokenizer(path: pathlib.Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(LONGEST)
    # The published file pads every text to the same length, which one text alone has no use for.
    tokenizer.no_padding()
    return tokenizer


@functools.cache
def _pool() -> concurrent.futures.Executor:
    return concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="encoder")


def _session(graph: pathlib.Path | bytes, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    # The second thread waits actively within a run, where it pays, and not after it.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    given = graph if isinstance(graph, bytes) else str(graph)
    return onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
