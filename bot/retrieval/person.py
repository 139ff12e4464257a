"""Does a message need a person? A live case to decide, a dispute, or what one council does.

Such messages speak of the same things, in nearly the same words, as questions that a general rule answers. They are
told apart by what was written for it (`knowledge/needs_person.jsonl`, the examples of the intents that hand over)
beside ordinary questions.
"""

from dataclasses import dataclass

import numpy as np

from bot.retrieval.telling import Said, Telling

ORDINARY_WEIGHT = 0.3
"""How much an ordinary question counts beside a message that was written to be told apart."""
_NEVER = 1.01


@dataclass(frozen=True)
class NeedsPerson:
    """What tells such messages apart, and from which chance on they are passed on."""

    telling: Telling
    sure_from: float
    """Chance from which a message is passed on, whatever fits."""
    doubt_from: float
    """Chance from which it is passed on when no article is sure to answer."""

    @classmethod
    def fit(
        cls, said: Said, needs: np.ndarray, ordinary: tuple[Said, Said], sure: float, doubtful: float
    ) -> "NeedsPerson":
        """Learn from messages of both kinds.

        `ordinary` are two lots of ordinary questions: the first teaches, the second sets the cuts. `sure` and
        `doubtful` are the shares of it that may reach either.
        """
        taught, held_out = ordinary
        if not len(held_out) or needs.all() or not needs.any():
            return cls(_fit(said, np.zeros(len(said), bool), taught), _NEVER, _NEVER)
        telling = _fit(said, needs, taught)
        chances = telling.chances(held_out)
        cuts = [float(np.quantile(chances, 1 - share)) for share in (sure, doubtful)]
        return cls(telling, cuts[0], min(cuts))

    def chance(self, said: Said) -> float:
        """Chance, 0 to 1, that a message needs a person."""
        return float(self.telling.chances(said)[0])


def _fit(said: Said, needs: np.ndarray, ordinary: Said) -> Telling:
    weight = np.concatenate([np.ones(len(said)), np.full(len(ordinary), ORDINARY_WEIGHT)])
    return Telling.fit(said.beside(ordinary), np.concatenate([needs, np.zeros(len(ordinary), bool)]), weight)
