"""Which words two questions share, and where they stand in a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.helpdesk.likeness import ALIKE, Piece, alike, content_words, marked


class TestContentWords:
    def test_words_without_meaning_are_left_out(self):
        assert content_words("What is the holiday of a PA?") == {"holiday", "pa"}

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("payments", "payment"),
            ("employs", "employing"),
            ("employed", "employ"),
            ("duty", "duties"),
            ("service", "services"),
            ("arranging", "arrange"),
            ("address", "addresses"),
            ("wage", "wages"),
        ],
    )
    def test_number_and_tense_make_no_difference(self, one: str, other: str):
        assert content_words(one) == content_words(other)

    def test_a_short_word_keeps_its_ending(self):
        assert content_words("bus red") == {"bus", "red"}

    @pytest.mark.parametrize("text", ["", "   ", "?!", "the of and"])
    def test_there_may_be_none(self, text: str):
        assert content_words(text) == frozenset()


class TestAlike:
    def test_the_share_of_words_in_common(self):
        # holiday and pa in common; pay, sick and rate only once: 2 of 5
        assert alike("holiday pay for a PA", "sick rate, holiday of the PA") == pytest.approx(2 / 5)

    def test_the_same_words_in_another_order_are_the_same_question(self):
        assert alike("Can a PA be a relative?", "could a relative be a pa") == 1.0

    @pytest.mark.parametrize(("one", "other"), [("", ""), ("the", "the"), ("holiday", "")])
    def test_without_words_nothing_is_alike(self, one: str, other: str):
        assert alike(one, other) == 0.0

    def test_near_duplicates_are_above_the_line_and_others_below(self):
        asked = "How much notice must I give my PA?"
        assert alike(asked, "what notice do i give to a PA") >= ALIKE
        assert alike(asked, "How much holiday does a carer get?") < ALIKE

    @given(st.text(max_size=80), st.text(max_size=80))
    @settings(max_examples=100, deadline=None)
    def test_it_is_a_share_and_the_same_both_ways(self, one: str, other: str):
        assert 0.0 <= alike(one, other) <= 1.0
        assert alike(one, other) == alike(other, one)


class TestMarked:
    def test_words_are_found_in_any_form_and_nothing_else_is_marked(self):
        found = marked("Paying a PA: payments.", content_words("payment"))
        assert found == [plain("Paying a PA: "), Piece("payments", matched=True), plain(".")]

    def test_a_word_is_not_marked_inside_another(self):
        assert [p.text for p in marked("A pay, a payroll", {"pay"}) if p.matched] == ["pay"]

    @pytest.mark.parametrize("text", ["", "nothing of the kind"])
    def test_a_text_without_any_is_one_piece_or_none(self, text: str):
        assert marked(text, {"holiday"}) == ([plain(text)] if text else [])

    @given(st.text(max_size=120), st.sets(st.sampled_from(["holiday", "pa", "pay", "ß", "i̇", "1"])))
    @settings(max_examples=200, deadline=None)
    def test_the_pieces_are_the_text(self, text: str, wanted: set[str]):
        assert "".join(piece.text for piece in marked(text, wanted)) == text


def plain(text: str) -> Piece:
    """A piece that was not looked for."""
    return Piece(text, matched=False)
