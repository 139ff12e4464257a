"""Our Markdown on a page: paragraphs, lists, tables, emphasis and safe links; everything else stays text."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from bot.gateway.document_reading import BOX, TICKED
from bot.gateway.tables import names_rows

# A heading in an answer would break the outline of the page; an image, which would load from elsewhere, is made a link.
_reader = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["heading", "lheading", "image", "code", "fence", "hr"])
)
_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "link_open": "govuk-link",
    "blockquote_open": "govuk-inset-text",
    "table_open": "govuk-table",
    "thead_open": "govuk-table__head",
    "tbody_open": "govuk-table__body",
    "tr_open": "govuk-table__row",
    "th_open": "govuk-table__header",
    "td_open": "govuk-table__cell",
}
_HEADINGS = {2: "govuk-heading-m"}
_LOWER_HEADING = "govuk-heading-s"


def as_html(text: str) -> Markup:
    """Return Markdown as HTML that can do no harm; only https addresses that have words become links."""
    return html_of(_reader.parse(text))


def html_of(tokens: Sequence[Token]) -> Markup:
    """Return what was read, in any Markdown that takes no HTML, in the classes of our pages."""
    for block in tokens:
        _dress(block)
        _secure(block.children or ())
    shown: list[Token] = []
    tables = 0
    for place, block in enumerate(tokens):
        if block.type == "table_open":
            tables += 1
            _name_heads(tokens[place:])
            # A wide table scrolls by itself, also by keyboard.
            frame = f'<div class="desk-scroll" role="region" aria-label="Table {tables}" tabindex="0">'
            shown.append(Token("html_block", "", 0, content=frame))
        elif block.meta.get(BOX):
            _show_box(block, tokens[place + 2])
        shown.append(block)
        if block.type == "table_close":
            shown.append(Token("html_block", "", 0, content="</div>"))
    return Markup(_reader.renderer.render(shown, _reader.options, {}))  # noqa: S704 - the readers take no HTML


def _secure(row: Sequence[Token]) -> None:
    for place, token in enumerate(row):
        _dress(token)
        if token.type == "link_open" and not _leads(token, row, place):
            token.attrs.pop("href", None)


def _dress(token: Token) -> None:
    if token.type == "heading_open":
        token.attrSet("class", _HEADINGS.get(int(token.tag[1:]), _LOWER_HEADING))
    elif token.type in _CLASSES:
        token.attrSet("class", _CLASSES[token.type])
        # The style that aligns a column would break the page's policy.
        token.attrs.pop("style", None)
        if token.markup == "autolink":
            # Its words are its address: on paper that need not stand twice.
            token.attrSet("class", f"{_CLASSES[token.type]} bare-address")


def _show_box(item: Token, words: Token) -> None:
    item.attrSet("class", "result-box")
    mark = "☑ " if item.meta[TICKED] else "☐ "
    words.children = [Token("text", "", 0, content=mark), *(words.children or ())]


def _name_heads(table: Sequence[Token]) -> None:
    """Say which cells are heads of columns and of rows; a head without words is none."""
    table = table[: next(place for place, token in enumerate(table) if token.type == "table_close")]
    heads = [place for place, token in enumerate(table) if token.type == "th_open"]
    for place in heads:
        if table[place + 1].content:
            table[place].attrSet("scope", "col")
        else:
            table[place].tag = table[place + 2].tag = "td"
    first = [
        place for place, token in enumerate(table) if token.type == "td_open" and table[place - 1].type == "tr_open"
    ]
    if heads and names_rows(table[heads[0] + 1].content, [table[place + 1].content for place in first]):
        for place in first:
            table[place].attrSet("scope", "row")
            table[place].attrSet("class", _CLASSES["th_open"])
            table[place].tag = table[place + 2].tag = "th"


def _leads(link: Token, row: Sequence[Token], place: int) -> bool:
    return str(link.attrGet("href") or "").startswith("https://") and row[place + 1].type != "link_close"
