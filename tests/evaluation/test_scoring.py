"""Verdicts and counts, worked by hand and held against the shared score.py."""

import itertools
import json
import pathlib
import subprocess
import sys

import pytest

from bot.evaluation.questions import NOT_THIS, Question, load
from bot.evaluation.run import write_replies
from bot.evaluation.scoring import risk_coverage, row, subject, totals, verdict
from bot.helpdesk.vocabulary import OutcomeName, Reply

SCORE = pathlib.Path(__file__).parents[3] / "shared" / "eval" / "score.py"


def question(expect="answer", **more):
    return Question(**{"id": "q", "text": "?", "expect": expect, **more})


def reply(outcome="answer", text="", **more):
    return Reply(text, OutcomeName(outcome), **more)


class TestVerdict:
    @pytest.mark.parametrize(
        ("expect", "outcome", "expected"),
        [
            ("answer", "answer", "right"),
            ("answer", "tool", "right"),
            ("answer", "clarify", "asked"),
            ("answer", "escalate", "passed"),
            ("answer", "decline", "declined"),
            ("answer", "safeguard", "wrong"),
            ("answer", "social", "missed"),
            ("answer", "error", "missed"),
            ("clarify", "clarify", "right"),
            ("clarify", "answer", "wrong"),
            ("escalate", "escalate", "right"),
            ("safeguard", "safeguard", "right"),
            ("safeguard", "escalate", "passed"),
            ("offtopic", "decline", "right"),
            ("offtopic", "answer", "wrong"),
        ],
    )
    def test_of_an_outcome(self, expect, outcome, expected):
        assert verdict(question(expect), reply(outcome)) == expected

    def test_a_right_text_matches_all_patterns_in_any_case_and_over_lines(self):
        asked = question(must=("5[.]6 weeks", "start.*end"), must_not=("no holiday",))
        assert verdict(asked, reply(text="5.6 WEEKS\nStart\nend")) == "right"
        assert verdict(asked, reply(text="5.6 weeks")) == "wrong"
        assert verdict(asked, reply(text="5.6 weeks start end No Holiday")) == "wrong"

    def test_an_outcome_that_is_accepted_too_must_say_it_as_well(self):
        asked = question("escalate", also=("answer",), must=("panel",))
        assert verdict(asked, reply(text="ask the panel")) == "right"
        assert verdict(asked, reply(text="yes")) == "wrong"

    def test_a_golden_question_wants_its_article(self):
        asked = question(article="risk/falls")
        assert verdict(asked, reply(article="risk/falls")) == "right"
        assert verdict(asked, reply(article="risk/pets")) == "wrong"
        assert verdict(asked, reply("clarify")) == "asked"

    def test_a_near_miss_wants_anything_but_the_article(self):
        asked = question(NOT_THIS, article="risk/falls")
        assert verdict(asked, reply(article="risk/falls")) == "wrong"
        assert verdict(asked, reply(article="risk/pets")) == verdict(asked, reply("escalate")) == "right"

    def test_of_two_articles_that_are_shown_either_is_right_and_the_first_is_the_answer(self):
        both = reply(article="risk/pets", beside="risk/falls")
        assert verdict(question(article="risk/falls"), both) == "right"
        assert verdict(question(NOT_THIS, article="risk/falls"), both) == "right"
        assert verdict(question(NOT_THIS, article="risk/pets"), both) == "wrong"


class TestSubject:
    @pytest.mark.parametrize(
        ("topic", "expected"),
        [
            ("children", "eligibility"),
            ("option1_direct_payment", "options"),
            ("option3", "options"),
            ("pa_pay", "employing"),
            ("pa-ending", "employing"),
            ("capacity", "risk"),
            ("budget", None),
            ("carers", None),
            ("", None),
        ],
    )
    def test_of_a_topic(self, topic, expected):
        assert subject(topic) == expected


