"""Messages are read with spellings and slips evened out."""

from bot.safety.message import Reader


class TestReader:
    def test_shortened_words_are_written_out(self):
        assert Reader({"cant": "can not"}, ()).words("I can't, he'll go") == [
            ".",
            "i",
            "can",
            "not",
            "he",
            "will",
            "go",
            ".",
        ]

    def test_a_slip_is_corrected_to_a_word_of_the_phrases(self):
        assert "hitting" in Reader({}, {"hitting"}).words("he keeps hiting")

    def test_everyday_words_are_never_corrected(self):
        assert Reader({}, {"slapped"}).words("it snapped") == [".", "it", "snapped", "."]

    def test_the_beginning_of_a_word_decides_between_equals(self):
        assert "slapped" in Reader({}, {"shaped", "slapped"}).words("slaped")
