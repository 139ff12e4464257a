"""Question sets are read as their README says, and every bad line is named."""

import json

import pytest

from bot.errors import ContentError
from bot.evaluation.questions import NOT_THIS, load
from bot.helpdesk.vocabulary import Nation

SINGLE = {
    "id": "a1",
    "q": "can I hire my sister",
    "expect": "answer",
    "must": ["yes"],
    "topic": "pa_recruitment",
    "jurisdiction": "england",
    "asker": "carer",
    "note": "never shown to the bot",
}
DIALOGUE = {
    "id": "d1",
    "jurisdiction": "uk",
    "asker": "pa",
    "turns": [
        {"q": "what notice do I get", "expect": "answer"},
        {"q": "and in writing?", "expect": "answer", "also": ["clarify"]},
    ],
}


def written(folder, *lines):
    path = folder / "set.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


class TestLoad:
    def test_a_single_question(self, tmp_path):
        (question,) = load(written(tmp_path, SINGLE))
        assert (question.id, question.text, question.turn) == ("a1", "can I hire my sister", 1)
        assert (question.must, question.topic) == (("yes",), "pa_recruitment")

    def test_nation_and_role_come_from_jurisdiction_and_asker(self, tmp_path):
        (question,) = load(written(tmp_path, SINGLE))
        assert (question.nation, question.role) == (Nation.ENGLAND, "carer")

    @pytest.mark.parametrize("jurisdiction", ["scotland", "uk", ""])
    def test_anything_but_england_is_asked_from_scotland(self, tmp_path, jurisdiction):
        (question,) = load(written(tmp_path, {**SINGLE, "jurisdiction": jurisdiction}))
        assert question.nation is Nation.SCOTLAND

    def test_the_turns_of_a_dialogue_share_its_id_and_profile(self, tmp_path):
        turns = load(written(tmp_path, DIALOGUE))
        assert [(t.id, t.turn, t.role, t.dialogue) for t in turns] == [("d1", 1, "pa", True), ("d1", 2, "pa", True)]
        assert turns[1].also == ("clarify",)

    def test_blank_lines_are_skipped(self, tmp_path):
        assert len(load(written(tmp_path, SINGLE, "", "  ", {**SINGLE, "id": "a2"}))) == 2

    def test_every_bad_line_is_named_with_what_to_do(self, tmp_path):
        path = written(
            tmp_path,
            "{oops",
            "[1]",
            {"id": "x"},
            {**SINGLE, "must": ["("]},
            SINGLE,
            {**SINGLE, "id": "b", "expect": "maybe"},
        )
        with pytest.raises(ContentError) as caught:
            load(path)
        faults = "\n".join(caught.value.faults)
        assert "set.jsonl, line 1: is not JSON" in faults
        assert "set.jsonl, line 2: is not a JSON object; write one with id, q and expect" in faults
        assert "set.jsonl, line 3: q: is missing; add it" in faults
        assert "set.jsonl, line 4: must: Value error, “(” is not a regular expression" in faults
        assert "set.jsonl, line 5: id: “a1” also stands in line 4" in faults
        assert "set.jsonl, line 6: expect: Input should be 'answer'" in faults

    def test_a_dialogue_without_turns_is_a_fault(self, tmp_path):
        with pytest.raises(ContentError, match="line 1: turns: has too few entries"):
            load(written(tmp_path, {**DIALOGUE, "turns": []}))

    def test_an_empty_or_missing_file_is_a_fault(self, tmp_path):
        with pytest.raises(ContentError, match="holds no question"):
            load(written(tmp_path))
        with pytest.raises(ContentError, match="the file is missing"):
            load(tmp_path / "nowhere.jsonl")


class TestGoldenQuestions:
    def test_a_folder_is_read_as_golden_questions(self, tmp_path):
        (tmp_path / "risk").mkdir()
        (tmp_path / "risk" / "falls.yml").write_text(
            "article: risk/falls\nreaches_it: [one, two, three]\nmust_not_reach_it: [four, five]\n", encoding="utf-8"
        )
        questions = load(tmp_path)
        assert [q.expect for q in questions] == ["answer"] * 3 + [NOT_THIS] * 2
        assert {(q.article, q.topic) for q in questions} == {("risk/falls", "risk")}
        assert len({q.id for q in questions}) == 5

    def test_a_bad_file_is_named(self, tmp_path):
        (tmp_path / "x.yml").write_text("article: x\n", encoding="utf-8")
        with pytest.raises(ContentError, match=r"x\.yml: reaches_it: is missing"):
            load(tmp_path)
