"""Overlap of letter groups between a question and wordings: robust to typing slips."""

import copy
import json
import pathlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from bot.retrieval.cover import slices

_COMMON, _FEW = 0.05, 50
"""Groups that more than this share of all wordings has (and more than these few) tell nothing apart, and are most of
the work."""
_FILE, _NUMBERS = "letters.json", "letters.npz"
Counted = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Where each wording's groups begin (and the last ones end), their numbers, and their shares of it, of unit length."""


class LetterGroups:
    """Groups of three and four letters in the words of all wordings, rare ones weighing more."""

    def __init__(self, names: Sequence[str], weights: np.ndarray, counted: Counted, texts: Sequence[str]) -> None:
        """Join the groups, the weight of each, and how much of which each wording has."""
        self._groups_of = _counter().build_analyzer()
        self._column, self._weights = {name: column for column, name in enumerate(names)}, weights
        self._starts, self._columns, self._values = counted
        self._place = {text: row for row, text in enumerate(texts)}

    @classmethod
    def counting(cls, texts: Sequence[str]) -> "LetterGroups":
        """Count the groups of the wordings."""
        counter = _counter(max_df=max(_FEW, int(_COMMON * len(texts))))
        counts = counter.fit_transform(texts).tocsr()
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        weights = (np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float32)
        starts = counts.indptr.astype(np.int64)
        values = (1 + np.log(counts.data)) * weights[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(starts))
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=counts.shape[0]))
        unit = (values / np.maximum(lengths[rows], 1e-9)).astype(np.float32)
        return cls(counter.get_feature_names_out().tolist(), weights, (starts, counts.indices, unit), texts)

    def save(self, folder: pathlib.Path) -> None:
        """Write the groups into a folder: to count those of 35,000 wordings anew takes seconds."""
        (folder / _FILE).write_text(json.dumps(list(self._column)), encoding="utf-8")
        counted = {"starts": self._starts, "columns": self._columns, "values": self._values}
        np.savez(folder / _NUMBERS, weights=self._weights, **counted)

    @classmethod
    def load(cls, folder: pathlib.Path, texts: Sequence[str]) -> "LetterGroups":
        """Read what `save` wrote of these wordings."""
        names = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        with np.load(folder / _NUMBERS) as kept:
            return cls(names, kept["weights"], (kept["starts"], kept["columns"], kept["values"]), texts)

    def of(self, texts: Sequence[str]) -> "LetterGroups":
        """Return the groups of other wordings, counted as here: a group that is new to these counts for nothing."""
        other = copy.copy(self)
        new = [text for text in texts if text not in self._place]
        found = [self._counted(text) for text in new]
        place = self._place | {text: len(self._starts) - 1 + row for row, text in enumerate(new)}
        lengths = [len(columns) for columns, _ in found]
        starts = np.concatenate([self._starts, self._starts[-1] + np.cumsum(lengths, dtype=np.int64)])
        rows, begins = slices(starts, np.array([place[text] for text in texts], np.int64))
        other._columns = np.concatenate([self._columns, *(columns for columns, _ in found)])[rows]  # noqa: SLF001
        other._values = np.concatenate([self._values, *(values for _, values in found)])[rows]  # noqa: SLF001
        other._starts = np.append(begins, len(rows)).astype(np.int64)  # noqa: SLF001
        other._place = {text: row for row, text in enumerate(texts)}  # noqa: SLF001
        return other

    def shared(self, text: str, rows: np.ndarray) -> np.ndarray:
        """Return the cosine of a question's groups with those of some wordings."""
        columns, values = self._counted(text)
        if not len(columns) or not len(rows):
            return np.zeros(len(rows), np.float32)
        first, last = self._starts[rows], self._starts[rows + 1]
        groups, weights = self._side_by_side(first, last)
        question = np.zeros(len(self._weights), np.float32)
        question[columns] = values
        # All numbers lie within bounds; "clip" only spares numpy the check.
        products = question.take(groups, mode="clip") * weights
        lengths = last - first
        sums = np.add.reduceat(products, np.cumsum(lengths) - lengths)
        # An empty wording has no groups; its sum would be its neighbour's.
        return np.where(lengths > 0, sums, 0).astype(np.float32)

    def _side_by_side(self, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return groups and values of wordings, one after the other, and one more that weighs nothing.

        The wordings of an article lie side by side: a slice for each run of them is cheaper than a number for each
        group of letters.
        """
        breaks = np.flatnonzero(first[1:] != last[:-1]) + 1
        ends = last[np.append(breaks, len(last)) - 1].tolist()
        runs = [slice(*run) for run in zip(first[np.append(0, breaks)].tolist(), ends, strict=True)]
        # Without the one more, an empty wording at the end would begin where nothing is.
        return (
            np.concatenate([*(self._columns[run] for run in runs), np.zeros(1, self._columns.dtype)]),
            np.concatenate([*(self._values[run] for run in runs), np.zeros(1, np.float32)]),
        )

    def _counted(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the known groups of a text and their values, together of unit length."""
        counts = Counter(map(self._column.get, self._groups_of(text)))
        counts.pop(None, None)
        columns = np.fromiter(counts, np.int32, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self._weights[columns]
        return columns, values / max(float(np.linalg.norm(values)), 1e-9)


def _counter(**settings: int) -> CountVectorizer:
    return CountVectorizer(analyzer="char_wb", ngram_range=(3, 4), dtype=np.float32, **settings)
