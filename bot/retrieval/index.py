"""The searchable form of the articles, and how well each one fits a question, seen from several sides."""

import json
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from bot.retrieval import learned as learned_weights
from bot.retrieval.lexical import BestMatch

FEATURES = ("nearest", "centre", "title", "body", "learned", "letters", "words")
"""What is known of the fit between a question and an article:

nearest   cosine with the nearest wording
centre    cosine with the middle of its wordings
title     cosine with its title
body      cosine with the nearest sentence of its short answer
learned   score of a linear classifier over frozen vectors
letters   overlap of letter groups with the nearest wording: robust to typing slips
words     BM25 over its words, as a share of what the question could score
"""
_BLOCK = 1024
_LETTERS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(3, 4), n_features=2**15, alternate_sign=False, norm=None, dtype=np.float32
)


@dataclass(frozen=True)
class Document:
    """What of an article is searched."""

    article: str
    title: str
    nations: tuple[str, ...]
    asks: tuple[str, ...]
    """Wordings, abbreviations written out."""
    sentences: tuple[str, ...]
    """The short answer, cut into sentences."""
    ask_lemmas: tuple[tuple[str, ...], ...]
    """Base forms of the words of each wording."""
    own_lemmas: tuple[str, ...]
    """Base forms of the words of title and short answer."""

    @property
    def lemmas(self) -> list[str]:
        """Base forms of all its words."""
        return [*self.own_lemmas, *(lemma for ask in self.ask_lemmas for lemma in ask)]


@dataclass(frozen=True)
class Query:
    """Questions, ready to be compared."""

    vectors: np.ndarray
    texts: Sequence[str]
    lemmas: Sequence[Sequence[str]]


class Index:
    """Vectors, letter groups and words of all articles."""

    def __init__(
        self,
        documents: Sequence[Document],
        ask_vectors: np.ndarray,
        ask_owner: np.ndarray,
        title_vectors: np.ndarray,
        body_vectors: np.ndarray,
        body_owner: np.ndarray,
        learned: np.ndarray | None = None,
    ) -> None:
        """Join vectors that are already computed; owners count documents and rise.

        `learned` are the classifier's weights; without them it is fitted here.
        """
        self.documents = tuple(documents)
        self.ask_vectors, self.ask_owner = ask_vectors, ask_owner
        self.title_vectors, self.body_vectors, self.body_owner = title_vectors, body_vectors, body_owner
        self._ask_starts = _starts(ask_owner, len(documents))
        self._body_starts = _starts(body_owner, len(documents))
        self.centres = _unit(np.add.reduceat(ask_vectors, self._ask_starts, axis=0))
        self.learned = self._fit_learned() if learned is None else learned
        texts = [text for document in documents for text in document.asks]
        letters, self._letter_weights = _letter_rows(texts)
        # Turned once: a product with a transposed sparse matrix turns it anew every time.
        self._letter_columns = letters.T.tocsr()
        self._words = BestMatch([document.lemmas for document in documents])

    def _fit_learned(self) -> np.ndarray:
        # A title says as much as two wordings; the sentences of the answer say what else the article is about.
        vectors = np.vstack([self.ask_vectors, self.title_vectors, self.title_vectors, self.body_vectors])
        every = np.arange(len(self.documents))
        owner = np.concatenate([self.ask_owner, every, every, self.body_owner])
        return learned_weights.fit(vectors, owner, self._rivals())

    def features(self, query: Query) -> np.ndarray:
        """Compare questions with all articles: an array of questions x articles x FEATURES."""
        near = np.maximum.reduceat(query.vectors @ self.ask_vectors.T, self._ask_starts, axis=1)
        body = np.maximum.reduceat(query.vectors @ self.body_vectors.T, self._body_starts, axis=1)
        learned = query.vectors @ self.learned[:-1] + self.learned[-1]
        return np.stack(
            [
                near,
                query.vectors @ self.centres.T,
                query.vectors @ self.title_vectors.T,
                body,
                learned,
                self._letters_shared(query.texts),
                self._words.scores(query.lemmas),
            ],
            axis=2,
        ).astype(np.float32)

    def unknown_share(self, lemmas: Sequence[str]) -> float:
        """Share of a question's words that no article has."""
        return self._words.unknown_share(lemmas)

    def nearest(self, vectors: np.ndarray) -> np.ndarray:
        """Cosine of each vector with the nearest wording of any article."""
        return (vectors @ self.ask_vectors.T).max(axis=1) if len(vectors) else np.zeros(0)

    def nearest_sibling(self) -> np.ndarray:
        """Cosine of each wording with the nearest other one."""
        found = np.zeros(len(self.ask_vectors), np.float32)
        for start in range(0, len(found), _BLOCK):
            alike = self.ask_vectors[start : start + _BLOCK] @ self.ask_vectors.T
            places = np.arange(len(alike))
            alike[places, places + start] = -1
            found[start : start + _BLOCK] = alike.max(axis=1)
        return found

    def holds_in(self, nation: str) -> np.ndarray:
        """Mark the articles whose law holds in a nation."""
        return np.array([bool({nation, "uk"} & set(document.nations)) for document in self.documents])

    def _rivals(self) -> np.ndarray:
        masks = {nation: self.holds_in(nation) for nation in ("scotland", "england")}
        return np.stack([masks["england" if d.nations == ("england",) else "scotland"] for d in self.documents])

    def _letters_shared(self, texts: Sequence[str]) -> np.ndarray:
        rows = _weighted(_LETTERS.transform(texts), self._letter_weights)
        shared = (rows @ self._letter_columns).toarray()
        return np.maximum.reduceat(shared, self._ask_starts, axis=1)

    def save(self, folder: pathlib.Path) -> None:
        """Write documents and vectors; what follows from them is computed again when loading."""
        (folder / "documents.json").write_text(json.dumps([vars(d) for d in self.documents]), encoding="utf-8")
        np.savez(
            folder / "vectors.npz",
            ask_vectors=self.ask_vectors,
            ask_owner=self.ask_owner,
            title_vectors=self.title_vectors,
            body_vectors=self.body_vectors,
            body_owner=self.body_owner,
            learned=self.learned,
        )

    @classmethod
    def load(cls, folder: pathlib.Path) -> "Index":
        """Read what `save` wrote."""
        lists = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
        documents = [Document(**{name: _tuples(value) for name, value in d.items()}) for d in lists]
        with np.load(folder / "vectors.npz") as arrays:
            return cls(documents, **{name: arrays[name] for name in arrays.files})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _starts(owner: np.ndarray, count: int) -> np.ndarray:
    return np.searchsorted(owner, np.arange(count))


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _weighted(rows: sparse.csr_matrix, weights: np.ndarray) -> sparse.csr_matrix:
    """Weigh the columns of counts and bring every row to unit length, in place."""
    rows.data *= weights[rows.indices]
    numbers = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    lengths = np.sqrt(np.bincount(numbers, rows.data**2, minlength=rows.shape[0]))
    rows.data /= np.maximum(lengths[numbers], 1e-9).astype(np.float32)
    return rows


def _letter_rows(texts: Sequence[str]) -> tuple[sparse.csr_matrix, np.ndarray]:
    counts = _LETTERS.transform(texts)
    counts.data = 1 + np.log(counts.data)
    seen = np.asarray((counts > 0).sum(axis=0)).ravel()
    weights = (np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float32)
    return _weighted(counts, weights), weights
