"""The real encoder, built once, and a tiny set of articles."""

import pytest

from bot.retrieval import encoder_graph
from bot.retrieval.encoder import Encoder
from bot.retrieval.index import Index
from bot.retrieval.shapes import Document, Query
from bot.retrieval.wording import Lexicon, Reader

ASKS = {
    "pa-pay/holiday": ("how much holiday does my PA get", "annual leave for a carer", "paid days off"),
    "options/option-1": ("what is a direct payment", "getting the money to arrange care", "option one explained"),
    "protection/report": ("how do I report abuse", "someone is being harmed", "neglect of an adult"),
    "england/care-act": ("what does the care act say", "assessment under english law", "needs assessment in england"),
}


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return Encoder.store(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def two_vectors(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """An encoder with a last layer beside the published one, so that both vectors of a text differ."""
    published = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
    other = {name: 0.8 * value for name, value in published.items()}
    return Encoder.store(tmp_path_factory.mktemp("two_vectors"), layers=[other])


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(Lexicon({"pa": "personal assistant"}, stop_words=frozenset({"the", "a", "is", "do", "i", "my"})))


@pytest.fixture(scope="session")
def index(encoder: Encoder, reader: Reader) -> Index:
    documents = [
        Document(
            article=name,
            title=asks[0],
            nations=("england",) if name.startswith("england") else ("scotland",),
            asks=tuple(reader.read(ask).text for ask in asks),
            ask_lemmas=tuple(reader.read(ask).lemmas for ask in asks),
            own_lemmas=reader.read(asks[0]).lemmas,
            pieces=tuple(sorted({piece for pieces in encoder.pieces(asks) for piece in pieces})),
        )
        for name, asks in ASKS.items()
    ]
    titles = encoder.encode([d.title for d in documents])
    asks = encoder.encode([ask for d in documents for ask in d.asks])
    return Index(documents, asks, titles, encoder.word_table())


@pytest.fixture(scope="session")
def questions(encoder: Encoder, reader: Reader) -> Query:
    texts = ["holiday for personal assistants", "direct payment, please explain", "capital of France", ""]
    read = [reader.read(text) for text in texts]
    return Query(encoder.encode(texts), texts, [r.lemmas for r in read], encoder.pieces(texts))
