"""From a question to candidates with believable confidence."""

import json
import pathlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bot.helpdesk.vocabulary import Candidate, Nation, Understanding
from bot.retrieval.calibration import sigmoid
from bot.retrieval.index import Index
from bot.retrieval.manner import Manner
from bot.retrieval.ranking import chances
from bot.retrieval.scope import Scope
from bot.retrieval.shapes import NEAREST, Compared, Query
from bot.retrieval.telling import Telling
from bot.retrieval.weighing import Weighing, pair_signs, signs

SHOWN = 5
"""Candidates that are kept of each question: what a champion sees beside a ticket."""
_ELSEWHERE = 12
"""Articles of other nations that are looked at, by meaning; half as many by words."""


@dataclass(frozen=True)
class Cuts:
    """Confidence from which the bot acts, from calibration."""

    answer_from: float
    clarify_from: float
    scope_from: float
    going_on_scope_from: float
    """Likewise for what goes on with the question before, whose words alone say less."""
    pair_from: float
    """Likewise for the first two articles together."""
    going_on_pair_from: float
    """Likewise of what goes on with the question before."""

    def of(self, query: Query) -> dict[str, Any]:
        """Return those that count for a question."""
        found = asdict(self)
        going_on_pair_from = found.pop("going_on_pair_from")
        return found | ({"pair_from": going_on_pair_from} if query.goes_on(0) else {})


@dataclass(frozen=True)
class Retriever:
    """Index, scope check, look at the manner of a message, ranking and confidence, trained together."""

    index: Index
    scope: Scope
    manner: Manner
    whole: Weighing
    going_on: Weighing
    """Of what is read with the question before."""
    cuts: Cuts

    def understand(
        self, query: Query, nation: Nation, content_words: int, intent: tuple[str, float], *, uneasy: bool = False
    ) -> Understanding:
        """Judge one question for an asker of a nation; `uneasy` when phrases found danger that they are not sure of."""
        words, meanings = self.index.word_scores(query.lemmas[0]), self.index.meanings(query.vectors[0])
        inside, outside = self.index.divided(nation.value)
        numbers = self.index.shortlist(meanings, words, inside)
        elsewhere = self.index.shortlist(meanings, words, outside, _ELSEWHERE, _ELSEWHERE // 2)
        # Together: what is done once for a question costs more than a dozen articles.
        here, there = self._compared(query, words, numbers, elsewhere)
        near = max([*here.features[:, NEAREST], *there.features[:, NEAREST]], default=0.0)
        said = self.manner.said(query)
        odds = self.scope.odds(said, np.array([near]))
        best, either = self._candidates(here, odds, query)
        manner = self.manner.judge(query, said, uneasy=uneasy)
        return Understanding(
            intent=intent[0],
            intent_confidence=intent[1],
            candidates=tuple(best),
            in_scope=float(sigmoid(odds)[0]),
            content_words=content_words,
            nation=nation,
            elsewhere=self._elsewhere(there, odds, query, best),
            pair_confidence=either,
            **asdict(manner),
            **self.cuts.of(query),
        )

    def _compared(
        self, query: Query, words: np.ndarray, numbers: np.ndarray, others: np.ndarray
    ) -> tuple[Compared, Compared]:
        """Compare a question with some articles, and with some others."""
        features = self.index.features(query, 0, np.concatenate([numbers, others]), words)
        count = len(numbers)
        return (
            Compared(features[:count], numbers, np.array([0, count])),
            Compared(features[count:], others, np.array([0, len(others)])),
        )

    def _elsewhere(self, there: Compared, odds: np.ndarray, query: Query, best: list[Candidate]) -> Candidate | None:
        """Return another nation's article when nothing here fits and that one surely does."""
        found = best[0].confidence if best else 0.0
        if found >= self.cuts.clarify_from or not len(there.articles):
            return None
        other = self._candidates(there, odds, query)[0][0]
        return other if other.confidence >= self.cuts.answer_from else None

    def _candidates(self, compared: Compared, odds: np.ndarray, query: Query) -> tuple[list[Candidate], float]:
        """Return the best articles, and the chance that one of the first two answers."""
        weighing = self.going_on if query.goes_on(0) else self.whole
        scores = weighing.ranking.scores(compared.features)
        order = np.argsort(-scores)[:SHOWN]
        if not len(order):
            return [], 0.0
        rows = signs(compared, scores, odds, query, self.index)
        first = float(weighing.confidence.of(rows)[0])
        either = float(weighing.pair.of(pair_signs(rows, compared, scores))[0])
        shares = chances(scores, compared.starts)[order]
        # The first article's confidence is calibrated; the others follow in proportion to their shares.
        found = first * shares / max(float(shares[0]), 1e-9)
        documents = [self.index.documents[compared.articles[place]] for place in order]
        best = [Candidate(d.article, round(float(c), 4), d.title) for d, c in zip(documents, found, strict=True)]
        return best, round(max(first, either), 4)

    def save(self, folder: pathlib.Path) -> None:
        """Write everything into a folder."""
        self.index.save(folder)
        self.manner.save(folder)
        np.savez(
            folder / "models.npz",
            scope_weights=self.scope.telling.weights,
            scope_groups=self.scope.telling.group_weights,
            scope_outside=self.scope.outside,
            scope_second=self.scope.second,
            **self.whole.arrays("whole"),
            **self.going_on.arrays("going_on"),
        )
        numbers = {"scope": self.scope.telling.constant, "cuts": asdict(self.cuts)}
        (folder / "numbers.json").write_text(json.dumps(numbers, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: pathlib.Path) -> "Retriever":
        """Read what `save` wrote."""
        numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
        with np.load(folder / "models.npz") as m:
            return cls(
                Index.load(folder),
                Scope(
                    Telling(m["scope_weights"], m["scope_groups"], numbers["scope"]),
                    m["scope_outside"],
                    m["scope_second"],
                ),
                Manner.load(folder),
                Weighing.of(m, "whole"),
                Weighing.of(m, "going_on"),
                Cuts(**numbers["cuts"]),
            )
