"""Champions' words become harmless HTML."""

import html.parser

import pytest

from bot.gateway.markup import as_html


def tags(text):
    """Each tag with each of its attributes, as a browser reads them."""
    found = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.extend((tag, name) for name, _ in attrs or [("", "")])

    Reader().feed(str(text))
    return found


class TestAsHtml:
    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[press](javascript:alert(1))",
            "![](https://example.org/pixel.png)",
            "[press](data:text/html,hello)",
            '<a href="https://example.org" onclick="x()">press</a>',
        ],
    )
    def test_nothing_that_runs_or_loads_gets_through(self, text):
        assert set(tags(as_html(text))) <= {("p", "class"), ("a", "class")}

    def test_only_https_becomes_a_link(self):
        assert 'href="https://example.org/a"' in as_html("[a](https://example.org/a)")
        assert "href" not in as_html("[a](http://example.org/a)")
        assert "href" not in as_html("[a](/desk)")

    def test_headings_stay_text_so_that_the_outline_of_the_page_holds(self):
        shown = as_html("# Big\n\nWords\n=====")
        assert "<h" not in shown
        assert "# Big" in shown

    def test_lists_and_emphasis_are_shown(self):
        shown = as_html("- one\n- **two**")
        assert '<ul class="govuk-list govuk-list--bullet">' in shown
        assert "<strong>two</strong>" in shown

    def test_a_table_is_one_with_named_heads_and_without_styles_that_the_policy_refuses(self):
        shown = as_html("| | A |\n| - | :-: |\n| **R** | x |\n\n| B | C |\n| - | - |\n| y | <b>z</b> |")
        assert [tag for tag in tags(shown) if tag[1] in {"scope", "style"}] == [("th", "scope")] * 4
        assert 'aria-label="Table 1" tabindex="0"' in shown
        assert 'aria-label="Table 2" tabindex="0"' in shown
        assert "&lt;b&gt;" in shown
