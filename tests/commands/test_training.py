"""`sds train`, without training."""

import pytest

from bot.commands.training import ensure_trained
from bot.errors import ModelError
from bot.nlu import training


class TestEnsureTrained:
    def test_a_model_that_fits_is_not_trained_again(self, tmp_path, monkeypatch):
        monkeypatch.setattr(training, "up_to_date", lambda home: True)
        assert ensure_trained(tmp_path) == training.model_path(tmp_path)

    def test_without_a_model_it_says_what_to_do_when_training_is_not_wanted(self, tmp_path):
        with pytest.raises(ModelError, match=r"missing or does not fit the content\. Run `sds train`"):
            ensure_trained(tmp_path, train=False)

    def test_force_trains_a_model_that_fits(self, tmp_path, monkeypatch):
        monkeypatch.setattr(training, "up_to_date", lambda home: True)
        monkeypatch.setattr(training, "train", lambda home, vectors: home / "new")
        assert ensure_trained(tmp_path, force=True) == tmp_path / "new"
