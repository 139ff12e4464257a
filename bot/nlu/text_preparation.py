"""Rasa component: read a message with spaCy and the glossary."""

import functools
import pathlib
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.library import digest
from bot.helpdesk.follow_ups import SEPARATOR, readings
from bot.nlu.fingerprints import code_digest
from bot.retrieval.wording import Lexicon, Reader, Wording

EXPANDED, WAYS, LEMMAS = "expanded_text", "ways_to_read", "lemmas"
"""Keys by which later components find the text as it is encoded, what gives the ways to read it after the question
before, and the lemmas."""


class _Word(Token):
    """A token of a training example; Rasa's own fingerprint of one costs ten seconds of a training."""

    def fingerprint(self) -> str:
        """Tell it apart by what it is."""
        return f"{self.start}:{self.text}"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class TextPreparation(GraphComponent):
    """Sets tokens, lemmas, entities, the expanded text and the text in context of a message."""

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["spacy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings in config.yml."""
        return {"knowledge": "knowledge"}

    def __init__(self, reader: Reader) -> None:
        """Take the reader; `create` builds it from content."""
        self.reader = reader

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TextPreparation":
        """Build from the glossary and entity lists; works with empty ones."""
        return cls(reader_of(pathlib.Path(config["knowledge"])))

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages of a conversation."""
        for message in messages:
            wording = self.reader.read(message.get(TEXT) or "")
            message.set(TEXT_TOKENS, [Token(text, start) for text, start in wording.tokens])
            message.set(EXPANDED, wording.text)
            message.set(LEMMAS, list(wording.lemmas))
            found = [dict(entity, extractor="TextPreparation") for entity in wording.entities]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
            before = (message.get(METADATA) or {}).get("previous_question")
            if before:
                message.set(WAYS, functools.partial(self._ways, before, message.get(TEXT) or ""))
        return messages

    def _ways(self, before: str, text: str) -> list[Wording]:
        return [self.reader.read(way.replace(SEPARATOR, " ")) for way in readings(before, text)]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read the examples of all intents."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                wording = self.reader.read(example.get(TEXT))
                example.set(TEXT_TOKENS, [_Word(text, start) for text, start in wording.tokens])
                example.set(EXPANDED, wording.text)
                example.set(LEMMAS, list(wording.lemmas))
        return training_data

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Content and code, so that a change of either trains again."""
        knowledge = pathlib.Path(config.get("knowledge", "knowledge"))
        return digest(knowledge) + code_digest()


def reader_of(knowledge: pathlib.Path, *, writes_out: bool = True) -> Reader:
    """Build a reader from the content's word lists; missing lists count as empty.

    Without `writes_out` abbreviations are left as they are typed, to measure what writing them out brings.
    """
    glossary = _words(knowledge / "glossary.yml") if writes_out else {}
    return Reader(Lexicon.from_content(glossary, _words(knowledge / "entities.yml")))


def _words(path: pathlib.Path) -> dict[str, Any]:
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}
