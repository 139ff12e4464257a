"""Train a retriever: weights, scope, confidence and cuts, each from questions that it had not seen."""

import concurrent.futures
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from bot.retrieval.calibration import (
    PAIR_SIGNS,
    SIGNS,
    Confidence,
    Level,
    calibration_error,
    credit,
    cut_for,
    sigmoid,
    upper_bound,
)
from bot.retrieval.index import Index
from bot.retrieval.judgements import ORDINARY, TEACHING, Entry, Judged, marks
from bot.retrieval.manner import Manner, Shares, Written
from bot.retrieval.ranking import Rankings
from bot.retrieval.retriever import SHOWN, Cuts, Retriever, pair_signs, signs
from bot.retrieval.scope import Near, Scope
from bot.retrieval.shapes import Compared, Query

FOLDS, TEACHING_FOLDS = 10, 3
"""Parts for weights and confidence, which are quick to fit, and for what is taught, which is not."""
OUTSIDE_SHARE = 0.15
"""Weight of messages that no article should answer, beside the judged questions: about what people send."""
_SEED = 20261122
_SETTLED = 1.0
"""Added to the confidence of answers that stand alone, so that none of them is weighed against a pair."""
_NO_PAIRS = 1.01


@dataclass(frozen=True)
class Budgets:
    """How many mistakes are bearable; from `policy.yml`."""

    error_budget: float
    """Of answers: those that neither answer nor help."""
    open_point_budget: float
    """Of answers: those that leave the main point open, the former included."""
    alone_open_point_budget: float
    """Likewise of answers that stand alone, without a second article beside them."""
    pair_at_least: float
    clarify_at_least: float
    in_scope_kept: float
    going_on_kept: float


@dataclass(frozen=True)
class Messages:
    """Messages that no article answers, those that people should see, and those that articles were written for."""

    outside: Query
    vague: Query
    written: Written
    own: Query
    """The articles' own wordings, as messages."""


def train(
    index: Index,
    judged: Judged,
    messages: Messages,
    budgets: Budgets,
    shares: Shares,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Retriever, Mapping[str, Any]]:
    """Teach the index, learn ranking, scope, danger, confidence and cuts; return them and figures on unseen questions.

    `index` knows the articles' own wordings, `judged` are questions whose answering articles are known.
    """
    ordinary = judged.judging()
    tell(f"Calibrating on {len(ordinary)} judged questions, each with an index that has not seen it")
    tell("Teaching the index")
    taught, compared = teach_in_folds(index, judged)
    answers, helps = marks(compared, ordinary.answers), marks(compared, ordinary.helps)
    fold = np.random.default_rng(_SEED).permutation(len(ordinary)) % FOLDS
    scores = held_out_scores(compared, answers, ordinary.query.marks, fold)
    rankings = Rankings.fit(compared, answers, ordinary.query.marks)
    outside = messages.outside
    everyday = _everyday(messages.own, judged.of_kind(ORDINARY)), ordinary.query
    manner = Manner.fit(messages.written, everyday, outside, shares)
    scope, going_on = _scope(index, manner, messages, ordinary.query)
    inside_odds = scope.odds(manner.said(ordinary.query), index.nearest(ordinary.query.vectors))
    places = [_best_two(compared, scores, question) for question in range(len(ordinary))]
    first, second = np.array(places, int).reshape(-1, 2).T
    right, fit_to_send = answers[first].astype(float), helps[first].astype(float)
    either, either_helps = (np.maximum(found[first], found[second]).astype(float) for found in (answers, helps))
    rows = signs(compared, scores, inside_odds, ordinary.query, index)
    strangers = outside, messages.vague, judged.of_kind("vague", "outside").query
    strange = _strange(taught, rankings, (scope, manner), strangers)
    confidence, promised = _calibrate(rows, (right, fit_to_send), strange[0], fold)
    pair, pair_promised = _calibrate(pair_signs(rows, compared, scores), (either, either_helps), strange[1], fold)
    # Whole questions set the cuts; what goes on with one is judged by the same confidence.
    whole = ~ordinary.query.marks
    found = _Found(np.column_stack([promised, pair_promised]), right, fit_to_send, either, either_helps)
    cuts = _cuts(found.part(whole), inside_odds[whole], going_on, budgets)
    report = _report(compared, scores, answers, found, cuts, ordinary.entries)
    return Retriever(taught, rankings, scope, manner, confidence, pair, cuts), report


