"""Our Markdown as Telegram's HTML: nothing unescaped, nothing torn, nothing too long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gateway.telegram_text import MOST_UNITS, cut, parts, units
from bot.services.literal import literal
from tests.gateway.telegram_api import _balanced, _without_tags


class TestParts:
    @pytest.mark.parametrize(
        ("markdown", "html"),
        [
            ("**bold** and *italic*", "<b>bold</b> and <i>italic</i>"),
            ("***both***", "<i><b>both</b></i>"),
            ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("<b>no</b>", "&lt;b&gt;no&lt;/b&gt;"),
            ('[x](https://a.example/?q="1"&r=2)', '<a href="https://a.example/?q=%221%22&amp;r=2">x</a>'),
            ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
            ("[x](tg://user?id=1)", "x"),
            ("one\ntwo", "one\ntwo"),
            ("one\n\ntwo", "one\n\ntwo"),
            ("# Title\n\nwords", "<b>Title</b>\n\nwords"),
            ("`code`", "<code>code</code>"),
            ("- a\n- b", "• a\n• b"),
            ("- a\n  - b\n- c", "• a\n  • b\n• c"),
            ("3. a\n4. b", "3. a\n4. b"),
            ("words\n\n- a\n\nwords", "words\n\n• a\n\nwords"),
            ("| a | b |", "| a | b |"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("[1]: https://a.example", '[1]: <a href="https://a.example">https://a.example</a>'),
            ("1986. A year", "1986. A year"),
            ("a &amp; b", "a &amp; b"),
        ],
    )
    def test_it_becomes_html(self, markdown, html):
        assert parts(markdown) == [html]

    def test_an_address_keeps_its_underscores(self):
        (html,) = parts("Open https://guide.example/link/_a_b_ now.")
        assert html.startswith('Open <a href="https://guide.example/link/_a_b_">https://guide.example/link/_a_b_</a> ')

    @pytest.mark.parametrize("markdown", ["", "  \n ", "\u200b"])
    def test_nothing_is_never_sent(self, markdown):
        (html,) = parts(markdown)
        assert html

    def test_half_a_character_can_be_sent(self):
        assert parts("a \ud800 b") == ["a \ufffd b"]

    def test_a_long_text_is_split_between_paragraphs(self):
        paragraphs = [f"{number} {'x' * 1500}" for number in range(5)]
        assert parts("\n\n".join(paragraphs)) == [
            "\n\n".join(paragraphs[:2]),
            "\n\n".join(paragraphs[2:4]),
            paragraphs[4],
        ]

    def test_a_long_paragraph_is_split_between_words_and_stays_bold(self):
        first, second = parts(f"**{'word ' * 1000}end**")
        assert (first.startswith("<b>word"), first.endswith("</b>")) == (True, True)
        assert second.startswith("<b>word ")
        assert second.endswith("end</b>")

    def test_without_a_border_it_is_cut_between_characters(self):
        pieces = parts("😀" * 3000)
        assert [units(piece) for piece in pieces] == [4096, 1904]
        assert "".join(pieces) == "😀" * 3000

    @settings(max_examples=200, deadline=None)
    @given(st.text(st.sampled_from("ab *_`<>&[]()#-\n1.é😀\\"), max_size=300), st.integers(20, 60))
    def test_whatever_comes_no_piece_is_torn_or_too_long(self, markdown, most):
        for piece in parts(markdown, most):
            assert _balanced(piece)
            shown = _without_tags(piece).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            assert 0 < units(shown) <= most

    def test_the_limit_is_telegrams(self):
        assert MOST_UNITS == 4096


class TestTables:
    TABLE = "| | One | Two |\n| --- | --- | --- |\n| Control | The **person** | A worker |\n| Money | Paid out | |"

    def test_each_row_is_a_paragraph_that_names_its_columns(self):
        (shown,) = parts(f"Side by side:\n\n{self.TABLE}\n\nAsk the person.")
        assert shown.split("\n\n") == [
            "Side by side:",
            "<b>Control</b>\n<i>One:</i> The <b>person</b>\n<i>Two:</i> A worker",
            "<b>Money</b>\n<i>One:</i> Paid out",
            "Ask the person.",
        ]

    def test_a_long_one_is_cut_between_rows(self):
        rows = "\n".join(f"| Row {n} | {'word ' * 40}| end of {n} |" for n in range(40))
        found = parts(f"| | A | B |\n| --- | --- | --- |\n{rows}")
        assert len(found) > 1
        assert all(part.startswith("<b>Row ") for part in found)
        assert all(part.rpartition("\n")[2].startswith("<i>B:</i> end of ") for part in found)


class TestCut:
    def test_a_short_text_stays(self):
        assert cut("abc", 3) == "abc"

    def test_a_long_one_gets_an_ellipsis_within_the_limit(self):
        assert cut("abcdef", 4) == "abc…"
        assert units(cut("😀" * 9, 4)) <= 4


class TestLiteral:
    @settings(max_examples=200, deadline=None)
    @given(st.text(st.sampled_from("ab *_`<>&[]()#+-.!|~\\1"), min_size=1, max_size=80))
    def test_what_a_person_typed_stays_as_it_is(self, words):
        shown = " ".join(words.split())
        if shown:
            assert _unescaped(parts(literal(words))[0]) == shown


def _unescaped(html):
    return html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
