"""From curated articles to an index: read, cut into sentences, encode."""

import re
from collections.abc import Callable, Iterable, Sequence

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
    articles: Sequence[Article], reader: Reader, encoder: Encoder, tell: Callable[[str], None] = lambda _: None
) -> Index:
    """Build the index of all articles; `tell` gets a line of progress now and then."""
    documents = [document(article, reader) for article in articles]
    tell(f"Encoding {sum(len(d.asks) for d in documents)} wordings of {len(documents)} articles")
    asks = encoder.encode([ask for d in documents for ask in d.asks])
    titles = encoder.encode([d.title for d in documents])
    bodies = encoder.encode([s for d in documents for s in d.sentences])
    return Index(documents, asks, _owners(d.asks for d in documents), titles, bodies,
                 _owners(d.sentences for d in documents))


def query(texts: Sequence[str], reader: Reader, encoder: Encoder) -> Query:
    """Read and encode questions."""
    read = [reader.read(text) for text in texts]
    return Query(encoder.encode([r.text for r in read]), [r.text for r in read], [r.lemmas for r in read])


def _owners(groups: Iterable[Sequence[str]]) -> np.ndarray:
    return np.array([number for number, group in enumerate(groups) for _ in group])
