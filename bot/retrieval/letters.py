"""Overlap of letter groups between a question and wordings: robust to typing slips."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from bot.retrieval.cover import slices

_COMMON, _FEW = 0.05, 50
"""Groups that more than this share of all wordings has (and more than these few) tell nothing apart, and are most of
the work."""


class LetterGroups:
    """Groups of three and four letters in the words of all wordings, rare ones weighing more."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Count the groups of the wordings."""
        most = max(_FEW, int(_COMMON * len(texts)))
        counter = CountVectorizer(analyzer="char_wb", ngram_range=(3, 4), dtype=np.float32, max_df=most)
        counts = counter.fit_transform(texts).tocsr()
        self._groups_of, self._column = counter.build_analyzer(), counter.vocabulary_
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        self._weights = (np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float32)
        self._starts, self._columns = counts.indptr.astype(np.int64), counts.indices
        values = (1 + np.log(counts.data)) * self._weights[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(self._starts))
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=counts.shape[0]))
        self._values = (values / np.maximum(lengths[rows], 1e-9)).astype(np.float32)

    def shared(self, text: str, rows: np.ndarray) -> np.ndarray:
        """Return the cosine of a question's groups with those of some wordings."""
        counts = Counter(self._groups_of(text))
        known = {self._column[group]: count for group, count in counts.items() if group in self._column}
        places, begins = slices(self._starts, rows)
        if not known or not len(places):
            return np.zeros(len(rows), np.float32)
        columns = np.fromiter(known, np.int64)
        values = (1 + np.log(np.fromiter(known.values(), np.float32))) * self._weights[columns]
        question = np.zeros(len(self._weights), np.float32)
        question[columns] = values / np.linalg.norm(values)
        products = self._values[places] * question[self._columns[places]]
        # An empty wording has no groups; its sum would be its neighbour's.
        sums = np.add.reduceat(np.append(products, np.float32(0)), begins)
        return np.where(self._starts[rows + 1] > self._starts[rows], sums, 0).astype(np.float32)
