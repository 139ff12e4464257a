"""Knowing without training whether a model fits."""

import pathlib
import types

import pytest
import rasa.model_training

from bot.errors import ModelError
from bot.nlu import training

FILES = {
    "config.yml": "language: en\n",
    "domain.yml": "intents: []\n",
    "knowledge/articles/a/b.md": "an article\n",
    "data/nlu/greet.yml": "nlu: []\n",
}


@pytest.fixture
def home(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


class Rasa:
    """Stands for Rasa's training: writes a file where it was told to, or fails."""

    def __init__(self, code=0, meanwhile=lambda: None):
        self._code, self._meanwhile = code, meanwhile

    def train(self, output, fixed_model_name, **_):
        self._meanwhile()
        path = pathlib.Path(output) / f"{fixed_model_name}.tar.gz"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"a model")
        return types.SimpleNamespace(code=self._code, model=str(path))


@pytest.fixture
def trained(home, monkeypatch):
    monkeypatch.setattr(rasa.model_training, "train", Rasa().train)
    training.train(home)
    return home


class TestUpToDate:
    def test_a_model_fits_what_it_was_trained_on(self, trained):
        assert training.up_to_date(trained)

    def test_without_a_model_nothing_fits(self, home):
        assert not training.up_to_date(home)

    @pytest.mark.parametrize("name", FILES)
    def test_a_model_does_not_fit_changed_content_data_or_settings(self, trained, name):
        (trained / name).write_text("changed\n")
        assert not training.up_to_date(trained)

    def test_a_model_does_not_fit_a_new_article(self, trained):
        (trained / "knowledge/articles/a/c.md").write_text("another\n")
        assert not training.up_to_date(trained)

    def test_a_model_does_not_fit_changed_code(self, trained, monkeypatch):
        monkeypatch.setattr(training, "code_digest", lambda: "other code")
        assert not training.up_to_date(trained)

    @pytest.mark.parametrize("stamp", ["", "{}", "not json"])
    def test_a_damaged_stamp_counts_as_no_model(self, trained, stamp):
        (trained / "models" / training.STAMP).write_text(stamp)
        assert not training.up_to_date(trained)

    def test_a_stamp_without_its_model_counts_as_no_model(self, trained):
        training.model_path(trained).unlink()
        assert not training.up_to_date(trained)


class TestTrain:
    def test_the_model_lies_where_everybody_looks_for_it(self, home, monkeypatch):
        monkeypatch.setattr(rasa.model_training, "train", Rasa().train)
        assert training.train(home) == training.model_path(home)

    def test_a_failed_training_leaves_no_stamp(self, home, monkeypatch):
        monkeypatch.setattr(rasa.model_training, "train", Rasa(code=1).train)
        with pytest.raises(ModelError, match=r"trained no model \(code 1\)"):
            training.train(home)
        assert not training.up_to_date(home)

    def test_content_that_changes_while_it_trains_is_not_taken_for_trained(self, home, monkeypatch):
        def edit():
            (home / "knowledge/articles/a/b.md").write_text("edited meanwhile\n")

        monkeypatch.setattr(rasa.model_training, "train", Rasa(meanwhile=edit).train)
        training.train(home)
        assert not training.up_to_date(home)
