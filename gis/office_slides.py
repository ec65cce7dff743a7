"""A meeting pack as PowerPoint: pictures of diagram and map, native tables, and a Chinese font named for Chinese."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import TextFrame
from pptx.util import Mm, Pt

from core.i18n import NO_BREAK, THIN, show
from core.text import Text
from core.written_files import DOCUMENT, whole_file
from gis.office_drawing import CONTENT_TYPE, drawing_of, show_drawing
from gis.office_fonts import fonts_of, tagged
from gis.office_tables import Pack, Picture
from gis.paint import measure, png_bytes
from gis.palette import palette
from gis.paper_table import PaperTable
from gis.scene import Font
from gis.typeset import wrapped

WIDTH, HEIGHT = 338.7, 190.5  # mm, 16 : 9
DPI = 220.0
_EDGE = 14.0
_TITLE_TOP, _BODY_TOP, _FOOT = 8.0, 26.0, 12.0
_LINE = 5.4  # mm of a line of a cell
_CELL = 11.0  # points
_TITLES = (24.0, 22.0, 20.0, 18.0)  # points: the largest that sets a title in one line
_BROADER = 1.12  # by which a font that stands in for ours may be broader
_STEP = 4.0  # mm by which the parts of a table are made alike


def write_slides(pack: Pack, path: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write the slides of a pack; UserError for a place that cannot be written."""
    shown = Presentation()
    shown.slide_width, shown.slide_height = Mm(WIDTH), Mm(HEIGHT)
    shown.core_properties.title = pack.title
    shown.core_properties.author = "Cluster Atlas"
    _title_slide(shown, pack)
    for picture in pack.pictures:
        _picture_slide(shown, pack, picture)
    for table in pack.tables:
        for part in () if table.detail else _parts(_spoken(table, pack.language)):
            _table_slide(shown, pack, part)
    with whole_file(path, cancelled, DOCUMENT) as waiting:
        shown.save(str(waiting))


def _blank(shown: Presentation, pack: Pack, title: str) -> Slide:
    """A slide with its title; class and map review line of the pack stand in its foot."""
    slide = shown.slides.add_slide(shown.slide_layouts[5])
    holder = slide.shapes.title
    holder.left, holder.top, holder.width, holder.height = Mm(_EDGE), Mm(_TITLE_TOP), Mm(WIDTH - 2 * _EDGE), Mm(15)
    _write(holder.text_frame, title, pack, _title_size(title), bold=True)
    foot = slide.shapes.add_textbox(Mm(_EDGE), Mm(HEIGHT - _FOOT), Mm(WIDTH - 2 * _EDGE), Mm(8))
    words = "  ".join(part for part in (pack.marking, pack.review, pack.stamp, pack.cited, pack.made) if part)
    _write(foot.text_frame, words, pack, 10, colour=palette().muted)
    return slide


def _title_size(title: str) -> float:
    """The size in points of a title, so that it stands in one line above the picture."""
    room = (WIDTH - 2 * _EDGE - 6.0) / _BROADER
    return next((size for size in _TITLES if float(measure([title], Font(size, bold=True))[0]) <= room), _TITLES[-1])


def _title_slide(shown: Presentation, pack: Pack) -> None:
    """Title and first sentences in the middle of the slide, a line between them."""
    slide = _blank(shown, pack, pack.title)
    holder = slide.shapes.title
    holder.top, holder.height, holder.text_frame.vertical_anchor = Mm(36), Mm(34), MSO_ANCHOR.BOTTOM
    holder.text_frame.paragraphs[0].runs[0].font.size = Pt(32)
    line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Mm(_EDGE + 2.5), Mm(73), Mm(30), Mm(0.8))
    line.fill.solid()
    line.fill.fore_color.rgb = RGBColor.from_string(palette().links["product"].lstrip("#"))
    line.line.fill.background()
    box = slide.shapes.add_textbox(Mm(_EDGE), Mm(79), Mm(WIDTH - 2 * _EDGE), Mm(80))
    for row, sentence in enumerate(pack.told):
        _write(box.text_frame, sentence, pack, 18, first=row == 0)


def _picture_slide(shown: Presentation, pack: Pack, picture: Picture) -> None:
    slide = _blank(shown, pack, picture.title)
    note = (" " if pack.language == "en" else "").join(picture.beneath)
    room = (WIDTH - 2 * _EDGE, HEIGHT - _BODY_TOP - _FOOT - 3.0 - _note_height(note))
    scale = min(room[0] / picture.scene.width, room[1] / picture.scene.height)
    width, height = picture.scene.width * scale, picture.scene.height * scale
    drawn = BytesIO(png_bytes(picture.scene, DPI * scale))
    placed = slide.shapes.add_picture(drawn, Mm((WIDTH - width) / 2), Mm(_BODY_TOP), Mm(width), Mm(height))
    placed._element.nvPicPr.cNvPr.set("descr", " ".join(filter(None, (picture.title, *picture.told, picture.review))))
    if vector := drawing_of(picture.scene):
        package = slide.part.package
        part = Part(package.next_partname("/ppt/media/drawing%d.svg"), CONTENT_TYPE, package, vector)
        show_drawing(placed._element.blipFill.blip, slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))
    _note(slide, note, pack)


