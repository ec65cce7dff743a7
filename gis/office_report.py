"""A meeting pack as a Word report: headings, pictures, native tables, in the fonts of official documents by name.

Margins, sizes and line spacing follow GB/T 9704-2012 (A4; 37 mm above, 28 mm at the left; title 22 pt, body 16 pt).
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from lxml import etree

from core.i18n import NO_BREAK, THIN, translate
from core.text import N_
from core.written_files import DOCUMENT, whole_file
from gis.office_drawing import CONTENT_TYPE, drawing_of, show_drawing
from gis.office_fonts import fonts_of, instead_of, tagged
from gis.office_tables import Pack, Picture
from gis.paint import png_bytes
from gis.palette import palette
from gis.paper_table import PaperTable

DPI = 220.0
_A4 = (210.0, 297.0)
_MARGINS = (37.0, 26.0, 35.0, 28.0)  # top, right, bottom, left
_BODY, _TITLE, _CELL = 16.0, 22.0, 9.0
_LINE = 28.0  # points between lines
_NUMBERS = N_("I II III IV V VI VII VIII IX X XI XII")
_HEADING = N_("{number}. {title}")


def write_report(pack: Pack, path: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write the report of a pack; UserError for a place that cannot be written."""
    report = Document()
    report.core_properties.title, report.core_properties.author = pack.title, "Cluster Atlas"
    style_report(report, pack.language)
    turn_page(report.sections[0], upright=True)
    _foot(report.sections[0], pack)
    say(report, pack.title, "Title")
    say(report, "  ".join(part for part in (pack.marking, pack.stamp) if part), "Subtitle")
    numbers = iter(translate(_NUMBERS, pack.language).split())
    _head(report, next(numbers), translate(N_("Overview"), pack.language), pack.language)
    for sentence in (*pack.told, pack.cited, pack.made):
        if sentence:
            say(report, sentence, "Normal")
    turn_page(report.add_section(WD_SECTION.NEW_PAGE), upright=False)
    for picture in pack.pictures:
        _picture(report, picture)
    for table in pack.tables:
        if table.rows and not table.detail:
            _head(report, next(numbers), table.title, pack.language)
            add_native_table(report, table.on_paper(pack.language).narrowed(table.brief))
    with whole_file(path, cancelled, DOCUMENT) as waiting:
        report.save(str(waiting))


def style_report(report: Any, language: str) -> None:
    """The styles by the names of their fonts, Latin and Chinese, and what stands in for them."""
    fonts = fonts_of(language, "report")
    for name, font, size, bold in (
        ("Normal", fonts["body"], _BODY, False),
        ("Title", fonts["title"], _TITLE, False),
        ("Subtitle", fonts["subheading"], 14.0, False),
        ("Heading 1", fonts["heading"], _BODY, language == "en"),
        ("Caption", fonts["subheading"], 12.0, False),
    ):
        _letter(report.styles[name], font, fonts["latin"] if language == "zh" else font, size, bold=bold)
    body = report.styles["Normal"].paragraph_format
    body.line_spacing, body.space_after = Pt(_LINE), Pt(0)
    if language == "zh":
        body.first_line_indent = Pt(2 * _BODY)
    for name in ("Title", "Subtitle", "Heading 1", "Caption"):
        report.styles[name].paragraph_format.first_line_indent = Pt(0)
    for name in ("Title", "Subtitle", "Caption"):
        report.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    report.styles["Title"].paragraph_format.line_spacing = Pt(36)
    _name_fonts_instead(report)
    for told in report.styles.element.iter(qn("w:lang")):
        told.set(qn("w:val"), tagged("en"))
        told.set(qn("w:eastAsia"), tagged("zh"))


def _letter(style: ParagraphStyle, chinese: str, latin: str, size: float, *, bold: bool) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.name = latin
    style.font.color.rgb = RGBColor.from_string(palette().ink.lstrip("#"))
    named = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        named.attrib.pop(qn(theme), None)
    named.set(qn("w:eastAsia"), chinese)
    for loose in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(loose)
    frame = style.element.pPr.find(qn("w:pBdr")) if style.element.pPr is not None else None
    if frame is not None:
        style.element.pPr.remove(frame)


