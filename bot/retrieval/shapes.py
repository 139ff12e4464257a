"""What is compared with what: articles as they are searched, questions, and pairs of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.retrieval import encoder
from bot.retrieval.cover import slices

FEATURES = ("nearest", "title", "learned", "letters", "words", "cover")
"""What is known of the fit between a question and an article:

nearest   cosine with the nearest wording
title     cosine with its title
learned   score of a linear classifier over meaning and words
letters   overlap of letter groups with the nearest wording: robust to typing slips
words     BM25 over its words, as a share of what the question could score
cover     how much of the question its wordings cover, related words counting in part
"""
NEAREST = FEATURES.index("nearest")
OF_LAST = tuple(f"{name}_of_last" for name in FEATURES)
"""The same of the last message by itself, where it is read with the question before."""
SEEN = (*FEATURES, *OF_LAST)
"""Columns of a comparison. Of a whole question the second half is the first one again."""


@dataclass(frozen=True)
class Document:
    """What of an article is searched."""

    article: str
    title: str
    nations: tuple[str, ...]
    asks: tuple[str, ...]
    """Wordings, abbreviations written out."""
    ask_lemmas: tuple[tuple[str, ...], ...]
    """Base forms of the words of each wording."""
    own_lemmas: tuple[str, ...]
    """Base forms of the words of title and short answer."""
    pieces: tuple[int, ...] = ()
    """The encoder's word pieces of its wordings."""

    @property
    def lemmas(self) -> list[str]:
        """Base forms of all its words."""
        return [*self.own_lemmas, *(lemma for ask in self.ask_lemmas for lemma in ask)]


@dataclass(frozen=True)
class Query:
    """Questions, ready to be compared."""

    encoded: np.ndarray
    """What the encoder made of them, one row each."""
    texts: Sequence[str]
    lemmas: Sequence[Sequence[str]]
    pieces: Sequence[Sequence[int]]
    """The encoder's word pieces of each question."""
    going_on: Sequence[bool] = ()
    """Which of them are read with the question before; empty: none."""
    last: "Query | None" = None
    """The same questions, but of those that are read with the one before the last message alone; None: none is."""

    def __len__(self) -> int:
        """Number of questions."""
        return len(self.texts)

    def goes_on(self, row: int) -> bool:
        """Tell whether one of them is read with the question before."""
        return bool(self.going_on) and self.going_on[row]

    @property
    def marks(self) -> np.ndarray:
        """Whether each of them is read with the question before."""
        return np.array(self.going_on or [False] * len(self), bool)

    @property
    def vectors(self) -> np.ndarray:
        """What they mean, for telling which article answers."""
        return encoder.tuned(self.encoded)

    @property
    def mannered(self) -> np.ndarray:
        """How they are said: for telling danger, the need of a person, and what says too little."""
        return encoder.mannered(self.encoded)

    @property
    def published(self) -> np.ndarray:
        """What they mean, for everything else."""
        return encoder.published(self.encoded)

    def part(self, rows: Iterable[int]) -> "Query":
        """Return some of the questions."""
        kept = list(rows)
        texts, lemmas = [self.texts[row] for row in kept], [self.lemmas[row] for row in kept]
        going_on = [self.goes_on(row) for row in kept]
        last = self.last.part(kept) if self.last else None
        return Query(self.encoded[kept], texts, lemmas, [self.pieces[row] for row in kept], going_on, last)

    def beside(self, others: "Query") -> "Query":
        """Return these questions and then others."""
        return Query(
            np.vstack([self.encoded, others.encoded]),
            [*self.texts, *others.texts],
            [*self.lemmas, *others.lemmas],
            [*self.pieces, *others.pieces],
            [each.goes_on(row) for each in (self, others) for row in range(len(each))],
            (self.last or self).beside(others.last or others) if self.last or others.last else None,
        )


@dataclass(frozen=True)
class Compared:
    """Questions beside the articles that come into question for them, one row a pair."""

    features: np.ndarray
    """rows x SEEN"""
    articles: np.ndarray
    """The number of each row's article."""
    starts: np.ndarray
    """The first row of each question, and last the number of rows."""

    def __len__(self) -> int:
        """Number of questions."""
        return len(self.starts) - 1

    def rows_of(self, question: int) -> slice:
        """Return the rows of one question."""
        return slice(int(self.starts[question]), int(self.starts[question + 1]))

    def part(self, questions: Iterable[int]) -> "Compared":
        """Return some of the questions."""
        kept = np.array(list(questions), np.int64)
        if not len(kept):
            return Compared(self.features[:0], self.articles[:0], np.zeros(1, np.int64))
        rows, begins = slices(self.starts, kept)
        return Compared(self.features[rows], self.articles[rows], np.append(begins, len(rows)))

    @classmethod
    def joined(cls, parts: Sequence["Compared"]) -> "Compared":
        """Put comparisons behind each other."""
        if not parts:
            return cls(np.zeros((0, len(SEEN)), np.float32), np.zeros(0, np.int64), np.zeros(1, np.int64))
        lengths = np.concatenate([np.diff(part.starts) for part in parts])
        return cls(
            np.concatenate([part.features for part in parts]),
            np.concatenate([part.articles for part in parts]),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        )


@dataclass(frozen=True)
class Taught:
    """Questions of other people, and the article that answers each."""

    vectors: np.ndarray
    texts: tuple[str, ...]
    owner: np.ndarray
    """The number of each one's article; a question that two articles answer stands here twice."""

    @classmethod
    def nothing(cls) -> "Taught":
        """No questions."""
        return cls(np.zeros((0, encoder.WIDTH), np.float32), (), np.zeros(0, np.int64))
