"""Personal data is masked before anything is stored or logged; honest messages stay as they are."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.personal_data import TOKENS, mask

MESSAGES = [
    json.loads(line)
    for line in Path(__file__).with_name("personal_data.jsonl").read_text(encoding="utf-8").splitlines()
]
WITH_DATA = [message for message in MESSAGES if message["kinds"]]
CLEAN = [message for message in MESSAGES if not message["kinds"]]

LEAST_MASKED = 0.92
MOST_CLEAN_TOUCHED = 0.03
PIECES = [
    *("Mrs", "mr", "Jean", "Brown", "my client", "her name is", "lives at", "12", "High", "Street", "EH6 5NA", "dob"),
    *(
        "3/4/51",
        "07700 900123",
        "ab123456c",
        "CHI 0101501234",
        "a.b@example.com",
        "[name]",
        "[address]",
        "is",
        "called",
    ),
    *(",", ".", "\n", "'s", "’s", "Option 2"),
]


class TestMessageSet:
    def test_it_is_large_and_half_of_it_are_near_misses(self):
        assert len(WITH_DATA) >= 75
        assert len(CLEAN) >= 75

    def test_nearly_all_personal_data_vanishes(self):
        stretches = [(mask(message["text"]).text, stretch) for message in WITH_DATA for stretch in message["vanish"]]
        left = [(text, stretch) for text, stretch in stretches if stretch in text]
        assert 1 - len(left) / len(stretches) >= LEAST_MASKED, left

    def test_clean_messages_are_hardly_ever_touched(self):
        touched = [mask(message["text"]).text for message in CLEAN if mask(message["text"]).text != message["text"]]
        assert len(touched) / len(CLEAN) <= MOST_CLEAN_TOUCHED, touched


class TestNames:
    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("Mrs Macdonald wants option 1", "Mrs [name] wants option 1"),
            ("mr singh phoned", "mr [name] phoned"),
            ("Mr and Mrs Ahmed", "Mr and Mrs [name]"),
            ("my client aisha wants a PA", "my client [name] wants a PA"),
            ("Her name is Moira", "Her name is [name]"),
            ("my brother grant is my PA", "my brother [name] is my PA"),
            ("Margaret’s house", "[name]’s house"),
            ("Jean Brown, 78, lives alone", "[name], 78, lives alone"),
            ("Ms Wójcik has asked", "Ms [name] has asked"),
        ],
    )
    def test_a_name_is_masked_with_or_without_capitals(self, text, masked):
        assert mask(text).text == masked

    @pytest.mark.parametrize(
        "text",
        [
            "I'm 52",
            "Option 2",
            "Does Anne's Law apply?",
            "Royal Mencap v Tomlinson-Blake",
            "Perth and Kinross charging policy",
            "Carers (Scotland) Act 2016",
            "My dad has Parkinson's",
            "Dear Sir or Madam",
            "the PA called yesterday",
            "Will my PA be paid in May?",
            "Mark it as urgent please",
            "I am a Support Worker",
            "form P45 or SDS 100",
        ],
    )
    def test_ages_options_laws_councils_forms_and_roles_are_not_names(self, text):
        assert mask(text).text == text


class TestNumbersAndPlaces:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("he lives at 12 Glenview Road", "address"),
            ("flat 3, 118 dalry road", "address"),
            ("ph1 5lb", "postcode"),
            ("g512hx", "postcode"),
            ("DOB 3.4.51", "date_of_birth"),
            ("born 12 May 1961", "date_of_birth"),
            ("+44 7700 900789", "phone"),
            ("0131 496 0123", "phone"),
            ("jean@example.com", "email"),
            ("ab 12 34 56 d", "national_insurance"),
            ("0101501234", "chi"),
            ("943 476 5919", "nhs_number"),
            ("sort code 80-22-60", "bank_account"),
            ("case ref 20391847", "reference"),
            ("SF21 ABC", "vehicle"),
        ],
    )
    def test_each_kind_is_masked_and_named(self, text, kind):
        masked = mask(text)
        assert masked.kinds == (kind,)
        assert TOKENS[kind] in masked.text

    @pytest.mark.parametrize(
        "text",
        [
            "24 hour care",
            "15 minutes drive to the centre",
            "3 close relatives",
            "1 to 1 court support",
            "since 1 April 2025",
            "born in 1960",
            "call 999 or 101",
            "Acas 0300 123 1100",
            "0800 22 44 88",
            "form SDS 2AB",
            "£12,345.67 a year",
            "from 06/04/2025 to 05/04/2026",
            "BG123456A is no valid prefix",
        ],
    )
    def test_everyday_numbers_dates_and_public_lines_stay(self, text):
        assert mask(text).text == text


class TestMask:
    @pytest.mark.parametrize("text", ["", None])
    def test_nothing_stays_nothing(self, text):
        assert mask(text).text == ""
        assert mask(text).kinds == ()

    def test_kinds_are_named_once_in_reading_order(self):
        masked = mask("Mrs Reid and Mr Singh, EH22 4PQ")
        assert masked.kinds == ("name", "postcode")
        assert masked.count == 3

    @given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
    @settings(max_examples=300, deadline=None)
    def test_masking_twice_changes_nothing_more(self, text):
        once = mask(text).text
        assert mask(once).text == once

    @given(st.text(max_size=300))
    @settings(deadline=None)
    def test_no_text_breaks_it_and_masked_text_is_stable(self, text):
        once = mask(text).text
        assert mask(once).text == once

    @pytest.mark.parametrize(
        "piece", ["a", "1 ", "mr ", "12 High ", "O'", "flat 1/", "john ", "@a.", "0 ", "dob is ", "A. "]
    )
    def test_ten_thousand_characters_take_no_longer_than_a_breath(self, piece):
        text = (piece * 10_000)[:10_000]
        began = time.perf_counter()
        mask(text)
        assert time.perf_counter() - began < 2
