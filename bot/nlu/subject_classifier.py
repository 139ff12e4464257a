"""Rasa component: which intent is it? The reckoning and the reasons for it are in bot/retrieval/intents.py."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.fingerprints import code_digest
from bot.nlu.sentence_encoder import encoded
from bot.retrieval import sealed
from bot.retrieval.encoder import published
from bot.retrieval.intents import STRENGTH, Intents

RANKED = 10
FAMILIARITY = "familiarity"
"""The key under which a message says how much it is like anything that was taught, whatever its intent."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SubjectClassifier(GraphComponent):
    """Sets intent, ranking of intents and familiarity of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings in config.yml."""
        return {"strength": STRENGTH}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        intents: Intents | None = None,
    ) -> None:
        """Keep where the model is stored; the intents come with `train` or `load`."""
        self._config, self._model_storage, self._resource, self._intents = config, model_storage, resource, intents

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SubjectClassifier":
        """Begin training."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents of any ordinary NLU data."""
        pairs = [(encoded(e), e.get(INTENT)) for e in training_data.intent_examples]
        known = [(published(row)[0], intent) for row, intent in pairs if row is not None and intent]
        vectors = np.stack([v for v, _ in known]) if known else np.zeros((0, 0))
        self._intents = Intents.fit(vectors, [i for _, i in known], self._config.get("strength", STRENGTH))
        with self._model_storage.write_to(self._resource) as folder:
            self._intents.save(folder)
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
        with model_storage.read_from(resource) as folder:
            sealed.check(folder)
            return cls(config, model_storage, resource, Intents.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify messages of a conversation."""
        for message in messages:
            row = encoded(message)
            if row is not None and self._intents is not None and self._intents.names:
                self._classify(message, self._intents, published(row)[0])
        return messages

    def _classify(self, message: Message, intents: Intents, vector: Any) -> None:
        chances, familiarity = intents.judge(vector)
        ranking = [
            {INTENT_NAME_KEY: intents.names[place], PREDICTED_CONFIDENCE_KEY: float(chances[place])}
            for place in np.argsort(-chances)[:RANKED]
        ]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(FAMILIARITY, familiarity, add_to_output=True)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Code, so that a change of it trains again."""
        return code_digest()
