"""The encoder's last layer, tuned to danger, the need of a person, and what says too little."""

import dataclasses
import pathlib
from collections.abc import Iterator

import numpy as np
import pytest

from bot.retrieval import manner_tuning
from bot.retrieval.encoder import Encoder, mannered, published
from bot.retrieval.kept_vectors import keeping
from bot.retrieval.kinds import ORDINARY_WEIGHT
from bot.retrieval.layer_learning import Layer
from bot.retrieval.manner_tuning import FILE, MannerLessons, Marked, held, manner_layer, tune

DECIDE = ("should we agree to his wife as PA", "shall I sign off her plan", "can you approve this budget for him")
RULE = ("who agrees to a wife as PA", "who signs off a plan", "who approves a budget")
DANGER = ("her son shouts and pushes her", "he has not been fed for days", "she is locked in at night")
CALM = ("her son visits on Sundays", "he was fed well in hospital", "the office is locked at night")
NONE = Marked((), ())
LESSONS = MannerLessons(
    Marked(DANGER + CALM, (True,) * 3 + (False,) * 3),
    Marked(DECIDE + RULE, (True,) * 3 + (False,) * 3),
    Marked(("what about it", "what is option 2"), (True, False)),
    ("thank you",),
    tuple(f"plain question {number}" for number in range(40)),
    tuple(f"train number {number}" for number in range(40)),
    ("and if she refuses", "even in the evenings"),
    frozenset({"a question that judges", "even in the evenings"}),
)


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """A layer is remembered within a process, for the components of one training."""
    manner_layer.cache_clear()
    yield
    manner_layer.cache_clear()


@pytest.fixture(scope="module")
def layer() -> Layer:
    """Taught often enough to take some steps."""
    often = Marked((DECIDE + RULE) * 40, ((True,) * 3 + (False,) * 3) * 40)
    return tune(dataclasses.replace(LESSONS, personal=often))


class TestTune:
    def test_a_message_that_was_not_taught_moves_towards_its_manner(
        self, encoder: Encoder, layer: Layer, tmp_path: pathlib.Path
    ):
        def nearer(rows: np.ndarray) -> float:
            new, *known = rows
            return float(np.mean(known[:3] @ new) - np.mean(known[3:] @ new))

        texts = ["will you agree to her mum being paid", *DECIDE, *RULE]
        tuned = Encoder.store(tmp_path, layers=[layer, layer]).encode(texts)
        assert nearer(mannered(tuned)) > nearer(encoder.encode(texts))
        assert np.array_equal(published(tuned), encoder.encode(texts))

    def test_without_messages_of_a_kind_the_published_layer_stays(self):
        nothing = dataclasses.replace(LESSONS, risky=Marked(CALM, (False,) * 3), personal=NONE, loose=NONE)
        assert tune(nothing) == {}


class TestMannerLessons:
    def test_each_message_teaches_only_what_is_known_of_it(self):
        taught = {text: (of_kind, about) for text, of_kind, about in LESSONS.taught()}
        expected = {
            DECIDE[0]: ((False, True, False), (0, 1, ORDINARY_WEIGHT)),
            RULE[0]: ((False, False, False), (ORDINARY_WEIGHT, 1, ORDINARY_WEIGHT)),
            "what about it": ((False, False, True), (ORDINARY_WEIGHT, 0, 1)),
            "thank you": ((False, False, False), (ORDINARY_WEIGHT, 0, 0)),
            "plain question 1": ((False, False, False), (ORDINARY_WEIGHT,) * 3),
            "train number 1": ((False, False, False), (ORDINARY_WEIGHT, 0, ORDINARY_WEIGHT)),
            "and if she refuses": ((False, False, False), (ORDINARY_WEIGHT, ORDINARY_WEIGHT, 0)),
        }
        assert {text: taught[text] for text in expected} == expected
        risky = {text: taught[text] for text in DANGER + CALM if not held(text)}
        assert {about for _, about in risky.values()} == {(1, 0, 0)}
        assert all(of_kind[0] is (text in DANGER) for text, (of_kind, _) in risky.items())

    def test_what_sets_cuts_is_not_taught(self):
        many = tuple(f"she is hurt on day {number}" for number in range(80))
        lessons = dataclasses.replace(LESSONS, risky=Marked(many, (True,) * 80))
        assert lessons.judging == {text for text in many if held(text)} | LESSONS.asked
        assert lessons.judging.isdisjoint(text for text, *_ in lessons.taught())
        assert 3 <= sum(held(text) for text in many) <= 20


class TestMannerLayer:
    def test_it_is_kept_from_one_training_to_the_next_beside_that_of_articles(
        self, tmp_path: pathlib.Path, layer: Layer, monkeypatch: pytest.MonkeyPatch
    ):
        tunings = []
        monkeypatch.setattr(manner_tuning, "tune", lambda lessons: tunings.append(lessons) or layer)
        for _ in range(2):
            manner_layer.cache_clear()
            with keeping(tmp_path / "vectors.npz"):
                assert set(manner_layer(LESSONS)) == set(layer)
        assert tunings == [LESSONS]
        assert (tmp_path / FILE).exists()
