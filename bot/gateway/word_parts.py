"""What python-docx has no calls for: links, boxes to tick, lists that begin anew, heads of tables, a British Arial."""

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LANGUAGE = "en-GB"
_FONT = "Arial"
_INK, _LINK = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x1A, 0x65, 0xA6)
_SIZES = {"Heading 1": 20, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11}
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_BOX = """<w:sdt {ns} xmlns:w14="{w14}"><w:sdtPr><w:alias w:val="Done"/><w14:checkbox>
<w14:checked w14:val="{ticked}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>
<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>
<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>
<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"""


def dress(document: Document) -> None:
    """Set paper, letters and language: A4, Arial, dark, British English."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for name in ("Normal", *_SIZES):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - python-docx's own template has them
        _letters(style, _SIZES.get(name, 11))
    document.styles["Normal"].paragraph_format.space_after = Pt(6)  # type: ignore[attr-defined]


def _letters(style: ParagraphStyle, size: int) -> None:
    style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # Fonts of the template's theme would win.
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def add_link(paragraph: Paragraph, address: str) -> Paragraph:
    """Add a link; what is returned takes its words, as a paragraph does."""
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    paragraph._p.append(link)  # noqa: SLF001 - there is no public way in
    return Paragraph(link, paragraph)


def as_link(run: Run) -> None:
    """Let words look like a link."""
    run.font.underline, run.font.color.rgb = True, _LINK


def add_box(paragraph: Paragraph, *, ticked: bool) -> None:
    """Add a box that can be ticked in Word, before the words of a line."""
    sign = "☒" if ticked else "☐"
    box = _BOX.format(ns=nsdecls("w"), w14=_W14, ticked=int(ticked), sign=sign)
    paragraph._p.append(parse_xml(box))  # noqa: SLF001 - there is no public way in
    paragraph.add_run(" ")
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(0.75), Cm(-0.75)


def numbers_from(document: Document, style: str, start: int) -> int:
    """Return the id of a numbering like a style's that begins anew; else one list would go on where another ended."""
    numbering = document.part.numbering_part.element
    like = document.styles[style].element.pPr.numPr.numId.val
    found = next(each for each in numbering.num_lst if each.numId == like)
    fresh = numbering.add_num(found.abstractNumId.val)
    fresh.add_lvlOverride(0).add_startOverride(start)
    return int(fresh.numId)


def number_by(paragraph: Paragraph, numbering: int) -> None:
    """Number a paragraph by a numbering."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - likewise
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


def dress_table(table: Table) -> None:
    """Mark the first row as the head, which is repeated on each page, and tear no row."""
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.LEFT
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - likewise
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
