"""Rasa component: the ONNX sentence encoder as a dense featurizer."""

import functools
import pathlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content import library
from bot.nlu.fingerprints import code_digest
from bot.nlu.lessons import tuned_layers
from bot.nlu.text_preparation import EXPANDED, WAYS
from bot.retrieval import sealed
from bot.retrieval.encoder import Encoder
from bot.retrieval.layer_learning import Layer
from bot.retrieval.shapes import Query
from bot.retrieval.wording import Wording

IN_CONTEXT, PIECES = "in_context", "word_pieces"
"""Keys by which later components find what gives the ways to read a message in context, and its word pieces."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEncoder(GraphComponent):
    """Sets one unit vector of meaning a message, and what gives those of each way to read it in context.

    With `knowledge` in its settings there are vectors beside each, of an encoder that is tuned to that content.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings in config.yml."""
        return {"knowledge": "", "council": "example-council"}

    def __init__(
        self,
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        encoder: Encoder | None,
        tuned_to: Callable[[TrainingData], Sequence[Layer]] | None = None,
    ) -> None:
        """Keep where the model is stored; the encoder comes with `train` or `load`."""
        self._name, self._model_storage, self._resource, self._encoder = name, model_storage, resource, encoder
        self._tuned_to = tuned_to

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoder":
        """Begin training without an encoder."""
        name, knowledge = execution_context.node_name or cls.__name__, config["knowledge"]
        tuned_to = functools.partial(tuned_layers, pathlib.Path(knowledge), config["council"]) if knowledge else None
        return cls(name, model_storage, resource, None, tuned_to)

    def train(self, training_data: TrainingData) -> Resource:
        """Build the ONNX graph from the published weights, tuned if wanted, and keep it with the model."""
        layers = self._tuned_to(training_data) if self._tuned_to else ()
        with self._model_storage.write_to(self._resource) as folder:
            self._encoder = Encoder.store(folder, layers=layers)
            sealed.seal(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "SentenceEncoder":
        """Load what training kept; raises ModelError when it was changed since."""
        with model_storage.read_from(resource) as folder:
            sealed.check(folder)
            return cls(execution_context.node_name or cls.__name__, model_storage, resource, Encoder(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode messages of a conversation."""
        for message in messages:
            text, ways = message.get(EXPANDED) or message.get(TEXT) or "", message.get(WAYS)
            self._add(message, self.encoder().encode([text]))
            message.set(PIECES, self.encoder().pieces([text]))
            if ways:
                # Most messages say all by themselves: context is read when it is known that it may matter.
                message.set(IN_CONTEXT, functools.partial(self._read, ways))
        return messages

    def _read(self, ways: Callable[[], Sequence[Wording]]) -> Query:
        wordings = ways()
        texts = [wording.text for wording in wordings]
        lemmas = [list(wording.lemmas) for wording in wordings]
        going_on = [True] * len(texts)
        return Query(self.encoder().encode(texts), texts, lemmas, self.encoder().pieces(texts), going_on)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode the examples of all intents."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        rows = self.encoder().encode([example.get(EXPANDED) or example.get(TEXT) for example in examples])
        for example, row in zip(examples, rows, strict=True):
            self._add(example, row[None, :])
        return training_data

    def encoder(self) -> Encoder:
        """The encoder, loaded when that was not done yet."""
        if self._encoder is None:
            # On a cache hit Rasa skips `train` but still asks this component to process.
            with self._model_storage.read_from(self._resource) as folder:
                self._encoder = Encoder(folder)
        return self._encoder

    def _add(self, message: Message, row: np.ndarray) -> None:
        message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._name))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Code, and the content that it is tuned to, so that a change of either trains again."""
        knowledge = config.get("knowledge")
        return code_digest() + (library.digest(pathlib.Path(knowledge)) if knowledge else "")


def encoded(message: Message) -> np.ndarray | None:
    """Return what the encoder made of a message as one row, or None when it was not encoded."""
    _, sentence = message.get_dense_features(TEXT)
    return sentence.features if sentence else None
