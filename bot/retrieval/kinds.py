"""Is a message of a kind that no article should answer? Told apart from ordinary questions by what was written for it.

Two kinds are learned. Some messages need a person: a live case to decide, a dispute, or what one council does. They
speak of the same things, in nearly the same words, as questions that a general rule answers
(`knowledge/needs_person/`, the examples of the intents that hand over). Others are vague: several quite different
things may be meant, so a careful colleague asks back (`knowledge/vague/`, the examples of that intent).
"""

from dataclasses import dataclass

import numpy as np

from bot.retrieval.telling import GROUPS_SAY, Said, Telling

ORDINARY_WEIGHT = 0.3
"""How much an ordinary question counts beside a message that was written to be told apart."""
_NEVER = 1.01


@dataclass(frozen=True)
class Kind:
    """What tells messages of one kind apart, and from which chance on something is done."""

    telling: Telling
    sure_from: float
    """Chance from which a message is surely of that kind."""
    doubt_from: float
    """Chance from which it may be."""

    @classmethod
    def fit(
        cls,
        said: Said,
        marks: np.ndarray,
        ordinary: tuple[Said, Said],
        shares: tuple[float, float],
        groups_say: float = GROUPS_SAY,
    ) -> "Kind":
        """Learn from messages that are of the kind, as `marks` say, and from others that look like it.

        `ordinary` are two lots of messages of no such kind: the first teaches, the second sets the cuts. `shares` of it
        may surely, and may perhaps, be taken for it. `groups_say` is the weight of words beside the vector.
        """
        taught, held_out = ordinary
        if not len(held_out) or marks.all() or not marks.any():
            return cls(_fit(said, np.zeros(len(said), bool), taught, groups_say), _NEVER, _NEVER)
        telling = _fit(said, marks, taught, groups_say)
        chances = telling.chances(held_out)
        cuts = [float(np.quantile(chances, 1 - share)) for share in shares]
        return cls(telling, cuts[0], min(cuts))

    def chance(self, said: Said) -> float:
        """Chance, 0 to 1, that a message is of the kind."""
        return float(self.telling.chances(said)[0])


def _fit(said: Said, marks: np.ndarray, ordinary: Said, groups_say: float) -> Telling:
    weight = np.concatenate([np.ones(len(said)), np.full(len(ordinary), ORDINARY_WEIGHT)])
    return Telling.fit(
        said.beside(ordinary), np.concatenate([marks, np.zeros(len(ordinary), bool)]), weight, groups_say
    )
