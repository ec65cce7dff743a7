"""Fields of a Word template: found over runs, in tables, headers, footers and text boxes, and filled there."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from core.i18n import NO_BREAK, THIN
from core.office_fields import FIELD, lone_braces
from core.text import Text
from gis.paper_table import MOST_ROWS

_CELL = 9.0  # points
_HEAD = 12.0


def fields_in(path: Path) -> list[str]:
    """What stands between the braces, in the order of the document."""
    return [match[1] for line in _paragraphs(Document(str(path))) for match in FIELD.finditer(_text(line))]


def filled(path: Path, values: Mapping[str, Any], annex: Any) -> tuple[bytes, list[Text]]:
    """The document with its values and its annex on the last page; it lacks nothing of the template."""
    document = Document(str(path))
    cut: list[Text] = []
    for line in list(_paragraphs(document)):
        cut += filter(None, [lone_braces(_text(line))])
        while match := FIELD.search(_text(line)):
            _put(document, line, match.span(), values[match[1]])
            cut += _cut_off(values[match[1]].table)
    if annex.rows:
        document.add_page_break()
        _titled(document, annex.title)
        _add_table(document, annex.headings, annex.rows, annex.widths)
    written = BytesIO()
    document.save(written)
    return written.getvalue(), cut


def _cut_off(table: Any) -> list[Text]:
    """What is to be said of a table that is longer than anybody reads on paper."""
    if table is None or (more := len(table.rows) - MOST_ROWS) <= 0:
        return []
    told = {"n": MOST_ROWS, "more": more, "title": table.title}
    return [Text("{title}: the document has the first {n} rows, {more} are left out; an .xlsx has room for all.", told)]


def _paragraphs(document: Any) -> Iterator[Paragraph]:
    """Every paragraph of body, headers and footers, also within tables and text boxes."""
    for part in _stories(document):
        for element in part._element.iter(qn("w:p")):
            yield Paragraph(element, part)


def _stories(document: Any) -> Iterator[Any]:
    yield document._body
    for section in document.sections:
        for name in ("header", "footer", "first_page_header", "first_page_footer"):
            story = getattr(section, name)
            if not story.is_linked_to_previous:
                yield story


def _nodes(line: Paragraph) -> list[Any]:
    """The text elements of a paragraph that belong to it itself, not to a text box within it."""
    return [node for node in line._p.iter(qn("w:t")) if _owner(node) is line._p]


def _owner(node: Any) -> Any:
    return next(node.iterancestors(qn("w:p")))


def _text(line: Paragraph) -> str:
    return "".join(node.text or "" for node in _nodes(line))


def _put(document: Any, line: Paragraph, span: tuple[int, int], value: Any) -> None:
    """Put a value in the place of the characters from `span`, also over several runs, in the look of the first."""
    at, first = 0, None
    for node in _nodes(line):
        text = node.text or ""
        start, end = max(span[0] - at, 0), min(span[1] - at, len(text))
        at += len(text)
        if start >= end:
            continue
        words = "" if first is not None or value.picture or value.table else value.words.replace(THIN, NO_BREAK)
        node.text = text[:start] + words + text[end:]
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        first = node if first is None else first
    run = first.getparent() if first is not None else None
    if value.picture and run is not None:
        picture = Run(run, line).add_picture
        picture(BytesIO(value.picture), width=Mm(min(value.size[0], _room(document, line))))
        line.paragraph_format.line_spacing = 1.0
    elif value.table is not None:
        native = _add_table(document, value.table.headings, value.table.rows[:MOST_ROWS], value.table.widths)
        line._p.addnext(native._tbl)


def _room(document: Any, line: Paragraph) -> float:
    """The mm that a picture may take: the width of a cell, else of the text."""
    cell = next(line._p.iterancestors(qn("w:tc")), None)
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") if cell is not None else None
    if width is not None and width.get(qn("w:type")) == "dxa":
        return max(int(width.get(qn("w:w"))) / 56.7 - 4.0, 20.0)
    return _text_width(document)


def _text_width(document: Any) -> float:
    section = document.sections[0]
    return float((section.page_width - section.left_margin - section.right_margin) / Mm(1))


def _add_table(document: Any, headings: Any, rows: Any, widths: Any = ()) -> Any:
    """A native table at the end of the document; who wants it elsewhere moves it."""
    native = document.add_table(rows=1, cols=len(headings))
    names = {style.name for style in document.styles}
    if "Table Grid" in names:
        native.style = "Table Grid"
    room = _text_width(document)
    shares = widths or (1.0,) * len(headings)
    columns = [Mm(room * share / sum(shares)) for share in shares]
    native.autofit = False
    for column, width in zip(native.columns, columns, strict=True):
        column.width = width
    _write_row(native.rows[0], headings, columns, bold=True)
    for cells in rows:
        _write_row(native.add_row(), cells, columns)
    return native


def _write_row(row: Any, cells: Any, columns: Any, *, bold: bool = False) -> None:
    for cell, words, width in zip(row.cells, cells, columns, strict=True):
        cell.width = width
        line = cell.paragraphs[0]
        line.paragraph_format.first_line_indent, line.paragraph_format.line_spacing = Pt(0), 1.1
        run = line.add_run(words.replace(THIN, NO_BREAK))
        run.font.size, run.font.bold = Pt(_CELL), bold


def _titled(document: Any, title: str) -> None:
    run = document.add_paragraph().add_run(title)
    run.font.size, run.font.bold = Pt(_HEAD), True
