"""Judged questions: read, and fitted to an index."""

import dataclasses
import json
import pathlib

import numpy as np
import pytest

from bot.content import library
from bot.errors import ContentError
from bot.retrieval.index import Index
from bot.retrieval.judgements import Entry, judged, load, marks, unknown_articles
from bot.retrieval.shapes import Query
from tests.worlds import HOME

LINE = {"question": "How?", "nation": "scotland", "kind": "ordinary", "answered_by": ["options/option-1"], "helps": []}
GOOD = Entry("How?", "scotland", "ordinary", ("options/option-1",), ())


def read(questions: Query, count: int):
    return lambda texts: Query(questions.vectors[:count], texts, [()] * count, [()] * count)


class TestLoad:
    def test_bad_lines_are_all_named(self, tmp_path: pathlib.Path):
        wrong = ["{", '{"question": "How?"}', "7", json.dumps(LINE | {"kind": "odd"}), json.dumps(LINE)]
        (tmp_path / "a.jsonl").write_text("\n".join([json.dumps(LINE), *wrong]))
        with pytest.raises(ContentError) as error:
            load(tmp_path)
        said = "needs question, nation, kind, answered_by, helps (kind: ordinary, contrast, vague, person, outside)"
        expected = [f"{tmp_path.name}/a.jsonl, line {n}: {said}; correct the line" for n in (2, 3, 4, 5)]
        assert error.value.faults == [
            *expected,
            f"{tmp_path.name}/a.jsonl, line 6: the question stands twice; keep one",
        ]

    def test_all_files_of_the_folder_are_read(self, tmp_path: pathlib.Path):
        (tmp_path / "a.jsonl").write_text(json.dumps(LINE | {"role": "pa"}))
        (tmp_path / "b.jsonl").write_text(json.dumps(LINE | {"nation": "england"}))
        first = dataclasses.replace(GOOD, file="a")
        assert load(tmp_path) == [first, dataclasses.replace(first, nation="england", file="b")]

    def test_the_same_next_message_after_another_question_is_another_one(self, tmp_path: pathlib.Path):
        said = [LINE | {"before": "Holiday?"}, LINE | {"before": "Sick pay?"}, LINE]
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, said)))
        assert [entry.in_full for entry in load(tmp_path)] == ["Holiday? How?", "Sick pay? How?", "How?"]

    def test_without_files_there_are_none(self, tmp_path: pathlib.Path):
        assert load(tmp_path) == []

    def test_the_real_ones_name_articles_that_are_there(self):
        entries = load(HOME / "knowledge/judged")
        articles = library.load(HOME / "knowledge", "example-council").articles
        assert len(entries) > 2000
        assert unknown_articles(entries, articles) == []


class TestJudged:
    def test_judgements_and_nations_become_marks(self, index: Index, questions: Query):
        other = Entry("Q", "england", "ordinary", ("options/gone", "england/care-act"), ("options/option-1",))
        found = judged([GOOD, other], index, read(questions, 2))
        assert len(found) == 2
        assert found.answers.tolist() == [[False, True, False, False], [False, False, False, True]]
        assert found.helps.tolist() == [[False, True, False, False], [False, True, False, True]]

    def test_an_article_that_no_judgement_names_is_left_out_of_them(self, index: Index, questions: Query):
        both = Entry("Q", "scotland", "ordinary", ("pa-pay/holiday",), ("options/option-1",))
        abroad = Entry("Q", "england", "ordinary", ("england/care-act",), ())
        found = judged([both, abroad], index, read(questions, 2))
        assert found.allowed.tolist() == [[True, True, False, False], [False, False, False, True]]

    def test_without_questions_there_are_no_marks(self, index: Index, questions: Query):
        found = judged([], index, read(questions, 0))
        assert (len(found), found.answers.shape, found.allowed.shape) == (0, (0, 4), (0, 4))

    def test_a_question_is_taught_to_every_article_that_answers_it(self, index: Index, questions: Query):
        both = Entry("Q", "scotland", "ordinary", ("pa-pay/holiday", "options/option-1"), ())
        taught = judged([GOOD, both], index, read(questions, 2)).taught()
        assert (taught.texts, taught.owner.tolist()) == (("How?", "Q", "Q"), [1, 0, 1])

    def test_what_goes_on_with_a_question_is_read_with_it_and_is_no_wording(self, index: Index, questions: Query):
        texts = []
        next_one = dataclasses.replace(GOOD, question="and in summer?", before="How much holiday?")

        def noted(given):
            texts.extend(given)
            return read(questions, 2)(given)

        found = judged([GOOD, next_one], index, noted)
        assert texts == ["How?", "How much holiday? and in summer?", "and in summer?"]
        assert [found.query.goes_on(row) for row in range(2)] == [False, True]
        assert found.part([1]).query.goes_on(0)
        assert found.part([1]).query.last.texts == ["and in summer?"]
        assert found.taught().texts == ("How?",)

    def test_some_kinds_can_be_taken(self, index: Index, questions: Query):
        vague = Entry("hm", "scotland", "vague", (), ())
        found = judged([GOOD, vague], index, read(questions, 2)).of_kind("vague")
        assert [entry.question for entry in found.entries] == ["hm"]

    def test_rows_of_a_comparison_find_their_marks(self, index: Index, questions: Query):
        found = judged([GOOD], index, read(questions, 1))
        compared = found.compared(index)
        assert marks(compared, found.answers).tolist() == [True]
        assert np.array_equal(compared.articles, [1])


class TestUnknownArticles:
    def test_each_is_named_once(self):
        entries = [GOOD, Entry("Q", "england", "ordinary", ("a/b",), ("a/b", "c/d"))]
        assert unknown_articles(entries, ["options/option-1"]) == ["a/b", "c/d"]
