"""Champions' words on a page: paragraphs, lists, emphasis and safe links; everything else stays text."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# A heading in an answer would break the outline of the page; an image, which would load from elsewhere, is made a link.
_reader = MarkdownIt("commonmark", {"html": False}).disable(["heading", "lheading", "image", "code", "fence", "hr"])
_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "link_open": "govuk-link",
    "blockquote_open": "govuk-inset-text",
}


def as_html(text: str) -> Markup:
    """Return Markdown as HTML that can do no harm; only https addresses that have words become links."""
    tokens = _reader.parse(text)
    for block in tokens:
        _dress(block)
        for place, token in enumerate(block.children or ()):
            _dress(token)
            if token.type == "link_open" and not _leads(token, block.children or (), place):
                token.attrs.pop("href", None)
    return Markup(_reader.renderer.render(tokens, _reader.options, {}))  # noqa: S704 - the reader takes no HTML


def _dress(token: Token) -> None:
    if token.type in _CLASSES:
        token.attrSet("class", _CLASSES[token.type])


def _leads(link: Token, row: Sequence[Token], place: int) -> bool:
    return str(link.attrGet("href") or "").startswith("https://") and row[place + 1].type != "link_close"
