"""Train a retriever: weights, scope, confidence and cuts, each from questions that it had not seen."""

import concurrent.futures
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from bot.retrieval.calibration import calibration_error, credit, cut_for, sigmoid, upper_bound
from bot.retrieval.index import Index
from bot.retrieval.judgements import ORDINARY, TEACHING, Judged
from bot.retrieval.manner import Manner, Shares, Written
from bot.retrieval.ranking import Ranking
from bot.retrieval.retriever import Cuts, Retriever
from bot.retrieval.scope import Near, Scope
from bot.retrieval.shapes import Compared, Query
from bot.retrieval.weigh_learning import Asked, Found, learn
from bot.retrieval.weighing import Weighing

TEACHING_FOLDS = 3
"""Parts for what is taught; few, since that is slow."""
FRAGMENTS = 600
"""Messages that go on with a question and teach the scope check, and as many that are held out: with all of them whole
questions about other services look like ours."""
_SEED = 20261122
_SETTLED = 1.0
"""Added to the confidence of answers that stand alone, so that none of them is weighed against a pair."""
_NO_PAIRS = 1.01


@dataclass(frozen=True)
class Budgets:
    """How many mistakes are bearable; from `policy.yml`."""

    error_budget: float
    """Of answers: those that neither answer nor help."""
    going_on_error_budget: float
    """Likewise of answers to what goes on with the question before."""
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
    everyday = _everyday(messages.own, judged.of_kind(ORDINARY)), ordinary.query
    manner = Manner.fit(messages.written, everyday, messages.outside, shares)
    scope, going_on_odds = _scope(index, manner, messages, ordinary.query)

    def odds(query: Query) -> np.ndarray:
        return scope.odds(manner.said(query), index.nearest(query.vectors))

    strangers = messages.outside, messages.vague, judged.of_kind("vague", "outside").query
    asked, goes_on = Asked(ordinary, compared, odds(ordinary.query)), ordinary.query.marks
    whole = asked.part(np.flatnonzero(~goes_on))
    weighing, found = learn(taught, whole, [(query, odds(query)) for query in strangers if len(query)])
    of_going_on, then_found = Weighing(Ranking.usual(going_on=True), weighing.confidence, weighing.pair), Found.none()
    going_on = asked.part(np.flatnonzero(goes_on))
    if goes_on.any():
        of_going_on, then_found = learn(taught, going_on, going_on=True)
    cuts = _cuts(found, whole.odds, (then_found, going_on_odds), budgets)
    report = {**_figures(found, cuts), **asdict(cuts), "going_on": {}}
    then_cuts = replace(cuts, pair_from=cuts.going_on_pair_from)
    if goes_on.any():
        report["going_on"] = _figures(then_found, then_cuts)
    by_file = [(whole.judged, found, cuts), (going_on.judged, then_found, then_cuts)]
    report["right_by_file"] = _by_file(by_file)
    return Retriever(taught, scope, manner, weighing, of_going_on, cuts), report


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
        held = [places[rows] for rows in parts]
        list(pool.map(_learn_on, [*others, taught], [teaching] * (len(others) + 1), [*held, places[:0]]))
    found: dict[int, Compared] = {}
    for rows, other in zip(parts, others, strict=True):
        compared = teaching.part(places[rows]).compared(other)
        found |= {int(row): compared.part([place]) for place, row in enumerate(rows)}
    return taught, Compared.joined([found[row] for row in range(len(places))])


def _learn_on(index: Index, teaching: Judged, held: np.ndarray) -> None:
    """Teach an index what goes on with a question, but for those that are held out."""
    others = teaching.part(np.setdiff1d(np.arange(len(teaching)), held))
    index.learn_on(others.taught(going_on=True))


def _scope(index: Index, manner: Manner, messages: Messages, asked: Query) -> tuple[Scope, np.ndarray]:
    """Learn what lies inside the domain: wordings of articles, questions, and messages that a person should see.

    Return that, and its log odds of questions that go on with another one and did not teach its first step.
    """

    def near(query: Query) -> Near:
        return Near(manner.said(query), index.nearest(query.vectors))

    written = messages.written
    going_on, judges = near(written.going_on), written.going_on_judges
    taught, held_out = (going_on.part(_some(rows, FRAGMENTS)) for rows in (~judges, judges))
    own = manner.said(messages.own).beside(taught.said)
    whole = near(asked.part(np.flatnonzero(~asked.marks)))
    scope = Scope.fit(own, whole.beside(held_out), near(written.personal), near(messages.outside))
    every = going_on.part(judges)
    return scope, scope.odds(every.said, every.inside)


