"""How much of a question an article's words cover, where a related word counts for what it is like.

Each word piece of the question looks for the likest one among an article's wordings (late interaction, Khattab and
Zaharia 2020), by the encoder's own table of word vectors, and rare pieces weigh more. Vectors of whole sentences tell
what a question is about; this notices the one word that tells two neighbouring articles apart.
"""

import collections
import functools
from collections.abc import Sequence

import numpy as np

_REMEMBERED = 1024
"""Pieces whose likeness with every known one is kept once it was needed: most questions are made of few words."""
_EVERYWHERE = 0.3
"""Weight of a piece that every article has, beside the logarithm of how rare it is."""


class Cover:
    """Word pieces of all articles, and vectors of the pieces that occur."""

    def __init__(self, documents: Sequence[Sequence[int]], table: np.ndarray) -> None:
        """Take the word pieces of each article, and one vector for every piece that there is."""
        pieces = [np.unique(np.array(document, np.int64)) for document in documents]
        seen = collections.Counter(int(piece) for document in pieces for piece in document)
        count = max(1, len(documents))
        self._rarity = np.full(len(table), np.log(2 * count) + _EVERYWHERE, np.float32)
        known = np.array(sorted(seen), np.int64)
        self._rarity[known] = [np.log(count / seen[int(piece)]) + _EVERYWHERE for piece in known]
        middle = table[known].mean(axis=0) if len(known) else np.zeros(table.shape[1], np.float32)
        moved = table - middle
        self._vectors = (moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        self._known = self._vectors[known]
        self._likeness = functools.lru_cache(_REMEMBERED)(lambda piece: self._known @ self._vectors[piece])
        places = [np.searchsorted(known, document) for document in pieces]
        self._starts = np.concatenate([[0], np.cumsum([len(p) for p in places])]).astype(np.int64)
        self._places = np.concatenate(places) if places else np.zeros(0, np.int64)

    def scores(self, pieces: Sequence[int], articles: np.ndarray) -> np.ndarray:
        """Return one score an article, at most 1; 0 for a question without words."""
        if not len(pieces) or not len(articles):
            return np.zeros(len(articles), np.float32)
        wanted = np.array(pieces, np.int64)
        weights = self._rarity[wanted] / self._rarity[wanted].sum()
        rows, starts = slices(self._starts, articles)
        known = np.concatenate([self._likeness(piece) for piece in pieces]).reshape(len(pieces), -1)
        # All places lie within bounds; "clip" only spares numpy the check.
        likeness = known.take(self._places[rows], axis=1, mode="clip")
        return np.asarray(weights @ np.maximum.reduceat(likeness, starts, axis=1), np.float32)


def slices(starts: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of the chosen groups, one group after the other, and where each group begins among them.

    `starts` are the first rows of all groups and, last, the number of rows; no group may be empty.
    """
    lengths = starts[chosen + 1] - starts[chosen]
    begins = np.concatenate([[0], np.cumsum(lengths)])
    rows = np.arange(begins[-1]) + np.repeat(starts[chosen] - begins[:-1], lengths)
    return rows, begins[:-1]
