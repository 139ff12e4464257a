"""Edits of the content are served after their golden questions, and only then."""

import re
import shutil

import pytest

from bot.content.live import Versions, fingerprint
from bot.helpdesk.vocabulary import Nation
from bot.nlu.candidate_retriever import CandidateRetriever
from bot.nlu.live import LiveEdits
from bot.nlu.sentence_encoder import SentenceEncoder
from bot.nlu.text_preparation import TextPreparation
from bot.retrieval.building import query
from tests.worlds import HOME

pytestmark = pytest.mark.model
NAME = "pa-pay/holiday-entitlement"
LLAMA = ["llama grooming allowance", "money for brushing llamas", "who pays for grooming a llama", "llama pay PA"] + [
    f"is there an allowance for llama number {n}" for n in range(4)
]


@pytest.fixture
def home(tmp_path):
    shutil.copytree(HOME / "knowledge", tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.jsonl"))
    shutil.copytree(HOME / "tests" / "questions", tmp_path / "tests" / "questions")
    return tmp_path


@pytest.fixture
def component(agent):
    """The component of the shared agent; what a test swaps is swapped back."""
    found = agent.processor.graph_runner.component(CandidateRetriever)
    before = found.retriever
    yield found
    found.retriever = before


@pytest.fixture
def make(agent, component, home):
    runner = agent.processor.graph_runner
    parts = runner.component(TextPreparation).reader, runner.component(SentenceEncoder).encoder()
    return lambda: LiveEdits(component, *parts, home, Versions(home / "live"))


@pytest.fixture
def edits(make):
    made = make()
    assert made.begin("model", fits=True)
    settle(made)
    return made


def settle(edits):
    edits.look()
    edits.look()


def said(home):
    return Versions(home / "live").status()


def place(home, name=NAME):
    return home / "knowledge" / "articles" / f"{name}.md"


def with_asks(text, asks):
    return re.sub(r"asks:\n(  - .*\n)+", "asks:\n" + "".join(f'  - "{ask}"\n' for ask in asks), text, count=1)


def first(edits, text):
    component, reader, encoder = edits._component, edits._reader, edits._encoder
    found = component.retriever.understand(query([text], reader, encoder), Nation.SCOTLAND, 2, ("", 0.0))
    return found.candidates[0].article


class TestLook:
    def test_other_words_make_a_version_and_leave_the_index(self, edits, home):
        before = edits._component.retriever
        path = place(home)
        path.write_text(path.read_text(encoding="utf-8").replace("## More detail\n\n", "## More detail\n\nMore. "))
        edits.look()
        assert said(home).served == 0  # somebody may still be writing
        edits.look()
        assert (said(home).served, list(said(home).says)) == (1, [])
        assert edits._component.retriever is before

    def test_a_new_article_is_found(self, edits, home):
        text = place(home).read_text(encoding="utf-8")
        place(home, "pa-pay/llama").write_text(with_asks(text, LLAMA), encoding="utf-8")
        settle(edits)
        assert said(home).served == 1
        assert first(edits, "grooming of llamas, who pays") == "pa-pay/llama"

    def test_a_lost_golden_question_blocks_the_swap_and_says_so(self, edits, home):
        before = edits._component.retriever
        path = place(home)
        path.write_text(with_asks(path.read_text(encoding="utf-8"), LLAMA), encoding="utf-8")
        settle(edits)
        assert said(home).served == 0
        assert any(NAME in line and "golden question" in line for line in said(home).says)
        assert edits._component.retriever is before
        path.write_text((HOME / "knowledge" / "articles" / f"{NAME}.md").read_text(encoding="utf-8"), encoding="utf-8")
        settle(edits)
        assert (said(home).served, list(said(home).says)) == (0, [])

    def test_a_blocked_edit_that_is_taken_back_is_said_to_be_settled(self, edits, home):
        path = place(home)
        path.write_text(path.read_text(encoding="utf-8").replace("## More detail\n\n", "## More detail\n\nMore. "))
        settle(edits)
        good = path.read_text(encoding="utf-8")
        path.write_text("nonsense", encoding="utf-8")
        settle(edits)
        assert said(home).says
        path.write_text(good, encoding="utf-8")
        settle(edits)
        assert (said(home).served, list(said(home).says)) == (1, [])

    def test_an_article_that_cannot_be_read_blocks_the_swap(self, edits, home):
        place(home).write_text("nonsense", encoding="utf-8")
        settle(edits)
        assert any("no front matter" in line for line in said(home).says)
        assert said(home).served == 0

    def test_what_was_gone_back_from_is_not_served_again_until_it_changes(self, edits, home):
        text = place(home).read_text(encoding="utf-8")
        place(home, "pa-pay/llama").write_text(with_asks(text, LLAMA), encoding="utf-8")
        settle(edits)
        Versions(home / "live").go_back(fingerprint(home / "knowledge"))
        settle(edits)
        assert said(home).served == 0
        assert first(edits, "grooming of llamas, who pays") != "pa-pay/llama"
        place(home, "pa-pay/llama").write_text(with_asks(text, [*LLAMA, "one more llama"]), encoding="utf-8")
        settle(edits)
        assert said(home).served == 1


class TestChampionsAnswers:
    TAXI = "pa-pay/champion-llama"

    def publish(self, home, asks, reaches, title="Grooming llamas"):
        """Put an answer on the shelf, as its approval does."""
        from bot.content import champions
        from tests.content.test_champions import FRONT, SECTIONS

        text = champions.article_text({**FRONT, "title": title, "asks": asks}, SECTIONS)
        champions.place(home / "champions", {self.TAXI: (text, champions.golden_text(self.TAXI, reaches, []))})

    def test_an_approved_answer_is_found_after_two_looks(self, edits, home):
        self.publish(home, LLAMA, ["who pays when a llama is brushed"])
        settle(edits)
        assert (said(home).served, said(home).left_out) == (1, {})
        assert first(edits, "grooming of llamas, who pays") == self.TAXI

    def test_one_that_would_take_a_golden_question_is_left_out_and_says_which(self, edits, home):
        golden = (home / "tests" / "questions" / f"{NAME}.yml").read_text(encoding="utf-8")
        stolen = re.findall(r"^  - (.*)$", golden.partition("must_not")[0], re.MULTILINE)
        # A title and wordings that say what the golden questions say.
        self.publish(home, stolen, ["who pays when a llama is brushed"], title=stolen[-1])
        settle(edits)
        assert said(home).served == 1
        assert any("golden question" in line for line in said(home).left_out[self.TAXI])
        assert first(edits, "grooming of llamas, who pays") != self.TAXI


class TestBegin:
    def test_a_process_that_was_killed_goes_on_with_the_version_that_was_served(self, edits, home, make, component):
        trained = component.retriever
        text = place(home).read_text(encoding="utf-8")
        place(home, "pa-pay/llama").write_text(with_asks(text, LLAMA), encoding="utf-8")
        settle(edits)
        component.retriever = trained  # as a new process loads it
        again = make()
        assert again.begin("model", fits=False)
        assert first(again, "grooming of llamas, who pays") == "pa-pay/llama"
        assert said(home).served == 1

    def test_a_model_of_other_content_is_left_alone(self, edits, home, make):
        assert not make().begin("another model", fits=False)
