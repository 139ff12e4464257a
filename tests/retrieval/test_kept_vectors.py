"""Vectors kept from one training to the next."""

import pathlib

import numpy as np
import pytest

from bot.retrieval.encoder import MANY, Encoder
from bot.retrieval.kept_vectors import KeptVectors, in_use, keeping

ENCODER, OTHER = b"one encoder", b"another encoder"


class Counting:
    """An encoder that makes a vector of a text's length, and tells what it was asked."""

    def __init__(self):
        self.asked: list[str] = []

    def __call__(self, texts):
        self.asked += texts
        return [np.full(3, len(text), np.float32) for text in texts]


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "data" / "vectors.npz"


def vectors(path: pathlib.Path, *texts: str, encoder: bytes = ENCODER) -> tuple[list[float], list[str]]:
    """The first numbers of the texts' vectors, and the texts that were encoded for it; what was used is kept."""
    kept, encode = KeptVectors(path), Counting()
    found = kept.of(texts, encoder, encode)
    kept.save()
    return [float(vector[0]) for vector in found], encode.asked


class TestOf:
    def test_only_new_texts_are_encoded(self, path: pathlib.Path):
        assert vectors(path, "one", "three") == ([3, 5], ["one", "three"])
        assert vectors(path, "three", "seven", "one") == ([5, 5, 3], ["seven"])

    def test_a_text_that_comes_twice_is_encoded_once(self, path: pathlib.Path):
        assert vectors(path, "one", "three", "one") == ([3, 5, 3], ["one", "three"])

    def test_another_encoder_encodes_anew(self, path: pathlib.Path):
        vectors(path, "one")
        assert vectors(path, "one", encoder=OTHER) == ([3], ["one"])

    def test_no_texts_have_no_vectors(self, path: pathlib.Path):
        assert vectors(path) == ([], [])


class TestSave:
    def test_what_was_not_asked_for_is_forgotten(self, path: pathlib.Path):
        vectors(path, "one", "three")
        vectors(path, "three")
        assert vectors(path, "one", "three") == ([3, 5], ["one"])

    @pytest.mark.parametrize("left", [0, 3, 40, -40])
    def test_a_damaged_file_is_told_and_written_anew(
        self, path: pathlib.Path, caplog: pytest.LogCaptureFixture, left: int
    ):
        vectors(path, "one")
        path.write_bytes(path.read_bytes()[:left])
        assert vectors(path, "one") == ([3], ["one"])
        assert "vectors.npz cannot be read" in caplog.text
        assert vectors(path, "one") == ([3], [])

    def test_a_folder_that_takes_nothing_is_told_and_costs_no_training(
        self, path: pathlib.Path, caplog: pytest.LogCaptureFixture
    ):
        path.parent.write_text("a file where the folder should be")
        assert vectors(path, "one") == ([3], ["one"])
        assert "cannot be kept" in caplog.text


class TestKeeping:
    def begin_and_fail(self):
        in_use().of(["three"], ENCODER, Counting())
        raise RuntimeError

    def test_an_encoder_takes_and_leaves_vectors(self, path: pathlib.Path, encoder: Encoder):
        texts = [f"question number {number}" for number in range(MANY)]
        with keeping(path):
            first = encoder.encode(texts)
        with np.load(path) as kept:
            changed = dict(kept)
        changed["vectors"][7] = 0
        np.savez(path, **changed)
        with keeping(path):
            second = encoder.encode(texts)
        assert not second[7].any()
        assert np.array_equal(np.delete(second, 7, axis=0), np.delete(first, 7, axis=0))
        assert in_use() is None

    def test_a_training_that_fails_keeps_what_was_there(self, path: pathlib.Path):
        vectors(path, "one")
        with pytest.raises(RuntimeError), keeping(path):
            self.begin_and_fail()
        assert vectors(path, "one") == ([3], [])
