"""Public benchmarks are read in their own formats."""

import json

import pytest

from bot.errors import ContentError
from bot.evaluation.datasets import banking, clinc, few


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "banking77_train.csv").write_text(
        'text,category\n"Where, please?",card\nLost it,lost\n', encoding="utf-8"
    )
    (tmp_path / "banking77_test.csv").write_text("text,category\nGone,lost\n", encoding="utf-8")
    parts = {"train": [["hi", "greet"]], "test": [["hello", "greet"]], "oos_test": [["moon?", "oos"]], "oos_train": []}
    (tmp_path / "clinc150_data_full.json").write_text(json.dumps(parts), encoding="utf-8")
    return tmp_path


class TestBanking:
    def test_from_a_folder_or_two_files(self, folder):
        data = banking(str(folder))
        assert data.train == [("Where, please?", "card"), ("Lost it", "lost")]
        assert banking(f"{folder}/banking77_train.csv,{folder}/banking77_test.csv") == data

    def test_anything_else_is_refused_with_advice(self, folder):
        with pytest.raises(ContentError, match=r"give the folder of both files, or train.csv,test.csv"):
            banking(f"{folder}/banking77_train.csv")
        with pytest.raises(ContentError, match="is not a BANKING77 file"):
            banking(f"{folder}/clinc150_data_full.json,{folder}/nowhere.csv")


class TestClinc:
    def test_from_its_file(self, folder):
        data = clinc(folder / "clinc150_data_full.json")
        assert (data.train, data.test, data.outside) == ([("hi", "greet")], [("hello", "greet")], ["moon?"])

    def test_another_file_is_refused(self, folder):
        with pytest.raises(ContentError, match=r"is not clinc150_data_full\.json"):
            clinc(folder / "banking77_test.csv")


class TestFew:
    def test_the_same_number_of_every_intent_and_the_same_draw_for_a_seed(self):
        examples = [(f"{intent}{n}", intent) for intent in "ab" for n in range(20)]
        drawn = few(examples, 10, seed=1)
        assert [intent for _, intent in drawn] == ["a"] * 10 + ["b"] * 10
        assert len(set(drawn)) == 20
        assert few(examples, 10, seed=1) == drawn
        assert few(examples, 10, seed=2) != drawn
