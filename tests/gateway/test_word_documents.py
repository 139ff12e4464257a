"""Documents for Word, opened again: the structure that screen readers need, and nobody's name."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from bot.gateway.word_documents import as_word
from tests.worlds import NOON

TEXT = """**Plan**

# What matters

To *swim* with **a friend**, see https://a.example/b_c and [the guide](https://b.example).

**Next steps**

- [ ] Ask the worker
- [x] Done before
- a plain item

1. first
2. second

Words between.

1. first again

| | Option 1 | Option 2 |
| --- | --- | --- |
| Control | The **person** | A worker |

**In short:** all options stay open.
"""


def opened(text=TEXT, title="Plan"):
    return docx.Document(io.BytesIO(as_word(title, text, NOON)))


def styled(document):
    return [
        (paragraph.style.name, paragraph.text.strip()) for paragraph in document.paragraphs if paragraph.text.strip()
    ]


def numbering_of(paragraph):
    return paragraph._p.pPr.numPr.numId.val


class TestAsWord:
    def test_headings_are_real_ones_below_the_title(self):
        found = [(style, words) for style, words in styled(opened()) if style.startswith("Heading")]
        assert found == [("Heading 1", "Plan"), ("Heading 2", "What matters"), ("Heading 3", "Next steps")]

    def test_emphasis_is_kept_and_a_lead_in_is_no_heading(self):
        document = opened()
        words = next(p for p in document.paragraphs if p.text.startswith("To swim"))
        assert [run.text for run in words.runs if run.italic] == ["swim"]
        assert [run.text for run in words.runs if run.bold] == ["a friend"]
        assert styled(document)[-1] == ("Normal", "In short: all options stay open.")

    def test_links_can_be_followed(self):
        words = next(p for p in opened().paragraphs if p.text.startswith("To swim"))
        found = [(link.text, link.address) for link in words.hyperlinks]
        assert found == [("https://a.example/b_c", "https://a.example/b_c"), ("the guide", "https://b.example")]

    def test_boxes_can_be_ticked(self):
        document = opened()
        boxes = document.element.body.findall(f".//{qn('w:sdt')}")
        checked = "{http://schemas.microsoft.com/office/word/2010/wordml}checked"
        value = "{http://schemas.microsoft.com/office/word/2010/wordml}val"
        assert [next(box.iter(checked)).get(value) for box in boxes] == ["0", "1"]
        assert [box.getparent() for box in boxes] == [
            next(p for p in document.paragraphs if words in p.text)._p for words in ("Ask the worker", "Done before")
        ]

    def test_lists_are_lists_and_each_numbered_one_begins_at_one(self):
        document = opened()
        assert ("List Bullet", "a plain item") in styled(document)
        numbered = [p for p in document.paragraphs if p.style.name == "List Number"]
        assert [p.text for p in numbered] == ["first", "second", "first again"]
        first, second, third = (numbering_of(p) for p in numbered)
        assert first == second != third

    def test_a_list_within_a_list_is_indented_and_further_words_of_an_item_follow_it(self):
        found = styled(opened("- a\n\n  more\n  - b\n    - c\n      - d"))[1:]
        assert found == [
            ("List Bullet", "a"),
            ("List Continue", "more"),
            ("List Bullet 2", "b"),
            ("List Bullet 3", "c"),
            ("List Bullet 3", "d"),
        ]

    def test_a_table_has_a_head_that_is_marked_and_repeated(self):
        (table,) = opened().tables
        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            ["", "Option 1", "Option 2"],
            ["Control", "The person", "A worker"],
        ]
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True, False]
        bold = [[run.text for cell in row.cells for run in cell.paragraphs[0].runs if run.bold] for row in table.rows]
        assert bold == [["Option 1", "Option 2"], ["Control", "person"]]

    def test_its_language_is_british_english_and_it_has_a_title(self):
        document = opened()
        assert document.core_properties.title == "Plan"
        assert document.core_properties.language == "en-GB"
        languages = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
        assert languages == {"en-GB"}

    def test_nobody_is_named_and_nothing_runs(self):
        about = opened().core_properties
        assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
        with zipfile.ZipFile(io.BytesIO(as_word("Plan", TEXT, NOON))) as file:
            names = file.namelist()
            assert b"python" not in file.read("docProps/core.xml").lower()
        assert [name for name in names if "vba" in name.lower() or name.endswith(".bin")] == []

    @pytest.mark.parametrize(
        "text",
        [
            "<script>x</script>",
            "[a](javascript:x)",
            "",
            "\x0b \x00",
            "| a |\n| - |",
            "- [ ]",
            "**",
            "a\x0bb\x00\x1fc\ufffe",
        ],
    )
    def test_whatever_somebody_typed_becomes_a_document(self, text):
        found = opened(text)
        assert found.paragraphs[0].text == "Plan"
        assert [link for p in found.paragraphs for link in p.hyperlinks] == []
