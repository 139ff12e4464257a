"""From curated articles to an index: read and encode."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.helpdesk.vocabulary import Article
from bot.retrieval.encoder import Encoder, tuned
from bot.retrieval.index import Index
from bot.retrieval.shapes import Document, Query
from bot.retrieval.wording import Reader

_PLACEHOLDER = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Known:
    """A text that was read and encoded before."""

    text: str
    lemmas: tuple[str, ...]
    encoded: np.ndarray


def document(article: Article, reader: Reader, encoder: Encoder, known: Mapping[str, Known]) -> Document:
    """Read one article for searching."""
    short = _PLACEHOLDER.sub("", article.short)
    asks = [known.get(ask) or reader.read(ask) for ask in article.asks]
    title = reader.read(article.title)
    texts = tuple(ask.text for ask in asks)
    return Document(
        article=article.id,
        title=title.text,
        nations=tuple(nation.value for nation in article.nations),
        asks=texts,
        ask_lemmas=tuple(tuple(ask.lemmas) for ask in asks),
        own_lemmas=title.lemmas + reader.read(short).lemmas,
        pieces=tuple(sorted({piece for pieces in encoder.pieces(texts) for piece in pieces})),
    )


def build_index(
    articles: Sequence[Article],
    reader: Reader,
    encoder: Encoder,
    known: Mapping[str, Known] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Index:
    """Build the index of all articles.

    `known` holds wordings, as they stand in the articles, that were read before; `tell` gets a line of progress.
    """
    known = known or {}
    documents = [document(article, reader, encoder, known) for article in articles]
    tell(f"Encoding {len(documents)} articles")
    pairs = zip(articles, documents, strict=True)
    asks = [(ask, text) for a, d in pairs for ask, text in zip(a.asks, d.asks, strict=True)]
    missing = [text for ask, text in asks if ask not in known]
    new = iter(encoder.encode(missing))
    rows = np.stack([known[ask].encoded if ask in known else next(new) for ask, _ in asks])
    titles = encoder.encode([d.title for d in documents])
    return Index(documents, tuned(rows), tuned(titles), encoder.word_table())


def query(texts: Sequence[str], reader: Reader, encoder: Encoder, known: Mapping[str, Known] | None = None) -> Query:
    """Read and encode questions; `known` as for `build_index`."""
    read = [(known or {}).get(text) or reader.read(text) for text in texts]
    expanded = [r.text for r in read]
    new = iter(encoder.encode([r.text for r in read if not isinstance(r, Known)]))
    rows = [r.encoded if isinstance(r, Known) else next(new) for r in read]
    return Query(
        np.stack(rows) if rows else encoder.encode([]), expanded, [r.lemmas for r in read], encoder.pieces(expanded)
    )
