"""The folder of champions' answers: written whole, read with the curated content, never part of it."""

import datetime

import pytest

from bot.content import champions, library
from bot.content.live import fingerprint
from bot.content.reading import Faults
from tests.content.conftest import ONE, Content

NAME = "options/champion-taxi"
DAY = datetime.date(2026, 11, 23)
FRONT = {
    "title": "Taxis",
    "nations": ["scotland"],
    "audience": ["person"],
    "kind": "champion",
    "asks": ["taxi to bingo", "cab to a club", "who pays for taxis"],
    "team": "SDS champions",
    "given": DAY,
    "review_by": DAY + datetime.timedelta(days=182),
    "version": 2,
}
SECTIONS = {"short": "Yes.", "detail": "", "next_step": "Ask.", "who_to_ask": "The council."}
TEXT = champions.article_text(FRONT, SECTIONS)
GOLDEN = champions.golden_text(NAME, ["may I take a taxi"], [])


@pytest.fixture
def overlay(tmp_path):
    return tmp_path / "overlay"


class TestPlace:
    def test_files_are_made_changed_and_removed_with_what_is_wanted(self, overlay):
        assert champions.place(overlay, {NAME: (TEXT, GOLDEN)})
        assert not champions.place(overlay, {NAME: (TEXT, GOLDEN)})
        assert champions.place(overlay, {NAME: (TEXT.replace("Yes.", "No."), GOLDEN)})
        assert "No." in champions.article_file(overlay, NAME).read_text(encoding="utf-8")
        assert champions.place(overlay, {})
        assert [path for path in overlay.rglob("*") if path.is_file()] == []

    def test_a_process_that_dies_while_writing_leaves_the_words_before(self, overlay, monkeypatch):
        champions.place(overlay, {NAME: (TEXT, GOLDEN)})

        def die(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(champions.pathlib.Path, "replace", die)
            with pytest.raises(KeyboardInterrupt):
                champions.place(overlay, {NAME: (TEXT.replace("Yes.", "No."), GOLDEN)})
        assert champions.article_file(overlay, NAME).read_text(encoding="utf-8") == TEXT
        champions.place(overlay, {NAME: (TEXT, GOLDEN)})
        assert list(overlay.rglob("*.unfinished")) == []


class TestFingerprint:
    def test_it_is_empty_without_answers_and_follows_words_and_golden_questions(self, overlay):
        assert champions.fingerprint(overlay) == ""
        champions.place(overlay, {NAME: (TEXT, GOLDEN)})
        before = champions.fingerprint(overlay)
        champions.place(overlay, {NAME: (TEXT, GOLDEN.replace("taxi", "cab"))})
        assert champions.fingerprint(overlay) not in {"", before}


class TestRead:
    def test_an_answer_is_an_article_whose_source_is_its_team(self, overlay, content: Content):
        champions.place(overlay, {NAME: (TEXT, GOLDEN)})
        articles, left_out = champions.read(overlay, content.load())
        article = articles[NAME]
        assert left_out == {}
        assert (article.kind, article.checked, article.version, article.detail) == ("champion", DAY, 2, "")
        source = article.citations[0].source
        assert (source.title, source.kind, source.url) == ("SDS champions", "champion", "")

    @pytest.mark.parametrize(
        ("name", "old", "new", "fault"),
        [
            (NAME, "nations:\n- scotland", "nations: []", "too few entries"),
            (NAME, "team: SDS champions\n", "", "team: is missing"),
            (NAME, "Yes.", "It is {fact:none}.", "not in facts.yml"),
            (NAME, "## Next step\n\nAsk.\n\n", "", "“Next step” is missing"),
            ("weather/champion-rain", "Taxis", "Rain", "not a topic"),
        ],
    )
    def test_one_with_faults_is_left_out_alone(self, overlay, content: Content, name, old, new, fault):
        good = "options/champion-good"
        champions.place(overlay, {name: (TEXT.replace(old, new), GOLDEN), good: (TEXT, GOLDEN)})
        articles, left_out = champions.read(overlay, content.load())
        assert list(articles) == [good]
        assert any(fault in line for line in left_out[name])
        assert champions.faults_in(overlay, content.load()) == [f"champions/{line}" for line in left_out[name]]

    def test_joined_and_without_are_opposites(self, overlay, content: Content):
        champions.place(overlay, {NAME: (TEXT, GOLDEN)})
        curated = content.load()
        both = champions.joined(curated, champions.read(overlay, curated)[0])
        assert NAME in both.articles
        assert champions.without(both) == curated


class TestInKnowledge:
    """Files that somebody puts into `knowledge/` by hand past review."""

    def test_a_curated_article_cannot_call_itself_a_champions_view(self, content: Content):
        content.change(ONE, kind="champion", sources=None, related=None, checked=None, team="Us", given=DAY)
        assert any("files that the desk writes" in line for line in content.faults())

    def test_a_curated_form_cannot_take_a_champions_name(self, content: Content):
        path = content.article(NAME)
        path.write_text(content.article(ONE).read_text(encoding="utf-8"), encoding="utf-8")
        assert any("files that the desk writes" in line for line in content.faults())

    def test_a_champions_file_is_a_fault_and_is_neither_counted_nor_served(self, content: Content):
        before = fingerprint(content.folder)
        content.article(NAME).write_text(TEXT, encoding="utf-8")
        assert any("belongs on the desk" in line for line in content.faults())
        assert fingerprint(content.folder) == before
        assert NAME not in champions.without(content.load()).articles


class TestGoldenFaults:
    def test_at_least_one_question_must_reach_it(self):
        assert champions.golden_faults(NAME, GOLDEN) == []
        assert any("too few" in line for line in champions.golden_faults(NAME, champions.golden_text(NAME, [], [])))


class TestArticleText:
    def test_it_reads_back_as_it_was_meant(self, overlay):
        odd = {**FRONT, "title": "Taxis: “who” pays --- #1?"}
        words = {**SECTIONS, "short": "# Yes\n## Next step\n- a list", "detail": "---\nkind: law"}
        champions.place(overlay, {NAME: (champions.article_text(odd, words), GOLDEN)})
        faults = Faults()
        article = library.read_article(champions.article_file(overlay, NAME), overlay, {}, faults)
        assert faults.lines == []
        assert (article.title, article.short) == ("Taxis: “who” pays --- #1?", "Yes\nNext step\n- a list")
        assert article.detail == "---\nkind: law"
