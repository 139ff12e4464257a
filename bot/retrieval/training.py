"""Train a retriever: weights, scope, confidence and cuts, each from questions that it had not seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from bot.retrieval.calibration import Confidence, calibration_error, cut_for, sigmoid, upper_bound
from bot.retrieval.index import Index, Query
from bot.retrieval.judgements import Judged
from bot.retrieval.ranking import FORBIDDEN, Ranking
from bot.retrieval.retriever import Cuts, Retriever, signs
from bot.retrieval.scope import Scope

FOLDS = 10
OUTSIDE_SHARE = 0.25
"""Weight of messages that no article answers, beside the judged questions: about what people send."""
_SEED = 20261122


@dataclass(frozen=True)
class Budgets:
    """How many mistakes are bearable; from `policy.yml`."""

    error_budget: float
    clarify_at_least: float
    in_scope_kept: float


def train(
    index: Index,
    judged: Judged,
    outside: Query,
    vague: Query,
    budgets: Budgets,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Retriever, Mapping[str, float]]:
    """Learn ranking, scope, confidence and cuts; return them and a report of figures on unseen questions.

    `judged` are questions whose answering articles are known, `outside` are messages from beyond the domain, `vague`
    are inside it but too vague for any article.
    """
    tell(f"Calibrating on {len(judged)} judged questions")
    features = index.features(judged.query)
    fold = np.random.default_rng(_SEED).permutation(len(judged)) % FOLDS
    scores = _held_out_scores(features, judged, fold)
    ranking = Ranking.fit(features, judged.answers, judged.allowed)
    scope = Scope.fit(index.ask_vectors, index.nearest_sibling(), outside.vectors, index.nearest(outside.vectors))
    inside_odds = scope.odds(judged.query.vectors, index.nearest(judged.query.vectors))
    first = scores.argmax(axis=1)
    right = judged.answers[np.arange(len(judged)), first].astype(float)
    rows = signs(features, scores, inside_odds, judged.query.lemmas, index)
    strange = _strange(index, ranking, scope, outside, vague)
    confidence, promised = _calibrate(rows, right, strange, fold)
    cuts = _cuts(promised, right, inside_odds, budgets)
    return Retriever(index, ranking, scope, confidence, cuts), _report(judged, scores, promised, right, cuts)


def _held_out_scores(features: np.ndarray, judged: Judged, fold: np.ndarray) -> np.ndarray:
    scores = np.zeros(judged.allowed.shape, np.float32)
    for number in range(FOLDS):
        held = fold == number
        ranking = Ranking.fit(features[~held], judged.answers[~held], judged.allowed[~held])
        scores[held] = ranking.scores(features[held])
    return np.where(judged.allowed, scores, FORBIDDEN)


def _strange(index: Index, ranking: Ranking, scope: Scope, outside: Query, vague: Query) -> np.ndarray:
    """Signs of messages that no article answers."""
    found = []
    for query in (outside, vague):
        if len(query.texts):
            features = index.features(query)
            odds = scope.odds(query.vectors, index.nearest(query.vectors))
            found.append(signs(features, ranking.scores(features), odds, query.lemmas, index))
    return np.vstack(found) if found else np.zeros((0, 0))


def _calibrate(
    rows: np.ndarray, right: np.ndarray, strange: np.ndarray, fold: np.ndarray
) -> tuple[Confidence, np.ndarray]:
    def fitted(kept: np.ndarray) -> Confidence:
        if not len(strange):
            return Confidence.fit(rows[kept], right[kept], np.ones(int(kept.sum())))
        weight = OUTSIDE_SHARE * kept.sum() / len(strange)
        return Confidence.fit(
            np.vstack([rows[kept], strange]),
            np.concatenate([right[kept], np.zeros(len(strange))]),
            np.concatenate([np.ones(int(kept.sum())), np.full(len(strange), weight)]),
        )

    promised = np.zeros(len(rows))
    for number in range(FOLDS):
        held = fold == number
        promised[held] = fitted(~held).of(rows[held])
    return fitted(np.ones(len(rows), bool)), promised


def _cuts(promised: np.ndarray, right: np.ndarray, inside_odds: np.ndarray, budgets: Budgets) -> Cuts:
    answer_from = min(cut_for(promised, right, budgets.error_budget), 0.99)
    scope_odds = np.quantile(inside_odds, 1 - budgets.in_scope_kept)
    return Cuts(answer_from, min(budgets.clarify_at_least, answer_from), float(sigmoid(scope_odds)))


def _report(
    judged: Judged, scores: np.ndarray, promised: np.ndarray, right: np.ndarray, cuts: Cuts
) -> dict[str, float]:
    best = np.argsort(-scores, axis=1)[:, :5]
    among = [judged.answers[row, places].any() for row, places in enumerate(best)]
    answered = promised >= cuts.answer_from
    wrong = float((1 - right[answered]).sum())
    return {
        "judged_questions": len(judged),
        "first_answers": float(right.mean()),
        "among_five": float(np.mean(among)),
        "answered_share": float(answered.mean()),
        "wrong_when_answered": wrong / max(1, int(answered.sum())),
        "wrong_when_answered_upper_bound": upper_bound(wrong, float(answered.sum())),
        "calibration_error": calibration_error(promised, right),
        "answer_from": cuts.answer_from,
        "clarify_from": cuts.clarify_from,
        "scope_from": cuts.scope_from,
    }
