"""Read a question: write abbreviations out, find lemmas, and pick up nation, council, role, option and money."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

_MONEY = re.compile(
    r"£ ?(\d[\d,]*(?:\.\d+)?)\s*(?:a|per|/|each)?\s*(?:week|wk|pw)\b|(\d[\d,]*(?:\.\d+)?)\s*(?:pounds?|quid) a week",
    re.IGNORECASE,
)
_OPTION = re.compile(r"\bopt(?:ion)?s? ?(?:number |no\.? ?)?(1|2|3|4|one|two|three|four)\b", re.IGNORECASE)
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4"}
_CURLY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


@dataclass(frozen=True)
class Lexicon:
    """The words that content lends to reading: abbreviations, places, roles, stop words."""

    abbreviations: Mapping[str, str]
    """What an asker may type, in lower case, and the full words."""
    nations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unserved_nations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    councils: Mapping[str, Sequence[str]] = field(default_factory=dict)
    roles: Sequence[str] = ()
    stop_words: frozenset[str] = frozenset()

    @classmethod
    def from_content(cls, glossary: Mapping[str, Mapping[str, Any]], entities: Mapping[str, Any]) -> "Lexicon":
        """Build from the parsed glossary and entity lists."""
        abbreviations = {
            str(form).lower(): entry["means"]
            for short, entry in glossary.items()
            for form in (short, *entry.get("also", ()))
        }
        return cls(
            abbreviations,
            entities.get("nations", {}),
            entities.get("unserved_nations", {}),
            entities.get("councils", {}),
            entities.get("roles", ()),
            frozenset(entities.get("stop_words", ())),
        )


@dataclass(frozen=True)
class Wording:
    """One text, read."""

    text: str
    """The text with abbreviations written out, as the encoder gets it."""
    tokens: tuple[tuple[str, int], ...]
    """Words of the original with the position of their first letter."""
    lemmas: tuple[str, ...]
    """Base forms of the words that carry meaning."""
    entities: tuple[Mapping[str, Any], ...]

    def value(self, entity: str) -> str | None:
        """Return the first value of an entity, if it was named."""
        return next((e["value"] for e in self.entities if e["entity"] == entity), None)


class Reader:
    """Reads texts with a lexicon; spaCy's English tokenizer and lemma tables, no downloaded model."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Prepare the patterns of a lexicon, and spaCy, so that the first text does not wait for it."""
        _english()
        self._lexicon = lexicon
        self._abbreviation = _any_of(lexicon.abbreviations)
        self._places = [
            *((_any_of(words), "nation", nation) for nation, words in lexicon.nations.items()),
            *((_any_of(words), "unserved_nation", nation) for nation, words in lexicon.unserved_nations.items()),
        ]
        self._named = [
            *((_any_of(words), "council") for words in lexicon.councils.values()),
            (_any_of(lexicon.roles), "role"),
        ]

    def read(self, text: str) -> Wording:
        """Read one text."""
        plain = text.translate(_CURLY)
        expanded = self._expand(plain)
        doc = _english()(expanded)
        as_typed = doc if expanded == plain else _english().make_doc(plain)
        return Wording(
            text=expanded,
            tokens=tuple((t.text, t.idx) for t in as_typed if not t.is_space),
            lemmas=tuple(self._lemmas(doc)),
            entities=tuple(self._entities(plain)),
        )

    def written_out(self, text: str) -> str:
        """Return a text with its abbreviations written out, as `read` gives it."""
        return self._expand(text.translate(_CURLY))

    def _expand(self, text: str) -> str:
        abbreviations = self._lexicon.abbreviations
        return self._abbreviation.sub(lambda m: abbreviations[m.group(0).lower()], text)

    def _lemmas(self, doc: Doc) -> list[str]:
        lemmas = ((t.lemma_ or t.text).lower() for t in doc if t.is_alpha or t.like_num)
        return [lemma for lemma in lemmas if lemma not in self._lexicon.stop_words]

    def _entities(self, text: str) -> list[dict[str, Any]]:
        found = [_entity("option", _NUMBERS.get(m.group(1).lower(), m.group(1)), m) for m in _OPTION.finditer(text)]
        found += [
            _entity("money_a_week", (m.group(1) or m.group(2)).replace(",", ""), m) for m in _MONEY.finditer(text)
        ]
        for pattern, name, value in self._places:
            found += [_entity(name, value, m) for m in pattern.finditer(text)]
        for pattern, name in self._named:
            found += [_entity(name, m.group(0), m) for m in pattern.finditer(text)]
        return found


def _entity(name: str, value: str, match: re.Match[str]) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": match.start(), "end": match.end()}


def _any_of(words: Sequence[str] | Mapping[str, str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    if not longest_first:
        return re.compile(r"(?!)")
    return re.compile(r"(?<![\w'])(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


@functools.cache
def _english() -> Language:
    language = spacy.blank("en")
    language.add_pipe("lemmatizer", config={"mode": "lookup"})
    language.initialize()
    return language
