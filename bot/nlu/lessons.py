"""What the encoder and the look at the manner learn from: content, judged questions and the examples of intents."""

import pathlib
from collections.abc import Callable, Sequence

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content import library
from bot.helpdesk.decision import ASK_HUMAN, HAND_OVER_INTENTS
from bot.helpdesk.follow_ups import WHOLE_BY_THEMSELVES
from bot.nlu.text_preparation import reader_of
from bot.retrieval import judgements, telling
from bot.retrieval.judgements import ORDINARY, Entry
from bot.retrieval.layer_learning import Layer
from bot.retrieval.manner_tuning import MannerLessons, Marked, manner_layer
from bot.retrieval.tuning import last_layer, lessons

OUTSIDE, VAGUE = "out_of_scope", "vague"


def tuned_layers(knowledge: pathlib.Path, council: str, training_data: TrainingData) -> Sequence[Layer]:
    """Return the encoder's last layer tuned to the articles of a folder, and tuned to the manner of messages."""
    entries, written_out = judgements.load(knowledge / "judged"), reader_of(knowledge).written_out
    tuned = article_layer(knowledge, council, entries, written_out)
    mannered = manner_layer(manner_lessons(knowledge, entries, training_data, written_out))
    # Without the first nothing says which of two vectors the second is.
    return [layer for layer in (tuned, mannered) if layer] if tuned else ()


def article_layer(
    knowledge: pathlib.Path, council: str, entries: Sequence[Entry], written_out: Callable[[str], str]
) -> Layer:
    """Return the encoder's last layer tuned to the articles of a folder and to judged questions."""
    articles = list(library.load(knowledge, council).articles.values())
    return last_layer(lessons(articles, entries, written_out))


def manner_lessons(
    knowledge: pathlib.Path, entries: Sequence[Entry], training_data: TrainingData, written_out: Callable[[str], str]
) -> MannerLessons:
    """Gather messages of each kind and like it; `written_out` makes of a text what the encoder will be given."""

    def examples(*intents: str) -> list[str]:
        return [example.get(TEXT) for example in training_data.intent_examples if example.get(INTENT) in intents]

    def judged(kind: str) -> list[str]:
        return [entry.question for entry in entries if entry.kind == kind]

    def all_of(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(written_out(text) for text in texts)

    def marked(name: str, more: Sequence[str] = ()) -> Marked:
        texts, marks = telling.load(knowledge, name)
        return Marked(all_of([*texts, *more]), (*marks.tolist(), *(True for _ in more)))

    ordinary = [entry for entry in entries if entry.kind == ORDINARY]
    handed_over = [*judged("person"), *examples(*HAND_OVER_INTENTS.keys() - {ASK_HUMAN})]
    return MannerLessons(
        marked(telling.AT_RISK),
        marked(telling.NEEDS_PERSON, handed_over),
        marked(telling.VAGUE, [*judged("vague"), *examples(VAGUE)]),
        all_of(examples(ASK_HUMAN, *WHOLE_BY_THEMSELVES - {OUTSIDE})),
        all_of([entry.question for entry in ordinary if not (entry.judges or entry.before)]),
        all_of(examples(OUTSIDE)),
        all_of([entry.question for entry in ordinary if entry.before]),
        frozenset(all_of([entry.question for entry in ordinary if entry.judges])),
    )
