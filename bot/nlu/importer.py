"""Rasa importer: the articles' wordings teach the subject intents, so no wording is written twice."""

import hashlib
import pathlib
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content import library
from bot.retrieval import judgements


class Example(Message):
    """An example that is cheap to copy and to tell apart, which Rasa does again and again while it trains.

    Components set values, they do not change them in place, so a copy of the outer shells is a copy. And what they set
    follows from text, intent and the component, so these tell an example apart.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> "Example":
        """Copy the shells."""
        return Example(dict(self.data), set(self.output_properties), self.time, list(self.features))

    def fingerprint(self) -> str:
        """Tell it apart by what was given and by what has been added since."""
        known = repr((self.get(TEXT), self.get(INTENT), sorted(self.data), len(self.features)))
        return hashlib.sha256(known.encode()).hexdigest()


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
        """Return every wording as an example of its article's subject, and other people's questions likewise."""
        content = library.load(self._knowledge, self._council)
        examples = [(w, article.id) for article in content.articles.values() for w in article.asks]
        for entry in judgements.load(self._knowledge / "judged"):
            answering = [article for article in entry.answered_by if article in content.articles]
            if entry.kind == "ordinary" and answering:
                examples.append((entry.question, answering[0]))
        return TrainingData([Example({TEXT: text, INTENT: content.intent_of(article)}) for text, article in examples])

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
