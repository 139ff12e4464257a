"""The encoder's last layer, tuned to what is asked."""

import dataclasses
import pathlib
from collections.abc import Iterator

import numpy as np
import pytest

from bot.content import library
from bot.retrieval import encoder_graph, judgements, kept_layers, layer_learning, tuning
from bot.retrieval.encoder import Encoder, opened, published
from bot.retrieval.encoder import tuned as tuned_part
from bot.retrieval.judgements import Entry
from bot.retrieval.kept_vectors import keeping
from bot.retrieval.layer_learning import Layer, Learner
from bot.retrieval.tuning import FILE, Lesson, Lessons, last_layer, lessons, tune
from tests.worlds import HOME

LEAVE = ("what happens when my PA goes away", "cover while the worker is off", "two weeks without a PA in July")
ENDING = ("what happens when my PA goes for good", "the worker has handed in notice", "my PA is off to another job")
BREAK = "the PA will be off in August"
TEXTS = tuple(Lesson(text, (number,), (), "scotland") for number, texts in enumerate((LEAVE, ENDING)) for text in texts)
ARTICLES = (("pa-work/leave", ("scotland",)), ("pa-ending/leaving", ("uk",)))
TAUGHT = Lessons(TEXTS, ARTICLES)


@pytest.fixture(scope="module")
def layer() -> Layer:
    return tune(TAUGHT)


