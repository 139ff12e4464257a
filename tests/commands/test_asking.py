"""`sds ask` and `sds mask`."""

import json
import shutil

import pytest

from bot.commands import asking
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply
from tests.commands.conftest import UNSURE
from tests.worlds import HOME

CONTRACT = {"outcome", "article", "version", "confidence", "reason", "nation", "sources", "choices", "ticket"}
ROW = {"id", "turn", "outcome", "text", "article", "confidence", "reason", "ms"}
QUESTIONS = [
    {"id": "one", "q": "What is option 1?", "jurisdiction": "england", "asker": "carer"},
    {"id": "talk", "turns": [{"q": UNSURE}, {"q": "What is option 1?"}]},
]


def lines(path, *entries):
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("scripted")
class TestAsk:
    def test_it_prints_the_answer_with_the_buttons_numbered(self, sds):
        said = sds("ask", "What is option 1?").said
        assert "1. That helped" in said

    def test_json_is_the_outcome_contract_of_every_channel(self, sds):
        reply = sds("ask", "What is option 1?", "--json").json
        assert reply.keys() >= {"text", *CONTRACT}
        assert (reply["outcome"], reply["article"], reply["reason"]) == ("answer", "options/option-1", None)
        assert reply["sources"][0].keys() >= {"title", "ref", "url", "kind", "checked"}

    def test_a_reply_that_is_no_answer_has_a_reason_and_its_ticket(self, sds):
        reply = sds("ask", UNSURE, "--json").json
        assert (reply["outcome"], reply["reason"], reply["ticket"]) == ("escalate", "no_match", 1)

    def test_without_a_question_it_says_how_to_ask(self, sds):
        ran = sds("ask")
        assert (ran.code, ran.said.strip()) == (2, "Give a question, or --batch FILE --out FILE.")

    def test_a_second_run_answers_its_own_question(self, sds):
        """Each run is a process of its own on the same database."""
        sds("ask", "What is option 1?")
        assert sds("ask", UNSURE, "--json").json["outcome"] == "escalate"


@pytest.mark.usefixtures("scripted")
class TestAskBatch:
    def test_every_turn_gets_a_row_with_the_fields_that_are_counted(self, sds, tmp_path):
        out = tmp_path / "out.jsonl"
        assert sds("ask", "--batch", lines(tmp_path / "in.jsonl", *QUESTIONS), "--out", out).code == 0
        found = rows(out)
        assert all(row.keys() == ROW for row in found)
        assert [(row["id"], row["turn"], row["outcome"], row["reason"]) for row in found] == [
            ("one", 1, "answer", None),
            ("talk", 1, "escalate", "no_match"),
            ("talk", 2, "answer", None),
        ]

    def test_the_product_database_is_left_alone(self, sds, tmp_path):
        shutil.rmtree(tmp_path / "var")
        sds("ask", "--batch", lines(tmp_path / "in.jsonl", *QUESTIONS), "--out", tmp_path / "out.jsonl")
        assert not (tmp_path / "var").exists()

    def test_a_bad_line_is_named_with_file_number_and_what_to_do(self, fails, tmp_path):
        batch = tmp_path / "in.jsonl"
        batch.write_text('{"id": "one", "q": "What is option 1?"}\n{"id": \n', encoding="utf-8")
        said = fails("ask", "--batch", batch, "--out", tmp_path / "out.jsonl")
        assert said == f"{batch}, line 2: is not a JSON object. Correct or remove the line."

    def test_a_missing_file_is_named(self, fails, tmp_path):
        said = fails("ask", "--batch", tmp_path / "none.jsonl", "--out", tmp_path / "out.jsonl")
        assert "none.jsonl cannot be read" in said

    @pytest.mark.parametrize("line", ["5", "[1]", '{"q": "no id"}', '{"id": "no question"}'])
    def test_a_line_that_is_json_but_no_question_is_named_too(self, fails, tmp_path, line):
        batch = tmp_path / "in.jsonl"
        batch.write_text(line + "\n", encoding="utf-8")
        assert "line 1" in fails("ask", "--batch", batch, "--out", tmp_path / "out.jsonl")


class TestMissingModel:
    def test_it_is_said_in_one_sentence_with_what_to_do(self, fails, tmp_path, monkeypatch):
        shutil.copytree(HOME / "knowledge", tmp_path / "home" / "knowledge")
        monkeypatch.setenv("SDS_HOME", str(tmp_path / "home"))
        said = fails("ask", "What is option 1?")
        assert said.startswith("There is no trained model at ")
        assert said.endswith("Run `sds train`.")


@pytest.mark.model
class TestWithTheTrainedModel:
    @pytest.mark.usefixtures("model")
    def test_a_question_gets_an_answer_in_the_contract(self, sds):
        reply = sds("ask", "How much holiday does my PA get?", "--json").json
        assert reply.keys() >= {"text", *CONTRACT}
        assert (reply["outcome"], reply["article"].partition("/")[0]) == ("answer", "pa-pay")


class TestMask:
    def test_it_prints_what_would_be_stored(self, sds):
        said = sds("mask", "Ring me on 07700 900123 about my budget").said
        assert "07700 900123" not in said
        assert "about my budget" in said

    def test_a_batch_keeps_ids_and_names_the_kinds(self, sds, tmp_path):
        batch = lines(
            tmp_path / "in.jsonl", {"id": 1, "q": "Ring 07700 900123"}, {"id": 2, "text": "What is option 1?"}
        )
        sds("mask", "--batch", batch, "--out", tmp_path / "out.jsonl")
        first, second = rows(tmp_path / "out.jsonl")
        assert first.keys() == {"id", "masked", "kinds"}
        assert first["id"] == 1
        assert first["kinds"]
        assert "07700" not in first["masked"]
        assert second == {"id": 2, "masked": "What is option 1?", "kinds": []}

    def test_a_bad_line_is_named(self, fails, tmp_path):
        batch = tmp_path / "in.jsonl"
        batch.write_text("\nnot json\n", encoding="utf-8")
        said = fails("mask", "--batch", batch, "--out", tmp_path / "out.jsonl")
        assert said == f"{batch}, line 2: is not a JSON object. Correct or remove the line."


class TestShown:
    def test_answers_to_a_guided_tool_have_no_numbers_since_a_number_may_be_the_answer(self):
        choices = (Choice("None", "tool:minimum-wage:nights:skipped"), Choice("Holiday calculator", "tool:holiday"))
        shown = asking._shown(Reply("How many?", OutcomeName.TOOL, choices=choices))
        assert shown.splitlines() == ["How many?", "  - None", "  1. Holiday calculator"]

    def test_a_table_is_read_row_by_row_and_somebodys_words_without_marks(self):
        text = "Well:\n\n| | One | Two |\n| --- | --- | --- |\n| Swim | alone \\(or not\\) | \\|b\\| |"
        shown = asking._shown(Reply(text, OutcomeName.TOOL))
        assert shown.splitlines() == ["Well:", "", "**Swim**", "*One:* alone (or not)", "*Two:* |b|"]

    def test_a_link_is_an_address_and_takes_no_number(self):
        choices = (Choice("Open as a page", "http://127.0.0.1:8000/results/x"), Choice("Start again", "tool:x"))
        shown = asking._shown(Reply("Done.", OutcomeName.TOOL, choices=choices))
        assert shown.splitlines() == [
            "Done.",
            "  Open as a page: http://127.0.0.1:8000/results/x",
            "  1. Start again",
        ]
