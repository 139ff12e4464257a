"""Which intent is it? Logistic regression and nearest examples over frozen vectors, together.

A linear boundary is good where an intent has one meaning, the nearest examples are good where it has many (an intent of
ours holds dozens of articles). The log of the chances of the one and the log of the densities of the other are added.

Chosen on held-out questions, never on a published test part (right / log loss; docs/quality.md):

                                   BANKING77 train, 10 an intent, six draws   own intents, three folds
logistic regression, C=30          84.5 % / 0.70                              66.3 % / 1.05
… on centred vectors               84.7 % / 0.67                              66.4 % / 1.04
… and the nearest examples         85.5 % / 0.53                              70.0 % / 1.01

What did not help there: whitening (0 with a quarter, -3 with three quarters), whitening within intents (-0.5),
character n-grams beside the vectors (+0.2), support vector machines (-0.3), ridge regression (-5). With
scikit-learn's usual C=1 unit vectors are held too tightly: 81.2 % (design.md, section 5).
"""

import functools
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.retrieval.highest import highest

STRENGTH = 30.0
"""C of the logistic regression; 10 to 100 differ by 0.3 points."""
SHARPNESS = 25.0
"""How fast an example's say falls with its distance; 15 to 30 differ by 0.2 points there, by 1.5 on own intents."""
NEIGHBOURS_SAY = 0.35
"""Weight of the examples against the regression; 0.2 to 0.5 differ by 0.2 points."""
AXES, EXACT = 64, 512
"""Main axes on which all examples are compared, and how many of the nearest are then compared in full. On 1,540
BANKING77 questions with 10,003 examples and 1,024 of them in full the intent was the same as with all, every time; on
605 of our own with 512 in 99.5 %."""
TOLERANCE = 1e-3
"""Where fitting stops. Ten times tighter takes three times as long, for 0.3 points on all of BANKING77."""
_FILE = "intents.npz"
_TINY = 1e-30


@dataclass(frozen=True, eq=False)
class Intents:
    """A trained classifier."""

    names: tuple[str, ...]
    centre: np.ndarray
    weights: np.ndarray
    """One row an intent; the last column is the constant term."""
    examples: np.ndarray
    """Centred unit vectors of all that was taught, as halves: they are most of the memory, and chances stay the same to
    three digits."""
    owner: np.ndarray
    """The number of each example's intent."""

    @classmethod
    def fit(cls, vectors: np.ndarray, intents: Sequence[str], strength: float = STRENGTH) -> "Intents":
        """Learn from unit vectors and their intents; with fewer than two intents there is nothing to tell apart."""
        names = sorted(set(intents))
        if len(names) < 2:
            return cls((), np.zeros(0), np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(0, int))
        owner = np.searchsorted(names, intents)
        centre = vectors.mean(axis=0)
        examples = _centred(vectors, centre)
        model = LogisticRegression(C=strength, max_iter=300, tol=TOLERANCE).fit(examples, owner)
        weights = np.column_stack([model.coef_, model.intercept_])
        if len(weights) == 1:  # scikit-learn keeps one row for two classes
            weights = np.vstack([-weights / 2, weights / 2])
        return cls(tuple(names), centre, weights.astype(np.float32), examples.astype(np.float16), owner)

    def judge(self, vector: np.ndarray) -> tuple[np.ndarray, float]:
        """Return the chance of each intent for one unit vector, and how familiar the vector is.

        Chances say which intent it is, given that it is one of them; a stranger may have a clear favourite too.
        Familiarity is the log of the summed scores (the negative energy of Liu et al. 2020). At a cut that keeps 95 %
        of CLINC150's in-scope questions it tells nine of ten strangers apart, the highest chance seven.
        """
        place = _centred(vector[None, :], self.centre)[0]
        near = np.exp(SHARPNESS * (self._likeness(place) - 1))
        # Means, not sums: an intent with many examples is not nearer for that.
        density = np.bincount(self.owner, near, len(self.names)) / self._counts
        scores = self.weights[:, :-1] @ place + self.weights[:, -1] + NEIGHBOURS_SAY * np.log(density + _TINY)
        shares = np.exp(scores - scores.max())
        return shares / shares.sum(), float(np.log(shares.sum()) + scores.max())

    def _likeness(self, place: np.ndarray) -> np.ndarray:
        """Cosine with every example: on the main axes for all, in full for the nearest, which decide."""
        if len(self.examples) <= EXACT:
            return self.examples.astype(np.float32) @ place
        found = self._short @ (place @ self._axes)
        nearest = highest(found, EXACT)
        found[nearest] = self.examples[nearest].astype(np.float32) @ place
        return found

    @functools.cached_property
    def _counts(self) -> np.ndarray:
        return np.bincount(self.owner, minlength=len(self.names))

    @functools.cached_property
    def _axes(self) -> np.ndarray:
        examples = self.examples.astype(np.float32)
        _, axes = np.linalg.eigh(examples.T @ examples)
        return np.ascontiguousarray(axes[:, ::-1][:, :AXES])

    @functools.cached_property
    def _short(self) -> np.ndarray:
        return self.examples.astype(np.float32) @ self._axes

    def save(self, folder: pathlib.Path) -> None:
        """Write everything into a folder."""
        np.savez(
            folder / _FILE,
            names=np.array(self.names, str),
            centre=self.centre,
            weights=self.weights,
            examples=self.examples,
            owner=self.owner,
        )

    @classmethod
    def load(cls, folder: pathlib.Path) -> "Intents":
        """Read what `save` wrote."""
        with np.load(folder / _FILE) as kept:
            names = tuple(str(name) for name in kept["names"])
            loaded = cls(names, kept["centre"], kept["weights"], kept["examples"], kept["owner"])
        # The first question should not wait for it.
        loaded._short  # noqa: B018
        return loaded


def _centred(vectors: np.ndarray, centre: np.ndarray) -> np.ndarray:
    moved = vectors - centre
    return (moved / (np.linalg.norm(moved, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
