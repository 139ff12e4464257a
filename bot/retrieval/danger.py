"""Does a message sound as if somebody may be at risk of harm? A second look, behind the phrases that need no model.

Phrases know words; what people saw and heard is told in ever new ones. This learned from messages of both kinds
(`knowledge/at_risk/`), beside plain questions, which are what mostly comes in.
"""

from dataclasses import dataclass

import numpy as np

from bot.retrieval.telling import Said, Telling

GROUPS_SAY = 3.0
"""Weight of the groups of words beside the vector: 3 told held-out lessons apart best (2, 3, 4, 5: area under the curve
0.976, 0.978, 0.978, 0.977 beside plain questions)."""
PLAIN_WEIGHT = 0.3
"""How much a plain question counts beside a message that was written to be told apart."""
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
    def fit(
        cls, said: Said, at_risk: np.ndarray, held: np.ndarray, plain: Said, alarms: float, mentions: float
    ) -> "Danger":
        """Learn from messages of both kinds and from plain questions.

        `held` are messages that the encoder was not tuned with. `alarms` and `mentions` are the shares of those without
        danger that may reach either cut, as judged without them. Without messages of both kinds nothing is ever taken
        for danger.
        """
        harmless, taught = held & ~at_risk, ~held
        if not harmless.any() or at_risk[taught].all() or not at_risk[taught].any():
            return cls(_fit(said, np.zeros(len(said), bool), plain), _NEVER, _NEVER)
        chances = _fit(said.part(taught), at_risk[taught], plain).chances(said.part(harmless))
        cuts = [float(np.quantile(chances, 1 - share)) for share in (alarms, mentions)]
        return cls(_fit(said, at_risk, plain), cuts[0], min(cuts))

    def chance(self, said: Said) -> float:
        """Chance, 0 to 1, that a message tells of danger."""
        return float(self.telling.chances(said)[0])


def _fit(said: Said, at_risk: np.ndarray, plain: Said) -> Telling:
    weight = np.concatenate([np.ones(len(said)), np.full(len(plain), PLAIN_WEIGHT)])
    return Telling.fit(said.beside(plain), np.concatenate([at_risk, np.zeros(len(plain), bool)]), weight, GROUPS_SAY)
