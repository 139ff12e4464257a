"""How well each article fits a question, seen from several sides."""

import dataclasses
import pathlib

import numpy as np
import pytest

from bot.retrieval.index import Index
from bot.retrieval.shapes import FEATURES, NEAREST, SEEN, Compared, Query, Taught
from tests.retrieval.conftest import ASKS

PLACE = {name: number for number, name in enumerate(ASKS)}
EVERY = np.arange(len(ASKS))


def features(index: Index, questions: Query, row: int) -> np.ndarray:
    return index.features(questions, row, EVERY, index.word_scores(questions.lemmas[row]))


@pytest.fixture
def taught(index: Index, questions: Query) -> Index:
    """The third question, which no wording is like, is answered by the second article."""
    return index.teach(Taught(questions.vectors[2:3], (questions.texts[2],), np.array([PLACE["options/option-1"]])))


class TestFeatures:
    def test_there_is_one_of_each_for_every_article(self, index: Index, questions: Query):
        for row in range(len(questions)):
            found = features(index, questions, row)
            assert found.shape == (4, len(SEEN))
            assert np.isfinite(found).all()

    @pytest.mark.parametrize("feature", FEATURES)
    def test_each_prefers_the_article_that_was_asked_for(self, index: Index, questions: Query, feature: str):
        best = [features(index, questions, row)[:, FEATURES.index(feature)].argmax() for row in (0, 1)]
        assert best == [PLACE["pa-pay/holiday"], PLACE["options/option-1"]]

    def test_they_are_the_same_whatever_else_is_compared(self, index: Index, questions: Query):
        words = index.word_scores(questions.lemmas[0])
        assert np.allclose(index.features(questions, 0, EVERY[2:3], words), features(index, questions, 0)[2:3])

    def test_of_what_goes_on_the_last_message_is_compared_by_itself_too(self, index: Index, questions: Query):
        first, second = questions.part([0]), questions.part([1])
        found = features(index, dataclasses.replace(first, going_on=[True], last=second), 0)
        assert np.array_equal(found[:, : len(FEATURES)], features(index, first, 0)[:, : len(FEATURES)])
        assert np.array_equal(found[:, len(FEATURES) :], features(index, second, 0)[:, : len(FEATURES)])

    def test_of_a_whole_question_both_halves_are_the_same(self, index: Index, questions: Query):
        whole, last = np.hsplit(features(index, questions, 0), 2)
        assert np.array_equal(whole, last)

    def test_saved_and_loaded_they_are_the_same(self, taught: Index, questions: Query, tmp_path: pathlib.Path):
        taught.save(tmp_path)
        loaded = Index.load(tmp_path)
        assert loaded.documents == taught.documents
        for row in range(len(questions)):
            assert np.array_equal(features(loaded, questions, row), features(taught, questions, row))


class TestShortlist:
    def test_only_allowed_articles_come_into_question(self, index: Index, questions: Query):
        words = index.word_scores(questions.lemmas[0])
        assert index.shortlist(index.meanings(questions.vectors[0]), words, index.part(EVERY[1:3])).tolist() == [1, 2]

    def test_those_that_fit_by_meaning_or_by_words_come_in(self, index: Index, questions: Query):
        words = np.array([0, 0, 0, 1.0])
        found = index.shortlist(index.meanings(questions.vectors[0]), words, index.part(EVERY), 1, 1)
        assert found.tolist() == [PLACE["pa-pay/holiday"], PLACE["england/care-act"]]


class TestTeach:
    def test_a_taught_question_is_found_again(self, taught: Index, questions: Query):
        found = features(taught, questions, 2)
        assert found[:, NEAREST].argmax() == PLACE["options/option-1"]
        assert found[:, NEAREST].max() == pytest.approx(1, abs=1e-3)

    def test_without_it_nothing_of_it_is_left(self, index: Index, taught: Index, questions: Query):
        untaught = taught.without(np.array([0]))
        assert np.allclose(features(untaught, questions, 2)[:, NEAREST], features(index, questions, 2)[:, NEAREST])
        assert np.allclose(untaught.learned, index.learned)
        assert features(taught, questions, 2)[:, NEAREST].max() == pytest.approx(1, abs=1e-3)


