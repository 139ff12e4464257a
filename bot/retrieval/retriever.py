"""From a question to candidates with believable confidence."""

import json
import pathlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from bot.helpdesk.vocabulary import Candidate, Nation, Understanding
from bot.retrieval.calibration import Confidence, sigmoid
from bot.retrieval.danger import Danger
from bot.retrieval.index import Index
from bot.retrieval.ranking import Ranking, chances
from bot.retrieval.scope import Scope
from bot.retrieval.shapes import NEAREST, Compared, Query

SHOWN = 5
"""Candidates that are kept of each question: what a champion sees beside a ticket."""
_ELSEWHERE_LEAD = 0.15
"""By how much an article of another nation must fit better before it is named."""
_ELSEWHERE = 12
"""Articles of other nations that are looked at, by meaning; half as many by words."""


@dataclass(frozen=True)
class Cuts:
    """Confidence from which the bot acts, from calibration."""

    answer_from: float
    clarify_from: float
    scope_from: float


@dataclass(frozen=True)
class Retriever:
    """Index, ranking, scope check, look-out for danger and confidence, trained together."""

    index: Index
    ranking: Ranking
    scope: Scope
    danger: Danger
    confidence: Confidence
    cuts: Cuts

    def understand(self, query: Query, nation: Nation, content_words: int, intent: tuple[str, float]) -> Understanding:
        """Judge one question for an asker of a nation."""
        words, meanings = self.index.word_scores(query.lemmas[0]), self.index.meanings(query.vectors[0])
        allowed = self.index.holds_in(nation.value)
        here = self._compared(query, words, self.index.shortlist(meanings, words, allowed))
        there = self.index.shortlist(meanings, words, ~allowed, _ELSEWHERE, _ELSEWHERE // 2)
        near = max([*here.features[:, NEAREST], *self.index.nearness(query.vectors[0], there)], default=0.0)
        odds = self.scope.odds(query.vectors, np.array([near]))
        best = self._candidates(here, odds, query)
        risk = self.danger.chance(query.vectors[0])
        return Understanding(
            intent=intent[0],
            intent_confidence=intent[1],
            candidates=tuple(best),
            in_scope=float(sigmoid(odds)[0]),
            content_words=content_words,
            nation=nation,
            elsewhere=self._elsewhere(words, there, odds, query, best),
            at_risk=risk >= self.danger.alarm_from,
            maybe_at_risk=risk >= self.danger.mention_from,
            **asdict(self.cuts),
        )

    def _compared(self, query: Query, words: np.ndarray, numbers: np.ndarray) -> Compared:
        """Compare a question with some articles."""
        return Compared(self.index.features(query, 0, numbers, words), numbers, np.array([0, len(numbers)]))

    def _elsewhere(
        self, words: np.ndarray, there: np.ndarray, odds: np.ndarray, query: Query, best: list[Candidate]
    ) -> Candidate | None:
        """Return another nation's article when nothing here fits and that one does."""
        found = best[0].confidence if best else 0.0
        if found >= self.cuts.clarify_from or not len(there):
            return None
        other = self._candidates(self._compared(query, words, there), odds, query)[0]
        return other if other.confidence - found > _ELSEWHERE_LEAD else None

    def _candidates(self, compared: Compared, odds: np.ndarray, query: Query) -> list[Candidate]:
        scores = self.ranking.scores(compared.features)
        order = np.argsort(-scores)[:SHOWN]
        if not len(order):
            return []
        rows = signs(compared, scores, odds, query.lemmas, self.index)
        first = float(self.confidence.of(rows)[0])
        shares = chances(scores, compared.starts)[order]
        # The first article's confidence is calibrated; the others follow in proportion to their shares.
        found = first * shares / max(float(shares[0]), 1e-9)
        documents = [self.index.documents[compared.articles[place]] for place in order]
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
            danger_weights=self.danger.weights,
            confidence_weights=self.confidence.weights,
            confidence_centre=self.confidence.centre,
            confidence_scale=self.confidence.scale,
        )
        numbers = {
            "scope": self.scope.constant,
            "danger": [self.danger.constant, self.danger.alarm_from, self.danger.mention_from],
            "confidence": self.confidence.constant,
            "cuts": asdict(self.cuts),
        }
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
                Danger(m["danger_weights"], *numbers["danger"]),
                Confidence(
                    m["confidence_weights"], numbers["confidence"], m["confidence_centre"], m["confidence_scale"]
                ),
                Cuts(**numbers["cuts"]),
            )


def signs(
    compared: Compared, scores: np.ndarray, odds: np.ndarray, lemmas: Sequence[Sequence[str]], index: Index
) -> np.ndarray:
    """What the confidence in each question's first article is judged from (calibration.SIGNS)."""
    shares = chances(scores, compared.starts)
    found = []
    for question, words in enumerate(lemmas):
        rows = compared.rows_of(question)
        here, part = scores[rows], shares[rows]
        first = int(here.argmax())
        second = float(np.partition(part, -2)[-2]) if len(part) > 1 else 0.0
        own = [part[first], part[first] - second, here[first], odds[question], np.log1p(len(words))]
        found.append([*own, index.unknown_share(words), *compared.features[rows][first]])
    return np.array(found).reshape(len(lemmas), 6 + compared.features.shape[1])
