"""Questions that judge the bot must not have taught it. Only ids are shown, never a question."""

import json
import re

import pytest

from tests.worlds import HOME

QUESTIONS = HOME.parent / "shared" / "eval" / "questions.jsonl"
TAUGHT = ("knowledge", "data")
MORE_THAN = 4
"""Shorter questions (“what is option 2”) are everybody's words."""


def normal(text):
    return " ".join(re.findall(r"\w+", text.lower()))


class TestLeak:
    @pytest.mark.skipif(not QUESTIONS.exists(), reason=f"{QUESTIONS} is not on this machine")
    def test_no_evaluation_question_stands_in_content_or_training_data(self):
        entries = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").split("\n") if line.strip()]
        leaked = standing_in(taught(), entries)
        # Not `assert leaked == []`: pytest would print more than the ids.
        if leaked:
            pytest.fail(f"evaluation questions in {' or '.join(TAUGHT)}: {', '.join(leaked)}", pytrace=False)


class TestStandingIn:
    ENTRIES = ({"id": "a", "q": "May I pay my own sister?"}, {"id": "b", "turns": [{"q": "what is option 2"}]})

    def test_a_question_is_found_whatever_its_case_and_punctuation(self):
        assert standing_in(normal('- "may I pay, my own SISTER"'), self.ENTRIES) == ["a"]

    def test_half_a_word_is_not_the_question(self):
        assert standing_in(normal("may I pay my own sisters"), self.ENTRIES) == []

    def test_a_short_question_is_everybodys(self):
        assert standing_in(normal("what is option 2"), self.ENTRIES) == []


def taught():
    paths = sorted(p for name in TAUGHT for p in (HOME / name).rglob("*") if p.is_file())
    # A word that no text holds keeps a question from being pieced together across two files.
    return " \0 ".join(normal(path.read_text(encoding="utf-8")) for path in paths)


def standing_in(text, entries):
    padded = f" {text} "
    return sorted({str(entry.get("id")) for entry in entries for words in questions(entry) if f" {words} " in padded})


def questions(entry):
    texts = (normal(turn.get("q", "")) for turn in entry.get("turns") or [entry])
    return [words for words in texts if len(words.split()) > MORE_THAN]
