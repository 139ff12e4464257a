"""Rasa component: which intent is it? Logistic regression over frozen vectors.

Rasa's own LogisticRegressionClassifier has its strength fixed at 1 and takes inputs as they come; unit vectors need
about thirty times that (BANKING77, ten examples an intent: 81.2 % against 85.1 %).
"""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from bot.nlu.fingerprints import code_digest
from bot.nlu.sentence_encoder import vector_of
from bot.retrieval import sealed

RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SubjectClassifier(GraphComponent):
    """Sets the intent and the ranking of intents of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings in config.yml."""
        return {"strength": 30.0}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Begin without a model."""
        self._config, self._model_storage, self._resource = config, model_storage, resource
        self._names: list[str] = []
        self._weights = np.zeros((0, 384), np.float32)
        self._constants = np.zeros(0, np.float32)

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "SubjectClassifier":
        """Begin training."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents of any ordinary NLU data."""
        pairs = [(vector_of(e), e.get(INTENT)) for e in training_data.intent_examples]
        known = [(vector[0], intent) for vector, intent in pairs if vector is not None and intent]
        names = sorted({intent for _, intent in known})
        if len(names) > 1:
            vectors, labels = np.stack([v for v, _ in known]), np.array([names.index(i) for _, i in known])
            model = LogisticRegression(C=self._config.get("strength", 30.0), max_iter=300).fit(vectors, labels)
            weights, constants = model.coef_, model.intercept_
            if len(names) == 2:  # noqa: PLR2004 - scikit-learn keeps one row for two classes
                weights, constants = np.vstack([-weights, weights]), np.concatenate([-constants, constants])
            self._names, self._weights, self._constants = names, weights.astype(np.float32), constants
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(folder / "intents.npz", names=self._names, weights=self._weights, constants=self._constants)
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
    ) -> "SubjectClassifier":
        """Load what training kept; raises ModelError when it was changed since."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            sealed.check(folder)
            with np.load(folder / "intents.npz") as kept:
                component._names = [str(name) for name in kept["names"]]
                component._weights, component._constants = kept["weights"], kept["constants"]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify messages of a conversation."""
        for message in messages:
            ranking = self._ranking(vector_of(message))
            if ranking:
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, ranking[:RANKED], add_to_output=True)
        return messages

    def _ranking(self, vector: np.ndarray | None) -> list[dict[str, Any]]:
        if vector is None or not self._names:
            return []
        scores = vector[0] @ self._weights.T + self._constants
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return [
            {INTENT_NAME_KEY: self._names[place], PREDICTED_CONFIDENCE_KEY: float(shares[place])}
            for place in np.argsort(-shares)
        ]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Code, so that a change of it trains again."""
        return code_digest()
