"""Turn a text into a vector of meaning, a few milliseconds each, on one thread."""

import os
import pathlib
import shutil
from collections.abc import Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.errors import ModelError

LONGEST = 128
"""Word pieces of a text that are read; the rest of a very long message is not."""
GRAPH, TOKENS, TABLE = "encoder.onnx", "tokenizer.json", "words.npy"
_BATCH = 32


class Encoder:
    """The sentence encoder, loaded from a folder that `store` filled."""

    def __init__(self, folder: pathlib.Path, threads: int = 1) -> None:
        """Load graph and tokenizer; raise ModelError when either is missing or damaged."""
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENS))
            self._session = onnxruntime.InferenceSession(
                str(folder / GRAPH), _options(threads), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the libraries raise their own bare exceptions
            message = f"The sentence encoder in {folder} cannot be loaded ({error}). Run `sds train`."
            raise ModelError(message) from error
        self._folder = folder
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()

    @classmethod
    def store(cls, folder: pathlib.Path) -> "Encoder":
        """Build the encoder from its published weights, keep it in a folder, and load it."""
        # Imported here: only training needs them, and they cost 40 MB of memory.
        import onnx

        from bot.retrieval import encoder_graph

        source = encoder_graph.weights_folder()
        onnx.save(encoder_graph.build(source / "model.safetensors"), str(folder / GRAPH))
        shutil.copy(source / TOKENS, folder / TOKENS)
        np.save(folder / TABLE, encoder_graph.word_table(source / "model.safetensors"))
        return cls(folder, threads=os.cpu_count() or 1)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one unit vector of 384 numbers a text, as rows of float32."""
        if not texts:
            return np.zeros((0, 384), np.float32)
        # Texts of like length together: padding is what a batch wastes.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.empty((len(texts), 384), np.float32)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._run([texts[i] for i in rows])
        return vectors

    def pieces(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """Return the word pieces of each text, without the marks of beginning and end."""
        encoded = self._tokenizer.encode_batch(list(texts))
        kept = (zip(e.ids, e.special_tokens_mask, strict=True) for e in encoded)
        return [tuple(piece for piece, special in pairs if not special) for pairs in kept]

    def word_table(self) -> np.ndarray:
        """Return one short vector a word piece: what the encoder knows of a piece before it reads the sentence."""
        return np.load(self._folder / TABLE)  # type: ignore[no-any-return]

    def _run(self, texts: list[str]) -> np.ndarray:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encoded], np.int64)
        mask = np.array([e.attention_mask for e in encoded], np.int64)
        return self._session.run(["vector"], {"ids": ids, "mask": mask})[0]  # type: ignore[no-any-return]


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    return options