class TestLearnOn:
    def test_what_goes_on_teaches_how_such_messages_are_told_and_nothing_else(self, index: Index, questions: Query):
        lesson = Taught(questions.vectors[2:3], (questions.texts[2],), np.array([PLACE["options/option-1"]]))
        other = index.teach(Taught.nothing())
        before = features(other, questions, 2)
        other.learn_on(lesson)
        assert np.array_equal(features(other, questions, 2), before)
        going_on = dataclasses.replace(questions, going_on=[True] * len(questions), last=questions)
        after, learned = features(other, going_on, 2), FEATURES.index("learned")
        assert after[PLACE["options/option-1"], learned] > before[PLACE["options/option-1"], learned]
        assert np.array_equal(np.delete(after, [learned, learned + 6], 1), np.delete(before, [learned, learned + 6], 1))

    def test_saved_and_loaded_it_is_the_same(self, index: Index, questions: Query, tmp_path: pathlib.Path):
        other = index.teach(Taught.nothing())
        other.learn_on(Taught(questions.vectors[2:3], (questions.texts[2],), np.array([1])))
        other.save(tmp_path)
        assert np.array_equal(Index.load(tmp_path).learned_on, other.learned_on)


class TestCompared:
    def test_questions_keep_their_rows_when_some_are_taken(self, index: Index, questions: Query):
        compared = index.compare(questions, np.tile(index.holds_in("scotland"), (len(questions), 1)))
        part = compared.part([2, 0])
        assert (len(part), part.starts.tolist()) == (2, [0, 3, 6])
        assert np.array_equal(part.features[part.rows_of(0)], compared.features[compared.rows_of(2)])
        assert part.articles[part.rows_of(1)].tolist() == [0, 1, 2]

    def test_none_of_them_is_no_rows(self, index: Index):
        assert len(Compared.joined([]).part([])) == 0


class TestNearest:
    def test_a_wording_is_nearest_to_itself(self, index: Index):
        assert index.nearest(index.ask_vectors) == pytest.approx(np.ones(12), abs=1e-4)

    def test_without_vectors_nothing_is_near(self, index: Index):
        assert index.nearest(np.zeros((0, 384))).shape == (0,)


class TestHoldsIn:
    def test_an_article_holds_in_its_own_nations(self, index: Index):
        assert index.holds_in("england").tolist() == [False, False, False, True]
        assert index.holds_in("scotland").tolist() == [True, True, True, False]

    @pytest.mark.parametrize("nation", ["scotland", "england", "wales"])
    def test_those_and_all_others_are_every_article(self, index: Index, nation: str):
        here, elsewhere = index.divided(nation)
        assert here.numbers.tolist() == np.flatnonzero(index.holds_in(nation)).tolist()
        assert sorted([*here.numbers, *elsewhere.numbers]) == EVERY.tolist()


class TestTaughtQuestions:
    def test_they_are_those_that_were_taught(self, taught: Index, questions: Query):
        found = taught.taught_questions
        assert np.array_equal(found.vectors, questions.vectors[2:3])
        assert (found.texts, found.owner.tolist()) == ((questions.texts[2],), [PLACE["options/option-1"]])

    def test_without_one_of_them_the_others_are_left(self, taught: Index):
        assert taught.without(np.array([0])).taught_questions.texts == ()
        assert taught.without(np.array([], int)).taught_questions.texts == taught.taught_questions.texts


class TestAskVectors:
    def test_taught_questions_do_not_change_the_articles_own(self, index: Index, taught: Index):
        assert np.array_equal(taught.ask_vectors, index.ask_vectors)
