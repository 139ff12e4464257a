"""How often an article also answers a question that was written for another one.

Articles overlap: "who can get SDS" and "is SDS only for disabled people" answer many of the same questions. Counting
every neighbour as wrong would teach the bot far too little confidence. People judged a sample of such pairs
(`knowledge/judgements.jsonl`); a small model carries their judgement over to pairs that nobody has read.
"""

import json
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.errors import ContentError
from bot.retrieval.index import Index

FEWEST = 100
"""Judged pairs below which no model is fitted; then only the article itself counts as right."""


def load(path: pathlib.Path) -> dict[tuple[str, str], bool]:
    """Read judgements: (question, article) and whether the article answers it; empty without the file."""
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            entry = json.loads(line)
            found[entry["question"], entry["article"]] = bool(entry["answers"])
        except (ValueError, KeyError) as error:
            fault = f"{path.name}, line {number}: needs question, article and answers (true or false); correct the line"
            raise ContentError([fault]) from error
    return found


@dataclass(frozen=True)
class Acceptance:
    """Judged pairs, and a model for the others."""

    judged: Mapping[tuple[int, int], bool]
    """(number of the wording, number of the article) and the verdict."""
    model: LogisticRegression | None
    index: Index

    @classmethod
    def fit(cls, index: Index, judgements: Mapping[tuple[str, str], bool], wordings: list[str]) -> "Acceptance":
        """Learn from judgements of this index's wordings; `wordings` are those as they were typed."""
        rows = {wording: number for number, wording in enumerate(wordings)}
        numbers = {document.article: number for number, document in enumerate(index.documents)}
        judged = {
            (rows[question], numbers[article]): verdict
            for (question, article), verdict in judgements.items()
            if question in rows and article in numbers
        }
        strangers = [pair for pair in judged if index.ask_owner[pair[0]] != pair[1]]
        verdicts = np.array([judged[pair] for pair in strangers])
        if len(strangers) < FEWEST or verdicts.all() or not verdicts.any():
            return cls(judged, None, index)
        pairs = np.array(strangers)
        model = LogisticRegression(C=1.0, max_iter=500).fit(_signs(index, pairs[:, 0], pairs[:, 1]), verdicts)
        return cls(judged, model, index)

    def chances(self, rows: np.ndarray, given: np.ndarray) -> np.ndarray:
        """Chance that each given article answers the wording of its row."""
        found = (self.index.ask_owner[rows] == given).astype(float)
        others = np.flatnonzero(found == 0)
        if self.model is not None and len(others):
            found[others] = self.model.predict_proba(_signs(self.index, rows[others], given[others]))[:, 1]
        for place, pair in enumerate(zip(rows.tolist(), given.tolist(), strict=True)):
            if pair in self.judged:
                found[place] = float(self.judged[pair])
        return found


def _signs(index: Index, rows: np.ndarray, given: np.ndarray) -> np.ndarray:
    """How alike the two articles are, and how near the question is to the given one's answer and to its own one's."""
    owner = index.ask_owner[rows]
    asked = index.ask_vectors[rows]
    own = np.einsum("nd,nd->n", asked, index.bodies[owner])
    near = np.einsum("nd,nd->n", asked, index.bodies[given])
    return np.column_stack(
        [
            np.einsum("nd,nd->n", index.centres[owner], index.centres[given]),
            np.einsum("nd,nd->n", index.title_vectors[owner], index.title_vectors[given]),
            np.einsum("nd,nd->n", index.bodies[owner], index.bodies[given]),
            near,
            near - own,
            np.einsum("nd,nd->n", asked, index.title_vectors[given] - index.title_vectors[owner]),
        ]
    )
