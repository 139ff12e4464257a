"""What somebody typed, as answers that can be kept."""

import datetime
import json

import pytest

from bot.helpdesk.guided import CHOICE, WORDS, YES_NO, Answer, Button, Step
from bot.services.reading_answers import date_of, decimal_of, read_answer, service_of
from bot.services.tools.service import Service

TODAY = datetime.date(2026, 11, 23)
DAYS = Step("days", "How many days?", "days_a_week")
WEEKS = Step("weeks", "How many weeks?", "number", unit="weeks")
WAY = Step("way", "Which way?", CHOICE, buttons=(Button("Left", "left"),))
SURE = Step("sure", "Sure?", YES_NO)
STARTED = Step("started", "Since when?", "started", accepts=("service",))


def values(text: str, step: Step) -> dict[str, object]:
    return {kind: answer.value for kind, answer in read_answer(text, step, TODAY).values.items()}


class TestValues:
    def test_all_of_a_message_is_read(self):
        assert values("3 days a week, 6 hours, started in May", DAYS) == {
            "days_a_week": {"number": "3", "weekdays": []},
            "hours_a_day": "6",
            "started": "2026-05-01",
        }

    @pytest.mark.parametrize(
        "text", ["3 days", "4 years 9 months", "£12.50 an hour", "since 1/4/2020", "50%", "yes", "6h30"]
    )
    def test_they_can_be_kept_as_json(self, text: str):
        assert json.loads(json.dumps(values(text, SURE))) == values(text, SURE)

    @pytest.mark.parametrize("text", ["4 weeks", "4", "four weeks", "4 week"])
    def test_the_unit_may_stand_behind_a_number(self, text: str):
        assert values(text, WEEKS)["number"] == "4"

    def test_weekdays_are_kept_by_number_and_read_back_by_name(self):
        answer = read_answer("Mon and Fri", DAYS, TODAY).values["days_a_week"]
        assert (answer.value["weekdays"], answer.words) == ([0, 4], "2 days a week (Monday, Friday)")

    def test_named_days_are_not_only_counted(self):
        named = Step("days", "Which days?", "days_a_week", named=True)
        assert values("3", named) == {}
        assert values("Mon-Wed", named)["days_a_week"]["weekdays"] == [0, 1, 2]

    @pytest.mark.parametrize(
        ("text", "year"), [("1 December", 2026), ("20 November", 2026), ("1 June", 2026), ("1 March", 2027)]
    )
    def test_a_day_without_a_year_may_be_the_nearest(self, text: str, year: int):
        day = values(text, Step("day", "When?", "date", nearest=True))["date"]
        assert datetime.date.fromisoformat(day).year == year

    def test_since_a_day_is_that_day_and_not_a_length_up_to_today(self):
        assert values("since May 2022", STARTED)["started"] == "2022-05-01"

    def test_what_was_assumed_is_kept(self):
        assert "Only the month" in read_answer("May 2022", STARTED, TODAY).values["started"].assumption


class TestYesAndNo:
    @pytest.mark.parametrize(("text", "value"), [("yes", "yes"), ("aye", "yes"), ("no", "no"), ("no, never", "no")])
    def test_they_are_read_where_they_are_asked(self, text: str, value: str):
        assert values(text, SURE)["yes_no"] == value

    def test_a_correction_does_not_say_no(self):
        reading = read_answer("no, 4 days", SURE, TODAY)
        assert (set(reading.values), reading.corrects) == ({"days_a_week"}, True)