def _name_fonts_instead(report: Any) -> None:
    """Say in the table of fonts what may stand in for a font that is not installed."""
    part = next((one for one in report.part.package.iter_parts() if one.partname == "/word/fontTable.xml"), None)
    if part is None:
        return
    fonts = etree.fromstring(part.blob)
    for name, other in instead_of().items():
        font = etree.SubElement(fonts, qn("w:font"), {qn("w:name"): name})
        etree.SubElement(font, qn("w:altName"), {qn("w:val"): other})
        etree.SubElement(font, qn("w:charset"), {qn("w:val"): "86"})
    part._blob = etree.tostring(fonts, xml_declaration=True, encoding="UTF-8", standalone=True)


def turn_page(section: Any, *, upright: bool) -> None:
    """The page of a section, A4 upright or across."""
    width, height = _A4 if upright else _A4[::-1]
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(width), Mm(height)
    top, right, bottom, left = _MARGINS if upright else (22.0, 18.0, 20.0, 18.0)
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)


def _foot(section: Any, pack: Pack) -> None:
    """The class, the map review line and the number of the page at the foot."""
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.first_line_indent = Pt(0)
    line.add_run(f"{pack.marking}  {pack.review}  — ").font.size = Pt(10.5)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        number = line.add_run()  # each part in a run of its own: some programs letter the number by the last of them
        number.font.size = Pt(10.5)
        item = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            item.set(qn("w:fldCharType"), kind)
        else:
            item.text = words
        number._r.append(item)
    line.add_run(" —").font.size = Pt(10.5)


def say(report: Any, words: str, style: str) -> None:
    """A paragraph in a style; no line of it ends within a number."""
    report.add_paragraph(words.replace(THIN, NO_BREAK), style=style)


def _head(report: Any, number: str, title: str, language: str) -> None:
    say(report, translate(_HEADING, language).format(number=number, title=title), "Heading 1")


def _picture(report: Any, picture: Picture) -> None:
    """A picture as wide as the text, below it its title, its filter where it has one, and the review line of a map."""
    section = report.sections[-1]
    room = (section.page_width - section.left_margin - section.right_margin) / Mm(1)
    width = min(room, picture.scene.width)
    line = report.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(0)
    line.paragraph_format.line_spacing = 1.0
    line.paragraph_format.keep_with_next = True
    placed = line.add_run().add_picture(BytesIO(png_bytes(picture.scene, DPI)), width=Mm(width))
    if vector := drawing_of(picture.scene):
        package = report.part.package
        part = Part(package.next_partname("/word/media/drawing%d.svg"), CONTENT_TYPE, vector, package)
        blip = placed._inline.graphic.graphicData.pic.blipFill.blip
        show_drawing(blip, report.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))
    for words in filter(None, (picture.title, *picture.beneath, picture.review)):
        say(report, words, "Caption")


def add_native_table(report: Any, table: PaperTable) -> None:
    """A native table; its headings are repeated on each page."""
    section = report.sections[-1]
    room = (section.page_width - section.left_margin - section.right_margin) / Mm(1)
    widths = [room * width / sum(table.widths) for width in table.widths]
    native = report.add_table(rows=1, cols=len(widths), style="Table Grid")
    native.autofit = False
    for column, width in zip(native.columns, widths, strict=True):
        column.width = Mm(width)
    _cells(native.rows[0], table.headings, widths, bold=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    native.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cells in table.rows:
        row = native.add_row()
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        _cells(row, cells, widths)
    _hold(native.rows[0])
    if table.note:
        _hold(native.rows[-1])
        say(report, table.note, "Caption")
        report.paragraphs[-1].paragraph_format.space_before = Pt(6)


def _hold(row: Any) -> None:
    """Keep a row on the page of what follows it."""
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _cells(row: Any, cells: Sequence[str], widths: Sequence[float], *, bold: bool = False) -> None:
    for cell, words, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(width)
        line = cell.paragraphs[0]
        line.paragraph_format.first_line_indent = Pt(0)
        line.paragraph_format.line_spacing = 1.15
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
        run = line.add_run(words.replace(THIN, NO_BREAK))
        run.font.size, run.font.bold = Pt(_CELL), bold
