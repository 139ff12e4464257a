"""Train a retriever: weights, scope, confidence and cuts, each from questions that it had not seen."""

import concurrent.futures
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.retrieval.calibration import Confidence, calibration_error, cut_for, sigmoid, upper_bound
from bot.retrieval.danger import Danger
from bot.retrieval.index import Index
from bot.retrieval.judgements import Judged, marks
from bot.retrieval.ranking import Ranking
from bot.retrieval.retriever import SHOWN, Cuts, Retriever, signs
from bot.retrieval.scope import Scope
from bot.retrieval.shapes import Compared, Query

FOLDS, TEACHING_FOLDS = 10, 3
"""Parts for weights and confidence, which are quick to fit, and for what is taught, which is not."""
OUTSIDE_SHARE = 0.15
"""Weight of messages that no article should answer, beside the judged questions: about what people send."""
ORDINARY, CONTRAST = "ordinary", "contrast"
_SEED = 20261122


@dataclass(frozen=True)
class Budgets:
    """How many mistakes are bearable; from `policy.yml`."""

    error_budget: float
    """Of answers: those that neither answer nor help."""
    open_point_budget: float
    """Of answers: those that leave the main point open, the former included."""
    clarify_at_least: float
    in_scope_kept: float
    false_alarms: float = 0.02
    needless_mentions: float = 0.06


@dataclass(frozen=True)
class Messages:
    """Messages that no article answers, and those that tell of danger or look like it."""

    outside: Query
    vague: Query
    risky: np.ndarray
    """Vectors of messages that tell of danger, or look like it."""
    at_risk: np.ndarray
    """Which of them do."""


def train(
    index: Index,
    judged: Judged,
    messages: Messages,
    budgets: Budgets,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Retriever, Mapping[str, float]]:
    """Teach the index, learn ranking, scope, danger, confidence and cuts; return them and figures on unseen questions.

    `index` knows the articles' own wordings, `judged` are questions whose answering articles are known.
    """
    ordinary = judged.of_kind(ORDINARY)
    tell(f"Calibrating on {len(ordinary)} judged questions, each with an index that has not seen it")
    tell("Teaching the index")
    taught, compared = teach_in_folds(index, judged)
    answers, helps = marks(compared, ordinary.answers), marks(compared, ordinary.helps)
    fold = np.random.default_rng(_SEED).permutation(len(ordinary)) % FOLDS
    scores = held_out_scores(compared, answers, fold)
    ranking = Ranking.fit(compared, answers)
    outside = messages.outside
    scope = Scope.fit(index.ask_vectors, index.nearest_sibling(), outside.vectors, index.nearest(outside.vectors))
    danger = Danger.fit(
        messages.risky,
        messages.at_risk,
        np.vstack([index.ask_vectors, outside.vectors, judged.query.vectors]),
        budgets.false_alarms,
        budgets.needless_mentions,
    )
    inside_odds = scope.odds(ordinary.query.vectors, index.nearest(ordinary.query.vectors))
    first = np.array([_first(compared, scores, question) for question in range(len(ordinary))], int)
    right, fit_to_send = answers[first].astype(float), helps[first].astype(float)
    rows = signs(compared, scores, inside_odds, ordinary.query.lemmas, index)
    strange = _strange(taught, ranking, scope, (outside, messages.vague, judged.of_kind("vague", "outside").query))
    confidence, promised = _calibrate(rows, right, strange, fold)
    cuts = _cuts(promised, (right, fit_to_send), inside_odds, budgets)
    report = _report(compared, scores, (answers, right, fit_to_send), promised, cuts)
    return Retriever(taught, ranking, scope, danger, confidence, cuts), report


