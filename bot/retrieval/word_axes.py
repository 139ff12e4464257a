"""Which words a text is made of, seen along the directions in which wordings differ most.

Latent semantic analysis (Deerwester et al. 1990) of the articles' own wordings and titles. A vector of meaning blurs
which words were said; the classifier of articles is right a little more often with both
(docs/decisions/0005-two-stage-retrieval.md).
"""

import collections
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

AXES = 256
"""Directions; 384 were right for 0.2 points more and take a fifth longer to teach."""
SEEN_IN = 2
"""Texts that must hold a word before it counts."""
SAY = 0.7
"""Length of these vectors beside vectors of meaning, which are of length 1; 0.5 and 1 differ by 0.2 points or less."""
_WORD = r"[a-z0-9£']+"
_SEED = 20261126
_TINY = 1e-9


@dataclass(frozen=True, eq=False)
class WordAxes:
    """Known words, and where each points."""

    words: tuple[str, ...]
    table: np.ndarray
    """One row a word, rare ones longer; one column a direction."""

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "WordAxes":
        """Learn the directions from texts; too few texts have none."""
        counter = TfidfVectorizer(token_pattern=_WORD, sublinear_tf=True, min_df=SEEN_IN, dtype=np.float32)
        try:
            rows = counter.fit_transform(texts)
        except ValueError:  # what scikit-learn says when no word is left
            return cls((), np.zeros((0, 0), np.float32))
        found = TruncatedSVD(min(AXES, *rows.shape), n_iter=2, random_state=_SEED).fit(rows)
        table = (counter.idf_[:, None] * found.components_.T).astype(np.float32)
        return cls(tuple(counter.get_feature_names_out()), np.ascontiguousarray(table))

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Return one row of length `SAY` a text; zeros for one without known words."""
        found = np.zeros((len(texts), self.table.shape[1]), np.float32)
        for row, text in enumerate(texts):
            counts = collections.Counter(
                place for word in _words(text) if (place := self._places.get(word)) is not None
            )
            if counts:
                weights = 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
                found[row] = weights @ self.table[list(counts)]
        return np.asarray(SAY * found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), _TINY), np.float32)

    @functools.cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}


def _words(text: str) -> list[str]:
    return re.findall(_WORD, text.lower())
