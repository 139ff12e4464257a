"""Rasa component: hide personal data and notice danger, whichever way a message came in.

The gateway screens every message before Rasa sees it, and says so; its channel alone holds the token. This stands
behind it, for `rasa shell` and other channels.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.safety.screening import screen

ALARM = "alarm"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SafetyGate(GraphComponent):
    """Masks the text of a message and sets `alarm` when somebody may be at risk."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SafetyGate":
        """Nothing to set up."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Screen messages of a conversation."""
        for message in messages:
            if (message.get(METADATA) or {}).get("screened"):
                continue
            screening = screen(message.get(TEXT) or "")
            message.set(TEXT, screening.masked, add_to_output=True)
            message.set(ALARM, screening.alarm.kind if screening.alarm else None, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples hold no personal data; they pass as they are."""
        return training_data
