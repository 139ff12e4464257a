"""How near a question is to each article as a whole: what chooses the articles that come into question by meaning.

Each article is the centre of its wordings, seen along the directions in which articles differ most. Where there are
many articles, a look along the first of these directions finds some that may be near, and only those are looked at
along all of them.
"""

from dataclasses import dataclass

import numpy as np

from bot.retrieval.highest import highest

LARGE = 2048
"""Articles from which the first look is along few directions."""
_AXES, _FIRST = 128, 48
"""Directions that are enough to choose articles by meaning, and those of the first look."""
_SPARE = 8
"""Articles that the first look lets through for each one that is wanted. Of 10,000 articles that have a dozen near
doubles each, 99 % of the nearest 32 are among them."""


@dataclass(frozen=True)
class Part:
    """Some of the articles, ready to be searched."""

    numbers: np.ndarray
    """The number of each article, in rising order."""
    first: np.ndarray
    """The articles along the directions of the first look."""
    rest: np.ndarray
    """The articles along all other directions; there are none where one look is enough."""

    def __len__(self) -> int:
        """Number of articles."""
        return len(self.numbers)

    def nearest(self, place: np.ndarray, count: int) -> np.ndarray:
        """Return the numbers of those nearest to a question (`Centres.place`), in no particular order."""
        width = self.first.shape[1]
        rough = self.first @ place[:width]
        if not self.rest.shape[1]:
            return self.numbers[highest(rough, count)]
        near = highest(rough, _SPARE * count)
        fine = rough[near] + self.rest[near] @ place[width:]
        return self.numbers[near[highest(fine, count)]]


class Centres:
    """The centres of all articles."""

    def __init__(self, wordings: np.ndarray, starts: np.ndarray) -> None:
        """Take the vectors of all wordings and the first row of each article; none may be without wordings."""
        centres = _unit(np.add.reduceat(wordings, starts, axis=0))
        self._axes = _axes(centres)
        self._centres = centres @ self._axes

    def place(self, vector: np.ndarray) -> np.ndarray:
        """Return a question seen along the directions of the articles."""
        return np.asarray(vector @ self._axes)

    def part(self, numbers: np.ndarray) -> Part:
        """Return some of the articles (numbers in rising order), ready to be searched."""
        some, width = self._centres[numbers], _FIRST if len(self._centres) >= LARGE else _AXES
        return Part(numbers, np.ascontiguousarray(some[:, :width]), np.ascontiguousarray(some[:, width:]))


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _axes(rows: np.ndarray) -> np.ndarray:
    """Return the directions in which rows differ most (principal components), as columns, the foremost first."""
    _, found = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(found[:, ::-1][:, :_AXES]).astype(np.float32)
