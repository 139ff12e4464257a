"""Tell two kinds of messages apart by what they mean (vector) and how they say it (groups of words)."""

import json
import pathlib
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from bot.errors import ContentError
from bot.retrieval.calibration import sigmoid

STRENGTH = 3.0
"""C of the regression; 1 to 10 differ by less than half a point."""
GROUPS_SAY = 2.0
"""Weight of the groups of words beside the vector. For the need of a person the area under the curve on unseen messages
was 0.75 without them, 0.86 with 2."""
_FEWEST = 2
AT_RISK, NEEDS_PERSON, VAGUE = "at_risk", "needs_person", "vague"
"""Marks of the messages to learn from, each with a folder in `knowledge/`."""


@dataclass(frozen=True)
class Said:
    """Messages, seen from both sides: rows of vectors and of word groups."""

    vectors: np.ndarray
    groups: scipy.sparse.csr_matrix

    def __len__(self) -> int:
        """Number of messages."""
        return len(self.vectors)

    def part(self, rows: np.ndarray) -> "Said":
        """Return some of the messages (numbers, or marks)."""
        return Said(self.vectors[rows], self.groups[rows])

    def beside(self, others: "Said") -> "Said":
        """Return these messages and then others."""
        groups = scipy.sparse.vstack([self.groups, others.groups]).tocsr()
        return Said(np.vstack([self.vectors, others.vectors]), groups)


@dataclass(frozen=True, eq=False)
class Telling:
    """Logistic regression over both sides."""

    weights: np.ndarray
    group_weights: np.ndarray
    constant: float

    @classmethod
    def fit(cls, said: Said, marks: np.ndarray, weight: np.ndarray, groups_say: float = GROUPS_SAY) -> "Telling":
        """Learn from messages, whether each is of the kind that is looked for, and how much it counts.

        `groups_say` is the weight of groups of words beside the vector. Without both kinds nothing is ever of that
        kind.
        """
        width, groups = said.vectors.shape[1], said.groups.shape[1]
        if len(set(marks.tolist())) < _FEWEST:
            return cls(np.zeros(width, np.float32), np.zeros(groups, np.float32), -30.0)
        inputs = scipy.sparse.hstack([scipy.sparse.csr_matrix(said.vectors), groups_say * said.groups]).tocsr()
        model = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3).fit(inputs, marks, sample_weight=weight)
        found = model.coef_[0].astype(np.float32)
        return cls(found[:width], groups_say * found[width:], float(model.intercept_[0]))

    def odds(self, said: Said) -> np.ndarray:
        """Log odds of each message to be of the kind that is looked for."""
        return np.asarray(said.vectors @ self.weights + said.groups @ self.group_weights + self.constant)

    def chances(self, said: Said) -> np.ndarray:
        """Chance, 0 to 1, of each message to be of the kind that is looked for."""
        return np.asarray(sigmoid(self.odds(said)))


def load(knowledge: pathlib.Path, mark: str) -> tuple[list[str], np.ndarray]:
    """Read messages and whether each has a mark; raises ContentError with every line that is wrong."""
    texts, marks, faults = [], [], []
    for path in sorted((knowledge / mark).glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                entry = json.loads(line)
                texts.append(str(entry["text"]))
                marks.append(bool(entry[mark]))
            except (ValueError, KeyError, TypeError):
                told = f"needs text and {mark} (true or false); correct the line"
                faults.append(f"{mark}/{path.name}, line {number}: {told}")
    if faults:
        raise ContentError(faults)
    return texts, np.array(marks, bool)
