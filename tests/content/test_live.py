"""Numbered copies of the content: kept whole, gone back to, followed."""

import pytest

from bot.content import live
from bot.content.live import Follower, Status, Version, Versions
from bot.errors import UnknownItemError
from tests.worlds import HOME


@pytest.fixture
def knowledge(tmp_path):
    folder = tmp_path / "knowledge"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "one.md").write_text("first", encoding="utf-8")
    (folder / "at_risk").mkdir()
    (folder / "at_risk" / "a.jsonl").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def versions(tmp_path):
    return Versions(tmp_path / "live")


def words(versions, version):
    return (versions.content_of(version) / "articles" / "one.md").read_text(encoding="utf-8")


class TestVersions:
    def test_nothing_is_current_before_the_first(self, versions):
        assert versions.current() is None

    def test_each_version_keeps_its_words(self, versions, knowledge):
        first = versions.begin(knowledge, "model")
        (knowledge / "articles" / "one.md").write_text("second", encoding="utf-8")
        second = versions.keep(knowledge, Version(1, "model", "b"))
        assert versions.current() == second
        assert (words(versions, first), words(versions, second)) == ("first", "second")
        assert not (versions.content_of(second) / "at_risk" / "a.jsonl").exists()

    def test_going_back_remembers_what_was_refused(self, versions, knowledge):
        versions.begin(knowledge, "model")
        (knowledge / "articles" / "one.md").write_text("second", encoding="utf-8")
        versions.keep(knowledge, Version(1, "model", "b"))
        assert versions.go_back("b") == versions.current() == Version(0, "model", "", "b")

    def test_going_back_skips_versions_that_differ_only_in_champions_answers(self, versions, knowledge, tmp_path):
        answer = tmp_path / "answer.md"
        answer.write_text("an answer", encoding="utf-8")
        versions.begin(knowledge, "model")
        (knowledge / "articles" / "one.md").write_text("second", encoding="utf-8")
        versions.keep(knowledge, Version(1, "model", "b"))
        versions.keep(knowledge, Version(2, "model", "b"), {"pa-pay/champion-taxi": answer})
        assert versions.go_back("b").number == 0

    def test_champions_answers_are_copied_beside_the_curated_articles_and_do_not_stay(
        self, versions, knowledge, tmp_path
    ):
        answer = tmp_path / "answer.md"
        answer.write_text("an answer", encoding="utf-8")
        versions.begin(knowledge, "model")
        first = versions.keep(knowledge, Version(1, "model", "b"), {"pa-pay/champion-taxi": answer})
        place = versions.content_of(first)
        assert (place / "articles/pa-pay/champion-taxi.md").read_text(encoding="utf-8") == "an answer"
        assert live.fingerprint(place) == live.fingerprint(knowledge)
        second = versions.keep(place, Version(2, "model", "b"))
        assert list((versions.content_of(second) / "articles").rglob("champion-*")) == []

    def test_there_is_nothing_before_the_first(self, versions, knowledge):
        with pytest.raises(UnknownItemError, match="sds serve"):
            versions.go_back("")
        versions.begin(knowledge, "model")
        with pytest.raises(UnknownItemError, match="no version before number 0"):
            versions.go_back("")

    def test_a_new_model_begins_anew(self, versions, knowledge):
        versions.begin(knowledge, "model")
        versions.keep(knowledge, Version(1, "model", "b"))
        assert versions.begin(knowledge, "other").number == 0
        assert sorted(path.name for path in versions.folder.glob("[0-9]*")) == ["000000"]

    def test_only_so_many_are_kept(self, versions, knowledge):
        versions.begin(knowledge, "model")
        for number in range(1, live.KEPT + 5):
            versions.keep(knowledge, Version(number, "model", str(number)))
        kept = sorted(path.name for path in versions.folder.glob("[0-9]*"))
        assert len(kept) == live.KEPT
        assert kept[0] == "000000"
        assert kept[-1] == f"{live.KEPT + 4:06d}"

    @pytest.mark.parametrize("dies_at", ["copytree", "rename", "replace"])
    def test_a_process_that_dies_in_the_middle_leaves_the_version_before(
        self, versions, knowledge, monkeypatch, dies_at
    ):
        first = versions.begin(knowledge, "model")

        def die(*_, **__):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(live.shutil if dies_at == "copytree" else live.pathlib.Path, dies_at, die)
            with pytest.raises(KeyboardInterrupt):
                versions.keep(knowledge, Version(1, "model", "b"))
        assert versions.current() == first
        assert words(versions, first) == "first"
        assert versions.keep(knowledge, Version(1, "model", "b")) == versions.current()

    def test_a_pointer_that_cannot_be_read_counts_as_none(self, versions, knowledge):
        versions.begin(knowledge, "model")
        (versions.folder / "current.json").write_text("{", encoding="utf-8")
        assert versions.current() is None

    def test_what_is_served_is_the_copy_and_not_the_files_being_edited(self, versions, knowledge):
        assert versions.served() is None
        versions.begin(knowledge, "model")
        (knowledge / "articles" / "one.md").write_text("half an edit", encoding="utf-8")
        assert (versions.served() / "articles" / "one.md").read_text(encoding="utf-8") == "first"
        versions.forget()
        assert versions.served() is None


class TestStatus:
    def test_what_was_said_is_read_again(self, versions, knowledge):
        assert versions.status() is None
        versions.begin(knowledge, "model")
        said = Status(1, ["no"], {"pa-pay/champion-taxi": ["it takes a question"]}, {})
        versions.say(said)
        assert versions.status() == said

    def test_a_status_of_an_older_release_is_read_too(self, versions, knowledge):
        versions.begin(knowledge, "model")
        (versions.folder / "status.json").write_text('{"served": 3, "says": []}', encoding="utf-8")
        assert versions.status() == Status(3, [])


class TestFollower:
    def test_it_hands_on_what_became_current_and_only_once(self, versions):
        taken = []
        versions.begin(HOME / "knowledge", "model")
        follower = Follower(versions, "example-council", taken.append, versions.current())
        assert not follower.look()
        versions.keep(HOME / "knowledge", Version(1, "model", "b"))
        assert follower.look()
        assert not follower.look()
        (content,) = taken
        assert content.articles

    def test_content_with_faults_is_not_taken(self, versions, knowledge):
        taken = []
        follower = Follower(versions, "example-council", taken.append)
        versions.begin(knowledge, "model")
        assert follower.look()
        assert not taken
