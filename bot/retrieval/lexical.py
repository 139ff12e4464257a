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
        weights = sparse.csr_matrix((values, (rows, columns)), (len(documents), len(self._column)), np.float32)
        self._weights = weights.multiply(self._rarity).T.tocsr()

    def scores(self, questions: Sequence[Sequence[str]]) -> np.ndarray:
        """Return questions x documents, 0 to about 1; words that no document has lower the share."""
        rows, columns, most = [], [], np.ones(len(questions), np.float32)
        for row, words in enumerate(questions):
            distinct = set(words)
            known = [self._column[word] for word in distinct if word in self._column]
            rows += [row] * len(known)
            columns += known
            possible = sum(float(self._rarity[c]) for c in known) + self._unknown * (len(distinct) - len(known))
            most[row] = max(possible * (SATURATION + 1), 1e-6)
        marks = sparse.csr_matrix(
            (np.ones(len(rows), np.float32), (rows, columns)), (len(questions), len(self._column))
        )
        return (marks @ self._weights).toarray() / most[:, None]

    def unknown_share(self, words: Sequence[str]) -> float:
        """Share of words that no document has; 0 without words."""
        return sum(word not in self._column for word in words) / len(words) if words else 0.0
