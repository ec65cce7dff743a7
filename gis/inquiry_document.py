"""The inquiry sheet for a firm as a Word file, in the fonts of official documents by name."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Mm, Pt

from core.i18n import translate
from core.text import N_
from core.written_files import DOCUMENT, whole_file
from gis.inquiry_page import WAYS, InquirySheet
from gis.office_report import add_native_table, say, style_report, turn_page
from gis.paper_table import PaperTable

_ROOM = 42.0  # mm for the words of the firm
_TOP, _FOOT = 24.0, 18.0  # mm, so that a usual sheet is one page


def write_inquiry_document(
    sheets: Sequence[InquirySheet], path: Path, cancelled: Callable[[], bool] = lambda: False
) -> None:
    """Write sheets, each from a new page on; UserError for a place that cannot be written."""
    document = Document()
    document.core_properties.title, document.core_properties.author = sheets[0].title, "Cluster Atlas"
    style_report(document, sheets[0].language)
    document.styles["Normal"].paragraph_format.line_spacing = Pt(20)
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Heading 1"].font.size = Pt(14)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(6)
    turn_page(document.sections[0], upright=True)
    document.sections[0].top_margin, document.sections[0].bottom_margin = Mm(_TOP), Mm(_FOOT)
    for place, sheet in enumerate(sheets):
        if place:
            document.add_page_break()
        say(document, sheet.title, "Title")
        say(document, "  ".join(part for part in (sheet.marking, sheet.number) if part), "Subtitle")
        _tell(document, sheet)
        _answer(document, sheet)
    with whole_file(path, cancelled, DOCUMENT) as waiting:
        document.save(str(waiting))


def _tell(document: Any, sheet: InquirySheet) -> None:
    """What the office says: facts, finding, rows with their sources, rule, what was said so far."""
    language = sheet.language
    for name, value in sheet.facts:
        say(document, f"{name}  {value}", "Normal")
    _part(document, N_("What was found"), (sheet.sentence,), language)
    if sheet.rows:
        say(document, translate(N_("The rows it rests on, with their sources"), language), "Heading 1")
        headings = (translate(N_("Row"), language), translate(N_("Source and date"), language))
        add_native_table(document, PaperTable("", headings, sheet.rows, (3.0, 2.0), sheet.more))
    _part(document, N_("The rule"), (sheet.rule,), language)
    _part(document, N_("What was said so far"), sheet.said, language)


def _part(document: Any, title: str, texts: tuple[str, ...], language: str) -> None:
    told = [text for text in texts if text]
    if told:
        say(document, translate(title, language), "Heading 1")
    for text in told:
        say(document, text, "Normal")


def _answer(document: Any, sheet: InquirySheet) -> None:
    """What the firm ticks and writes, and the place of seal, signature and date."""
    language = sheet.language
    say(document, translate(N_("Answer of the firm"), language), "Heading 1")
    for way in WAYS:
        say(document, f"□ {translate(way, language)}", "Normal")
        document.paragraphs[-1].paragraph_format.keep_with_next = True  # the boxes stay with the room for words
    frame = document.add_table(rows=1, cols=1, style="Table Grid")
    frame.rows[0].height, frame.rows[0].height_rule = Mm(_ROOM), WD_ROW_HEIGHT_RULE.EXACTLY
    say(document, sheet.answer_by, "Normal")
    signing = (N_("Seal of the firm:"), N_("Signature:"), N_("Date:"))
    say(document, "            ".join(translate(word, language) for word in signing), "Normal")
