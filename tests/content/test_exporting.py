"""Published answers as files for a commit."""

import pytest

from bot.content import checking, library
from bot.content.exporting import LIST, export
from bot.content.reading import Faults
from tests.services.publishing_world import approved, staffed


@pytest.fixture
def product(tmp_path):
    return staffed(tmp_path / "var")


class TestExport:
    NAME = "budgets/can-my-mum-use-her-budget-for-a"

    def test_files_are_written_in_the_curated_form_and_what_is_missing_is_listed(self, product, tmp_path):
        approved(product)
        (done,) = export(tmp_path, product.publishing.current())
        assert (done.article, done.written) == (self.NAME, True)
        faults = Faults()
        path = tmp_path / "knowledge" / "articles" / f"{self.NAME}.md"
        assert library.read_article(path, tmp_path / "knowledge", {}, faults) is None
        assert [line.split(": ")[1] for line in faults.lines] == ["asks", "sources"]
        assert (tmp_path / "tests" / "questions" / f"{self.NAME}.yml").exists()
        listed = (tmp_path / LIST).read_text(encoding="utf-8")
        for line in ("sources: at least one", "asks: 5 more", "reaches_it: 2 more", "must_not_reach_it: 1 more"):
            assert line in listed

    def test_typed_figures_are_listed(self, product, tmp_path):
        approved(product, answer="It is £13 or 5% at most.\n\nNext step: ask.\n\nWho to ask: us.", nearest=[])
        (done,) = export(tmp_path, product.publishing.current())
        assert [line for line in done.to_add if "facts.yml" in line] == [
            "“£13”: put it into facts.yml and write {fact:…}.",
            "“5%”: put it into facts.yml and write {fact:…}.",
        ]

    def test_once_the_list_is_done_the_curated_form_takes_it(self, product, tmp_path):
        approved(product)
        export(tmp_path, product.publishing.current())
        path = tmp_path / "knowledge" / "articles" / f"{self.NAME}.md"
        text = path.read_text(encoding="utf-8").replace("sources: []", 'sources: [{id: act, ref: "1"}]')
        path.write_text(
            text.replace("asks:\n", "asks:\n" + "".join(f"- wording {n}\n" for n in range(5))), encoding="utf-8"
        )
        faults = Faults()
        source = next(iter(product.content.sources.values()))
        assert library.read_article(path, tmp_path / "knowledge", {"act": source}, faults)
        assert faults.lines == []

    def test_a_file_that_a_curator_has_begun_with_stays(self, product, tmp_path):
        approved(product)
        export(tmp_path, product.publishing.current())
        path = tmp_path / "knowledge" / "articles" / f"{self.NAME}.md"
        path.write_text("begun", encoding="utf-8")
        (done,) = export(tmp_path, product.publishing.current())
        assert (done.written, path.read_text(encoding="utf-8")) == (False, "begun")

    def test_golden_questions_that_were_there_without_their_article_stay(self, product, tmp_path):
        approved(product)
        golden = tmp_path / "tests" / "questions" / f"{self.NAME}.yml"
        golden.parent.mkdir(parents=True)
        golden.write_text("begun", encoding="utf-8")
        (done,) = export(tmp_path, product.publishing.current())
        assert (done.written, golden.read_text(encoding="utf-8")) == (True, "begun")
        assert (tmp_path / "knowledge" / "articles" / f"{self.NAME}.md").exists()
        assert f"tests/questions/{self.NAME}.yml was there before" in (tmp_path / LIST).read_text(encoding="utf-8")

    def test_the_reading_grade_is_that_of_sds_check(self, product, tmp_path):
        hard = "Notwithstanding considerable administrative complexities, discretionary transportation is permissible."
        approved(product, answer=f"{hard}\n\nNext step: ask.\n\nWho to ask: us.")
        (done,) = export(tmp_path, product.publishing.current())
        assert f"reading grade {checking.reading_grade(hard):.1f}" in " ".join(done.to_add)