def teach_in_folds(index: Index, judged: Judged) -> tuple[Index, Compared]:
    """Teach an index all questions; compare each ordinary one with the index as if its own part were not taught."""
    teaching = judged.of_kind(ORDINARY, CONTRAST)
    taught, asked_by = index.teach(teaching.taught()), np.nonzero(teaching.answers)[0]
    places = np.array([row for row, entry in enumerate(teaching.entries) if entry.kind == ORDINARY], int)
    fold = np.random.default_rng(_SEED + 1).permutation(len(places)) % TEACHING_FOLDS
    parts = [np.flatnonzero(fold == number) for number in np.unique(fold)]
    others = [taught.without(np.flatnonzero(np.isin(asked_by, places[rows]))) for rows in parts]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        # The slow part, and one that leaves the interpreter free.
        list(pool.map(lambda each: each.learned, [*others, taught]))
    found: dict[int, Compared] = {}
    for rows, other in zip(parts, others, strict=True):
        compared = teaching.part(places[rows]).compared(other)
        found |= {int(row): compared.part([place]) for place, row in enumerate(rows)}
    return taught, Compared.joined([found[row] for row in range(len(places))])


def held_out_scores(compared: Compared, answers: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Score each question's articles with weights that were learned without its part (`fold` numbers the parts)."""
    scores = np.zeros(len(compared.articles), np.float32)
    question = np.repeat(np.arange(len(compared)), np.diff(compared.starts))
    for number in range(FOLDS):
        kept = np.flatnonzero(fold != number)
        held = fold[question] == number
        ranking = Ranking.fit(compared.part(kept), answers[fold[question] != number])
        scores[held] = ranking.scores(compared.features[held])
    return scores


def _first(compared: Compared, scores: np.ndarray, question: int) -> int:
    rows = compared.rows_of(question)
    return rows.start + int(scores[rows].argmax())


def _strange(index: Index, ranking: Ranking, scope: Scope, queries: Sequence[Query]) -> np.ndarray:
    """Signs of messages that no article should answer."""
    found = []
    for query in queries:
        if len(query):
            compared = index.compare(query, np.tile(index.holds_in("scotland"), (len(query), 1)))
            odds = scope.odds(query.vectors, index.nearest(query.vectors))
            found.append(signs(compared, ranking.scores(compared.features), odds, query.lemmas, index))
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


def _cuts(
    promised: np.ndarray, judgement: tuple[np.ndarray, np.ndarray], inside_odds: np.ndarray, budgets: Budgets
) -> Cuts:
    right, fit_to_send = judgement
    strictest = max(
        cut_for(promised, fit_to_send, budgets.error_budget), cut_for(promised, right, budgets.open_point_budget)
    )
    answer_from = min(strictest, 0.99)
    scope_odds = np.quantile(inside_odds, 1 - budgets.in_scope_kept)
    return Cuts(answer_from, min(budgets.clarify_at_least, answer_from), float(sigmoid(scope_odds)))


def _report(
    compared: Compared,
    scores: np.ndarray,
    judgement: tuple[np.ndarray, np.ndarray, np.ndarray],
    promised: np.ndarray,
    cuts: Cuts,
) -> dict[str, float]:
    answers, right, fit_to_send = judgement
    among = []
    for question in range(len(compared)):
        rows = compared.rows_of(question)
        among.append(answers[rows][np.argsort(-scores[rows])[:SHOWN]].any())
    answered = promised >= cuts.answer_from
    unfit, short = float((1 - fit_to_send[answered]).sum()), float((1 - right[answered]).sum())
    count = max(1, int(answered.sum()))
    return {
        "judged_questions": len(compared),
        "first_answers": float(right.mean()),
        "first_answers_or_helps": float(fit_to_send.mean()),
        "among_five": float(np.mean(among)),
        "answered_share": float(answered.mean()),
        "unfit_when_answered": unfit / count,
        "unfit_when_answered_upper_bound": upper_bound(unfit, float(answered.sum())),
        "main_point_open_when_answered": short / count,
        "calibration_error": calibration_error(promised, right),
        "answer_from": cuts.answer_from,
        "clarify_from": cuts.clarify_from,
        "scope_from": cuts.scope_from,
    }
