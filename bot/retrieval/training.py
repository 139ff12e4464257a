"""Train a retriever: weights, confidence and cuts, all from wordings that were held out when judged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.retrieval.calibration import Confidence, calibration_error, cut_for, upper_bound
from bot.retrieval.index import FEATURES, Index, Query
from bot.retrieval.judgements import Acceptance
from bot.retrieval.ranking import FORBIDDEN, Ranking
from bot.retrieval.retriever import Cuts, Retriever, signs
from bot.retrieval.scope import Scope

FOLDS = 10
"""Parts that own wordings are held out in; with ten, an article keeps nine tenths of its wordings."""
CALIBRATION_FOLDS = 5
_SEED = 20261122


@dataclass(frozen=True)
class Budgets:
    """How many mistakes are bearable; from `policy.yml`."""

    error_budget: float
    clarify_budget: float
    clarify_at_least: float
    in_scope_kept: float


@dataclass(frozen=True)
class HeldOut:
    """Every own wording, judged without having been seen; for calibration and for docs/quality.md."""

    confidence: np.ndarray
    right: np.ndarray
    first_right: float
    among_five: float
    report: Mapping[str, float]


def train(
    index: Index,
    outside: Query,
    vague: Query,
    budgets: Budgets,
    acceptance: Acceptance,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Retriever, HeldOut]:
    """Learn ranking, scope, confidence and cuts.

    `outside` are messages from beyond the domain, `vague` are inside it but too vague for any article.
    `acceptance` tells how often a neighbouring article
    answers a question as well.
    """
    texts = [ask for d in index.documents for ask in d.asks]
    lemmas = [ask for d in index.documents for ask in d.ask_lemmas]
    nobody = Query(
        np.vstack([outside.vectors, vague.vectors]), [*outside.texts, *vague.texts], [*outside.lemmas, *vague.lemmas]
    )
    features, strange = _held_out_features(index, texts, lemmas, nobody, tell)
    allowed = index.allowed_for_wordings()
    ranking = Ranking.fit(features, index.ask_owner, allowed)
    inside_odds, outside_odds = Scope.held_out(index.ask_vectors, outside.vectors)
    scope = Scope.fit(index.ask_vectors, outside.vectors)
    scores = np.where(allowed, ranking.scores(features), FORBIDDEN)
    first = scores.argmax(axis=1)
    right = acceptance.chances(np.arange(len(first)), first)
    rows = signs(features, scores, inside_odds, lemmas, index)
    if len(nobody.texts):
        odds = np.concatenate([outside_odds, scope.odds(vague.vectors)])
        rows = np.vstack([rows, signs(strange, ranking.scores(strange), odds, nobody.lemmas, index)])
        right = np.concatenate([right, np.zeros(len(strange))])
    tell("Calibrating confidence")
    confidence, judged = _calibrate(rows, right)
    cuts = _cuts(judged, right, inside_odds, budgets)
    retriever = Retriever(index, ranking, scope, confidence, cuts)
    return retriever, _summary(index, scores, judged, right, cuts)


def folds(index: Index) -> np.ndarray:
    """Share each article's wordings out over the folds."""
    chance = np.random.default_rng(_SEED)
    fold = np.zeros(len(index.ask_owner), int)
    for article in range(len(index.documents)):
        rows = chance.permutation(np.flatnonzero(index.ask_owner == article))
        fold[rows] = np.arange(len(rows)) % FOLDS
    return fold


def _held_out_features(
    index: Index, texts: Sequence[str], lemmas: Sequence[Sequence[str]], outside: Query, tell: Callable[[str], None]
) -> tuple[np.ndarray, np.ndarray]:
    fold = folds(index)
    features = np.zeros((len(texts), len(index.documents), len(FEATURES)), np.float32)
    strange = np.zeros((len(outside.texts), len(index.documents), len(FEATURES)), np.float32)
    for number in range(FOLDS):
        tell(f"Judging wordings that were held out, part {number + 1} of {FOLDS}")
        rows = np.flatnonzero(fold == number)
        part = index.without(rows)
        held = Query(index.ask_vectors[rows], [texts[i] for i in rows], [lemmas[i] for i in rows])
        features[rows] = part.features(held)
        if len(outside.texts):
            strange += part.features(outside) / FOLDS
    return features, strange


def _calibrate(rows: np.ndarray, right: np.ndarray) -> tuple[Confidence, np.ndarray]:
    fold = np.random.default_rng(_SEED).permutation(len(rows)) % CALIBRATION_FOLDS
    judged = np.zeros(len(rows))
    for number in range(CALIBRATION_FOLDS):
        held = fold == number
        judged[held] = Confidence.fit(rows[~held], right[~held]).of(rows[held])
    return Confidence.fit(rows, right), judged


def _cuts(judged: np.ndarray, right: np.ndarray, inside_odds: np.ndarray, budgets: Budgets) -> Cuts:
    answer_from = min(cut_for(judged, right, budgets.error_budget), 0.99)
    wished = max(cut_for(judged, right, budgets.clarify_budget), budgets.clarify_at_least)
    clarify_from = min(wished, answer_from)
    scope_odds = np.quantile(inside_odds, 1 - budgets.in_scope_kept)
    return Cuts(answer_from, clarify_from, float(1 / (1 + np.exp(-scope_odds))))


def _summary(index: Index, scores: np.ndarray, judged: np.ndarray, right: np.ndarray, cuts: Cuts) -> HeldOut:
    owner = index.ask_owner
    best = np.argsort(-scores, axis=1)[:, :5]
    answered = judged >= cuts.answer_from
    wrong = float((1 - right[answered]).sum())
    among = float(np.mean([o in row for o, row in zip(owner, best, strict=True)]))
    report = {
        "wordings": len(owner),
        "first_is_the_article": float((best[:, 0] == owner).mean()),
        "first_answers": float(right[: len(owner)].mean()),
        "article_among_five": among,
        "answered_share": float(answered[: len(owner)].mean()),
        "wrong_when_answered": wrong / max(1, int(answered.sum())),
        "wrong_when_answered_upper_bound": upper_bound(wrong, float(answered.sum())),
        "calibration_error": calibration_error(judged, right),
        "answer_from": cuts.answer_from,
        "clarify_from": cuts.clarify_from,
        "scope_from": cuts.scope_from,
    }
    return HeldOut(judged, right, report["first_is_the_article"], among, report)
