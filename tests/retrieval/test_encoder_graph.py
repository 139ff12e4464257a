"""The encoder's graph is built from the published weights and nothing else."""

import hashlib
import pathlib

import pytest

from bot.errors import ModelError
from bot.retrieval import encoder_graph


class TestBuild:
    def test_weights_with_another_fingerprint_are_refused(self, tmp_path: pathlib.Path):
        (tmp_path / "model.safetensors").write_bytes(b"other weights")
        found = hashlib.sha256(b"other weights").hexdigest()[:12]
        with pytest.raises(ModelError, match=f"not the published encoder .*{found}.* Run `make setup` again"):
            encoder_graph.build(tmp_path / "model.safetensors")


class TestWeightsFolder:
    def test_the_installed_weights_are_found(self):
        assert (encoder_graph.weights_folder() / "model.safetensors").is_file()

    def test_without_them_setup_is_to_be_run(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(encoder_graph, "PACKAGE", "no_such_package")
        with pytest.raises(ModelError, match=r"not installed\. Run `make setup`"):
            encoder_graph.weights_folder()
