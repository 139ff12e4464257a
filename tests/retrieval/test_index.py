"""How well each article fits a question, seen from several sides."""

import pathlib

import numpy as np
import pytest

from bot.retrieval.index import FEATURES, Index, Query
from tests.retrieval.conftest import ASKS

PLACE = {name: number for number, name in enumerate(ASKS)}


class TestFeatures:
    def test_there_is_one_of_each_for_every_question_and_article(self, index: Index, questions: Query):
        features = index.features(questions)
        assert features.shape == (4, 4, len(FEATURES))
        assert np.isfinite(features).all()

    @pytest.mark.parametrize("feature", ["nearest", "centre", "title", "learned", "letters", "words"])
    def test_each_prefers_the_article_that_was_asked_for(self, index: Index, questions: Query, feature: str):
        best = index.features(questions)[:2, :, FEATURES.index(feature)].argmax(axis=1)
        assert best.tolist() == [PLACE["pa-pay/holiday"], PLACE["options/option-1"]]

    def test_saved_and_loaded_they_are_the_same(self, index: Index, questions: Query, tmp_path: pathlib.Path):
        index.save(tmp_path)
        loaded = Index.load(tmp_path)
        assert loaded.documents == index.documents
        assert np.array_equal(loaded.features(questions), index.features(questions))


class TestNearest:
    def test_a_wording_is_nearest_to_itself_and_less_near_to_its_sibling(self, index: Index):
        assert index.nearest(index.ask_vectors) == pytest.approx(np.ones(12), abs=1e-4)
        assert index.nearest_sibling().max() < 0.999

    def test_without_vectors_nothing_is_near(self, index: Index):
        assert index.nearest(np.zeros((0, 384))).shape == (0,)


class TestHoldsIn:
    def test_an_article_holds_in_its_own_nations(self, index: Index):
        assert index.holds_in("england").tolist() == [False, False, False, True]
        assert index.holds_in("scotland").tolist() == [True, True, True, False]
