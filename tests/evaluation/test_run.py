"""A run's folder can be taken apart and asked again."""

import csv
import json

import pytest

from bot.errors import UnderstandingError
from bot.evaluation.about import commit
from bot.evaluation.questions import Question
from bot.evaluation.run import evaluate
from bot.helpdesk.vocabulary import Nation, OutcomeName, Reason, Reply

QUESTIONS = [
    Question("a", "holiday?", "answer", must=("5.6",), topic="pa_leave", role="pa"),
    Question("d", "notice?", "answer", dialogue=True, nation=Nation.ENGLAND),
    Question("d", "in writing?", "answer", turn=2, dialogue=True, nation=Nation.ENGLAND),
    Question("b", "weather?", "offtopic"),
]


class FakeBot:
    """Answers what it knows, keeps what it was asked, and breaks on demand."""

    def __init__(self):
        self.asked = []

    def ask(self, text, *, conversation, nation, role):
        self.asked.append((text, conversation, nation, role))
        if text == "weather?":
            message = "Rasa did not answer."
            raise UnderstandingError(message)
        if text == "holiday?":
            return Reply("5.6 weeks", OutcomeName.ANSWER, article="pa-pay/holiday", confidence=0.93)
        return Reply("Ticket 1", OutcomeName.ESCALATE, Reason.NO_MATCH)


@pytest.fixture
def bot():
    return FakeBot()


@pytest.fixture
def run(bot, tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "policy.yml").write_text("error_budget: 0.05\n", encoding="utf-8")
    return evaluate(bot, QUESTIONS, tmp_path / "runs", name="real questions", home=tmp_path)


class TestEvaluate:
    def test_the_folder_holds_everything(self, run):
        assert {path.name for path in run.folder.iterdir()} == {
            "config.json",
            "replies.jsonl",
            "rows.csv",
            "totals.json",
            "wrong.md",
            "risk-coverage.png",
            "reliability.png",
        }
        assert run.folder.name.endswith("Z-real-questions")

    def test_the_turns_of_a_dialogue_share_a_conversation_and_others_do_not(self, run, bot):
        conversations = [conversation for _, conversation, _, _ in bot.asked]
        assert conversations[1] == conversations[2]
        assert len(set(conversations)) == 3

    def test_only_text_and_profile_reach_the_bot(self, run, bot):
        text, _, nation, role = bot.asked[0]
        assert (text, nation, role) == ("holiday?", Nation.SCOTLAND, "pa")
        assert bot.asked[1][2] is Nation.ENGLAND

    def test_two_runs_of_a_second_do_not_share_a_folder(self, run, bot, tmp_path):
        again = evaluate(bot, QUESTIONS[:1], tmp_path / "runs", name="real questions", home=tmp_path)
        assert again.folder != run.folder

    def test_replies_have_the_shared_format(self, run):
        lines = [json.loads(line) for line in (run.folder / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
        assert list(lines[0]) == ["id", "outcome", "text", "article", "confidence", "reason", "ms"]
        assert [line.get("turn") for line in lines] == [None, 1, 2, None]
        assert lines[1]["reason"] == "no_match"

    def test_a_row_a_question(self, run):
        with (run.folder / "rows.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [r["verdict"] for r in rows] == ["right", "passed", "passed", "missed"]
        assert (rows[0]["expected"], rows[0]["actual"], rows[0]["confidence"]) == ("answer", "answer", "0.93")

    def test_a_question_that_breaks_the_bot_counts_as_an_error_and_the_run_goes_on(self, run):
        assert run.rows[-1].reply.outcome is OutcomeName.ERROR
        assert run.rows[-1].verdict == "missed"

    def test_config_says_what_was_measured(self, run):
        config = json.loads((run.folder / "config.json").read_text(encoding="utf-8"))
        assert config["policy"] == {"error_budget": 0.05}
        assert config["versions"]["rasa"]
        assert config["model"] is None

    def test_the_wrong_ones_can_be_read(self, run):
        page = (run.folder / "wrong.md").read_text(encoding="utf-8")
        assert page.startswith("# Not right: 3\n")
        assert "> in writing?" in page
        assert "holiday?" not in page

    def test_the_terminal_shows_the_four_subjects(self, run):
        lines = "\n".join(run.lines())
        assert "questions of the four subjects: 1, right 100.0 %, wrong of 1 answered 0.0 %" in lines


class TestCommit:
    def test_of_a_branch_a_packed_branch_and_a_detached_head(self, tmp_path):
        git = tmp_path / ".git"
        (git / "refs" / "heads").mkdir(parents=True)
        (git / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
        (git / "packed-refs").write_text("# pack-refs\nabc refs/heads/main\n", encoding="utf-8")
        assert commit(tmp_path) == "abc"
        (git / "refs" / "heads" / "main").write_text("def\n", encoding="utf-8")
        assert commit(tmp_path) == "def"
        (git / "HEAD").write_text("123\n", encoding="utf-8")
        assert commit(tmp_path) == "123"

    def test_outside_a_repository(self, tmp_path):
        assert commit(tmp_path) is None
