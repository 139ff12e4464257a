"""What each part of the retrieval brings: the same held-out questions with one part taken away at a time.

The judged questions are compared with an index that was not taught their own third, weights are learned without their
tenth (`bot/retrieval/training.py`); so a row differs from the first one by the missing part alone.
"""

import dataclasses
import pathlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import typer

from bot.content import library
from bot.content.library import Library
from bot.nlu.lessons import article_layer
from bot.nlu.text_preparation import reader_of
from bot.retrieval import judgements
from bot.retrieval.building import build_index, query
from bot.retrieval.calibration import Confidence, calibration_error, cut_for
from bot.retrieval.encoder import Encoder
from bot.retrieval.index import Index
from bot.retrieval.judgements import Judged, marks
from bot.retrieval.retriever import SHOWN
from bot.retrieval.shapes import FEATURES, Compared
from bot.retrieval.training import teach_in_folds
from bot.retrieval.weigh_learning import FOLDS, held_out_scores
from bot.retrieval.weighing import signs
from bot.retrieval.word_axes import WordAxes
from bot.retrieval.wording import Reader

_SEED = 20261126
_SAYS: Mapping[str, str] = {
    "nearest": "nearest wording (encoder, several vectors an article)",
    "title": "title (encoder)",
    "learned": "learned classifier on vectors and words",
    "letters": "letter groups (typing slips)",
    "words": "words (BM25)",
    "cover": "covered words (word vectors)",
}


@dataclass(frozen=True)
class Row:
    """One line of the table; shares of the judged questions, 0 to 1."""

    what: str
    first: float
    """The first article answers."""
    among_five: float
    answered: float
    """Answered within both error budgets of `policy.yml`."""
    calibration_error: float


def run_ablation(knowledge: pathlib.Path, council: str) -> list[Row]:
    """Measure all rows and print a table; takes some minutes, since articles and questions are encoded anew."""
    content, rows = library.load(knowledge, council), []
    typer.echo("| without | first article answers | among five | answered within the budgets | ECE |")
    typer.echo("| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as place:
        plain, served = pathlib.Path(place) / "published", pathlib.Path(place) / "tuned"
        plain.mkdir()
        served.mkdir()
        entries, reader = judgements.load(knowledge / "judged"), reader_of(knowledge)
        tuned = article_layer(knowledge, council, entries, reader.written_out)
        encoders = Encoder.store(served, layers=[tuned]), Encoder.store(plain)
        for row in _rows(content, knowledge, *encoders):
            rows.append(row)
            shares = (row.first, row.among_five, row.answered)
            typer.echo(
                f"| {row.what} | {' | '.join(f'{100 * s:.1f} %' for s in shares)} | {row.calibration_error:.3f} |"
            )
    return rows


def _rows(content: Library, knowledge: pathlib.Path, encoder: Encoder, published: Encoder) -> Iterator[Row]:
    reader = reader_of(knowledge)
    index, judged = _built(content, reader, encoder, knowledge)
    taught, compared = teach_in_folds(index, judged)
    yield _row("nothing left out", content, compared, judged, taught)
    for number, name in enumerate(FEATURES):
        features = compared.features.copy()
        features[:, number] = features[:, number].mean()
        yield _row(_SAYS[name], content, dataclasses.replace(compared, features=features), judged, taught)
    vectors = index.ask_vectors, index.title_vectors
    meaning = Index(index.documents, *vectors, index.table, axes=WordAxes.fit(()))
    taught, compared = teach_in_folds(meaning, judged)
    yield _row("words in the learned classifier", content, compared, judged, taught)
    plain = judged.judging().compared(index)
    yield _row("other people's questions (taught wordings only)", content, plain, judged, index)
    yield _whole("tuning of the encoder", content, reader, published, knowledge)
    single = {name: dataclasses.replace(a, asks=a.asks[:1]) for name, a in content.articles.items()}
    yield _whole("all wordings but one", dataclasses.replace(content, articles=single), reader, encoder, knowledge)
    bare = reader_of(knowledge, writes_out=False)
    yield _whole("glossary (abbreviations written out)", content, bare, encoder, knowledge)


def _whole(what: str, content: Library, reader: Reader, encoder: Encoder, knowledge: pathlib.Path) -> Row:
    index, judged = _built(content, reader, encoder, knowledge)
    taught, compared = teach_in_folds(index, judged)
    return _row(what, content, compared, judged, taught)


def _built(content: Library, reader: Reader, encoder: Encoder, knowledge: pathlib.Path) -> tuple[Index, Judged]:
    index = build_index(list(content.articles.values()), reader, encoder)
    entries = judgements.load(knowledge / "judged")
    return index, judgements.judged(entries, index, lambda texts: query(texts, reader, encoder))


def _row(what: str, content: Library, compared: Compared, judged: Judged, index: Index) -> Row:
    ordinary = judged.judging()
    # What goes on with a question is weighed by itself.
    rows = np.flatnonzero(~ordinary.query.marks)
    ordinary, compared = ordinary.part(rows), compared.part(rows)
    answers, helps = marks(compared, ordinary.answers), marks(compared, ordinary.helps)
    fold = np.random.default_rng(_SEED).permutation(len(ordinary)) % FOLDS
    scores = held_out_scores(compared, answers, fold)
    order = [compared.rows_of(q).start + np.argsort(-scores[compared.rows_of(q)]) for q in range(len(ordinary))]
    first = np.array([places[0] for places in order])
    right, fit = answers[first].astype(float), helps[first].astype(float)
    promised = _promised(signs(compared, scores, np.zeros(len(ordinary)), ordinary.query, index), right, fold)
    budgets = content.policy
    cut = max(cut_for(promised, fit, budgets.error_budget), cut_for(promised, right, budgets.open_point_budget))
    return Row(
        what,
        float(right.mean()),
        float(np.mean([answers[places[:SHOWN]].any() for places in order])),
        float((promised >= cut).mean()),
        calibration_error(promised, right),
    )


def _promised(rows: np.ndarray, right: np.ndarray, fold: np.ndarray) -> np.ndarray:
    promised = np.zeros(len(rows))
    for number in range(FOLDS):
        held = fold == number
        promised[held] = Confidence.fit(rows[~held], right[~held], np.ones(int((~held).sum()))).of(rows[held])
    return promised
