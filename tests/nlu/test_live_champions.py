"""Champions' answers are added to what is served, each by itself; no trained model is needed to hold that.

Training, encoding and golden questions are replaced by a rule: an article takes a question when its text says so.
"""

import pathlib
from types import SimpleNamespace

import pytest

from bot.content import champions
from bot.content.live import Versions, fingerprint
from bot.nlu import live
from bot.nlu.guarding import Loss, Verdict
from bot.nlu.live import LiveEdits
from tests.content.conftest import ONE, OTHER, Content
from tests.content.test_champions import FRONT, SECTIONS

TAXI, TRAIN = "options/champion-taxi", "options/champion-train"
TAKES, MISSES = "It takes a question.", "It misses its own."


class RuledEdits(LiveEdits):
    """Tells articles apart by all their words, and builds no index."""

    def _indexed(self, articles):
        before = self._content.articles
        return object(), {name for name in before.keys() | articles.keys() if before.get(name) != articles.get(name)}


class RuledGuard:
    """Judges by what the texts say."""

    def judge(self, old, new, touched, articles):
        here = sorted(touched & articles.keys())
        takers = [name for name in here if TAKES in articles[name].short]
        missed = {name: ["“a” reaches b"] for name in here if MISSES in articles[name].short}
        return Verdict([Loss(name, f"{name} takes it") for name in takers], missed)


@pytest.fixture
def content(tmp_path):
    return Content(tmp_path)


@pytest.fixture
def make(content, tmp_path):
    def edits() -> LiveEdits:
        component = SimpleNamespace(council="example-council", retriever=object())
        made = RuledEdits(component, None, None, tmp_path, Versions(tmp_path / "var" / "live"))
        made._guard = RuledGuard()
        return made

    return edits


@pytest.fixture
def edits(make):
    made = make()
    assert made.begin("model", fits=True)
    return made


def settle(edits):
    edits.look()
    edits.look()


def publish(edits, **answers: str):
    """Put exactly these answers on the shelf and look; names stand for `options/champion-…`."""
    files = {}
    for word, short in answers.items():
        name = f"options/champion-{word}"
        front = {**FRONT, "asks": [f"{word} one", f"{word} two", f"{word} three"]}
        text = champions.article_text(front, {**SECTIONS, "short": short})
        files[name] = (text, champions.golden_text(name, [f"may I {word}"], []))
    champions.place(edits._overlay, files)
    settle(edits)


def served(edits) -> dict[str, str]:
    """The champions' answers in the copy that gateway and actions read, by their first word."""
    place = edits._versions.served()
    paths = sorted((place / "articles").rglob(champions.FILES))
    return {
        path.stem.removeprefix("champion-"): path.read_text().split("## Short answer\n\n")[1][:20] for path in paths
    }


def said(edits):
    return edits._versions.status()


class TestAnswers:
    def test_a_published_answer_is_served_and_one_taken_back_is_gone(self, edits):
        publish(edits, taxi="Yes.", train="No.")
        assert sorted(served(edits)) == ["taxi", "train"]
        assert edits._content.articles[TAXI].kind == "champion"
        publish(edits, train="No.")
        assert sorted(served(edits)) == ["train"]
        assert TAXI not in edits._content.articles

    def test_one_that_takes_a_question_is_left_out_alone_and_the_reason_is_told(self, edits):
        publish(edits, taxi=TAKES, train="No.")
        assert sorted(served(edits)) == ["train"]
        assert said(edits).left_out == {TAXI: [f"{TAXI} takes it"]}
        publish(edits, taxi="Yes.", train="No.")
        assert sorted(served(edits)) == ["taxi", "train"]
        assert said(edits).left_out == {}

    def test_a_version_that_takes_a_question_leaves_the_version_before(self, edits):
        publish(edits, taxi="Yes.")
        publish(edits, taxi=TAKES)
        assert served(edits)["taxi"].startswith("Yes.")
        assert list(said(edits).left_out) == [TAXI]

    def test_one_whose_own_question_goes_elsewhere_is_served_and_its_reviewer_is_told(self, edits):
        publish(edits, taxi=MISSES)
        assert list(served(edits)) == ["taxi"]
        assert said(edits).missed == {TAXI: ["“a” reaches b"]}
        publish(edits, taxi=MISSES, train="No.")
        assert list(said(edits).missed) == [TAXI]
        publish(edits, taxi="Yes.", train="No.")
        assert said(edits).missed == {}

    def test_one_with_faults_is_left_out_alone(self, edits, content):
        publish(edits, taxi="It is {fact:none}.", train="No.")
        assert sorted(served(edits)) == ["train"]
        assert any("facts.yml" in line for line in said(edits).left_out[TAXI])


