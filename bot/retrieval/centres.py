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
class Meanings:
    """A question seen along the directions of the articles."""

    place: np.ndarray
    rough: np.ndarray
    """How near each article is in the first look."""


class Centres:
    """The centres of all articles."""

    def __init__(self, wordings: np.ndarray, starts: np.ndarray) -> None:
        """Take the vectors of all wordings and the first row of each article; none may be without wordings."""
        centres = _unit(np.add.reduceat(wordings, starts, axis=0))
        self._axes = _axes(centres)
        moved, first = centres @ self._axes, _FIRST if len(centres) >= LARGE else _AXES
        self._first, self._rest = np.ascontiguousarray(moved[:, :first]), np.ascontiguousarray(moved[:, first:])

    def look(self, vector: np.ndarray) -> Meanings:
        """Return how a question lies to all articles."""
        place = vector @ self._axes
        return Meanings(place, np.asarray(self._first @ place[: self._first.shape[1]]))

    def nearest(self, seen: Meanings, among: np.ndarray, count: int) -> np.ndarray:
        """Return the numbers of the nearest of some articles, in no particular order."""
        if not self._rest.shape[1]:
            return among[highest(seen.rough[among], count)]
        near = among[highest(seen.rough[among], _SPARE * count)]
        fine = seen.rough[near] + self._rest[near] @ seen.place[self._first.shape[1] :]
        return near[highest(fine, count)]


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _axes(rows: np.ndarray) -> np.ndarray:
    """Return the directions in which rows differ most (principal components), as columns, the foremost first."""
    _, found = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(found[:, ::-1][:, :_AXES]).astype(np.float32)