@pytest.fixture(scope="module")
def tuned(layer: Layer, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return Encoder.store(tmp_path_factory.mktemp("tuned"), layers=[layer])


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """A layer is remembered within a process, for the components of one training."""
    last_layer.cache_clear()
    yield
    last_layer.cache_clear()


class TestTune:
    def test_texts_of_one_article_come_together_and_those_of_two_go_apart(self, encoder: Encoder, tuned: Encoder):
        def gap(of: Encoder) -> float:
            vectors = tuned_part(of.encode([*LEAVE, *ENDING]))
            alike = vectors @ vectors.T
            own = np.kron(np.eye(2, dtype=bool), np.ones((3, 3), dtype=bool))
            return float(alike[own].mean() - alike[~own].mean())

        assert gap(tuned) > gap(encoder) + 0.01

    def test_what_was_not_taught_moves_with_its_like(self, encoder: Encoder, tuned: Encoder):
        def nearer(of: Encoder) -> float:
            one, leave, ending = (tuned_part(of.encode(texts)) for texts in ([BREAK], LEAVE, ENDING))
            return float((one @ leave.T).mean() - (one @ ending.T).mean())

        assert nearer(tuned) > nearer(encoder)

    def test_what_has_nothing_to_do_with_it_stays_nearly_where_it_was(self, encoder: Encoder, tuned: Encoder):
        texts = ["the train to Glasgow is late", "someone is being harmed at home"]
        before, after = encoder.encode(texts), tuned.encode(texts)
        assert ((before * tuned_part(after)).sum(axis=1) > 0.9).all()
        assert np.array_equal(published(after), before)

    def test_the_same_lessons_give_the_same_layer(self, layer: Layer):
        again = tune(TAUGHT)
        assert all(np.allclose(again[name], layer[name], atol=1e-5) for name in layer)

    def test_what_learns_is_what_is_served(self):
        """TensorFlow's last layer gives the vectors of the graph, but for its rounding to seven bits."""
        texts = ["a", "how much holiday does my PA get in the first year?", "respite"]
        vectors, states = zip(*opened(texts), strict=True)
        learner = Learner(np.zeros((1, 1)), 0.1, lambda *_: 0.0, [])
        found = learner.vectors_of(*layer_learning.padded(states, np.arange(3))).numpy()
        assert ((found * np.stack(vectors)).sum(axis=1) > 0.99).all()

    def test_an_article_that_only_helps_is_no_rival(self):
        """Drawn away from it is only the text for which it does not even help."""
        helped = dataclasses.replace(TEXTS[0], helps=(1,))
        marks = [tuning._marks(Lessons((text,), ARTICLES), np.array([0]))[0] for text in (TEXTS[0], helped)]
        assert [mark.tolist() for mark in marks] == [[[True, True]], [[True, False]]]

    def test_an_article_of_another_nation_is_no_rival(self):
        english = Lessons(TEXTS[:1], (ARTICLES[0], ("pa-ending/leaving", ("england",))))
        assert tuning._marks(english, np.array([0]))[0].tolist() == [[True, False]]

    def test_the_steps_are_told(self, caplog: pytest.LogCaptureFixture):
        """It takes minutes with all content."""
        with caplog.at_level("INFO", logger="bot.retrieval.layer_learning"):
            tune(TAUGHT)
        assert "Tuning: 2 of 2 steps" in caplog.text

    def test_without_lessons_the_published_layer_stays(self):
        assert tune(Lessons((), ())) == {}


class TestLastLayer:
    @pytest.fixture
    def tunings(self, monkeypatch: pytest.MonkeyPatch) -> list[Lessons]:
        """What was tuned on, each time; the layer counts the times."""
        asked: list[Lessons] = []

        def counted(taught: Lessons) -> Layer:
            asked.append(taught)
            published = encoder_graph.last_layer(encoder_graph.weights_folder() / "model.safetensors")
            return {name: np.full_like(value, len(asked)) for name, value in published.items()}

        monkeypatch.setattr(tuning, "tune", counted)
        return asked

    def found(self, path: pathlib.Path, taught: Lessons) -> float:
        last_layer.cache_clear()
        with keeping(path):
            return float(next(iter(last_layer(taught).values())).flat[0])

    def many(self, new: int) -> Lessons:
        """100 lessons, of which so many are unlike those of `many(0)`."""
        texts = [f"question {number}{' anew' if number < new else ''}" for number in range(100)]
        return Lessons(tuple(Lesson(text, (0,), (), "scotland") for text in texts), ARTICLES)

    def test_it_is_taken_from_an_earlier_training(self, tmp_path: pathlib.Path, tunings: list[Lessons]):
        path = tmp_path / "vectors.npz"
        assert [self.found(path, TAUGHT), self.found(path, TAUGHT)] == [1, 1]
        assert tunings == [TAUGHT]

    @pytest.mark.parametrize(("new", "expected"), [(2, 1), (3, 2)])
    def test_a_few_edits_do_not_tune_anew(
        self, tmp_path: pathlib.Path, tunings: list[Lessons], new: int, expected: int
    ):
        path = tmp_path / "vectors.npz"
        self.found(path, self.many(0))
        assert self.found(path, self.many(new)) == expected

    def test_other_judgements_of_the_same_texts_tune_anew(self, tmp_path: pathlib.Path, tunings: list[Lessons]):
        judged_anew = dataclasses.replace(
            TAUGHT, texts=tuple(dataclasses.replace(text, helps=(1 - text.answers[0],)) for text in TEXTS)
        )
        assert [self.found(tmp_path / "vectors.npz", taught) for taught in (TAUGHT, judged_anew)] == [1, 2]

    def test_what_was_taught_never_judges(self, tmp_path: pathlib.Path, tunings: list[Lessons]):
        path, all_but_one = tmp_path / "vectors.npz", self.many(0)
        self.found(path, all_but_one)
        now = dataclasses.replace(all_but_one, texts=all_but_one.texts[1:], judging=frozenset({"question 0"}))
        assert self.found(path, now) == 2

    def test_a_layer_of_another_shape_tunes_anew(
        self, tmp_path: pathlib.Path, tunings: list[Lessons], monkeypatch: pytest.MonkeyPatch
    ):
        whole = tuning.tune
        monkeypatch.setattr(tuning, "tune", lambda taught: dict(list(whole(taught).items())[:3]))
        self.found(tmp_path / "vectors.npz", TAUGHT)
        assert self.found(tmp_path / "vectors.npz", TAUGHT) == 2

    def test_another_way_of_tuning_tunes_anew(
        self, tmp_path: pathlib.Path, tunings: list[Lessons], monkeypatch: pytest.MonkeyPatch
    ):
        self.found(tmp_path / "vectors.npz", TAUGHT)
        monkeypatch.setattr(kept_layers, "how", lambda _: np.zeros(32, np.uint8))
        assert self.found(tmp_path / "vectors.npz", TAUGHT) == 2

    def test_a_damaged_file_tunes_anew(
        self, tmp_path: pathlib.Path, tunings: list[Lessons], caplog: pytest.LogCaptureFixture
    ):
        self.found(tmp_path / "vectors.npz", TAUGHT)
        kept = tmp_path / FILE
        kept.write_bytes(kept.read_bytes()[:40])
        assert self.found(tmp_path / "vectors.npz", TAUGHT) == 2
        assert f"{FILE} cannot be read" in caplog.text

    def test_within_a_training_it_is_tuned_once(self, tunings: list[Lessons]):
        assert last_layer(TAUGHT) is last_layer(TAUGHT)
        assert len(tunings) == 1


class TestLessons:
    def test_titles_wordings_and_questions_that_do_not_judge_are_taught(self):
        articles = list(library.load(HOME / "knowledge", "example-council").articles.values())[:2]
        one, two = articles
        entries = [
            Entry(f"{kind} question {number}", "scotland", kind, (one.id, "gone/away"), (two.id,))
            for kind in ("ordinary", "contrast", "vague")
            for number in range(20)
        ]
        taught = lessons(articles, entries, str.upper)
        found = taught.texts
        own = [text.upper() for article in articles for text in (article.title, *article.asks)]
        assert [lesson.text for lesson in found[: len(own)]] == own
        asked = found[len(own) :]
        expected = [entry.question.upper() for entry in entries if entry.kind == "contrast" or entry.tunes]
        assert [lesson.text for lesson in asked] == expected
        assert {(lesson.answers, lesson.helps) for lesson in asked} == {((0,), (1,))}
        assert taught.judging
        assert taught.judging.isdisjoint({lesson.text for lesson in found})

    def test_of_the_real_ones_about_half_tune_and_the_others_judge(self):
        entries = [e for e in judgements.load(HOME / "knowledge/judged") if e.kind == "ordinary"]
        assert all(entry.tunes != entry.judges for entry in entries)
        assert 0.45 < np.mean([entry.judges for entry in entries]) < 0.55
