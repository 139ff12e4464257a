"""Telling two kinds of messages apart by meaning and by words."""

import pathlib

import numpy as np
import pytest
import scipy.sparse

from bot.errors import ContentError
from bot.retrieval.telling import AT_RISK, NEEDS_PERSON, Said, Telling, load
from bot.retrieval.word_groups import WordGroups

ASKING = ["should we approve this", "should we agree to it", "should we refuse this"]
TELLING = ["who may approve this", "who can agree to it", "who may refuse this"]


class TestTelling:
    def test_what_vectors_do_not_show_the_words_do(self):
        groups = WordGroups.fit([*ASKING, *TELLING])
        same = np.ones((6, 2), np.float32)
        said = Said(same, groups.of([*ASKING, *TELLING]))
        telling = Telling.fit(said, np.array([True] * 3 + [False] * 3), np.ones(6))
        asked, told = telling.chances(Said(same[:2], groups.of(["should we stop it", "who may stop it"])))
        assert asked > 0.5 > told

    def test_messages_keep_their_order_when_joined(self):
        first = Said(np.zeros((1, 2)), scipy.sparse.csr_matrix([[1.0, 0.0]]))
        second = Said(np.ones((1, 2)), scipy.sparse.csr_matrix([[0.0, 1.0]]))
        both = first.beside(second)
        assert both.vectors.tolist() == [[0, 0], [1, 1]]
        assert both.groups.toarray().tolist() == [[1, 0], [0, 1]]
        assert both.part(np.array([1])).vectors.tolist() == [[1, 1]]


class TestLoad:
    def test_bad_lines_are_all_named(self, tmp_path: pathlib.Path):
        (tmp_path / "at_risk").mkdir()
        (tmp_path / "at_risk" / "a.jsonl").write_text('{"text": "a", "at_risk": true}\n{"text": "b"}\nx\n')
        (tmp_path / "at_risk" / "b.jsonl").write_text("{}")
        with pytest.raises(ContentError) as error:
            load(tmp_path, AT_RISK)
        told = "needs text and at_risk (true or false); correct the line"
        assert error.value.faults == [
            f"at_risk/{place}: {told}" for place in ("a.jsonl, line 2", "a.jsonl, line 3", "b.jsonl, line 1")
        ]

    def test_without_files_there_are_none(self, tmp_path: pathlib.Path):
        assert load(tmp_path, AT_RISK)[0] == []

    def test_each_mark_has_its_own(self, tmp_path: pathlib.Path):
        (tmp_path / "needs_person").mkdir()
        for name, mark in (("b", "false"), ("a", "true")):
            (tmp_path / "needs_person" / f"{name}.jsonl").write_text(f'{{"text": "{name}", "needs_person": {mark}}}\n')
        texts, marks = load(tmp_path, NEEDS_PERSON)
        assert (texts, marks.tolist()) == (["a", "b"], [True, False])
