"""Documents for Word: real headings, lists, tables and links, so that screen readers find their way."""

import datetime
import io
import re
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from bot.gateway import word_parts
from bot.gateway.document_reading import BOX, TICKED, read_document
from bot.gateway.tables import names_rows

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters, of control mostly, that no file for Word can hold."""
_DEEPEST_STYLE = 3
_DEEPEST_HEADING = 4


def as_word(title: str, markdown: str, made: datetime.datetime) -> bytes:
    """Return a document as a file for Word. Nobody is named in it as its author."""
    title, markdown = (_NOT_IN_XML.sub("", text) for text in (title, markdown))
    document = docx.Document()
    word_parts.dress(document)
    about = document.core_properties
    about.title, about.language = title, word_parts.LANGUAGE
    about.author = about.last_modified_by = about.comments = about.keywords = about.subject = ""
    about.created = about.modified = made
    document.add_heading(title, 1)
    _Writer(document).write(read_document(markdown, title))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Writes blocks one after the other."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lists: list[tuple[str, int]] = []
        """Style and, for numbered ones, numbering of the lists that are open, the innermost last."""
        self._item: Token | None = None
        """The item of a list whose first words are still to come."""

    def write(self, tokens: Sequence[Token]) -> None:
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "table_open":
                place += self._table(tokens[place:])
                continue
            self._block(token, tokens[place + 1] if token.nesting == 1 else token)
            place += 1

    def _block(self, token: Token, inside: Token) -> None:
        match token.type:
            case "heading_open":
                level = min(int(token.tag[1:]), _DEEPEST_HEADING)
                _fill(self._document.add_heading("", level), inside)
            case "bullet_list_open" | "ordered_list_open":
                self._lists.append(self._list(token))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._item = token
            case "paragraph_open":
                _fill(self._paragraph(), inside)
            case "hr":
                self._document.add_paragraph("_" * 40)

    def _list(self, token: Token) -> tuple[str, int]:
        kind = "List Number" if token.type == "ordered_list_open" else "List Bullet"
        depth = min(len(self._lists) + 1, _DEEPEST_STYLE)
        style = kind if depth == 1 else f"{kind} {depth}"
        if kind == "List Bullet":
            return style, 0
        return style, word_parts.numbers_from(self._document, style, int(token.attrGet("start") or 1))

    def _paragraph(self) -> Paragraph:
        if not self._lists:
            return self._document.add_paragraph()
        item, self._item = self._item, None
        if item is None:
            # Further words of the same item.
            return self._document.add_paragraph(style="List Continue")
        if item.meta.get(BOX):
            paragraph = self._document.add_paragraph()
            word_parts.add_box(paragraph, ticked=item.meta[TICKED])
            return paragraph
        style, numbering = self._lists[-1]
        paragraph = self._document.add_paragraph(style=style)
        if numbering:
            word_parts.number_by(paragraph, numbering)
        return paragraph

    def _table(self, tokens: Sequence[Token]) -> int:
        """Write the table that tokens begin with, and return how many belong to it."""
        end = next(place for place, token in enumerate(tokens) if token.type == "table_close")
        rows: list[list[Token]] = []
        for place, token in enumerate(tokens[:end]):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in {"th_open", "td_open"}:
                rows[-1].append(tokens[place + 1])
        table = self._document.add_table(len(rows), len(rows[0]))
        named_rows = names_rows(rows[0][0].content, [row[0].content for row in rows[1:]])
        for number, row in enumerate(rows):
            for column, words in enumerate(row):
                bold = number == 0 or (column == 0 and named_rows)
                _fill(table.cell(number, column).paragraphs[0], words, bold=bold)
        word_parts.dress_table(table)
        # Word wants something between a table and what follows; this is the distance, too.
        self._document.add_paragraph()
        return end + 1


def _fill(paragraph: Paragraph, inline: Token, *, bold: bool = False) -> None:
    """Write words with their emphasis and links."""
    bolds, italics, into = int(bold), 0, paragraph
    linked = False
    for child in inline.children or ():
        match child.type:
            case "strong_open" | "strong_close":
                bolds += child.nesting
            case "em_open" | "em_close":
                italics += child.nesting
            case "link_open" if _leads(child):
                into, linked = word_parts.add_link(paragraph, str(child.attrGet("href"))), True
            case "link_close":
                into, linked = paragraph, False
            case "hardbreak":
                into.add_run().add_break()
            case _:
                run = into.add_run(child.content)
                run.bold, run.italic = bool(bolds) or None, bool(italics) or None
                if linked:
                    word_parts.as_link(run)


def _leads(link: Token) -> bool:
    return str(link.attrGet("href") or "").startswith("https://")