class TestQuestions:
    @pytest.mark.parametrize(
        "text",
        [
            "what is a working day?",
            "do bank holidays count",
            "and how do I work that out?",
            "can I speak to a champion",
            "is it the same for apprentices?",
        ],
    )
    def test_a_question_is_one_whatever_numbers_are_in_it(self, text: str):
        assert read_answer(text, DAYS, TODAY).question

    @pytest.mark.parametrize(
        "text", ["3 days?", "about 3", "does 3", "I do 4 days", "is 3", "Monday, she is off on Friday"]
    )
    def test_an_answer_is_none(self, text: str):
        assert not read_answer(text, DAYS, TODAY).question

    @pytest.mark.parametrize(
        "text",
        ["bank holidays, are they in it?", "my boss asks what i should do", "he comes home and then it gets bad"],
    )
    def test_some_may_be(self, text: str):
        reading = read_answer(text, DAYS, TODAY)
        assert (reading.question, reading.maybe_question) == (False, True)

    @pytest.mark.parametrize("text", ["I do not know", "no idea", "what do I know, not sure", "?"])
    def test_not_knowing_is_none(self, text: str):
        reading = read_answer(text, DAYS, TODAY)
        assert (reading.unsure, reading.question, reading.maybe_question) == (True, False, False)


class TestRefusing:
    @pytest.mark.parametrize("text", ["9 days", "banana", "25 hours a day", "-3 days"])
    def test_what_cannot_be_says_why_with_an_example(self, text: str):
        assert "for example" in read_answer(text, DAYS, TODAY).refused

    def test_a_choice_is_never_refused_for_want_of_a_number(self):
        assert read_answer("left", WAY, TODAY).refused == ""


class TestCorrections:
    @pytest.mark.parametrize("text", ["no, 4", "sorry, 4", "no, 2 March"])
    def test_some_do_not_say_of_what(self, text: str):
        assert read_answer(text, STARTED if "March" in text else DAYS, TODAY).bare

    @pytest.mark.parametrize("text", ["no, 4 days", "no, £12 an hour"])
    def test_others_do(self, text: str):
        reading = read_answer(text, DAYS, TODAY)
        assert (reading.corrects, reading.bare) == (True, False)


class TestBack:
    def test_values_come_back(self):
        assert decimal_of(Answer("number", "4.5")) * 2 == 9
        assert decimal_of(Answer("days_a_week", {"number": "3", "weekdays": []})) == 3
        assert date_of(Answer("date", "2026-05-01")) == datetime.date(2026, 5, 1)
        assert service_of(Answer("service", 57)) == Service(4, 9)

    def test_what_was_left_out_is_none(self):
        assert (decimal_of(None), date_of(None), decimal_of(Answer("skipped")), date_of(Answer("skipped"))) == (
            None,
        ) * 4


class TestAhead:
    REVIEW = Step("review", "When?", "ends", accepts=("date",), ahead=True, example="1/3/2027")

    @pytest.mark.parametrize("text", ["1/3/2020", "yesterday", "on 22/11/2026"])
    def test_a_day_that_has_passed_is_refused(self, text: str):
        read = read_answer(text, self.REVIEW, TODAY)
        assert (read.values, read.refused) == ({}, "That day has passed; for example 1/3/2027.")

    @pytest.mark.parametrize(
        ("text", "day"), [("today", "2026-11-23"), ("1/3", "2027-03-01"), ("in 2 weeks", "2026-12-07")]
    )
    def test_today_and_later_days_are_taken(self, text: str, day: str):
        assert values(text, self.REVIEW)["ends"] == day


class TestOwnWords:
    WISH = Step("wish", "What is the wish?", WORDS)

    @pytest.mark.parametrize(
        "text",
        ["I want to speak to a human", "please can i just talk to a real person", "I'd like to chat with somebody"],
    )
    def test_the_wish_for_a_person_is_none(self, text: str):
        assert read_answer(text, self.WISH, TODAY).question

    @pytest.mark.parametrize(
        "text", ["to talk to somebody every day", "She wants to speak to a champion boxer one day"]
    )
    def test_whom_the_person_wants_to_talk_to_is_one(self, text: str):
        read = read_answer(text, self.WISH, TODAY)
        assert (read.question, read.values[WORDS].value) == (False, text)
