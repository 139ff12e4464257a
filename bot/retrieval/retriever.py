"""From a question to candidates with believable confidence."""

import json
import pathlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from bot.helpdesk.vocabulary import Candidate, Nation, Understanding
from bot.retrieval.calibration import Confidence, sigmoid
from bot.retrieval.index import FEATURES, Index, Query
from bot.retrieval.ranking import Ranking, chances
from bot.retrieval.scope import Scope

SHOWN = 5
"""Candidates that are kept of each question: what a champion sees beside a ticket."""
NEAREST = FEATURES.index("nearest")
_ELSEWHERE_LEAD = 0.15
"""By how much an article of another nation must fit better before it is named."""


@dataclass(frozen=True)
class Cuts:
    """Confidence from which the bot acts, from calibration."""

    answer_from: float
    clarify_from: float
    scope_from: float


@dataclass(frozen=True)
class Retriever:
    """Index, ranking, scope check and confidence, trained together."""

    index: Index
    ranking: Ranking
    scope: Scope
    confidence: Confidence
    cuts: Cuts

    def understand(self, query: Query, nation: Nation, content_words: int, intent: tuple[str, float]) -> Understanding:
        """Judge one question for an asker of a nation."""
        features = self.index.features(query)
        here = self.index.holds_in(nation.value)
        near = features[:, :, NEAREST].max(axis=1)
        odds = self.scope.odds(query.vectors, near)
        best = self._candidates(features, here, odds, query)
        return Understanding(
            intent=intent[0],
            intent_confidence=intent[1],
            candidates=tuple(best),
            in_scope=float(sigmoid(odds)[0]),
            content_words=content_words,
            nation=nation,
            elsewhere=self._elsewhere(features, ~here, odds, query, best),
            **asdict(self.cuts),
        )

    def _elsewhere(
        self, features: np.ndarray, there: np.ndarray, odds: np.ndarray, query: Query, best: list[Candidate]
    ) -> Candidate | None:
        """Return another nation's article when nothing here fits and that one does."""
        found = best[0].confidence if best else 0.0
        if found >= self.cuts.clarify_from or not there.any():
            return None
        other = self._candidates(features, there, odds, query)[0]
        return other if other.confidence - found > _ELSEWHERE_LEAD else None

    def _candidates(self, features: np.ndarray, allowed: np.ndarray, odds: np.ndarray, query: Query) -> list[Candidate]:
        columns = np.flatnonzero(allowed)
        part = features[:, columns]
        scores = self.ranking.scores(part)
        order = np.argsort(-scores[0])[:SHOWN]
        if not len(order):
            return []
        rows = signs(part, scores, odds, query.lemmas, self.index)
        first = float(self.confidence.of(rows)[0])
        shares = chances(scores)[0][order]
        # The first article's confidence is calibrated; the others follow in proportion to their shares.
        found = first * shares / max(float(shares[0]), 1e-9)
        documents = [self.index.documents[columns[place]] for place in order]
        return [Candidate(d.article, round(float(c), 4), d.title) for d, c in zip(documents, found, strict=True)]

    def save(self, folder: pathlib.Path) -> None:
        """Write everything into a folder."""
        self.index.save(folder)
        np.savez(
            folder / "models.npz",
            ranking_weights=self.ranking.weights,
            ranking_centre=self.ranking.centre,
            ranking_scale=self.ranking.scale,
            scope_weights=self.scope.weights,
            scope_outside=self.scope.outside,
            scope_second=self.scope.second,
            confidence_weights=self.confidence.weights,
            confidence_centre=self.confidence.centre,
            confidence_scale=self.confidence.scale,
        )
        numbers = {"scope": self.scope.constant, "confidence": self.confidence.constant, "cuts": asdict(self.cuts)}
        (folder / "numbers.json").write_text(json.dumps(numbers, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: pathlib.Path) -> "Retriever":
        """Read what `save` wrote."""
        numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
        with np.load(folder / "models.npz") as m:
            return cls(
                Index.load(folder),
                Ranking(m["ranking_weights"], m["ranking_centre"], m["ranking_scale"]),
                Scope(m["scope_weights"], numbers["scope"], m["scope_outside"], m["scope_second"]),
                Confidence(
                    m["confidence_weights"], numbers["confidence"], m["confidence_centre"], m["confidence_scale"]
                ),
                Cuts(**numbers["cuts"]),
            )


def signs(
    features: np.ndarray, scores: np.ndarray, odds: np.ndarray, lemmas: Sequence[Sequence[str]], index: Index
) -> np.ndarray:
    """What the confidence in each question's first article is judged from (calibration.SIGNS)."""
    shares = chances(scores)
    rows, first = np.arange(len(scores)), scores.argmax(axis=1)
    second = np.partition(shares, -2, axis=1)[:, -2] if shares.shape[1] > 1 else np.zeros(len(rows))
    length = np.array([len(words) for words in lemmas])
    unknown = np.array([index.unknown_share(words) for words in lemmas])
    own = [shares[rows, first], shares[rows, first] - second, scores[rows, first], odds, np.log1p(length), unknown]
    return np.column_stack([*own, features[rows, first]])