class TestBesideEdits:
    def test_a_blocked_edit_does_not_keep_an_answer_from_being_served_nor_is_it_served(self, edits, content):
        content.answer(ONE, TAKES)
        publish(edits, taxi="Yes.")
        assert list(served(edits)) == ["taxi"]
        assert TAKES not in edits._content.articles[ONE].short
        assert said(edits).says == [f"{ONE} takes it"]

    def test_a_file_that_cannot_be_read_does_not_either(self, edits, content):
        content.article(OTHER).write_text("half", encoding="utf-8")
        publish(edits, taxi="Yes.")
        assert list(served(edits)) == ["taxi"]
        assert any("front matter" in line for line in said(edits).says)

    def test_an_answer_that_takes_a_question_does_not_keep_an_edit_from_being_served(self, edits, content):
        content.answer(ONE, "Other words.")
        publish(edits, taxi=TAKES)
        assert edits._content.articles[ONE].short == "Other words."
        assert list(served(edits)) == []

    def test_an_answer_can_be_taken_back_whatever_lies_in_knowledge(self, edits, content):
        publish(edits, taxi="Yes.")
        content.article(OTHER).write_text("half", encoding="utf-8")
        publish(edits)
        assert served(edits) == {}

    def test_an_edit_keeps_the_answers(self, edits, content):
        publish(edits, taxi="Yes.")
        content.answer(ONE, "Other words.")
        settle(edits)
        assert edits._content.articles[ONE].short == "Other words."
        assert list(served(edits)) == ["taxi"]


class TestGoingBack:
    def test_answers_stay_as_they_are_published_when_curated_words_are_gone_back_from(self, edits, content):
        before = edits._content.articles[ONE].short
        publish(edits, taxi="Yes.")
        content.answer(ONE, "Other words.")
        settle(edits)
        publish(edits, train="No.")
        edits._versions.go_back(fingerprint(content.folder))
        settle(edits)
        settle(edits)
        assert edits._content.articles[ONE].short == before
        assert list(served(edits)) == ["train"]

    def test_an_answer_that_was_taken_back_does_not_come_again(self, edits, content):
        publish(edits, taxi="Yes.")
        content.answer(ONE, "Other words.")
        publish(edits)
        edits._versions.go_back(fingerprint(content.folder))
        settle(edits)
        settle(edits)
        assert served(edits) == {}

    def test_refused_words_stay_refused_when_an_answer_is_published(self, edits, content):
        before = edits._content.articles[ONE].short
        content.answer(ONE, "Other words.")
        settle(edits)
        edits._versions.go_back(fingerprint(content.folder))
        settle(edits)
        publish(edits, taxi="Yes.")
        assert edits._content.articles[ONE].short == before
        assert list(served(edits)) == ["taxi"]


class TestBegin:
    def test_a_new_model_serves_the_published_answers_from_its_start(self, edits, make):
        publish(edits, taxi="Yes.")
        again = make()
        assert again.begin("another", fits=True)
        assert list(served(again)) == ["taxi"]

    def test_a_start_does_not_wait_for_many_and_adds_them_at_its_first_looks(self, edits, make, monkeypatch):
        monkeypatch.setattr(live, "_AT_ONCE", 1)
        publish(edits, taxi="Yes.", train="No.")
        again = make()
        assert again.begin("another", fits=True)
        assert served(again) == {}
        settle(again)
        assert sorted(served(again)) == ["taxi", "train"]

    def test_a_process_that_was_killed_goes_on_with_them(self, edits, make):
        publish(edits, taxi="Yes.", train=TAKES)
        again = make()
        assert again.begin("model", fits=False)
        assert TAXI in again._content.articles
        settle(again)
        assert list(served(again)) == ["taxi"]

    def test_without_answers_the_trained_content_is_served_as_it_is(self, edits):
        assert said(edits).served == 0
        assert pathlib.Path(edits._versions.served()).name == "000000"
