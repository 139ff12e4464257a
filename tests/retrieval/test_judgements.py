"""Judged questions: read, and fitted to an index."""

import json
import pathlib

import pytest

from bot.errors import ContentError
from bot.retrieval.index import Index, Query
from bot.retrieval.judgements import judged, load
from tests.worlds import HOME

GOOD = {"question": "How?", "nation": "scotland", "answered_by": ["options/option-1"]}


class TestLoad:
    def test_bad_lines_are_all_named(self, tmp_path: pathlib.Path):
        path = tmp_path / "calibration.jsonl"
        path.write_text("\n".join([json.dumps(GOOD), "{", '{"question": "How?"}', "7", json.dumps(GOOD)]))
        with pytest.raises(ContentError) as error:
            load(path)
        said = "needs question, nation, answered_by; correct the line"
        assert error.value.faults == [f"calibration.jsonl, line {n}: {said}" for n in (2, 3, 4)]

    def test_only_what_is_needed_is_kept(self, tmp_path: pathlib.Path):
        (tmp_path / "c.jsonl").write_text(json.dumps(GOOD | {"note": "x"}))
        assert load(tmp_path / "c.jsonl") == [GOOD]

    def test_without_the_file_there_are_none(self, tmp_path: pathlib.Path):
        assert load(tmp_path / "c.jsonl") == []

    def test_the_real_ones_can_be_read(self):
        assert {entry["nation"] for entry in load(HOME / "knowledge/calibration.jsonl")} <= {"scotland", "england"}


class TestJudged:
    def test_answers_and_nations_become_marks(self, index: Index, questions: Query):
        gone = {"question": "Q", "nation": "england", "answered_by": ["options/gone", "england/care-act"]}
        found = judged([GOOD, gone], index, lambda texts: Query(questions.vectors[:2], texts, [(), ()]))
        assert len(found) == 2
        assert found.answers.tolist() == [[False, True, False, False], [False, False, False, True]]
        assert found.allowed.tolist() == [[True, True, True, False], [False, False, False, True]]

    def test_without_questions_there_are_no_marks(self, index: Index, questions: Query):
        found = judged([], index, lambda texts: Query(questions.vectors[:0], texts, []))
        assert (len(found), found.answers.shape, found.allowed.shape) == (0, (0, 4), (0, 4))
