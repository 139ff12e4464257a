"""Is a message about what the product exists for? A check of its own, apart from which article fits.

A threshold on the best match alone misses a quarter of foreign questions; this model learned from near misses of
neighbouring services (docs/quality.md).
"""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.retrieval.telling import Said, Telling

FOLDS = 3
_SECOND_STRENGTH = 1.0
_NO_NEIGHBOUR = -1.0
_NO_DOUBT = np.array([0.0, 0.0, 0.0, 10.0])


@dataclass(frozen=True)
class Near:
    """Messages, and how near the nearest wording of any article lies to each (cosine)."""

    said: Said
    inside: np.ndarray

    def __len__(self) -> int:
        """Number of messages."""
        return len(self.said)

    def part(self, rows: np.ndarray) -> "Near":
        """Return some of the messages (numbers, or marks)."""
        return Near(self.said.part(rows), self.inside[rows])

    def beside(self, others: "Near") -> "Near":
        """Return these messages and then others."""
        return Near(self.said.beside(others.said), np.concatenate([self.inside, others.inside]))


@dataclass(frozen=True)
class Scope:
    """Two steps of logistic regression: what a message says by itself, then that beside the nearest known messages."""

    telling: Telling
    """Tells messages inside the domain from others."""
    outside: np.ndarray
    """Vectors of known messages from beyond the domain."""
    second: np.ndarray
    """Weights of: what the message says, the nearest wording inside, the nearest message outside; and a constant."""

    @classmethod
    def fit(cls, own: Said, asked: Near, personal: Near, outside: Near) -> "Scope":
        """Learn from messages inside and outside the domain.

        `own` are wordings of articles: they teach the first step alone, since they lie nearer to each other than what
        people send. `asked` are people's questions inside, which teach the second step alone; `personal` messages
        inside and those `outside` teach both, the second as if the first had not seen them. Without any message
        outside, everything is inside.
        """
        inside = own.beside(personal.said)
        said, is_inside = inside.beside(outside.said), np.arange(len(inside) + len(outside)) < len(inside)
        telling, foreign = _fit(said, is_inside), outside.said.vectors
        if not len(outside) or not len(inside):
            return cls(telling, foreign, _NO_DOUBT)
        apart = foreign @ foreign.T
        np.fill_diagonal(apart, _NO_NEIGHBOUR)
        held_out = _held_out(said, is_inside)[len(own) :]
        near = (asked.said.vectors @ foreign.T).max(axis=1), (personal.said.vectors @ foreign.T).max(axis=1)
        rows = np.column_stack(
            [
                np.concatenate([telling.odds(asked.said), held_out]),
                np.concatenate([asked.inside, personal.inside, outside.inside]),
                np.concatenate([*near, apart.max(axis=1)]),
            ]
        )
        kinds = np.arange(len(rows)) < len(asked) + len(personal)
        second = LogisticRegression(C=_SECOND_STRENGTH, class_weight="balanced", max_iter=500).fit(rows, kinds)
        return cls(telling, foreign, np.append(second.coef_[0], second.intercept_[0]))

    def odds(self, said: Said, near_inside: np.ndarray) -> np.ndarray:
        """Log odds of lying inside."""
        first = self.telling.odds(said)
        near = (said.vectors @ self.outside.T).max(axis=1) if len(self.outside) else np.zeros(len(said))
        return np.column_stack([first, near_inside, near, np.ones(len(said))]) @ self.second


def _held_out(said: Said, is_inside: np.ndarray) -> np.ndarray:
    odds, fold = np.zeros(len(said)), np.arange(len(said)) % FOLDS
    for number in range(FOLDS):
        kept = fold != number
        odds[~kept] = _fit(said.part(kept), is_inside[kept]).odds(said.part(~kept))
    return odds


def _fit(said: Said, is_inside: np.ndarray) -> Telling:
    # Both kinds count as much, however many there are of each.
    share = max(float(is_inside.mean()), 1e-9) if len(said) else 1.0
    weight = np.where(is_inside, 0.5 / share, 0.5 / max(1 - share, 1e-9))
    return Telling.fit(said, is_inside, weight)
