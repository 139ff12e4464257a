"""The searchable form of the articles, and how well those that come into question fit, seen from several sides."""

import copy
import functools
import json
import pathlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.retrieval import learned as learned_weights
from bot.retrieval.centres import Centres, Part
from bot.retrieval.cover import Cover, slices
from bot.retrieval.highest import highest
from bot.retrieval.letters import LetterGroups
from bot.retrieval.lexical import BestMatch
from bot.retrieval.shapes import FEATURES, Compared, Document, Query, Taught
from bot.retrieval.word_axes import WordAxes

DENSE, LEXICAL = 32, 16
"""Articles that come into question by meaning, and by words. Whatever else there is, is not looked at."""


class Index:
    """Vectors, letter groups and words of all articles."""

    def __init__(
        self,
        documents: Sequence[Document],
        ask_vectors: np.ndarray,
        title_vectors: np.ndarray,
        table: np.ndarray,
        taught: Taught | None = None,
        learned: np.ndarray | None = None,
        words: tuple[BestMatch, Cover] | None = None,
        letters: LetterGroups | None = None,
        axes: WordAxes | None = None,
        learned_on: np.ndarray | None = None,
    ) -> None:
        """Join vectors that are already computed, in the order of the documents.

        `table` has a vector for every word piece. `learned` are the classifier's weights and `axes` those of the words
        that it sees, `words` what an index of the same documents made of their words, `letters` the groups of wordings
        of which most are the same; without them they are made here. `learned_on` are the classifier's weights for what
        is read with the question before, as `learn_on` makes them.
        """
        self.documents, self.table, taught = tuple(documents), table, taught or Taught.nothing()
        self.title_vectors, self._taught_texts, self._taught_owner = title_vectors, taught.texts, taught.owner
        ask_owner = _owners([document.asks for document in documents])
        owner = np.concatenate([ask_owner, taught.owner])
        order = np.argsort(owner, kind="stable")
        self._wordings = np.concatenate([ask_vectors, taught.vectors])[order]
        self._question = np.concatenate([np.full(len(ask_owner), -1), np.arange(len(taught.owner))])[order]
        self._hidden = np.zeros(len(order), bool)
        self._starts = np.searchsorted(owner[order], np.arange(len(documents) + 1))
        self._order = order
        self._centres = Centres(self._wordings, self._starts[:-1])
        self._words, self._cover = words or (
            BestMatch([document.lemmas for document in documents]),
            Cover([document.pieces for document in documents], table),
        )
        self._holds = {nation: self._holding(nation) for nation in ("scotland", "england")}
        self._divided: dict[str, tuple[Part, Part]] = {}
        self._letters_before = letters
        if axes is not None:
            self.axes = axes
        if learned is not None:
            self.learned = learned
        self._learned_on = learned_on

    @property
    def ask_vectors(self) -> np.ndarray:
        """Vectors of the articles' own wordings, in their order: taken anew from those of all wordings."""
        own = self._question < 0
        return self._wordings if own.all() else self._wordings[own]

    @property
    def taught_questions(self) -> Taught:
        """Other people's questions; their vectors are taken anew from those of all wordings."""
        rows = np.flatnonzero((self._question >= 0) & ~self._hidden)
        rows = rows[np.argsort(self._question[rows])]
        numbers = self._question[rows]
        texts = tuple(self._taught_texts[number] for number in numbers)
        return Taught(self._wordings[rows], texts, self._taught_owner[numbers])

    def teach(self, taught: Taught) -> "Index":
        """Return the same index with other people's questions."""
        words = self._words, self._cover
        return Index(
            self.documents, self.ask_vectors, self.title_vectors, self.table, taught, words=words, axes=self.axes
        )

    def without(self, questions: np.ndarray) -> "Index":
        """Return the index as if some of the taught questions (numbers) had never been taught."""
        less = copy.copy(self)
        less.__dict__.pop("learned", None)
        less._learned_on = None  # noqa: SLF001 - a copy of its own kind
        less.letters, less.axes = self.letters, self.axes
        less._hidden = np.isin(self._question, questions)  # noqa: SLF001 - a copy of its own kind
        return less

    # What only a comparison needs is made when one comes: an index that is about to be taught is never compared.
    @functools.cached_property
    def letters(self) -> LetterGroups:
        """Letter groups of all wordings, in the order of the articles."""
        before, self._letters_before = self._letters_before, None
        return before.of(self._texts()) if before else LetterGroups.counting(self._texts())

    def _texts(self) -> list[str]:
        """Return all wordings in the order of the articles."""
        texts = [*(ask for document in self.documents for ask in document.asks), *self._taught_texts]
        return [texts[place] for place in self._order]

    @functools.cached_property
    def axes(self) -> WordAxes:
        """The words of all articles, as the linear classifier sees them."""
        return WordAxes.fit([text for document in self.documents for text in (document.title, *document.asks)])

    @functools.cached_property
    def learned(self) -> np.ndarray:
        """The weights of the linear classifier, one row an article."""
        # One row an article: the weights of a few chosen ones then lie side by side.
        return np.ascontiguousarray(learned_weights.fit(self.lessons(), self._rivals()).T)

    @property
    def learned_on(self) -> np.ndarray:
        """Those for what is read with the question before; the same if nothing was learned from such messages."""
        return self.learned if self._learned_on is None else self._learned_on

    @learned_on.setter
    def learned_on(self, weights: np.ndarray | None) -> None:
        self._learned_on = weights

    def learn_on(self, going_on: Taught) -> None:
        """Learn on from messages that are read with the question before: they teach the classifier, and no wordings."""
        lessons = learned_weights.Lessons(going_on.vectors, going_on.texts, going_on.owner, self.axes)
        self.learned_on = np.ascontiguousarray(learned_weights.fit_on(lessons, self.learned.T, self._rivals()).T)

    def lessons(self) -> learned_weights.Lessons:
        """Return what the linear classifier learns from."""
        every, more = np.arange(len(self.documents)), self.taught_questions
        ask_owner = _owners([document.asks for document in self.documents])
        titles = [document.title for document in self.documents]
        # A title says as much as two wordings.
        return learned_weights.Lessons(
            np.vstack([self.ask_vectors, self.title_vectors, self.title_vectors, more.vectors]),
            [*(ask for document in self.documents for ask in document.asks), *titles, *titles, *more.texts],
            np.concatenate([ask_owner, every, every, more.owner]),
            self.axes,
        )

    def meanings(self, vector: np.ndarray) -> np.ndarray:
        """Return what tells roughly how near a question is to each article as a whole."""
        return self._centres.place(vector)

    def shortlist(
        self, meanings: np.ndarray, words: np.ndarray, part: Part, dense: int = DENSE, lexical: int = LEXICAL
    ) -> np.ndarray:
        """Return the numbers of those of some articles that come into question, in rising order.

        `meanings` and `words` are those of the question.
        """
        if len(part) <= dense + lexical:
            return part.numbers
        by_words = part.numbers[highest(words[part.numbers], lexical)]
        chosen = np.sort(np.concatenate([part.nearest(meanings, dense), by_words]))
        return chosen[np.append(True, chosen[1:] != chosen[:-1])]

    def word_scores(self, lemmas: Sequence[str]) -> np.ndarray:
        """Return how well the words of each article fit those of a question."""
        return self._words.scores(lemmas)

    def features(self, query: Query, row: int, numbers: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Compare one question with some articles: an array of articles x SEEN. `words` as for `shortlist`."""
        weights = self.learned_on if query.goes_on(row) else self.learned
        fit = self._fit(query, row, numbers, words, weights)
        if query.last is None or not query.goes_on(row):
            return np.hstack([fit, fit])
        last = query.last
        return np.hstack([fit, self._fit(last, row, numbers, self.word_scores(last.lemmas[row]), weights)])

    def _fit(self, query: Query, row: int, numbers: np.ndarray, words: np.ndarray, weights: np.ndarray) -> np.ndarray:
        if not len(numbers):
            return np.zeros((0, len(FEATURES)), np.float32)
        vector = query.vectors[row]
        rows, begins = slices(self._starts, numbers)
        seen = learned_weights.seen(vector[None, :], query.texts[row : row + 1], self.axes)[0]
        letters = self.letters.shared(query.texts[row], rows)
        return np.stack(
            [
                self.nearness(vector, numbers),
                self.title_vectors[numbers] @ vector,
                weights[numbers] @ seen,
                np.maximum.reduceat(np.where(self._hidden[rows], 0, letters), begins),
                words[numbers],
                self._cover.scores(query.pieces[row], numbers),
            ],
            axis=1,
        ).astype(np.float32)

    def nearness(self, vector: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Return the cosine of a question with the nearest wording of each of some articles."""
        if not len(numbers):
            return np.zeros(0, np.float32)
        rows, begins = slices(self._starts, numbers)
        near = self._wordings[rows] @ vector
        return np.asarray(np.maximum.reduceat(np.where(self._hidden[rows], -1, near), begins), np.float32)

    def compare(self, query: Query, allowed: np.ndarray) -> Compared:
        """Compare questions with the articles that come into question where each asker is (questions x articles)."""
        found: list[Compared] = []
        parts: dict[bytes, Part] = {}
        for row in range(len(query)):
            words, mask = self.word_scores(query.lemmas[row]), allowed[row].tobytes()
            # Most askers are in one of two nations.
            part = parts[mask] = parts[mask] if mask in parts else self.part(np.flatnonzero(allowed[row]))
            numbers = self.shortlist(self.meanings(query.vectors[row]), words, part)
            found.append(Compared(self.features(query, row, numbers, words), numbers, np.array([0, len(numbers)])))
        return Compared.joined(found)

    def unknown_share(self, lemmas: Sequence[str]) -> float:
        """Share of a question's words that no article has."""
        return self._words.unknown_share(lemmas)

    def nearest(self, vectors: np.ndarray) -> np.ndarray:
        """Cosine of each vector with the nearest own wording of any article."""
        return (vectors @ self.ask_vectors.T).max(axis=1) if len(vectors) else np.zeros(0)

    def holds_in(self, nation: str) -> np.ndarray:
        """Mark the articles whose law holds in a nation."""
        found = self._holds.get(nation)
        return self._holding(nation) if found is None else found

    def divided(self, nation: str) -> tuple[Part, Part]:
        """Return the articles whose law holds in a nation, and all others."""
        if nation not in self._divided:
            holds = self.holds_in(nation)
            self._divided[nation] = self.part(np.flatnonzero(holds)), self.part(np.flatnonzero(~holds))
        return self._divided[nation]

    def part(self, numbers: np.ndarray) -> Part:
        """Return some of the articles (numbers in rising order), ready to be searched."""
        return self._centres.part(numbers)

    def _holding(self, nation: str) -> np.ndarray:
        return np.array([bool({nation, "uk"} & set(document.nations)) for document in self.documents])

    def _rivals(self) -> np.ndarray:
        if len(self.documents) > learned_weights.LARGEST_EXACT:
            # No one asks then, and articles x articles would be the most memory of all.
            return np.broadcast_to(np.True_, (len(self.documents), len(self.documents)))
        masks = self._holds
        return np.stack([masks["england" if d.nations == ("england",) else "scotland"] for d in self.documents])

    def save(self, folder: pathlib.Path) -> None:
        """Write documents, vectors and letter groups; what else follows from them is computed again when loading."""
        taught = self.taught_questions
        (folder / "documents.json").write_text(json.dumps([vars(d) for d in self.documents]), encoding="utf-8")
        (folder / "taught.json").write_text(json.dumps(taught.texts), encoding="utf-8")
        (folder / "axes.json").write_text(json.dumps(self.axes.words), encoding="utf-8")
        self.letters.save(folder)
        np.savez(
            folder / "vectors.npz",
            ask_vectors=self.ask_vectors,
            title_vectors=self.title_vectors,
            table=self.table,
            learned=self.learned,
            learned_on=self.learned_on,
            axes=self.axes.table,
            taught_vectors=taught.vectors,
            taught_owner=taught.owner,
        )

    @classmethod
    def load(cls, folder: pathlib.Path) -> "Index":
        """Read what `save` wrote."""
        lists = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
        documents = [Document(**{name: _tuples(value) for name, value in d.items()}) for d in lists]
        texts = tuple(json.loads((folder / "taught.json").read_text(encoding="utf-8")))
        with np.load(folder / "vectors.npz") as arrays:
            kept = {name: arrays[name] for name in arrays.files}
        taught = Taught(kept.pop("taught_vectors"), texts, kept.pop("taught_owner"))
        words = tuple(json.loads((folder / "axes.json").read_text(encoding="utf-8")))
        index = cls(documents, taught=taught, axes=WordAxes(words, kept.pop("axes")), **kept)
        index.letters = LetterGroups.load(folder, index._texts())
        # The first question should not wait for them.
        for nation in index._holds:
            index.divided(nation)
        return index


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _owners(groups: Sequence[Sequence[str]]) -> np.ndarray:
    return np.repeat(np.arange(len(groups)), [len(group) for group in groups])
