"""Messages that hold several answers, corrections, yes and no."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RefusedError
from bot.services.tools.reading import Kind, read_message, read_yes_no, says_unsure
from bot.services.tools.reading_numbers import DaysAWeek
from bot.services.tools.service import Service

TODAY = datetime.date(2026, 11, 26)


def days(number, *weekdays):
    return DaysAWeek(Decimal(str(number)), weekdays)


def date(text):
    return datetime.date.fromisoformat(text)


def values(text, expecting=None):
    return {kind: found.value for kind, found in read_message(text, TODAY, expecting).found.items()}


class TestSeveralAtOnce:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "3 days a week, 6 hours, started in May",
                {Kind.DAYS_A_WEEK: days(3), Kind.HOURS_A_DAY: 6, Kind.STARTED: date("2026-05-01")},
            ),
            (
                "Mon-Wed, 6h30 a day, since 1st April",
                {
                    Kind.DAYS_A_WEEK: days(3, 0, 1, 2),
                    Kind.HOURS_A_DAY: Decimal("6.5"),
                    Kind.STARTED: date("2026-04-01"),
                },
            ),
            ("two days, 7 hours 30", {Kind.DAYS_A_WEEK: days(2), Kind.HOURS_A_DAY: Decimal("7.5")}),
            ("3 days, 20 hours", {Kind.DAYS_A_WEEK: days(3), Kind.HOURS_A_WEEK: 20}),
            (
                "5 days, 37.5 hours a week, started 1/4/2024, leaves 30 June",
                {
                    Kind.DAYS_A_WEEK: days(5),
                    Kind.HOURS_A_WEEK: Decimal("37.5"),
                    Kind.STARTED: date("2024-04-01"),
                    Kind.ENDS: date("2027-06-30"),
                },
            ),
            (
                "twelve pound fifty an hour, 20 hrs/wk",
                {Kind.PAY_AN_HOUR: Decimal("12.5"), Kind.HOURS_A_WEEK: 20},
            ),
            ("£9,000 a year at 13.45 an hour", {Kind.PAY_A_YEAR: 9000, Kind.PAY_AN_HOUR: Decimal("13.45")}),
            ("aged 23, 5 years, £180 a week", {Kind.AGE: 23, Kind.SERVICE: Service(5), Kind.PAY_A_WEEK: 180}),
            ("she is 45 and has worked 10 years", {Kind.AGE: 45, Kind.SERVICE: Service(10)}),
            ("39 weeks a year, 15 hours a week", {Kind.WEEKS_A_YEAR: 39, Kind.HOURS_A_WEEK: 15}),
            ("£9,000 budget, 5% kept back", {Kind.MONEY: 9000, Kind.PERCENT: 5}),
            ("6 hours on Mondays and Fridays", {Kind.DAYS_A_WEEK: days(2, 0, 4), Kind.HOURS_A_DAY: 6}),
            ("3 days a week, Mon-Wed", {Kind.DAYS_A_WEEK: days(3, 0, 1, 2)}),
            ("from 1/4/2026 to 30/6/2026", {Kind.STARTED: date("2026-04-01"), Kind.ENDS: date("2026-06-30")}),
            ("62 hours this month", {Kind.HOURS: 62}),
            ("what about my PA's holiday?", {}),
            ("", {}),
        ],
    )
    def test_each_value_is_found(self, text, expected):
        assert values(text) == expected

    def test_what_was_assumed_is_kept_with_each_value(self):
        found = read_message("3 days a week, 6 hours, started in May", TODAY).found
        assert found[Kind.STARTED].assumption == "Only the month was given, so 1 May 2026 was taken."
        assert found[Kind.HOURS_A_DAY].assumption == "The hours were taken as hours a day."
        assert found[Kind.DAYS_A_WEEK].assumption == ""

    @pytest.mark.parametrize(
        "text", ["25 hours a day, 3 days a week", "-3 days a week", "3 days a week, Mon and Tue", "£1.2k a year"]
    )
    def test_one_that_cannot_be_is_refused(self, text):
        with pytest.raises(RefusedError, match="for example"):
            values(text)


class TestWhatWasAskedFor:
    @pytest.mark.parametrize(
        ("text", "expecting", "value"),
        [
            ("6", Kind.HOURS_A_DAY, 6),
            ("six hours", Kind.HOURS_A_DAY, 6),
            ("20", Kind.HOURS_A_WEEK, 20),
            ("20 a week", Kind.HOURS_A_WEEK, 20),
            ("3", Kind.DAYS_A_WEEK, days(3)),
            ("Monday", Kind.DAYS_A_WEEK, days(1, 0)),
            ("Monday", Kind.STARTED, date("2026-11-23")),
            ("May", Kind.STARTED, date("2026-05-01")),
            ("June", Kind.ENDS, date("2027-06-01")),
            ("1/4/2024", Kind.DATE, date("2024-04-01")),
            ("since May", Kind.DATE, date("2026-05-01")),
            ("12,50", Kind.PAY_AN_HOUR, Decimal("12.5")),
            ("£250", Kind.PAY_A_WEEK, 250),
            ("45", Kind.AGE, 45),
            ("5", Kind.PERCENT, 5),
            ("since May 2020", Kind.SERVICE, Service(6, 6)),
            ("four years", Kind.SERVICE, Service(4)),
            ("yes", Kind.YES_NO, True),
            ("2", Kind.NUMBER, 2),
        ],
    )
    def test_a_bare_answer_means_it(self, text, expecting, value):
        assert values(text, expecting)[expecting] == value

    def test_others_in_the_same_message_are_kept(self):
        assert values("6, 3 days a week", Kind.HOURS_A_DAY) == {Kind.HOURS_A_DAY: 6, Kind.DAYS_A_WEEK: days(3)}
        assert values("yes, 3 days a week", Kind.YES_NO) == {Kind.YES_NO: True, Kind.DAYS_A_WEEK: days(3)}

    def test_an_answer_to_something_else_is_taken_without_it(self):
        assert values("3 days a week", Kind.STARTED) == {Kind.DAYS_A_WEEK: days(3)}

    @pytest.mark.parametrize(
        ("text", "expecting"),
        [
            ("25", Kind.HOURS_A_DAY),
            ("30 hours", Kind.HOURS_A_DAY),
            ("half a day", Kind.HOURS_A_DAY),
            ("banana", Kind.HOURS_A_DAY),
            ("1890", Kind.STARTED),
            ("-2", Kind.DAYS_A_WEEK),
            ("no", Kind.DAYS_A_WEEK),
            ("maybe", Kind.YES_NO),
            ("9", Kind.AGE),
        ],
    )
    def test_what_does_not_answer_is_refused_with_an_example(self, text, expecting):
        with pytest.raises(RefusedError, match="for example"):
            values(text, expecting)

    @pytest.mark.parametrize("text", ["480", "£480", "£480 an hour", "20 hours a week at £134.50 an hour"])
    def test_a_wage_for_a_week_is_not_taken_for_an_hour(self, text):
        with pytest.raises(RefusedError, match="single hour"):
            values(text, Kind.PAY_AN_HOUR)


class TestCorrections:
    @pytest.mark.parametrize(
        "text",
        [
            "no, 4 days",
            "No 4 days",
            "sorry, I meant 4 days a week",
            "actually 4 days",
            "not 3 days, 4 days",
            "4 days not 3",
            "not 3 but 4 days",
            "make that four days",
        ],
    )
    def test_the_new_value_counts(self, text):
        message = read_message(text, TODAY, Kind.HOURS_A_DAY)
        assert message.corrects
        assert message.found[Kind.DAYS_A_WEEK].value == days(4)

    def test_days_that_are_left_out_are_no_correction(self):
        message = read_message("Mon to Fri but not Wed", TODAY)
        assert not message.corrects
        assert message.found[Kind.DAYS_A_WEEK].value == days(4, 0, 1, 3, 4)

    def test_a_plain_answer_is_none(self):
        assert not read_message("4 days", TODAY).corrects
        assert not read_message("no, never", TODAY, Kind.YES_NO).corrects


class TestReadYesNo:
    @pytest.mark.parametrize(
        "text", ["yes", "Yes.", "yeah", "aye", "yep!", "ok", "she does", "that's right", "sure, yes"]
    )
    def test_yes(self, text):
        assert read_yes_no(text) is True

    @pytest.mark.parametrize("text", ["no", "No.", "nope", "naw", "of course not", "they don't", "never", "not yet"])
    def test_no(self, text):
        assert read_yes_no(text) is False

    @pytest.mark.parametrize("text", ["maybe", "", "no idea", "no problem", "november", "yesterday"])
    def test_anything_else_is_refused(self, text):
        with pytest.raises(RefusedError, match="yes or no"):
            read_yes_no(text)


class TestSaysUnsure:
    @pytest.mark.parametrize("text", ["I don't know", "not sure", "dunno", "no idea", "dinnae ken", "?"])
    def test_as_people_say_it(self, text):
        assert says_unsure(text)

    @pytest.mark.parametrize("text", ["6", "no", "3 days?", "sure"])
    def test_an_answer_is_not(self, text):
        assert not says_unsure(text)


class TestAnyText:
    @given(st.text(max_size=80), st.one_of(st.none(), st.sampled_from(list(Kind))))
    def test_is_read_or_refused(self, text, expecting):
        try:
            found = values(text, expecting)
        except RefusedError as refused:
            assert "for example" in str(refused)  # noqa: PT017
        else:
            assert expecting is None or found

    @given(
        st.lists(
            st.sampled_from(
                [
                    "3",
                    "days",
                    "hours",
                    "a",
                    "week",
                    "£",
                    "12",
                    ".",
                    ",",
                    "-",
                    ":",
                    "/",
                    "no",
                    "not",
                    "may",
                    "2024",
                    "1st",
                    "six",
                    "half",
                    "and",
                    "to",
                    "ago",
                    "years",
                    "%",
                    "p",
                    "k",
                    "mon",
                    "am",
                    "pm",
                    "99999999",
                ]
            ),
            max_size=14,
        ),
        st.one_of(st.none(), st.sampled_from(list(Kind))),
    )
    def test_so_is_any_heap_of_the_words_it_knows(self, words, expecting):
        try:
            values(" ".join(words), expecting)
        except RefusedError as refused:
            assert "for example" in str(refused)  # noqa: PT017
