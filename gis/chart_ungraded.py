"""The coupling of too few years for a grade: its values as lines and as a table, why there is no grade, what to do."""

from core.coupling_doubts import remarks_together
from core.coupling_words import left_out_together, missing_years_text, next_steps, ungraded_text
from core.office_fields import TO_CHECK
from core.text import N_, Text
from gis.chart_box import SMALL_WORDS, ChartBox, inner
from gis.chart_table import SetTable, set_table, table_marks
from gis.coupling_curves import Told, curve_plot, curves, year_target
from gis.number_tables import NumberTable
from gis.scene import Font, Mark, Shape
from gis.symbols import rectangle
from gis.typeset import LINE_HEIGHT, MORE, paragraph, wrapped

SCALE = N_("Each indicator counts 0 at its worse benchmark and 1 at its better one.")
Said = tuple[str, list[str]]  # a heading and what stands below it
_GAP = 7.0  # mm between the parts
_BESIDE = 0.36  # of the width for the words beside the curves, where the box is broad
_BROAD = 1.15  # width by height from which on they stand beside them
_SIZES = (12.0, 11.0, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)  # points of the words; the largest is taken that fits
_LEAST_CURVES = 62.0  # mm of height that the curves keep above words
_APART = 0.6  # of a line, between two sections


def ungraded_sections(told: Told) -> list[tuple[Text, list[Text]]]:
    """What is to be said of it, under headings."""
    found = told.found
    sections = (
        (N_("Why there is no grade"), [ungraded_text(found), missing_years_text(found)]),
        (N_("Next step"), next_steps(found, tuple(told.doubtful))),
        (N_("What to know of the figures"), remarks_together(told.remarks)),
        (N_("Indicators that are not counted"), left_out_together(found)),
    )
    return [(Text(heading), texts) for heading, texts in sections if texts]


def draw_ungraded(told: Told, table: NumberTable, box: ChartBox) -> list[Mark]:
    """Curves above the table; the words stand beside the curves, or where the box is upright below the table."""
    grid = _grid(told, table, box)
    said = [(box.told(heading), [box.told(text) for text in texts]) for heading, texts in ungraded_sections(told)]
    if box.width > _BROAD * box.height:
        aside, under = _BESIDE * box.width, grid.height + _GAP
        field = inner(box, 0.0, 0.0, aside + _GAP, under)
        words = inner(box, box.width - aside, 0.0, 0.0, under)
        size, top = _size(said, words), box.bottom - grid.height
    else:
        words = inner(box, 0.0, _LEAST_CURVES + grid.height + 2 * _GAP, 0.0, 0.0)
        size = _size(said, words)
        words = inner(words, 0.0, max(words.height - _height(said, size, words), 0.0), 0.0, 0.0)
        top = words.top - _GAP - grid.height
        field = inner(box, 0.0, 0.0, 0.0, box.bottom - top + _GAP)
    scale = box.label(box.told(Text(SCALE)), box.left, box.top, font=SMALL_WORDS, colour=box.colours.muted)
    return [
        scale,
        *curves(told, curve_plot(told.found, field)),
        *_table(told, grid, box, top),
        *_words(said, size, words),
    ]


def _grid(told: Told, table: NumberTable, box: ChartBox) -> SetTable:
    """The table with the years to be checked marked."""
    doubt = box.told(Text(TO_CHECK))
    years = [f"{year} {doubt}" if year in told.doubtful else str(year) for year in told.found.years]
    rows = tuple((year, *row[1:]) for year, row in zip(years, table.rows, strict=True))
    return set_table(NumberTable(table.title, table.headings, rows), box)


def _table(told: Told, grid: SetTable, box: ChartBox, top: float) -> list[Mark]:
    """The table, each of its years a target."""
    found = told.found
    red = [(row, 0) for row, year in enumerate(found.years, 1) if year in told.doubtful]
    marks = table_marks(grid, box, top, red)
    for row, height in enumerate(grid.heights):
        if row:
            area = rectangle(box.left, top, box.width, height)
            marks.append(Shape(area, "", None, year_target(found, row - 1)))
        top += height
    return marks


def _size(said: list[Said], box: ChartBox) -> float:
    """The largest letters in which all words fit into a box, else the smallest."""
    return next((size for size in _SIZES if _height(said, size, box) <= box.height), _SIZES[-1])


def _words(said: list[Said], size: float, box: ChartBox) -> list[Mark]:
    """The sections below one another; what a box has no room for is cut with an ellipsis."""
    marks: list[Mark] = []
    y, step = box.top, LINE_HEIGHT * Font(size).height
    for heading, texts in said:
        lines = _lines(texts, size, box)
        fitting = round((box.bottom - y) / step) - 1
        if fitting < 1:
            break
        shown = lines if len(lines) <= fitting else [*lines[: fitting - 1], lines[fitting - 1] + MORE]
        head, y = paragraph([heading], (box.left, y), Font(size, bold=True), box.colours.ink, box.measure)
        body, y = paragraph(shown, (box.left, y), Font(size), box.colours.ink, box.measure)
        marks += [*head, *body]
        y += _APART * step
    return marks


def _lines(texts: list[str], size: float, box: ChartBox) -> list[str]:
    return [line for text in texts for line in wrapped(text, Font(size), box.width, box.measure)]


def _height(said: list[Said], size: float, box: ChartBox) -> float:
    lines = sum(1 + len(_lines(texts, size, box)) + _APART for _, texts in said) - _APART
    return float(lines * LINE_HEIGHT * Font(size).height)
