"""Faults are collected, one a line: file, field, what to do."""

import pathlib

import pytest

from bot.content.forms import GlossaryEntryForm
from bot.content.reading import Faults, fit, read_file, read_yaml, sections_of, split_article

BODY = "## Short answer\nYes.\n## More detail\nMore.\n## Next step\nAsk.\n## Who to ask\nUs.\n"


@pytest.fixture
def faults() -> Faults:
    return Faults()


class TestReadFile:
    def test_a_missing_file_is_to_be_restored(self, tmp_path: pathlib.Path, faults: Faults):
        assert read_file(tmp_path / "x.yml", "x.yml", faults) is None
        assert faults.lines == ["x.yml: the file is missing; restore it from the last version"]

    def test_a_file_in_another_encoding_is_to_be_saved_again(self, tmp_path: pathlib.Path, faults: Faults):
        (tmp_path / "x.yml").write_bytes("£".encode("latin-1"))
        assert read_file(tmp_path / "x.yml", "x.yml", faults) is None
        assert faults.lines == ["x.yml: the file cannot be read (UnicodeDecodeError); save it again as UTF-8 text"]


class TestReadYaml:
    def test_broken_yaml_is_named_with_its_line(self, faults: Faults):
        assert read_yaml("one: 1\ntitle: a: b\n", "x.yml", faults) is None
        assert faults.lines[0].startswith("x.yml: cannot be read as YAML near line 2; put text with a colon")

    def test_a_name_given_twice_is_named_with_its_line(self, faults: Faults):
        """YAML would silently keep the last, and lose what stood first."""
        assert read_yaml("title: a\nkind: law\ntitle: b\n", "x.yml", faults) is None
        said = "x.yml: cannot be read as YAML near line 3; “title” stands twice in one list; keep one"
        assert faults.lines == [said]

    def test_yaml_cannot_make_objects(self, faults: Faults):
        assert read_yaml("!!python/object/apply:os.getcwd []", "x.yml", faults) is None
        assert len(faults.lines) == 1

    def test_a_day_that_no_calendar_has_is_a_fault(self, faults: Faults):
        assert read_yaml("checked: 2026-13-45", "x.yml", faults) is None
        assert len(faults.lines) == 1


class TestFit:
    def test_every_field_that_does_not_fit_is_named(self, faults: Faults):
        assert fit(GlossaryEntryForm, {"meens": "x", "nation": "wales"}, "g.yml: pa", faults) is None
        said = "\n".join(faults.lines)
        assert len(faults.lines) == 3
        assert "g.yml: pa: meens: unknown field; check the spelling or take it out" in said
        assert "g.yml: pa: means: is missing; add it" in said
        assert "g.yml: pa: nation: " in said

    @pytest.mark.parametrize("data", [None, [], "text"])
    def test_something_without_fields_is_a_fault(self, data: object, faults: Faults):
        assert fit(GlossaryEntryForm, data, "g.yml", faults) is None
        assert faults.lines == ["g.yml: is empty or not a list of fields; see docs/writing-articles.md"]


class TestSplitArticle:
    def test_front_matter_and_body_are_parted(self):
        assert split_article("---\na: 1\n---\nbody\n") == ("a: 1", "body\n")

    @pytest.mark.parametrize("text", ["body", "---\na: 1\n", ""])
    def test_without_front_matter_there_is_nothing_to_split(self, text: str):
        assert split_article(text) is None


class TestSectionsOf:
    def test_the_four_sections_are_found(self, faults: Faults):
        expected = {"short": "Yes.", "detail": "More.", "next_step": "Ask.", "who_to_ask": "Us."}
        assert sections_of(BODY, "a.md", faults) == expected
        assert faults.lines == []

    def test_an_empty_section_is_to_be_written(self, faults: Faults):
        sections_of(BODY.replace("Ask.", ""), "a.md", faults)
        assert faults.lines == ["a.md: section “Next step” is missing or empty; write it"]

    def test_an_unknown_heading_is_named_with_the_known_ones(self, faults: Faults):
        sections_of(BODY + "## Furter reading\nx\n", "a.md", faults)
        known = "Short answer, More detail, Next step, Who to ask"
        assert faults.lines == [f"a.md: heading “Furter reading”: unknown; the headings are {known}"]

    def test_text_before_the_first_heading_is_to_be_moved(self, faults: Faults):
        sections_of("Lost.\n" + BODY, "a.md", faults)
        assert faults.lines == ["a.md: text stands before the first heading; move it under “Short answer”"]
