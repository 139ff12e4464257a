"""Messages about somebody at risk are recognised; questions about the subject are not."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.safeguarding import KINDS, assess, default_phrases

MESSAGES = [
    json.loads(line) for line in Path(__file__).with_name("safeguarding.jsonl").read_text(encoding="utf-8").splitlines()
]
AT_RISK = [message["text"] for message in MESSAGES if message["at_risk"]]
NEAR_MISSES = [message["text"] for message in MESSAGES if not message["at_risk"]]

LEAST_RECOGNISED = 0.95
MOST_FALSE_ALARMS = 0.03


class TestMessageSet:
    def test_it_is_large_and_half_of_it_are_near_misses(self):
        assert len(AT_RISK) >= 75
        assert len(NEAR_MISSES) >= 75

    def test_nearly_everybody_at_risk_is_recognised(self):
        missed = [text for text in AT_RISK if assess(text) is None]
        assert 1 - len(missed) / len(AT_RISK) >= LEAST_RECOGNISED, missed

    def test_questions_about_the_subject_hardly_ever_raise_an_alarm(self):
        false = [text for text in NEAR_MISSES if assess(text)]
        assert len(false) / len(NEAR_MISSES) <= MOST_FALSE_ALARMS, false


class TestAssess:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("I want to die", "self_harm"),
            ("he's got a knife", "violence"),
            ("nobody has seen him since tuesday", "missing"),
            ("no food in the house and sitting in own urine", "neglect"),
            ("my PA is taking money from my mums account", "exploitation"),
            ("he isnt breathing", "danger"),
            ("he touches her and makes her uncomfortable", "abuse"),
        ],
    )
    def test_an_alarm_names_its_kind(self, text, kind):
        assert assess(text).kind == kind

    @pytest.mark.parametrize(
        "text", ["he keeps hiting his mum", "shes being abusd at home", "gran is terrifed of her carer"]
    )
    def test_typing_slips_are_seen_through(self, text):
        assert assess(text) is not None

    @pytest.mark.parametrize(
        "text", ["smacked the wean", "feart to go hame cos of her da", "he's been skelped by his faither"]
    )
    def test_scots_is_understood(self, text):
        assert assess(text) is not None

    @pytest.mark.parametrize(
        "text",
        [
            "what is adult support and protection",
            "what are the signs of neglect",
            "can a PA be dismissed for abuse",
            "my PA is killing it",
        ],
    )
    def test_a_general_question_is_no_alarm(self, text):
        assert assess(text) is None

    def test_a_general_question_about_somebody_in_particular_is_one(self):
        assert assess("what is neglect? my mum's carer leaves her lying in a wet bed all day") is not None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("smacked the wean", "child"),
            ("my 7 year old was hit by his dad", "child"),
            ("my mum is being hit by her son", "adult"),
            ("he hits her", "unknown"),
        ],
    )
    def test_it_says_whether_a_child_or_an_adult_is_meant(self, text, expected):
        assert assess(text).adult_or_child == expected

    @pytest.mark.parametrize(
        ("text", "certain"),
        [
            ("he hits her", True),
            ("I want to die", True),
            ("sitting in her own urine all day", True),
            ("her nephew borrows her money and never pays it back", False),
            ("hurt her back when the carer dropped her", False),
            ("I took an overdose when I was a teenager, can I be a PA", False),
            ("my ex battered me twenty years ago and I want to train as an advocate", False),
            ("in the workbook a nephew hits his aunt, which Act applies", False),
            ("in the film a man hits her", False),
            ("there was a girl in the close, her dad hits her", True),
            ("he hits her, films it and sends it round", True),
            ("PA hurt her back getting mum off the bed, is sick pay down to us", False),
            ("the agency manager shouted at me about visiting times", False),
        ],
    )
    def test_only_the_plainest_is_certain(self, text, certain):
        assert assess(text).certain is certain

    @pytest.mark.parametrize("text", ["", None, "   "])
    def test_no_words_are_no_alarm(self, text):
        assert assess(text) is None

    @given(st.text(max_size=300))
    @settings(deadline=None)
    def test_no_text_breaks_it(self, text):
        alarm = assess(text)
        assert alarm is None or alarm.kind in KINDS

    @pytest.mark.parametrize("piece", ["he ", "she hits ", "not ", "hitttting ", "my mum is ", "scared of "])
    def test_ten_thousand_characters_take_no_longer_than_a_breath(self, piece):
        text = (piece * 10_000)[:10_000]
        default_phrases()
        began = time.perf_counter()
        assess(text)
        assert time.perf_counter() - began < 2
