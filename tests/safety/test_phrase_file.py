"""The phrase file is checked as a whole and told with all its faults."""

from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.safety.phrase_file import load_phrases
from bot.safety.safeguarding import assess

SMALLEST = """
read_as: {cant: can not}
skipped: [the]
groups: {someone: [he, she]}
general: [what is]
particular: [my mum]
doubted: [years ago]
children: [wean]
adults: [mum]
alarms: [{kind: violence, sure: "false", unless: [budget limit], says: ["<someone> hits ... mum"]}]
hints: {needs: 4, somebody: [mum], weighs: [], lightens: [], openers: []}
"""


@pytest.fixture
def write(tmp_path):
    """Write a phrase file and give its path."""

    def write_(text: str) -> Path:
        path = tmp_path / "safeguarding.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_


class TestLoadPhrases:
    def test_a_phrase_may_have_a_gap_and_skipped_words(self, write):
        phrases = load_phrases(write(SMALLEST))
        assert assess("he hits the old frail mum", phrases).kind == "violence"
        assert assess("mum hits he", phrases) is None

    def test_an_exception_right_beside_the_phrase_takes_it_back(self, write):
        phrases = load_phrases(write(SMALLEST))
        assert assess("she hits budget limit mum", phrases) is None

    def test_all_faults_are_told_at_once(self, write):
        broken = (
            SMALLEST.replace("<someone>", "<somone>")
            .replace("kind: violence", "kind: vilence")
            .replace("adults:", "adultz:")
        )
        with pytest.raises(ContentError) as raised:
            load_phrases(write(broken))
        assert len(raised.value.faults) >= 3
        assert any("adultz: unknown field" in fault for fault in raised.value.faults)

    def test_an_unreadable_file_is_told_with_its_name(self, tmp_path):
        with pytest.raises(ContentError, match=r"nowhere\.yml"):
            load_phrases(tmp_path / "nowhere.yml")