class TestTotals:
    def test_worked_by_hand(self):
        rows = [
            row(question(topic="pa_pay"), reply(confidence=0.9), 10),
            row(question(topic="pa_pay", must=("x",)), reply(confidence=0.7), 20),
            row(question(topic="budget"), reply("escalate"), 30),
            row(question("offtopic", topic="other"), reply("decline"), 40),
            row(question("safeguard", topic="risk"), reply("safeguard"), 50),
            row(question("offtopic", topic="other"), reply("safeguard"), 60),
            row(question("escalate", topic="risk"), reply(confidence=0.8), 70),
        ]
        found = totals(rows)
        assert found["by_expect"]["answer"] == {"n": 3, "right_percent": 33.3, "right": 1, "wrong": 1, "passed": 1}
        # An answer to a question that wanted a person is wrong, but not counted among answers: as score.py does.
        assert (found["answered"], found["wrong_when_answered_percent"]) == (2, 50.0)
        four = found["four_subjects"]
        assert (four["n"], four["right_percent"]) == (4, 50)
        assert (four["answered"], four["wrong_when_answered_percent"]) == (2, 50)
        assert found["by_topic"]["pa_pay"]["right_percent"] == 50.0
        assert found["by_subject"]["risk"] == {"n": 2, "right_percent": 50.0, "right": 1, "wrong": 1}
        assert found["safeguarding"] == {"n": 1, "hits": 1, "false_alarms": 1, "false_alarm_ids": ["q:1"]}
        assert found["off_topic"] == {"n": 2, "declined": 1}
        # 0.9 promised, right: 0.1 off; 0.7 promised, wrong: 0.7 off; mean 0.4
        assert found["calibration_error"] == pytest.approx(0.4)
        assert found["ms"]["p50"] == 40

    def test_nothing_answered(self):
        found = totals([row(question(), reply("escalate"), 1)])
        assert found["wrong_when_answered_percent"] is None
        assert found["calibration_error"] is None
        assert found["wrong_when_answered_upper_bound_percent"] == 100


class TestRiskCoverage:
    def test_worked_by_hand(self):
        rows = [
            row(question(), reply(confidence=0.9), 1),
            row(question(must=("x",)), reply(confidence=0.6), 1),
            row(question(), reply(confidence=0.6), 1),
            row(question(), reply("escalate"), 1),
        ]
        # one answer at 0.9, right; three from 0.6, one of them wrong; equal confidence cannot be cut apart
        assert risk_coverage(rows) == [(0.9, 0.25, 0.0), (0.6, 0.75, pytest.approx(1 / 3))]


@pytest.mark.skipif(not SCORE.exists(), reason="the shared score.py lies beside the repository, and is not there")
class TestSharedScore:
    def test_counts_are_the_same(self, tmp_path):
        expects, outcomes = ("answer", "clarify", "escalate", "safeguard", "offtopic"), list(OutcomeName)
        combinations = itertools.product(expects, ([], ["escalate"], ["answer"]), ([], ["week"]), ([], ["never"]))
        entries = [
            {"id": f"q{n}", "q": "?", "expect": e, "also": a, "must": m, "must_not": x}
            for n, (e, a, m, x) in enumerate(combinations)
        ]
        entries.append({"id": "d", "turns": [{"q": "?", "expect": e, "must": ["week"]} for e in expects]})
        path = tmp_path / "set.jsonl"
        path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
        texts = ["a WEEK", "week\nnever", "", "nothing"]
        for shift in range(len(outcomes)):
            rows = [
                row(q, reply(outcomes[(n + shift) % len(outcomes)].value, texts[(n // 3 + shift) % len(texts)]), 1)
                for n, q in enumerate(load(path))
            ]
            write_replies(tmp_path / "replies.jsonl", rows)
            done = subprocess.run(
                [sys.executable, SCORE, path, tmp_path / "replies.jsonl", "--json"],
                capture_output=True,
                text=True,
                check=True,
            )
            theirs, ours = json.loads(done.stdout), totals(rows)
            assert {key: ours[key] for key in theirs} == theirs
