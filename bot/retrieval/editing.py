"""Change an index for a few edited articles, without training: what was learned of the others stays."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.helpdesk.vocabulary import Article
from bot.retrieval import learned
from bot.retrieval.building import document
from bot.retrieval.encoder import Encoder, tuned
from bot.retrieval.index import Index
from bot.retrieval.retriever import Retriever
from bot.retrieval.shapes import Taught
from bot.retrieval.wording import Reader

NEIGHBOURS = 6
"""Nearest articles whose golden questions are asked before an edit is served."""


def changed(retriever: Retriever, before: Mapping[str, Article], after: Mapping[str, Article]) -> set[str]:
    """Return the articles that must be searched in another way: edited where it matters, new, or gone."""
    known = {document.article for document in retriever.index.documents}
    gone, new = known - after.keys(), after.keys() - known
    return gone | new | {name for name in known & after.keys() if _searched(after[name]) != _searched(before.get(name))}


def _searched(article: Article | None) -> tuple[object, ...]:
    return (article.title, article.asks, article.nations, article.short) if article else ()


def edited(
    retriever: Retriever, articles: Mapping[str, Article], touched: set[str], reader: Reader, encoder: Encoder
) -> Retriever:
    """Return a retriever whose index holds `articles`; those not `touched` keep what the old index knows of them."""
    old = retriever.index
    places = {document.article: place for place, document in enumerate(old.documents)}
    kept = [place for place, document in enumerate(old.documents) if document.article not in touched]
    fresh = [articles[name] for name in sorted(touched & articles.keys())]
    documents = [document(article, reader, encoder, {}) for article in fresh]
    starts = np.concatenate([[0], np.cumsum([len(d.asks) for d in old.documents])]).astype(int)
    rows = np.concatenate([np.arange(starts[place], starts[place + 1]) for place in kept] or [np.zeros(0, int)])
    moved = {old.documents[place].article: number for number, place in enumerate(kept)}
    moved |= {d.article: len(kept) + number for number, d in enumerate(documents)}
    asked = old.taught_questions
    owners = [moved.get(old.documents[owner].article, -1) for owner in asked.owner]
    stays = np.flatnonzero(np.array(owners, int) >= 0)
    taught = Taught(
        asked.vectors[stays],
        tuple(asked.texts[row] for row in stays),
        np.array([owners[row] for row in stays], np.int64),
    )
    asks = [ask for d in documents for ask in d.asks]
    # Where each article was before: what was learned of it goes with it, and a new one begins with nothing.
    was = [*kept, *(places.get(d.article, -1) for d in documents)]
    weights, learned_on = (_moved(rows, was) for rows in (old.learned, old.learned_on - old.learned))
    index = Index(
        [*(old.documents[place] for place in kept), *documents],
        np.concatenate([old.ask_vectors[rows], tuned(encoder.encode(asks))]),
        np.concatenate([old.title_vectors[kept], tuned(encoder.encode([d.title for d in documents]))]),
        old.table,
        taught,
        weights,
        letters=old.letters,
        axes=old.axes,
    )
    index.learned = learned.fit_rows(index.lessons(), index.learned, range(len(kept), len(moved)))
    index.learned_on = index.learned + learned_on
    return replace(retriever, index=index)


def _moved(rows: np.ndarray, was: Sequence[int]) -> np.ndarray:
    """Return rows in another order, with zeros where there was none (-1)."""
    return np.where(np.array(was)[:, None] < 0, 0, rows[was]).astype(np.float32)


def neighbours(index: Index, names: Sequence[str]) -> set[str]:
    """Return the articles nearest to some by title or by any wording, and those themselves as far as they are there."""
    every, wordings = np.arange(len(index.documents)), index.ask_vectors
    ends = np.cumsum([len(each.asks) for each in index.documents])
    found: set[int] = set()
    for place in np.flatnonzero([each.article in set(names) for each in index.documents]):
        own = wordings[ends[place] - len(index.documents[place].asks) : ends[place]]
        by_title = index.title_vectors @ index.title_vectors[place]
        by_wording = np.max([by_title, *(index.nearness(vector, every) for vector in own)], axis=0)
        found |= {int(near) for alike in (by_title, by_wording) for near in np.argsort(-alike)[: NEIGHBOURS + 1]}
    return {index.documents[place].article for place in found}
