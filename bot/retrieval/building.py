"""From curated articles to an index: read, cut into sentences, encode."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from bot.helpdesk.vocabulary import Article
from bot.retrieval.encoder import Encoder
from bot.retrieval.index import Document, Index, Query
from bot.retrieval.wording import Reader

_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORTEST_SENTENCE = 20
"""Letters; shorter pieces say nothing on their own."""


def document(article: Article, reader: Reader) -> Document:
    """Read one article for searching."""
    short = _PLACEHOLDER.sub("", article.short)
    sentences = [s.strip(" -*") for s in _SENTENCE.split(short) if len(s) > _SHORTEST_SENTENCE]
    asks = [reader.read(ask) for ask in article.asks]
    return Document(
        article=article.id,
        title=reader.read(article.title).text,
        nations=tuple(nation.value for nation in article.nations),
        asks=tuple(ask.text for ask in asks),
        sentences=tuple(reader.read(s).text for s in sentences) or (reader.read(short).text,),
        ask_lemmas=tuple(ask.lemmas for ask in asks),
        own_lemmas=reader.read(article.title).lemmas + reader.read(short).lemmas,
    )


def build_index(
    articles: Sequence[Article],
    reader: Reader,
    encoder: Encoder,
    known: Mapping[str, np.ndarray] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Index:
    """Build the index of all articles.

    `known` holds vectors of texts that were encoded before; `tell` gets a line of progress now and then.
    """
    documents = [document(article, reader) for article in articles]
    tell(f"Encoding {len(documents)} articles")
    known = dict(known or {})
    missing = [ask for d in documents for ask in d.asks if ask not in known]
    known |= zip(missing, encoder.encode(missing), strict=True)
    asks = np.stack([known[ask] for d in documents for ask in d.asks])
    titles = encoder.encode([d.title for d in documents])
    bodies = encoder.encode([s for d in documents for s in d.sentences])
    owners = _owners(d.asks for d in documents), _owners(d.sentences for d in documents)
    return Index(documents, asks, owners[0], titles, bodies, owners[1])


def query(texts: Sequence[str], reader: Reader, encoder: Encoder) -> Query:
    """Read and encode questions."""
    read = [reader.read(text) for text in texts]
    return Query(encoder.encode([r.text for r in read]), [r.text for r in read], [r.lemmas for r in read])


def _owners(groups: Iterable[Sequence[str]]) -> np.ndarray:
    return np.array([number for number, group in enumerate(groups) for _ in group])
