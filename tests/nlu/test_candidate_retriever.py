"""From a message to candidates, in the real pipeline; and what happens to a model that was changed."""

import shutil

import numpy as np
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.storage.resource import Resource

from bot.errors import ModelError
from bot.evaluation.in_process import InProcessUnderstander
from bot.helpdesk.vocabulary import Nation, Understanding
from bot.nlu.candidate_retriever import UNDERSTANDING, CandidateRetriever, _same_encoder
from bot.retrieval.building import Known
from tests.nlu.conftest import Storage
from tests.worlds import HOME

pytestmark = pytest.mark.model
QUESTION = "How much holiday does my personal assistant get?"


async def understood(agent, text, **metadata):
    parsed = await agent.processor.parse_message(UserMessage(text, metadata=metadata))
    return parsed[UNDERSTANDING]


class TestSameEncoder:
    class Half:
        """An encoder that gives one vector a text, whatever the text."""

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.full((len(texts), 384), 0.5, np.float32)

    @pytest.mark.parametrize("row", [np.full(768, 0.5, np.float32), np.full(384, 0.4, np.float32)])
    def test_examples_of_another_encoder_are_refused(self, row: np.ndarray):
        with pytest.raises(ModelError, match=r"same knowledge and council in config\.yml"):
            _same_encoder({"q": Known("q", (), row)}, self.Half())

    def test_those_of_the_same_are_taken(self):
        _same_encoder({"q": Known("q", (), np.full(384, 0.5, np.float32))}, self.Half())


class TestProcess:
    async def test_the_result_of_the_same_turn_carries_the_understanding(self, agent):
        """An action finds it in `tracker.latest_message` and rebuilds it without loss."""
        found = Understanding.from_dict(await understood(agent, QUESTION))
        assert found.candidates[0].article.startswith("pa-")
        assert found.nation is Nation.SCOTLAND
        assert found.unserved_nation == ""

    async def test_candidates_come_best_first_with_a_chance_and_a_title(self, agent):
        candidates = (await understood(agent, QUESTION))["candidates"]
        chances = [c["confidence"] for c in candidates]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)
        assert all(c["title"] for c in candidates)

    async def test_the_cuts_from_calibration_are_in_order(self, agent):
        found = await understood(agent, QUESTION)
        assert 0 < found["clarify_from"] <= found["answer_from"] <= 1

    async def test_the_askers_nation_chooses_the_articles(self, agent):
        found = await understood(agent, QUESTION, nation="england")
        assert found["nation"] == "england"

    async def test_a_nation_that_the_question_names_counts_more_than_the_askers(self, agent):
        found = await understood(agent, "Who is eligible for support in Scotland?", nation="england")
        assert found["nation"] == "scotland"

    async def test_a_nation_without_articles_is_named(self, agent):
        found = await understood(agent, "How do direct payments work in Wales?")
        assert found["unserved_nation"] == "Wales"

    async def test_a_message_that_points_back_is_read_with_the_question_before_it(self, agent):
        alone = await understood(agent, "and for part time staff?")
        after = await understood(agent, "and for part time staff?", previous_question=QUESTION)
        assert not alone["follow_up"]
        assert after["follow_up"]

    @pytest.mark.parametrize("text", ["she only does two days", "doctors say six weeks at least", "her sister then"])
    async def test_so_is_one_that_goes_on_without_any_word_for_it(self, agent, text: str):
        alone = await understood(agent, text)
        after = await understood(agent, text, previous_question=QUESTION)
        assert (alone["goes_on"], alone["follow_up"], after["follow_up"]) == (True, False, True)

    @pytest.mark.parametrize("text", ["Who decides whether I am eligible?", "and what time is the football"])
    async def test_a_whole_question_or_a_foreign_one_is_read_alone(self, agent, text: str):
        assert not (await understood(agent, text, previous_question=QUESTION))["follow_up"]

    async def test_a_foreign_question_is_less_in_scope_than_a_question_of_ours(self, agent):
        foreign = await understood(agent, "what time does the football start on Saturday")
        assert foreign["in_scope"] < (await understood(agent, QUESTION))["in_scope"]


class TestLoad:
    @pytest.fixture
    def folder(self, archive, tmp_path):
        (kept,) = (path for path in (archive / "components").iterdir() if "CandidateRetriever" in path.name)
        return shutil.copytree(kept, tmp_path / "kept")

    def load(self, folder):
        return CandidateRetriever.load({}, Storage(folder), Resource("candidates"), None)

    def test_an_untouched_model_loads(self, folder):
        assert isinstance(self.load(folder), CandidateRetriever)

    def test_a_changed_file_is_named_with_what_to_do(self, folder):
        numbers = folder / "numbers.json"
        numbers.write_text(numbers.read_text() + " ")
        with pytest.raises(ModelError, match=r"changed or are missing: numbers\.json\. Run `sds train --force`"):
            self.load(folder)

    def test_a_missing_file_is_named(self, folder):
        (folder / "models.npz").unlink()
        with pytest.raises(ModelError, match=r"models\.npz"):
            self.load(folder)

    def test_an_added_file_is_named(self, folder):
        (folder / "extra.npy").write_bytes(b"")
        with pytest.raises(ModelError, match=r"extra\.npy"):
            self.load(folder)

    def test_a_model_without_its_seal_is_refused(self, folder):
        (folder / "seal.json").unlink()
        with pytest.raises(ModelError, match="lost its seal"):
            self.load(folder)


class TestDamagedArchive:
    def test_a_damaged_model_file_is_named_with_what_to_do(self, tmp_path):
        damaged = tmp_path / "sds-guide.tar.gz"
        damaged.write_bytes(b"not an archive")
        with pytest.raises(ModelError, match=r"sds-guide\.tar\.gz cannot be loaded .* Run `sds train --force`"):
            InProcessUnderstander(damaged, None)


class TestFingerprint:
    def test_a_changed_article_trains_again(self, tmp_path):
        config = {"knowledge": str(tmp_path)}
        before = CandidateRetriever.fingerprint_addon(config)
        (tmp_path / "a.md").write_text("an article")
        assert CandidateRetriever.fingerprint_addon(config) != before

    def test_it_reads_its_settings_as_rasa_passes_them_on_a_cache_hit(self, monkeypatch):
        """Our keys are missing then."""
        monkeypatch.chdir(HOME)
        assert CandidateRetriever.fingerprint_addon({}) == CandidateRetriever.fingerprint_addon(
            {"knowledge": "knowledge"}
        )
