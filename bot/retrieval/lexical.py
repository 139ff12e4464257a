"""BM25 over base forms of words: the part of matching that meaning vectors are bad at."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import sparse

SATURATION, LENGTH = 1.2, 0.5
"""k1 and b of BM25 (Robertson and Zaragoza 2009)."""


class BestMatch:
    """Scores documents for a question's words, as a share of the most the question could score."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        """Count the words of the documents."""
        counts = [Counter(document) for document in documents]
        self._column = {word: n for n, word in enumerate(sorted({w for c in counts for w in c}))}
        lengths = np.array([max(1, len(d)) for d in documents], np.float32)
        spread = SATURATION * (1 - LENGTH + LENGTH * lengths / lengths.mean())
        seen = np.zeros(len(self._column), np.float32)
        rows, columns, values = [], [], []
        for row, count in enumerate(counts):
            for word, times in count.items():
                column = self._column[word]
                seen[column] += 1
                rows.append(row)
                columns.append(column)
                values.append(times * (SATURATION + 1) / (times + spread[row]))
        self._rarity = np.log(1 + (len(documents) - seen + 0.5) / (seen + 0.5))
        self._unknown = float(np.log(1 + (len(documents) + 0.5) / 0.5))
        self._count = len(documents)
        weights = sparse.csr_matrix((values, (rows, columns)), (self._count, len(self._column)), np.float32)
        by_word = weights.multiply(self._rarity).tocsc()
        self._starts, self._owners, self._values = by_word.indptr, by_word.indices, by_word.data

    def scores(self, words: Sequence[str]) -> np.ndarray:
        """Return one score a document for a question, 0 to about 1; words that no document has lower the share."""
        distinct = set(words)
        known = [self._column[word] for word in distinct if word in self._column]
        if not known:
            return np.zeros(self._count, np.float32)
        possible = float(self._rarity[known].sum()) + self._unknown * (len(distinct) - len(known))
        places = np.concatenate([np.arange(self._starts[c], self._starts[c + 1]) for c in known])
        total = np.bincount(self._owners[places], self._values[places], minlength=self._count)
        return (total / max(possible * (SATURATION + 1), 1e-6)).astype(np.float32)

    def unknown_share(self, words: Sequence[str]) -> float:
        """Share of words that no document has; 0 without words."""
        return sum(word not in self._column for word in words) / len(words) if words else 0.0
