"""From articles to an index: which of a text's two vectors is used for what."""

import dataclasses
import pathlib

import numpy as np

from bot.content import library
from bot.retrieval.building import Known, build_index, query
from bot.retrieval.encoder import Encoder, tuned
from bot.retrieval.manner import Manner
from bot.retrieval.word_groups import WordGroups
from bot.retrieval.wording import Reader
from tests.worlds import HOME

TEXTS = ["how much holiday does my PA get", "paid days off"]


class TestBuildIndex:
    def test_wordings_and_titles_are_searched_by_their_tuned_vectors(self, two_vectors: Encoder, reader: Reader):
        article = next(iter(library.load(HOME / "knowledge", "example-council").articles.values()))
        short = dataclasses.replace(article, asks=tuple(TEXTS), title=TEXTS[0])
        known = {TEXTS[1]: Known(TEXTS[1], (), two_vectors.encode([TEXTS[1]])[0])}
        index = build_index([short], reader, two_vectors, known)
        expected = tuned(two_vectors.encode([reader.read(TEXTS[0]).text, TEXTS[1]]))
        assert np.array_equal(index.ask_vectors, expected)
        assert np.array_equal(index.title_vectors, expected[:1])


class TestQuery:
    def test_articles_are_told_by_tuned_vectors_and_manner_by_published_ones(
        self, two_vectors: Encoder, encoder: Encoder, reader: Reader
    ):
        found = query(TEXTS, reader, two_vectors)
        read = [reader.read(text).text for text in TEXTS]
        assert np.array_equal(found.vectors, tuned(two_vectors.encode(read)))
        assert np.array_equal(found.published, encoder.encode(read))
        assert np.array_equal(found.beside(found).part([2]).published, found.part([0]).published)
        manner = Manner(WordGroups((), np.zeros(0)), None, None, None, None)  # type: ignore[arg-type]
        assert np.array_equal(manner.said(found).vectors, found.published)

    def test_no_questions_can_stand_beside_some(self, two_vectors: Encoder, reader: Reader):
        some = query(TEXTS, reader, two_vectors)
        assert np.array_equal(query([], reader, two_vectors).beside(some).encoded, some.encoded)


def test_an_encoder_that_is_loaded_again_gives_both_vectors(two_vectors: Encoder, tmp_path: pathlib.Path):
    again = Encoder(two_vectors._folder)
    assert np.array_equal(again.encode(TEXTS), two_vectors.encode(TEXTS))
