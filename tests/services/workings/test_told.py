"""Answers as formulas take them."""

import datetime

import pytest

from bot.errors import RefusedError
from bot.helpdesk.guided import CHOICE, SKIPPED, YES_NO, Answer
from bot.services.tools.known_figures import KnownFigures
from bot.services.tools.service import Service
from bot.services.workings.told import Told

DAY = datetime.date(2027, 6, 30)


def told(**answers: Answer) -> Told:
    return Told(answers, datetime.date(2026, 11, 23), KnownFigures({}))


class TestService:
    def test_a_first_day_counts_up_to_the_day_that_matters_and_not_to_today(self):
        assert told(service=Answer("started", "2020-05-01")).service("service", DAY) == Service(7, 2)

    def test_a_length_is_taken_as_it_was_told(self):
        assert told(service=Answer("service", 57)).service("service", DAY) == Service(4, 9)

    def test_a_first_day_after_the_last_one_is_refused(self):
        with pytest.raises(RefusedError, match="cannot end before it began"):
            told(service=Answer("started", "2028-01-01")).service("service", DAY)


class TestWords:
    def test_what_was_left_out_is_no_word(self):
        assert (told(role=Answer(SKIPPED, words="Another role")).word("role"), told().word("role")) == ("", "")

    def test_yes_and_no_and_neither(self):
        answers = told(a=Answer(YES_NO, "yes"), b=Answer(YES_NO, "no"), c=Answer(SKIPPED))
        assert [answers.yes(name, unless_told=True) for name in "abcd"] == [True, False, True, True]
        assert told(way=Answer(CHOICE, "left")).word("way") == "left"


class TestWhole:
    def test_a_part_is_refused(self):
        with pytest.raises(RefusedError, match=r"2.5 is not a whole number"):
            told(pas=Answer("number", "2.5")).whole("pas")

    def test_a_whole_number_is_one_however_it_is_written(self):
        assert (told(pas=Answer("number", "2.0")).whole("pas"), told().whole("pas", unless_told=1)) == (2, 1)
