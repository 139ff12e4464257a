"""What a document's Markdown is taken for, whatever it is written out as."""

import pytest

from bot.gateway.document_reading import BOX, TICKED, read_document, words_of


def headings(text, title="Plan"):
    """Level and words of each heading."""
    tokens = read_document(text, title)
    return [(token.tag, words_of(tokens[place + 1])) for place, token in enumerate(tokens) if "heading_o" in token.type]


class TestHeadings:
    def test_levels_begin_below_the_title_and_leave_none_out(self):
        assert headings("## A\n\n#### B\n\n## C") == [("h2", "A"), ("h3", "B"), ("h2", "C")]

    def test_a_line_in_bold_is_one_below_all_others(self):
        assert headings("# A\n\n**B *and* more**\n\n# C") == [("h2", "A"), ("h3", "B and more"), ("h2", "C")]

    def test_lines_in_bold_alone_are_of_the_first_level(self):
        assert headings("**A**\n\nx\n\n**B**") == [("h2", "A"), ("h2", "B")]

    def test_a_deep_one_at_the_beginning_leaves_no_gap(self):
        assert headings("**B**\n\n# A\n\n**C**") == [("h2", "B"), ("h2", "A"), ("h3", "C")]

    @pytest.mark.parametrize(
        "text", ["**In short:** yes", "**You choose.**", "so **bold**", "**a** and **b**", "- **an item**", "words"]
    )
    def test_no_other_words_are_headings(self, text):
        assert headings(text) == []

    @pytest.mark.parametrize("first", ["**Plan**", "# Plan"])
    def test_the_title_is_not_repeated(self, first):
        assert headings(f"{first}\n\n**A**") == [("h2", "A")]


class TestBoxes:
    def test_a_box_is_a_mark_of_its_item_and_none_of_its_words(self):
        tokens = read_document("- [ ] one\n- [x] **two**\n- three [ ]\n- [ ](x)", "")
        items = [(t.meta, words_of(tokens[n + 2])) for n, t in enumerate(tokens) if t.type == "list_item_open"]
        assert items == [
            ({BOX: True, TICKED: False}, "one"),
            ({BOX: True, TICKED: True}, "two"),
            ({}, "three [ ]"),
            ({}, " "),
        ]


class TestLinks:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("see https://a.example/b_c_d.", ["https://a.example/b_c_d"]),
            ("[x](https://a.example)", ["https://a.example"]),
            ("see https://a.example/b\\_c\\~d\\\nand so on", ["https://a.example/b_c~d"]),
            ("\\*https://a.example\\*", ["https://a.example"]),
            ("| a |\n| - |\n| https://a.example |", ["https://a.example"]),
            ("http://a.example", []),
        ],
    )
    def test_bare_addresses_become_links(self, text, found):
        tokens = [child for token in read_document(text, "") for child in token.children or ()]
        assert [token.attrGet("href") for token in tokens if token.type == "link_open"] == found


class TestLines:
    def test_they_end_where_they_ended_in_the_chat(self):
        (_, words, _) = read_document("one\ntwo\\\nthree", "")
        assert [child.type for child in words.children] == ["text", "hardbreak", "text", "hardbreak", "text"]


class TestWhatPeopleType:
    @pytest.mark.parametrize("text", ["<script>x</script>", "![a](https://a.example/b.png)", "    code", "```\nx\n```"])
    def test_no_html_picture_or_code_is_read(self, text):
        kinds = {child.type for token in read_document(text, "") for child in [token, *(token.children or ())]}
        assert kinds.isdisjoint({"html_block", "html_inline", "image", "code_block", "fence"})
