"""From a text to a vector of meaning."""

import pathlib
import shutil

import numpy as np
import pytest

from bot.errors import ModelError
from bot.retrieval import encoder_graph
from bot.retrieval.encoder import LONGEST, MANY, Encoder, mannered, opened, published, tuned
from bot.retrieval.kept_vectors import keeping
from tests.retrieval.conftest import ASKS


class TestEncoder:
    def test_vectors_have_unit_length(self, encoder: Encoder):
        vectors = encoder.encode(["a", "How much holiday does my PA get?", "word " * 500, ""])
        assert vectors.shape == (4, 384)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-4)

    @pytest.mark.parametrize(
        ("one", "alike", "stranger"),
        [
            ("how much holiday do I get", "how many days of annual leave", "the cat sat on the mat"),
            ("someone is being abused", "an adult at risk of harm", "how to bake bread"),
            ("who pays the wages", "payment of salary", "the train to Glasgow is late"),
        ],
    )
    def test_known_pairs_are_nearer_than_strangers(self, encoder: Encoder, one: str, alike: str, stranger: str):
        vectors = encoder.encode([one, alike, stranger])
        assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.15

    def test_an_empty_list_gives_no_rows(self, encoder: Encoder):
        assert encoder.encode([]).shape == (0, 384)

    def test_many_texts_have_the_same_vectors_as_each_alone_even_when_the_folder_is_gone(self, tmp_path: pathlib.Path):
        """Rasa unpacks a model into a folder that it removes; an edit may bring many texts later."""
        folder = tmp_path / "kept"
        folder.mkdir()
        encoder = Encoder.store(folder)
        texts = [f"question number {number} about holiday" for number in range(MANY + 1)]
        beside, alone = encoder.encode(texts), np.vstack([encoder.encode([text]) for text in texts])
        shutil.rmtree(folder)
        assert np.array_equal(beside, alone)
        assert np.array_equal(encoder.encode(texts), alone)

    def test_rows_keep_the_order_of_the_texts(self, encoder: Encoder):
        texts = [ask for asks in ASKS.values() for ask in asks]
        together, alone = encoder.encode(texts), np.vstack([encoder.encode([text]) for text in texts])
        assert (together @ alone.T).argmax(axis=1).tolist() == list(range(len(texts)))

    def test_what_lies_beyond_the_longest_is_not_read(self, encoder: Encoder):
        start = "care " * LONGEST
        assert np.array_equal(encoder.encode([start]), encoder.encode([start + "and cake"]))

    def test_a_missing_graph_is_to_be_trained(self, tmp_path: pathlib.Path):
        with pytest.raises(ModelError, match=r"cannot be loaded .* Run `sds train`"):
            Encoder(tmp_path)


class TestTwoVectors:
    TEXTS = ("how much holiday does my PA get", "a word")

    def test_the_published_vector_stands_beside_the_other_one(self, encoder: Encoder, two_vectors: Encoder):
        rows = two_vectors.encode(self.TEXTS)
        assert np.array_equal(published(rows), encoder.encode(self.TEXTS))
        assert not np.allclose(tuned(rows), published(rows), atol=0.05)
        assert np.linalg.norm(tuned(rows), axis=1) == pytest.approx(np.ones(2), abs=1e-4)

    def test_the_published_layer_twice_gives_one_vector_twice(self, tmp_path: pathlib.Path):
        layer = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
        rows = Encoder.store(tmp_path, layers=[layer]).encode(self.TEXTS)
        assert np.array_equal(tuned(rows), published(rows))

    def test_one_vector_is_both(self, encoder: Encoder):
        rows = encoder.encode(self.TEXTS)
        assert np.array_equal(tuned(rows), published(rows))

    def test_with_two_layers_each_has_a_vector_of_its_own(
        self, encoder: Encoder, two_vectors: Encoder, tmp_path: pathlib.Path
    ):
        layer = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
        other = {name: 0.8 * value for name, value in layer.items()}
        rows = Encoder.store(tmp_path, layers=[layer, other]).encode(self.TEXTS)
        assert np.array_equal(tuned(rows), encoder.encode(self.TEXTS))
        assert np.array_equal(mannered(rows), tuned(two_vectors.encode(self.TEXTS)))
        assert np.array_equal(published(rows), encoder.encode(self.TEXTS))

    def test_without_a_layer_of_manner_the_published_vector_is_that_of_manner(self, two_vectors: Encoder):
        rows = two_vectors.encode(self.TEXTS)
        assert np.array_equal(mannered(rows), published(rows))

    def test_no_texts_have_rows_of_the_same_width(self, two_vectors: Encoder):
        assert two_vectors.encode([]).shape == (0, 2 * 384)


class TestOpened:
    def test_the_vector_is_the_published_one_and_states_are_those_of_each_piece(self, encoder: Encoder):
        texts = ["how much holiday does my PA get", "respite"]
        found = opened(texts)
        assert np.array_equal(np.stack([vector for vector, _ in found]), encoder.encode(texts))
        pieces = [len(own) + 2 for own in encoder.pieces(texts)]
        assert [states.shape for _, states in found] == [(count, 384) for count in pieces]

    def test_a_training_goes_on_from_what_it_opened(self, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch):
        layer = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
        tuned_to = [{name: 0.8 * value for name, value in layer.items()}]
        texts = [f"how much holiday after {number} weeks" for number in range(MANY)]
        anew = Encoder.store(tmp_path, layers=tuned_to).encode(texts)
        runs = []
        with keeping(tmp_path / "vectors.npz"):
            opened(texts[1:])
            opened(texts[:-1])
            encoder = Encoder.store(tmp_path, layers=tuned_to)
            monkeypatch.setattr(encoder, "_run", lambda *given: runs.append(given))
            rows = encoder.encode(texts)
        assert not runs
        assert (rows * anew).sum(axis=1) == pytest.approx(np.full(MANY, 2.0), abs=2e-3)
