"""The highest of many numbers, without putting them all in order."""

import numpy as np

_MANY, _GROUP = 4096, 64
"""Numbers from which looking at groups first is quicker, and the most numbers in a group."""


def highest(values: np.ndarray, count: int) -> np.ndarray:
    """Return the places of the highest numbers, in no particular order; all places if there are no more than `count`.

    Of equal numbers it is not said which are chosen.
    """
    if count >= len(values):
        return np.arange(len(values))
    size = min(_GROUP, len(values) // (2 * count))
    if len(values) < _MANY or size <= 1:
        return np.argpartition(values, -count)[-count:]
    # The members of a group lie far apart, so that all groups are gone through at once.
    groups = values[: len(values) // size * size].reshape(size, -1).max(axis=0)
    # As many groups as numbers are wanted reach this bound, so none of the wanted ones lies below it.
    above = np.flatnonzero(values >= np.partition(groups, -count)[-count])
    return above[np.argpartition(values[above], -count)[-count:]]
