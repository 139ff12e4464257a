"""Single words add up to an alarm only about somebody, and less so in business talk."""

import pytest

from bot.safety.hints import read_hints

CONTENT = {
    "needs": "4",
    "somebody": ["she", "mum"],
    "weighs": [
        {"weight": "3", "kind": "neglect", "words": ["filthy"]},
        {"weight": "1", "kind": "harm", "words": ["bed", "night", "door", "room"]},
    ],
    "lightens": [{"weight": "2", "words": ["budget"]}],
    "openers": ["can"],
}


@pytest.fixture
def hints():
    """Hints read from a small content."""
    return read_hints(CONTENT, {}, pytest.fail)


def kind(hints, text):
    """Judge words written as a text."""
    return hints.kind(text.split())


class TestHints:
    def test_words_of_one_sentence_add_up_and_the_heaviest_gives_the_kind(self, hints):
        assert kind(hints, "she in filthy bed .") == "neglect"

    def test_words_of_two_sentences_do_not(self, hints):
        assert kind(hints, "she filthy . mum bed .") is None

    def test_somebody_must_be_meant(self, hints):
        assert kind(hints, "filthy bed .") is None

    def test_light_words_alone_are_never_enough(self, hints):
        assert kind(hints, "she bed night door room .") is None

    def test_business_words_and_a_question_weigh_against_it(self, hints):
        assert kind(hints, "she filthy bed budget .") is None
        assert kind(hints, "can she filthy bed .") is None

    def test_faults_are_handed_over(self):
        faults = []
        read_hints(CONTENT | {"needs": "many", "extra": []}, {}, faults.append)
        assert faults == ["hints, extra: unknown field; check the spelling", "hints: many is not a whole number"]
