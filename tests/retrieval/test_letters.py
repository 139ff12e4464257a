"""Overlap of letter groups."""

import pathlib

import numpy as np
import pytest

from bot.retrieval import letters
from bot.retrieval.letters import LetterGroups

TEXTS = ["holiday pay", "direct payment", "", "sick pay"]
EVERY = np.arange(len(TEXTS))


@pytest.fixture
def groups() -> LetterGroups:
    return LetterGroups.counting(TEXTS)


class TestShared:
    def test_a_wording_shares_all_with_itself(self, groups: LetterGroups):
        assert groups.shared("direct payment", EVERY)[1] == pytest.approx(1, abs=1e-5)

    def test_a_slip_shares_most(self, groups: LetterGroups):
        found = groups.shared("holliday", EVERY)
        assert found.argmax() == 0
        assert 0.3 < found[0] < 1

    def test_an_empty_wording_shares_nothing_not_even_its_neighbours(self, groups: LetterGroups):
        assert groups.shared("sick pay", EVERY)[2] == 0

    def test_neither_does_one_at_the_end_nor_does_its_neighbour_lose_anything(self, groups: LetterGroups):
        found = groups.shared("direct payment", np.array([1, 2]))
        assert found.tolist() == [pytest.approx(1, abs=1e-5), 0]

    def test_unknown_letters_share_nothing(self, groups: LetterGroups):
        assert groups.shared("xyz", EVERY).tolist() == [0, 0, 0, 0]

    def test_only_the_wordings_asked_for_are_looked_at_in_their_order(self, groups: LetterGroups):
        assert np.allclose(groups.shared("sick pay", np.array([3, 0])), groups.shared("sick pay", EVERY)[[3, 0]])

    def test_groups_that_most_wordings_have_tell_nothing(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(letters, "_FEW", 2)
        assert LetterGroups.counting([*TEXTS, "pay day"]).shared("pay", EVERY).tolist() == [0, 0, 0, 0]


def test_what_was_saved_compares_as_before(groups: LetterGroups, tmp_path: pathlib.Path):
    groups.save(tmp_path)
    again = LetterGroups.load(tmp_path, TEXTS)
    for question in ("holliday", "sick pay", "xyz"):
        assert np.array_equal(again.shared(question, EVERY), groups.shared(question, EVERY))
    more = ["pay slip", *TEXTS]
    assert np.array_equal(again.of(more).shared("payslip", EVERY), groups.of(more).shared("payslip", EVERY))
