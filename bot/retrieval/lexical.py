"""BM25 over base forms of words: the part of matching that meaning vectors are bad at."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import sparse

SATURATION, LENGTH = 1.2, 0.5
"""k1 and b of BM25 (Robertson and Zaragoza 2009)."""
_COMMON = 0.125
"""Share of documents from which a word's scores are kept for all of them: adding those is quicker than going through
a list."""


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
        self._starts, self._owners, self._values = by_word.indptr.tolist(), by_word.indices, by_word.data
        common = np.flatnonzero(seen > _COMMON * self._count).tolist()
        self._everywhere = {column: by_word[:, [column]].toarray().ravel() for column in common}

    def scores(self, words: Sequence[str]) -> np.ndarray:
        """Return one score a document for a question, 0 to about 1; words that no document has lower the share."""
        distinct = dict.fromkeys(words)
        known = [self._column[word] for word in distinct if word in self._column]
        total = np.zeros(self._count, np.float32)
        if not known:
            return total
        possible = float(self._rarity[known].sum()) + self._unknown * (len(distinct) - len(known))
        for column in known:
            everywhere = self._everywhere.get(column)
            if everywhere is not None:
                total += everywhere
            else:
                # No document stands twice in a word's list.
                part = slice(self._starts[column], self._starts[column + 1])
                total[self._owners[part]] += self._values[part]
        total /= max(possible * (SATURATION + 1), 1e-6)
        return total

    def unknown_share(self, words: Sequence[str]) -> float:
        """Share of words that no document has; 0 without words."""
        return sum(word not in self._column for word in words) / len(words) if words else 0.0
