"""Does a message sound as if somebody may be at risk of harm? A second look, behind the phrases that need no model.

Phrases know words; what people saw and heard is told in ever new ones. This learned from messages of both kinds
(`knowledge/at_risk.jsonl`), beside plain questions, which are what mostly comes in.
"""

import json
import pathlib
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.errors import ContentError
from bot.retrieval.calibration import sigmoid

FOLDS = 3
STRENGTH, PLAIN_WEIGHT = 10.0, 0.3
"""C of the regression, and how much a plain question counts beside a message that was written to be told apart."""
_SEED = 20261125


@dataclass(frozen=True)
class Danger:
    """Logistic regression over frozen vectors."""

    weights: np.ndarray
    constant: float
    alarm_from: float
    """Chance from which the safeguarding reply is given."""
    mention_from: float
    """Chance from which the emergency numbers stand beside an answer."""

    @classmethod
    def fit(
        cls, vectors: np.ndarray, at_risk: np.ndarray, plain: np.ndarray, alarms: float, mentions: float
    ) -> "Danger":
        """Learn from messages of both kinds and from plain questions.

        `alarms` and `mentions` are the shares of messages without danger, held out, that may reach either cut. Without
        messages of both kinds nothing is ever taken for danger.
        """
        if at_risk.all() or not at_risk.any():
            return cls(np.zeros(plain.shape[1], np.float32), -30.0, 1.01, 1.01)
        fold = np.random.default_rng(_SEED).permutation(len(vectors)) % FOLDS
        held_out = np.zeros(len(vectors))
        for number in range(FOLDS):
            kept = fold != number
            held_out[~kept] = _chance(*_fit(vectors[kept], at_risk[kept], plain), vectors[~kept])
        weights, constant = _fit(vectors, at_risk, plain)
        harmless = held_out[~at_risk]
        cuts = [float(np.quantile(harmless, 1 - share)) for share in (alarms, mentions)]
        return cls(weights, constant, cuts[0], min(cuts))

    def chance(self, vector: np.ndarray) -> float:
        """Chance, 0 to 1, that a message tells of danger."""
        return float(_chance(self.weights, self.constant, vector))


def load(path: pathlib.Path) -> tuple[list[str], np.ndarray]:
    """Read messages and whether somebody is at risk; raises ContentError with every line that is wrong."""
    texts, marks, faults = [], [], []
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            texts.append(str(entry["text"]))
            marks.append(bool(entry["at_risk"]))
        except (ValueError, KeyError, TypeError):
            faults.append(f"{path.name}, line {number}: needs text and at_risk (true or false); correct the line")
    if faults:
        raise ContentError(faults)
    return texts, np.array(marks, bool)


def _chance(weights: np.ndarray, constant: float, vectors: np.ndarray) -> np.ndarray:
    return sigmoid(vectors @ weights + constant)


def _fit(vectors: np.ndarray, at_risk: np.ndarray, plain: np.ndarray) -> tuple[np.ndarray, float]:
    model = LogisticRegression(C=STRENGTH, max_iter=500)
    weight = np.concatenate([np.ones(len(vectors)), np.full(len(plain), PLAIN_WEIGHT)])
    marks = np.concatenate([at_risk, np.zeros(len(plain), bool)])
    model.fit(np.vstack([vectors, plain]), marks, sample_weight=weight)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])
