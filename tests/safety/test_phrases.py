"""The small language of the phrase file."""

import pytest

from bot.safety.message import Reader
from bot.safety.phrases import PhraseSet, expand, parse

GROUPS = expand({"kin": ["mum", "dad"], "anyone": ["<kin>", "she"]})


def found(written: str, text: str) -> bool:
    """Whether a phrase stands in a text."""
    reader = Reader({"cant": "can not"}, {"hitting", "terrified"})
    return PhraseSet([parse(written, GROUPS)], frozenset({"my", "the"})).match(reader.words(text))


class TestPhrase:
    def test_words_stand_in_order_and_skipped_ones_between(self):
        assert found("hits mum", "he hits my mum")
        assert not found("hits mum", "mum hits him")

    def test_a_bar_means_either_and_a_group_means_any_of_its_words(self):
        assert found("hits|slaps <anyone>", "he slaps dad")

    def test_a_gap_is_at_most_five_words_and_ends_with_the_sentence(self):
        assert found("he ... mum", "he went and hit poor mum")
        assert not found("he ... mum", "he left. mum stayed")
        assert not found("he ... mum", "he 1 2 3 4 5 6 mum")

    def test_a_plus_means_near_in_any_order(self):
        assert found("tied + chair", "the chair she was tied to")
        assert not found("tied + chair", "she was tied. a chair")

    def test_a_stop_is_the_end_or_the_beginning_of_a_sentence(self):
        assert found("go on .", "I cant go on")
        assert not found("go on .", "I cant go on holiday")
        assert found(". is she", "Is she there")

    @pytest.mark.parametrize("written", ["... mum", "hits <nobody>", "self-harm"])
    def test_what_cannot_be_read_is_refused(self, written):
        with pytest.raises(ValueError, match=r"begins and ends|no such group|plain words"):
            parse(written, GROUPS)
