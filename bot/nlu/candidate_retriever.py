"""Rasa component: the articles that may answer a message, with calibrated confidence and a scope check."""

import dataclasses
import json
import logging
import pathlib
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, METADATA, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content import library
from bot.errors import ModelError
from bot.helpdesk.follow_ups import joined, may_continue
from bot.helpdesk.vocabulary import Nation, Understanding
from bot.nlu.fingerprints import code_digest
from bot.nlu.lessons import OUTSIDE, VAGUE, manner_lessons, tuned_layers
from bot.nlu.sentence_encoder import IN_CONTEXT, PIECES, encoded
from bot.nlu.text_preparation import EXPANDED, LEMMAS, reader_of
from bot.retrieval import judgements, sealed
from bot.retrieval.building import Known, build_index, query
from bot.retrieval.encoder import Encoder
from bot.retrieval.manner import Shares, Written
from bot.retrieval.manner_tuning import MannerLessons, held
from bot.retrieval.retriever import Retriever
from bot.retrieval.shapes import Query
from bot.retrieval.training import Budgets, Messages, train

UNDERSTANDING = "understanding"
"""The key under which an action finds the result in the message of the same turn."""
logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CandidateRetriever(GraphComponent):
    """Sets `understanding`: candidates with confidence, scope, cuts, nation."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings in config.yml."""
        return {"knowledge": "knowledge", "council": "example-council"}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, retriever: Retriever | None
    ) -> None:
        """Keep where the model is stored; the retriever comes with `train` or `load`."""
        self._config, self._model_storage, self._resource = config, model_storage, resource
        self._retriever = retriever

    @property
    def council(self) -> str:
        """The local profile that the content is read with."""
        return str(self._config["council"])

    @property
    def retriever(self) -> Retriever:
        """What answers now. Setting it is one step, so a question meets the old one or the new one, whole."""
        if self._retriever is None:
            message = "The retriever is not trained. Run `sds train`."
            raise ModelError(message)
        return self._retriever

    @retriever.setter
    def retriever(self, new: Retriever) -> None:
        self._retriever = new

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CandidateRetriever":
        """Begin training."""
        return cls(config, model_storage, resource, None)

    def train(self, training_data: TrainingData) -> Resource:
        """Build the index from content, and learn ranking, scope and confidence."""
        folder = pathlib.Path(self._config["knowledge"])
        content = library.load(folder, self._config["council"])
        reader = reader_of(folder)
        with tempfile.TemporaryDirectory() as place:
            # The same encoder as the featurizer before it, which tuned it.
            layers = tuned_layers(folder, self._config["council"], training_data)
            encoder = Encoder.store(pathlib.Path(place), layers=layers)
            articles = list(content.articles.values())
            known = _known(training_data)
            _same_encoder(known, encoder)
            index = build_index(articles, reader, encoder, known, logger.info)
            entries = judgements.load(folder / "judged")
            judged = judgements.judged(entries, index, lambda texts: query(texts, reader, encoder, known))
            examples = _Examples(training_data, encoder)
            own = query([ask for article in articles for ask in article.asks], reader, encoder, known)
            written = _written(manner_lessons(folder, entries, training_data, reader.written_out), encoder)
            messages = Messages(examples.of(OUTSIDE), examples.of(VAGUE), written, own)
        policy = content.policy
        budgets = Budgets(
            policy.error_budget,
            policy.going_on_error_budget,
            policy.open_point_budget,
            policy.alone_open_point_budget,
            policy.pair_at_least,
            policy.clarify_at_least,
            policy.in_scope_kept,
            policy.going_on_kept,
        )
        shares = Shares(
            policy.false_alarms,
            policy.needless_mentions,
            policy.needless_handovers,
            policy.doubtful_handovers,
            policy.needless_askings,
            policy.doubtful_askings,
            policy.needless_joinings,
            policy.doubtful_joinings,
        )
        self._retriever, report = train(index, judged, messages, budgets, shares, logger.info)
        with self._model_storage.write_to(self._resource) as kept:
            self._retriever.save(kept)
            (kept / "report.json").write_text(json.dumps(dict(report), indent=1), encoding="utf-8")
            sealed.seal(kept)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "CandidateRetriever":
        """Load what training kept; raises ModelError when it was changed since."""
        with model_storage.read_from(resource) as folder:
            sealed.check(folder)
            return cls(config, model_storage, resource, Retriever.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Find candidates for messages of a conversation."""
        for message in messages:
            row = encoded(message)
            if row is not None and self._retriever is not None:
                found = self._understand(message, row, self._retriever)
                message.set(UNDERSTANDING, found, add_to_output=True)
        return messages

    def _understand(self, message: Message, row: np.ndarray, retriever: Retriever) -> dict[str, Any]:
        intent = message.get(INTENT) or {}
        known = (str(intent.get(INTENT_NAME_KEY) or ""), float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0))
        named = {e["entity"]: e["value"] for e in message.get("entities", [])}
        metadata = message.get(METADATA) or {}
        nation = Nation(named.get("nation") or metadata.get("nation") or Nation.SCOTLAND)
        lemmas, text = message.get(LEMMAS, []), message.get(EXPANDED) or ""
        pieces, uneasy = message.get(PIECES) or [()], bool(metadata.get("uneasy"))
        alone = Query(row, [text], [lemmas], pieces)
        found = retriever.understand(alone, nation, len(lemmas), known, uneasy=uneasy)
        in_context, said = message.get(IN_CONTEXT), message.get(TEXT) or ""
        if in_context and may_continue(said, found):
            together = _together(retriever, in_context(), alone, nation, known)
            found = joined(said, found, together)
        found = dataclasses.replace(found, unserved_nation=named.get("unserved_nation", ""))
        return dataclasses.asdict(found) | {"nation": nation.value}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Content and code, so that a change of either trains again."""
        return library.digest(pathlib.Path(config.get("knowledge", "knowledge"))) + code_digest()


def _together(
    retriever: Retriever, ways: Query, alone: Query, nation: Nation, intent: tuple[str, float]
) -> Understanding:
    """Understand a message in context: in the first way of reading it that can be answered, else in the likeliest."""
    found = []
    for row in range(len(ways)):
        part = dataclasses.replace(ways.part([row]), last=alone)
        read = retriever.understand(part, nation, len(part.lemmas[0]), intent)
        found.append(dataclasses.replace(read, reading=row))
        if read.pair_confidence >= read.pair_from:
            return found[-1]
    return found[0]


def _known(training_data: TrainingData) -> dict[str, Known]:
    found = ((example, encoded(example)) for example in training_data.intent_examples)
    return {
        example.get(TEXT): Known(example.get(EXPANDED), tuple(example.get(LEMMAS)), row[0])
        for example, row in found
        if row is not None and example.get(EXPANDED)
    }


def _same_encoder(known: Mapping[str, Known], encoder: Encoder) -> None:
    """Raise ModelError when examples were encoded by another encoder than questions will be compared with."""
    for one in list(known.values())[:1]:
        row = encoder.encode([one.text])[0]
        if row.shape != one.encoded.shape or not np.allclose(row, one.encoded, atol=1e-3):
            message = "SentenceEncoder and CandidateRetriever need the same knowledge and council in config.yml."
            raise ModelError(message)


class _Examples:
    """Examples of intents, as questions."""

    def __init__(self, training_data: TrainingData, encoder: Encoder) -> None:
        self._examples, self._encoder = training_data.intent_examples, encoder

    def of(self, *intents: str) -> Query:
        pairs = [(e, encoded(e)) for e in self._examples if e.get(INTENT) in intents]
        chosen = [(example, row) for example, row in pairs if row is not None]
        rows = np.vstack([row for _, row in chosen]) if chosen else self._encoder.encode([])
        texts = [e.get(EXPANDED) for e, _ in chosen]
        return Query(rows, texts, [e.get(LEMMAS) for e, _ in chosen], self._encoder.pieces(texts))


def _written(lessons: MannerLessons, encoder: Encoder) -> Written:
    """Messages that were written to be told apart."""

    def plain(texts: Sequence[str]) -> Query:
        return Query(encoder.encode(texts), texts, [()] * len(texts), [()] * len(texts))

    return Written(
        plain(lessons.risky.texts),
        np.array(lessons.risky.marks, bool),
        np.array([held(text) for text in lessons.risky.texts], bool),
        plain(lessons.personal.texts),
        np.array(lessons.personal.marks, bool),
        plain(lessons.loose.texts),
        np.array(lessons.loose.marks, bool),
        plain(lessons.harmless),
        plain(lessons.going_on),
        np.array([text in lessons.asked for text in lessons.going_on], bool),
    )
