"""BM25, worked by hand."""

import math

import pytest

from bot.retrieval import lexical
from bot.retrieval.lexical import BestMatch

MATCH = BestMatch([["pay", "pay", "holiday"], ["pay"], ["abuse", "adult"]])


class TestBestMatch:
    def test_scores_worked_by_hand(self):
        # Three documents of mean length 2; "holiday" stands in one, "pay" in two of them.
        holiday, pay = math.log(1 + 2.5 / 1.5), math.log(1 + 1.5 / 2.5)
        first, second = 1.2 * (0.5 + 0.5 * 3 / 2), 1.2 * (0.5 + 0.5 * 1 / 2)
        most = 2.2 * (holiday + pay)
        expected = [
            (holiday * 2.2 / (1 + first) + pay * 2 * 2.2 / (2 + first)) / most,
            pay * 2.2 / (1 + second) / most,
            0,
        ]
        assert MATCH.scores(["pay", "holiday"]).tolist() == pytest.approx(expected)

    def test_an_unknown_word_lowers_the_share(self):
        known, mixed = MATCH.scores(["pay"]), MATCH.scores(["pay", "unicorn"])
        assert known[0] > mixed[0] > 0

    def test_a_repeated_word_counts_once(self):
        once, twice = MATCH.scores(["pay"]), MATCH.scores(["pay", "pay"])
        assert once.tolist() == twice.tolist()

    def test_a_question_without_words_fits_nothing(self):
        assert MATCH.scores([]).tolist() == [0, 0, 0]


class TestCommonWords:
    def test_a_word_counts_the_same_however_its_scores_are_kept(self, monkeypatch: pytest.MonkeyPatch):
        """Words that many documents have are kept for all documents, others as a list."""
        documents = [["pay", "pay", "holiday"], ["pay"], ["abuse", "adult"], ["pay", "abuse"]]
        found = []
        for share in (0, 1):
            monkeypatch.setattr(lexical, "_COMMON", share)
            found.append(BestMatch(documents).scores(["pay", "abuse", "unicorn"]))
        assert found[0].tolist() == pytest.approx(found[1].tolist())


class TestUnknownShare:
    @pytest.mark.parametrize(("words", "share"), [(["pay", "unicorn"], 0.5), (["pay"], 0), (["x"], 1), ([], 0)])
    def test_it_is_the_share_of_words_that_no_document_has(self, words: list[str], share: float):
        assert MATCH.unknown_share(words) == share
