"""One to three words in a row, weighted by rarity: how something is said, which vectors of meaning blur.

"Should we approve" and "who approves" mean nearly the same; only one of them asks for a decision.
"""

import collections
import functools
import json
import pathlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer

LONGEST, SEEN_IN = 3, 2
"""Words in a group, and texts that must hold a group before it counts."""
_WORD = r"[^\W\d]+|\d+|[?£]"
_TINY = 1e-12
_FILE, _NUMBERS = "word_groups.json", "word_groups.npy"


@dataclass(frozen=True, eq=False)
class WordGroups:
    """Known groups of words, and the weight of each (tf-idf)."""

    names: tuple[str, ...]
    rarity: np.ndarray

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "WordGroups":
        """Learn which groups there are; too few texts hold none."""
        reader = _reader()
        try:
            reader.fit(texts)
        except ValueError:  # what scikit-learn says when no group is left
            return cls((), np.zeros(0))
        return cls(tuple(reader.get_feature_names_out()), reader.idf_)

    def of(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """Return one row of unit length a text, empty where nothing is known."""
        # What scikit-learn's transform does, without the checks that cost a single text a millisecond.
        places, weights, starts = [], [], [0]
        for text in texts:
            counts = collections.Counter(
                place for group in self._split(text) if (place := self._places.get(group)) is not None
            )
            found = np.fromiter(counts, np.int64, len(counts))
            weight = (1 + np.log(np.fromiter(counts.values(), float, len(counts)))) * self.rarity[found]
            places.append(found)
            weights.append(weight / max(float(np.linalg.norm(weight)), _TINY))
            starts.append(starts[-1] + len(found))
        if not texts:
            return scipy.sparse.csr_matrix((0, len(self.names)))
        shape = len(texts), len(self.names)
        return scipy.sparse.csr_matrix((np.concatenate(weights), np.concatenate(places), starts), shape)

    @functools.cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    @functools.cached_property
    def _split(self) -> Callable[[str], list[str]]:
        return _reader().build_analyzer()  # type: ignore[no-any-return]

    def save(self, folder: pathlib.Path) -> None:
        """Write everything into a folder."""
        (folder / _FILE).write_text(json.dumps(self.names), encoding="utf-8")
        np.save(folder / _NUMBERS, self.rarity)

    @classmethod
    def load(cls, folder: pathlib.Path) -> "WordGroups":
        """Read what `save` wrote."""
        return cls(tuple(json.loads((folder / _FILE).read_text(encoding="utf-8"))), np.load(folder / _NUMBERS))


def _reader() -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, LONGEST), min_df=SEEN_IN, sublinear_tf=True, token_pattern=_WORD, preprocessor=_plain
    )


def _plain(text: str) -> str:
    """Any number is as good as another."""
    return "".join("0" if letter.isdigit() else letter for letter in text.lower())