def _spoken(table: PaperTable, language: str) -> PaperTable:
    """The columns and leading rows of a table for slides, and a note on the rows that the report has besides."""
    paper = table.on_paper(language).narrowed(table.spoken)
    more = len(paper.rows) - table.leading if table.leading else 0
    if more <= 0:
        return paper
    values = {"n": more, "title": table.title}
    told = Text("{title}: {n} more is in the report.", values, plural="{title}: {n} more are in the report.")
    return replace(
        paper, rows=paper.rows[: table.leading], note=" ".join(filter(None, (paper.note, show(told, language))))
    )


def _parts(table: PaperTable) -> Iterator[PaperTable]:
    """The table slide by slide, about alike in height, its note below the last part."""
    room = HEIGHT - _BODY_TOP - _FOOT - 14.0 - _note_height(table.note)
    heights = [_row_height(row, table.widths) for row in table.rows]
    fewest = len(_filled(heights, room))
    even = np.arange(sum(heights) / max(fewest, 1), room, _STEP).tolist()
    counts = next((told for limit in even if len(told := _filled(heights, limit)) == fewest), _filled(heights, room))
    first = 0
    for number, count in enumerate(counts, 1):
        rows = table.rows[first : first + count]
        yield replace(table, rows=rows, note=table.note if number == fewest else "")
        first += count


def _filled(heights: Sequence[float], room: float) -> list[int]:
    """How many rows stand on each slide of so much room; a higher row has one for itself."""
    counts: list[int] = []
    used = room
    for height in heights:
        if used + height > room:
            counts.append(0)
            used = 0.0
        counts[-1] += 1
        used += height
    return [count for count in counts if count]


def _row_height(row: Sequence[str], widths: Sequence[float]) -> float:
    """How high a row gets in mm, also in a font somewhat broader than ours."""
    lines = [
        len(wrapped(cell, Font(_CELL), max(width - 4.0, 6.0) / _BROADER, measure))
        for cell, width in zip(row, _columns(widths), strict=True)
    ]
    return max(*lines, 1) * _LINE + 3.0


def _note_height(note: str) -> float:
    return _row_height((note,), (1.0,)) if note else 0.0


def _columns(widths: Sequence[float]) -> list[float]:
    return [(WIDTH - 2 * _EDGE) * width / sum(widths) for width in widths]


def _table_slide(shown: Presentation, pack: Pack, table: PaperTable) -> None:
    slide = _blank(shown, pack, table.title)
    frame = slide.shapes.add_table(
        len(table.rows) + 1, len(table.headings), Mm(_EDGE), Mm(_BODY_TOP), Mm(WIDTH - 2 * _EDGE), Mm(10)
    )
    native = frame.table
    for column, width in enumerate(_columns(table.widths)):
        native.columns[column].width = Mm(width)
    for column, heading in enumerate(table.headings):
        _fill(native.cell(0, column), heading, pack, bold=True)
    for row, cells in enumerate(table.rows, 1):
        native.rows[row].height = Mm(_row_height(cells, table.widths))
        for column, words in enumerate(cells):
            _fill(native.cell(row, column), words, pack)
    _note(slide, table.note, pack)


def _note(slide: Slide, note: str, pack: Pack) -> None:
    """A note above the foot of a slide, where there is one."""
    if note:
        height = _note_height(note)
        place = (Mm(_EDGE), Mm(HEIGHT - _FOOT - height), Mm(WIDTH - 2 * _EDGE), Mm(height))
        _write(slide.shapes.add_textbox(*place).text_frame, note, pack, _CELL, colour=palette().muted)


def _fill(cell: _Cell, words: str, pack: Pack, *, bold: bool = False) -> None:
    colours = palette()
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string((colours.region[1] if bold else colours.page).lstrip("#"))
    cell.margin_left = cell.margin_right = Mm(2.0)
    cell.margin_top = cell.margin_bottom = Mm(1.0)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    _write(cell.text_frame, words, pack, _CELL, bold=bold)


def _write(
    frame: TextFrame,
    words: str,
    pack: Pack,
    size: float,
    *,
    bold: bool = False,
    colour: str = "",
    first: bool = True,
) -> None:
    """Words in the font of the language; the Chinese one is named in a:ea, which Latin fonts are never asked for."""
    frame.word_wrap = True
    paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = words.replace(THIN, NO_BREAK)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string((colour or palette().ink).lstrip("#"))
    fonts = fonts_of(pack.language, "slides")
    run.font.name = fonts["latin"]
    run._r.get_or_add_rPr().set("lang", tagged(pack.language))
    run._r.get_or_add_rPr().set("altLang", tagged("en" if pack.language == "zh" else "zh"))
    chinese = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": fonts["chinese"]})
    run._r.get_or_add_rPr().append(chinese)
