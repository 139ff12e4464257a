"""Rasa importer: the articles' wordings teach the subject intents, so no wording is written twice."""

import pathlib
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content import library


class KnowledgeImporter(TrainingDataImporter):
    """Adds NLU examples from `knowledge/`; rules and domain come from Rasa's own file importer."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        knowledge: str = "knowledge",
        council: str = "example-council",
        **_: Any,
    ) -> None:
        """Take the content folder from the importer's entry in config.yml."""
        self._knowledge, self._council = pathlib.Path(knowledge), council

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return every wording as an example of its article's subject."""
        content = library.load(self._knowledge, self._council)
        return TrainingData(
            [
                Message.build(text=wording, intent=content.intent_of(article.id))
                for article in content.articles.values()
                for wording in article.asks
            ]
        )

    def get_domain(self) -> Domain:
        """Nothing of its own."""
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Nothing of its own."""
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        """Nothing of its own."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """Nothing of its own."""
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        """Nothing of its own."""
        return None
