"""The same content as a bot on Rasa's default pipeline: what people would build without this product.

Every article is a retrieval intent `subject/topic-slug` with its short answer as the response; a ResponseSelector a
subject chooses among them. There are no stories, only one rule an intent, so TEDPolicy is left out: it would learn
nothing and only cost time and memory.
"""

import datetime
import pathlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from bot.content.library import Library
from bot.helpdesk.figures import fill
from bot.helpdesk.vocabulary import OutcomeName

RASA_EPOCHS = 100
"""What `rasa init` gives. With some six thousand wordings an epoch of DIET takes about a minute on two cores."""
FALLBACK, AMBIGUITY = 0.7, 0.1
OUTCOMES = {
    "nlu_fallback": OutcomeName.ESCALATE,
    "ask_human": OutcomeName.ESCALATE,
    "casework": OutcomeName.ESCALATE,
    "dispute": OutcomeName.ESCALATE,
    "out_of_scope": OutcomeName.DECLINE,
    "other_language": OutcomeName.DECLINE,
    "vague": OutcomeName.CLARIFY,
}
"""What an intent comes to; all others are social."""


@dataclass(frozen=True)
class Baseline:
    """A written project, and what its texts mean."""

    folder: pathlib.Path
    meaning: Mapping[str, tuple[OutcomeName, str | None]]
    """Text of a reply, to its outcome and article."""


def write(
    content: Library, nlu: pathlib.Path, folder: pathlib.Path, day: datetime.date, epochs: int = RASA_EPOCHS
) -> Baseline:
    """Write a Rasa project from the content and the ordinary NLU files."""
    (folder / "data").mkdir(parents=True)
    intents = []
    for path in sorted(nlu.glob("*.yml")):
        shutil.copy(path, folder / "data" / path.name)
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        intents += [group["intent"] for group in groups if "intent" in group]
    plain = [*sorted(set(intents)), "nlu_fallback"]
    subjects = sorted({content.subject_of(article) for article in content.articles})
    texts = {article: _text(content, article, day) for article in content.articles}
    _dump(folder / "data" / "articles.yml", {"version": "3.1", "nlu": _examples(content)})
    _dump(folder / "data" / "rules.yml", {"version": "3.1", "rules": _rules([*plain, *subjects])})
    _dump(folder / "domain.yml", _domain(content, plain, subjects, texts))
    _dump(folder / "config.yml", config(subjects, epochs))
    _dump(folder / "credentials.yml", {"rest": None})
    _dump(folder / "endpoints.yml", {})
    meaning: dict[str, tuple[OutcomeName, str | None]] = {
        _said(intent): (OUTCOMES.get(intent, OutcomeName.SOCIAL), None) for intent in plain
    }
    meaning |= {text: (OutcomeName.ANSWER, article) for article, text in texts.items()}
    return Baseline(folder, meaning)


def config(subjects: list[str], epochs: int = RASA_EPOCHS) -> dict[str, Any]:
    """Rasa's default pipeline, as its documentation and `rasa init` give it, with a ResponseSelector a subject."""
    return {
        "recipe": "default.v1",
        "language": "en",
        "assistant_id": "baseline",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            *(
                {"name": "ResponseSelector", "epochs": epochs, "constrain_similarities": True, "retrieval_intent": s}
                for s in subjects
            ),
            {"name": "FallbackClassifier", "threshold": FALLBACK, "ambiguity_threshold": AMBIGUITY},
        ],
        "policies": [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}],
    }


def _examples(content: Library) -> list[dict[str, Any]]:
    return [
        {"intent": _retrieval(content, article.id), "examples": "".join(f"- {_line(ask)}\n" for ask in article.asks)}
        for article in content.articles.values()
    ]


def _domain(content: Library, plain: list[str], subjects: list[str], texts: Mapping[str, str]) -> dict[str, Any]:
    responses = {f"utter_{intent}": [{"text": _said(intent)}] for intent in plain}
    responses |= {f"utter_{_retrieval(content, article)}": [{"text": text}] for article, text in texts.items()}
    return {
        "version": "3.1",
        "intents": [*(i for i in plain if i != "nlu_fallback"), *subjects],
        "responses": responses,
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": False},
    }


def _rules(intents: list[str]) -> list[dict[str, Any]]:
    return [{"rule": name, "steps": [{"intent": name}, {"action": f"utter_{name}"}]} for name in intents]


def _retrieval(content: Library, article: str) -> str:
    return f"{content.subject_of(article)}/{article.replace('/', '-')}"


def _text(content: Library, article: str, day: datetime.date) -> str:
    short = fill(content.articles[article].short, content.facts, day)
    # Rasa would take what is left in braces for slots. Spaces at line ends do not survive its YAML.
    return "\n".join(line.strip() for line in re.sub(r"\{[^}]*\}", "", short).splitlines()).strip()


def _said(intent: str) -> str:
    return f"[{intent}]"


def _line(text: str) -> str:
    # Brackets would be read as entities.
    return " ".join(text.split()).replace("[", "(").replace("]", ")")


def _dump(path: pathlib.Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10**6), encoding="utf-8")