def _some(marked: np.ndarray, count: int) -> np.ndarray:
    """Return some of the marked rows (numbers) by chance, at most so many."""
    rows = np.flatnonzero(marked)
    return np.sort(np.random.default_rng(_SEED + 4).permutation(rows)[:count])


def _everyday(own: Query, ordinary: Judged) -> Query:
    """Ordinary questions to learn from: wordings of articles, and those of others' questions that do not judge."""
    taught = ordinary.query.part(row for row, entry in enumerate(ordinary.entries) if not entry.judges)
    some = np.random.default_rng(_SEED + 3).permutation(len(own))[: len(taught)]
    return own.part(some).beside(taught)


def _cuts(found: Found, inside_odds: np.ndarray, going_on: tuple[Found, np.ndarray], budgets: Budgets) -> Cuts:
    """Set the cuts; `going_on` is what was found of such questions, and how far their own words lie inside."""
    alone = found.promised[:, 0]
    answer_from = min(
        0.99,
        max(
            cut_for(alone, found.helped, budgets.error_budget),
            cut_for(alone, found.right, budgets.alone_open_point_budget),
        ),
    )
    order, right, helped = _in_order(found, answer_from)
    pair_from = max(
        budgets.pair_at_least,
        cut_for(order, helped, budgets.error_budget),
        cut_for(order, right, budgets.open_point_budget),
    )
    then_found, going_on_odds = going_on
    then_order, _, then_helped = _in_order(then_found, answer_from)
    going_on_pair_from = max(
        budgets.pair_at_least,
        cut_for(then_order, then_helped, budgets.going_on_error_budget) if len(then_order) else 0.0,
    )
    scope_odds = np.quantile(inside_odds, 1 - budgets.in_scope_kept)
    lowest = np.quantile(going_on_odds, 1 - budgets.going_on_kept) if len(going_on_odds) else scope_odds
    clarify_from = min(budgets.clarify_at_least, answer_from)
    scopes = float(sigmoid(scope_odds)), float(sigmoid(lowest))
    return Cuts(answer_from, clarify_from, *scopes, min(pair_from, _NO_PAIRS), min(going_on_pair_from, _NO_PAIRS))


def _in_order(found: Found, answer_from: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return how sure one or two articles are of each question, whether they are right, and whether they help.

    What stands alone is settled; two articles are shown as far as all answers together keep within the budgets.
    """
    alone, together = found.promised.T
    single = alone >= answer_from
    order = np.where(single, _SETTLED + alone, together)
    return order, np.where(single, found.right, found.either), np.where(single, found.helped, found.either_helps)


def _answered(found: Found, cuts: Cuts) -> tuple[np.ndarray, np.ndarray]:
    """Mark the questions that would be answered with one article, and those with two."""
    single = found.promised[:, 0] >= cuts.answer_from
    return single, ~single & (found.promised[:, 1] >= cuts.pair_from)


def _figures(found: Found, cuts: Cuts) -> dict[str, Any]:
    single, two = _answered(found, cuts)
    answered = single | two
    chance = np.where(two, found.promised[:, 1], found.promised[:, 0])
    reached, fit_to_send = np.where(two, found.either, found.right), np.where(two, found.either_helps, found.helped)
    unfit, short = float((1 - fit_to_send[answered]).sum()), float((1 - reached[answered]).sum())
    count = max(1, int(answered.sum()))
    return {
        "judged_questions": len(answered),
        "first_answers": float(found.right.mean()),
        "first_answers_or_helps": float(found.helped.mean()),
        "one_of_two_answers": float(found.either.mean()),
        "among_five": float(found.among.mean()),
        "answered_share": float(answered.mean()),
        "answered_with_two": float(two.mean()),
        "right_share": float((reached * answered).mean()),
        "unfit_when_answered": unfit / count,
        "unfit_when_answered_upper_bound": upper_bound(unfit, float(answered.sum())),
        "main_point_open_when_answered": short / count,
        "calibration_error": calibration_error(chance, credit(reached, fit_to_send)),
    }


def _by_file(parts: Sequence[tuple[Judged, Found, Cuts]]) -> dict[str, float]:
    """Share of each file's questions that were answered right."""
    files, reached = [], []
    for judged, found, cuts in parts:
        single, two = _answered(found, cuts)
        files += [entry.file for entry in judged.entries]
        reached.append(np.where(two, found.either, found.right) * (single | two))
    names, place = np.unique(np.array(files, str), return_inverse=True)
    shares = np.bincount(place, np.concatenate(reached), len(names)) / np.bincount(place, minlength=len(names))
    return {str(name): round(float(share), 4) for name, share in zip(names, shares, strict=True)}
