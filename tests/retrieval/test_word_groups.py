"""Groups of words in a row."""

import pathlib

import numpy as np

from bot.retrieval.word_groups import WordGroups

TEXTS = ["should we approve 20 hours", "should we approve 8 hours?", "who approves the hours"]


class TestWordGroups:
    def test_groups_of_one_to_three_words_that_stand_in_two_texts_are_known(self):
        assert {"approve", "we approve", "should we approve"} <= set(WordGroups.fit(TEXTS).names)
        assert "approves" not in WordGroups.fit(TEXTS).names

    def test_any_number_of_as_many_digits_is_the_same(self):
        groups = WordGroups.fit(["pay 12 hours", "pay 15 hours"])
        assert (groups.of(["pay 99 hours"]) != groups.of(["pay 12 hours"])).nnz == 0

    def test_rows_have_unit_length_or_are_empty(self):
        lengths = np.sqrt(WordGroups.fit(TEXTS).of(["we approve", "zebra"]).power(2).sum(axis=1)).A1
        assert np.allclose(lengths, [1, 0])

    def test_rows_are_those_of_the_library(self):
        from bot.retrieval import word_groups

        library = word_groups._reader().fit(TEXTS)
        texts = [*TEXTS, "approve approve we", "", "zebra"]
        assert np.allclose(WordGroups.fit(TEXTS).of(texts).toarray(), library.transform(texts).toarray())

    def test_without_a_common_word_nothing_is_known(self):
        groups = WordGroups.fit(["one", "two"])
        assert groups.of(["one"]).shape == (1, 0)

    def test_it_is_the_same_after_loading(self, tmp_path: pathlib.Path):
        groups = WordGroups.fit(TEXTS)
        groups.save(tmp_path)
        assert (WordGroups.load(tmp_path).of(TEXTS) != groups.of(TEXTS)).nnz == 0
