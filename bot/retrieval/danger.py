"""Does a message sound as if somebody may be at risk of harm? A second look, behind the phrases that need no model.

Phrases know words; what people saw and heard is told in ever new ones. This learned from messages of both kinds
(`knowledge/at_risk.jsonl`), beside plain questions, which are what mostly comes in.
"""

from dataclasses import dataclass

import numpy as np

from bot.retrieval.telling import Said, Telling

FOLDS = 3
PLAIN_WEIGHT = 0.3
"""How much a plain question counts beside a message that was written to be told apart."""
_SEED = 20261125
_NEVER = 1.01


@dataclass(frozen=True)
class Danger:
    """What tells danger apart, and from which chance on something is done."""

    telling: Telling
    alarm_from: float
    """Chance from which the safeguarding reply is given."""
    mention_from: float
    """Chance from which the emergency numbers stand beside an answer; and from which a message is taken for danger in
    which phrases found some, though not the plainest ones."""

    @classmethod
    def fit(cls, said: Said, at_risk: np.ndarray, plain: Said, alarms: float, mentions: float) -> "Danger":
        """Learn from messages of both kinds and from plain questions.

        `alarms` and `mentions` are the shares of messages without danger, held out, that may reach either cut. Without
        messages of both kinds nothing is ever taken for danger.
        """
        if at_risk.all() or not at_risk.any():
            return cls(_fit(said, np.zeros(len(said), bool), plain), _NEVER, _NEVER)
        fold = np.random.default_rng(_SEED).permutation(len(said)) % FOLDS
        held_out = np.zeros(len(said))
        for number in range(FOLDS):
            kept = fold != number
            held_out[~kept] = _fit(said.part(kept), at_risk[kept], plain).chances(said.part(~kept))
        harmless = held_out[~at_risk]
        cuts = [float(np.quantile(harmless, 1 - share)) for share in (alarms, mentions)]
        return cls(_fit(said, at_risk, plain), cuts[0], min(cuts))

    def chance(self, said: Said) -> float:
        """Chance, 0 to 1, that a message tells of danger."""
        return float(self.telling.chances(said)[0])


def _fit(said: Said, at_risk: np.ndarray, plain: Said) -> Telling:
    weight = np.concatenate([np.ones(len(said)), np.full(len(plain), PLAIN_WEIGHT)])
    return Telling.fit(said.beside(plain), np.concatenate([at_risk, np.zeros(len(plain), bool)]), weight)