def teach_in_folds(index: Index, judged: Judged) -> tuple[Index, Compared]:
    """Teach an index all questions; compare each that judges with the index as if its own part were not taught."""
    teaching = judged.of_kind(*TEACHING)
    taught, asked_by = index.teach(teaching.taught()), teaching.asked_by()[0]
    places = np.array([row for row, entry in enumerate(teaching.entries) if entry.judges], int)
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


def _scope(index: Index, manner: Manner, messages: Messages, asked: Query) -> tuple[Scope, np.ndarray]:
    """Learn what lies inside the domain: wordings of articles, questions, and messages that a person should see.

    Return that, and its log odds of questions that go on with another one and did not teach its first step.
    """

    def near(query: Query) -> Near:
        return Near(manner.said(query), index.nearest(query.vectors))

    written = messages.written
    going_on, judges = near(written.going_on), written.going_on_judges
    taught, held_out = going_on.part(~judges), going_on.part(judges)
    own = manner.said(messages.own).beside(taught.said)
    scope = Scope.fit(own, near(asked).beside(held_out), near(written.personal), near(messages.outside))
    return scope, scope.odds(held_out.said, held_out.inside)


def held_out_scores(compared: Compared, answers: np.ndarray, goes_on: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Score each question's articles with weights that were learned without its part (`fold` numbers the parts).

    `goes_on` marks the questions that are read with the one before.
    """
    scores = np.zeros(len(compared.articles), np.float32)
    question = np.repeat(np.arange(len(compared)), np.diff(compared.starts))
    for number in range(FOLDS):
        kept, left_out = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        held = fold[question] == number
        rankings = Rankings.fit(compared.part(kept), answers[~held], goes_on[kept])
        scores[held] = rankings.scores(compared.part(left_out), goes_on[left_out])
    return scores


def _best_two(compared: Compared, scores: np.ndarray, question: int) -> tuple[int, int]:
    """Return the rows of the two articles that score best; the same one twice if there is no other."""
    rows = compared.rows_of(question)
    order = np.argsort(-scores[rows])
    return rows.start + int(order[0]), rows.start + int(order[min(1, len(order) - 1)])


def _everyday(own: Query, ordinary: Judged) -> Query:
    """Ordinary questions to learn from: wordings of articles, and those of others' questions that do not judge."""
    taught = ordinary.query.part(row for row, entry in enumerate(ordinary.entries) if not entry.judges)
    some = np.random.default_rng(_SEED + 3).permutation(len(own))[: len(taught)]
    return own.part(some).beside(taught)


def _strange(
    index: Index, rankings: Rankings, looks: tuple[Scope, Manner], queries: Sequence[Query]
) -> tuple[np.ndarray, np.ndarray]:
    """Signs of messages that no article should answer, for the first article and for the first two."""
    found, pairs = [np.zeros((0, len(SIGNS)))], [np.zeros((0, len(PAIR_SIGNS)))]
    scope, manner = looks
    for query in queries:
        if len(query):
            compared = index.compare(query, np.tile(index.holds_in("scotland"), (len(query), 1)))
            odds = scope.odds(manner.said(query), index.nearest(query.vectors))
            scores = rankings.scores(compared, query.marks)
            found.append(signs(compared, scores, odds, query, index))
            pairs.append(pair_signs(found[-1], compared, scores))
    return np.vstack(found), np.vstack(pairs)


def _calibrate(
    rows: np.ndarray, judgement: "Judgement", strange: np.ndarray, fold: np.ndarray
) -> tuple[Confidence, np.ndarray]:
    right, helped = judgement

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
    whole = fitted(np.ones(len(rows), bool))
    level = Level.fit(
        np.concatenate([promised, whole.of(strange)]),
        np.concatenate([credit(right, helped), np.zeros(len(strange))]),
        np.concatenate([np.ones(len(rows)), np.full(len(strange), OUTSIDE_SHARE * len(rows) / max(len(strange), 1))]),
    )
    return whole.levelled(level), level.of(promised)


Judgement = tuple[np.ndarray, np.ndarray]
"""Of each question: was its main point answered, and was it helped at least? 0 or 1."""


@dataclass(frozen=True)
class _Found:
    """Of each question: what was promised of the first article alone and of the first two, and what became of it."""

    promised: np.ndarray
    """questions x (alone, together)"""
    right: np.ndarray
    helped: np.ndarray
    either: np.ndarray
    """Right by the first article or the second."""
    either_helps: np.ndarray

    def part(self, rows: np.ndarray) -> "_Found":
        return _Found(*(getattr(self, each.name)[rows] for each in fields(self)))


def _cuts(found: _Found, inside_odds: np.ndarray, going_on_odds: np.ndarray, budgets: Budgets) -> Cuts:
    alone, together = found.promised.T
    answer_from = min(
        0.99,
        max(
            cut_for(alone, found.helped, budgets.error_budget),
            cut_for(alone, found.right, budgets.alone_open_point_budget),
        ),
    )
    single = alone >= answer_from
    # What stands alone is settled; two articles are shown as far as all answers together keep within the budgets.
    order = np.where(single, _SETTLED + alone, together)
    pair_from = max(
        budgets.pair_at_least,
        cut_for(order, np.where(single, found.helped, found.either_helps), budgets.error_budget),
        cut_for(order, np.where(single, found.right, found.either), budgets.open_point_budget),
    )
    scope_odds = np.quantile(inside_odds, 1 - budgets.in_scope_kept)
    lowest = np.quantile(going_on_odds, 1 - budgets.going_on_kept) if len(going_on_odds) else scope_odds
    clarify_from = min(budgets.clarify_at_least, answer_from)
    scopes = float(sigmoid(scope_odds)), float(sigmoid(lowest))
    return Cuts(answer_from, clarify_from, *scopes, min(pair_from, _NO_PAIRS))


def _report(
    compared: Compared, scores: np.ndarray, answers: np.ndarray, found: _Found, cuts: Cuts, entries: Sequence[Entry]
) -> dict[str, Any]:
    among = []
    for question in range(len(compared)):
        rows = compared.rows_of(question)
        among.append(answers[rows][np.argsort(-scores[rows])[:SHOWN]].any())
    single = found.promised[:, 0] >= cuts.answer_from
    pair = ~single & (found.promised[:, 1] >= cuts.pair_from)
    whole = np.array([not entry.before for entry in entries], bool)

    def figures(rows: np.ndarray) -> dict[str, float]:
        some, two, answered = found.part(rows), pair[rows], (single | pair)[rows]
        chance = np.where(two, some.promised[:, 1], some.promised[:, 0])
        reached, fit_to_send = np.where(two, some.either, some.right), np.where(two, some.either_helps, some.helped)
        unfit, short = float((1 - fit_to_send[answered]).sum()), float((1 - reached[answered]).sum())
        count = max(1, int(answered.sum()))
        return {
            "judged_questions": int(rows.sum()),
            "first_answers": float(some.right.mean()),
            "first_answers_or_helps": float(some.helped.mean()),
            "one_of_two_answers": float(some.either.mean()),
            "among_five": float(np.array(among)[rows].mean()),
            "answered_share": float(answered.mean()),
            "answered_with_two": float(two.mean()),
            "right_share": float((reached * answered).mean()),
            "unfit_when_answered": unfit / count,
            "unfit_when_answered_upper_bound": upper_bound(unfit, float(answered.sum())),
            "main_point_open_when_answered": short / count,
            "calibration_error": calibration_error(chance, credit(reached, fit_to_send)),
        }

    reached = np.where(pair, found.either, found.right) * (single | pair)
    return {
        **figures(whole),
        **asdict(cuts),
        "going_on": figures(~whole) if not whole.all() else {},
        "right_by_file": _by_file(reached, [entry.file for entry in entries]),
    }


def _by_file(right: np.ndarray, files: Sequence[str]) -> dict[str, float]:
    """Share of each file's questions that were answered right."""
    names, place = np.unique(np.array(files, str), return_inverse=True)
    shares = np.bincount(place, right, len(names)) / np.bincount(place, minlength=len(names))
    return {str(name): round(float(share), 4) for name, share in zip(names, shares, strict=True)}
