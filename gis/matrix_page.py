"""A matrix as a page: cells shaded by class with their amounts, names at the left and above, sums at the edges."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.i18n import DOUBLE, show, show_number, translate
from core.text import N_, Text
from gis.class_breaks import class_edges, class_of, short_edges
from gis.figure_page import EDGE, FOOT, HEAD, FigurePage, page_marks
from gis.matrix import Matrix
from gis.matrix_words import (
    CELL,
    COLUMN,
    RECEIVERS,
    ROW,
    SENDERS,
    SUM,
    cell_words,
    matrix_notes,
    matrix_title,
    scale_of,
    tally,
    untold,
)
from gis.palette import Palette, blend, palette, readable_on
from gis.scene import Font, Label, Mark, Scene, Shape, Stroke, Target
from gis.sheet import Measure
from gis.symbols import polygon, polyline, rectangle
from gis.typeset import shortened

NAME, HEADING, NUMBER, LARGE = Font(8.0), Font(8.0, bold=True), Font(7.0), Font(8.5)
_ROOMY = (15.0, 7.0)  # mm of a cell from which on its number is large
CLASSES = 5
_SINGLE = 4  # digits of the one amount there is; bounds show all of the few that they have
_NAMES = {True: (48.0, 38.0), False: (64.0, 58.0)}  # mm for the names at the left and above, by bare
_KEY = 9.0  # mm for the legend
_SUM_WIDTH, _GAP = 15.0, 1.2
_CELL = {True: ((9.4, 18.0), (5.2, 5.2)), False: ((3.0, 30.0), (3.0, 18.0))}  # least and most mm, by bare
_FIRST, _LAST = 0.12, 0.95  # strength of the weakest and the strongest class on the paper


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Where everything stands in mm: the corner of the first cell, the size of cells, names as they fit."""

    matrix: Matrix
    page: FigurePage
    colours: Palette
    measure: Measure
    left: float
    top: float
    cell: tuple[float, float]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    edges: Numbers
    classes: Integers
    divisor: float
    unit: str

    @property
    def number(self) -> Font:
        """The font of numbers: larger where cells have room for it."""
        return LARGE if self.cell[0] >= _ROOMY[0] and self.cell[1] >= _ROOMY[1] else NUMBER

    @property
    def right(self) -> float:
        """Where the cells end in mm."""
        return self.left + len(self.columns) * self.cell[0]

    @property
    def bottom(self) -> float:
        """Where the cells end in mm."""
        return self.top + len(self.rows) * self.cell[1]

    @property
    def strengths(self) -> Numbers:
        """How strong each class stands on the paper."""
        shares: Numbers = np.linspace(_FIRST, _LAST, max(len(self.edges) - 1, 1))
        return shares

    def label(self, words: str, x: float, y: float, font: Font, colour: str, align: float = 0.0,
              target: Target | None = None, *, upwards: bool = False) -> Label:  # fmt: skip
        """A line of text."""
        width = float(self.measure([words], font)[0])
        return Label(words, x, y, font, colour, width, align, "", target, upwards)


def compose_matrix(matrix: Matrix, page: FigurePage, measure: Measure) -> Scene:
    """The page of a matrix; cells, names and sums have targets of `gis.matrix_words`."""
    colours = palette(page.dark)
    if not matrix.senders:
        words = translate(N_("No link has an amount in this unit. Choose another unit or year."), page.language)
        width = float(measure([words], HEADING)[0])
        label = Label(words, page.width / 2, page.height / 2, HEADING, colours.muted, width, 0.5)
        return Scene(page.width, page.height, (label,), colours.page)
    plan = _planned(matrix, page, colours, measure)
    marks = [*_lines(plan), *_cells(plan), *_names(plan), *_sums(plan)]
    legend, ends = _legend(plan)
    marks += legend
    width, height = page.width, page.height
    if page.bare:
        width = max(plan.right + _GAP + _SUM_WIDTH + 3.0, ends, width)
        height = max(plan.bottom + 10.0 + _KEY, height)
    marks += page_marks(
        page, matrix_title(matrix, page.language, plan.unit), matrix_notes(matrix, page.language), measure
    )
    return Scene(width, height, tuple(marks), colours.page)


def _planned(matrix: Matrix, page: FigurePage, colours: Palette, measure: Measure) -> _Plan:
    edge, head, foot = (3.0, 6.0, 3.0) if page.bare else (EDGE, HEAD, FOOT)
    longest, highest = _NAMES[page.bare]
    rows = tuple(shortened(name, NAME, longest, measure) for name in matrix.senders)
    columns = tuple(shortened(name, NAME, highest, measure) for name in matrix.receivers)
    divisor, unit = scale_of(matrix, page.language)
    heading = measure([f"{translate(SENDERS, page.language)} ↓", _scale_words(unit, page.language)], HEADING)
    left = edge + float(max(measure(rows, NAME).max(), heading.max())) + 2.5
    top = head + float(measure(columns, NAME).max()) + 7.0
    room = (page.width - left - _GAP - _SUM_WIDTH - edge, page.height - top - 8.0 - _KEY - foot)
    counts = (len(columns), len(rows))
    sizes = [min(max(space / count, least), most)
             for space, count, (least, most) in zip(room, counts, _CELL[page.bare], strict=True)]  # fmt: skip
    told = np.where(matrix.known > 0, matrix.known / divisor, np.nan).ravel()  # bounds are short in the unit told
    edges = short_edges(class_edges(told, CLASSES, "quantile"), told)
    classes = class_of(told, edges).reshape(matrix.known.shape)
    return _Plan(matrix, page, colours, measure, left, top, (sizes[0], sizes[1]), rows, columns,
                 edges, classes, divisor, unit)  # fmt: skip


def _lines(plan: _Plan) -> Iterator[Mark]:
    """Fine lines between the rows and columns, over the field of paper that means no link."""
    pen = Stroke(plan.colours.rule, 0.15)
    yield Shape(rectangle(plan.left, plan.top, plan.right - plan.left, plan.bottom - plan.top), plan.colours.paper)
    for x in plan.left + plan.cell[0] * np.arange(len(plan.columns) + 1):
        yield Shape(polyline(np.array([(x, plan.top), (x, plan.bottom)])), "", pen)
    for y in plan.top + plan.cell[1] * np.arange(len(plan.rows) + 1):
        yield Shape(polyline(np.array([(plan.left, y), (plan.right, y)])), "", pen)


def _cells(plan: _Plan) -> Iterator[Mark]:
    for row, column in np.argwhere(plan.matrix.links > 0).tolist():
        yield from _cell(plan, row, column)
    frame = Stroke(plan.colours.ink, 0.4)
    for row, column in np.argwhere(plan.matrix.own & (plan.matrix.links > 0)).tolist():
        yield Shape(rectangle(*_box(plan, row, column)), "", frame)


def _box(plan: _Plan, row: int, column: int) -> tuple[float, float, float, float]:
    width, height = plan.cell
    return plan.left + column * width, plan.top + row * height, width, height


def _cell(plan: _Plan, row: int, column: int) -> Iterator[Mark]:
    """The shade of the class, hatched where nothing is known, a cut corner where only a part is."""
    colours, target = plan.colours, (CELL, f"{row}:{column}")
    box = x, y, width, height = _box(plan, row, column)
    known, unknown, links = tally(plan.matrix, row, column)
    place = int(plan.classes[row, column])
    strength = float(plan.strengths[place]) if place >= 0 else 0.0
    fill = blend(colours.ramp, colours.paper, strength)
    yield Shape(rectangle(*box), fill, Stroke(colours.rule, 0.15), target)
    if untold(known, unknown, links):
        yield from hatched(box, colours)
        return
    if unknown:
        yield _corner(x + width, y, colours)
    words = cell_words(known, unknown, links, divisor=plan.divisor)
    label = plan.label(words, x + width / 2, y + height / 2, plan.number, readable_on(fill, colours), 0.5)
    if label.width < width - 0.6 and label.font.height < height:
        yield label


def _corner(x: float, y: float, colours: Palette) -> Shape:
    return Shape(polygon(np.array([(x - 1.5, y), (x, y), (x, y + 1.5)])), colours.pollution)


def hatched(box: tuple[float, float, float, float], colours: Palette) -> Iterator[Mark]:
    """Slanted lines within a field: there is a link, but nobody stated its amount."""
    left, top, width, height = box
    pen = Stroke(colours.muted, 0.25)
    for start in np.arange(left - height + 0.8, left + width, 1.3):
        first, last = max(start, left), min(start + height, left + width)
        line = np.array([(first, top + height - (first - start)), (last, top + height - (last - start))])
        yield Shape(polyline(line), "", pen)


def _names(plan: _Plan) -> Iterator[Mark]:
    colours, language = plan.colours, plan.page.language
    for row, name in enumerate(plan.rows):
        y = plan.top + (row + 0.5) * plan.cell[1]
        yield plan.label(name, plan.left - 1.5, y, NAME, colours.ink, 1.0, (ROW, str(row)))
    for column, name in enumerate(plan.columns):
        x = plan.left + (column + 0.5) * plan.cell[0]
        yield plan.label(name, x, plan.top - 1.5, NAME, colours.ink, 0.0, (COLUMN, str(column)), upwards=True)
    senders, receivers = translate(SENDERS, language), translate(RECEIVERS, language)
    yield plan.label(f"{senders} ↓", plan.left - 1.5, plan.top - 3.0, HEADING, colours.muted, 1.0)
    yield plan.label(_scale_words(plan.unit, language), plan.left - 1.5, plan.top - 8.0, HEADING, colours.ink, 1.0)
    head = (3.0 if plan.page.bare else HEAD) + 2.0
    yield plan.label(f"{receivers} →", plan.left, head, HEADING, colours.muted)


def _scale_words(unit: str, language: str) -> str:
    """In what the numbers of the cells are told, for the corner beside them."""
    return show(Text("In {unit}", {"unit": unit}), language)


def _sums(plan: _Plan) -> Iterator[Mark]:
    """What each sender gives at the right and each receiver gets below, and everything in the corner."""
    matrix, colours, language = plan.matrix, plan.colours, plan.page.language
    right, below = plan.right + _GAP + _SUM_WIDTH, plan.bottom + _GAP + 2.6
    title = translate(SUM, language)
    yield plan.label(title, right, plan.top - 3.0, HEADING, colours.muted, 1.0)
    yield plan.label(title, plan.left - 1.5, below, HEADING, colours.muted, 1.0)
    for row in range(len(plan.rows)):
        words = cell_words(*tally(matrix, row, None), divisor=plan.divisor)
        y = plan.top + (row + 0.5) * plan.cell[1]
        yield plan.label(words, right, y, plan.number, colours.ink, 1.0, (ROW, str(row)))
    for column in range(len(plan.columns)):
        words = cell_words(*tally(matrix, None, column), divisor=plan.divisor)
        x = plan.left + (column + 0.5) * plan.cell[0]
        label = plan.label(words, x, below, plan.number, colours.ink, 0.5, (COLUMN, str(column)))
        if label.width < plan.cell[0] + 1.0:
            yield label
    whole = cell_words(*tally(matrix, None, None), divisor=plan.divisor)
    yield plan.label(whole, right, below, Font(plan.number.size, bold=True), colours.ink, 1.0)


def _legend(plan: _Plan) -> tuple[list[Mark], float]:
    """The classes with their bounds, and the signs for what is not known; also where they end in mm."""
    colours, language = plan.colours, plan.page.language
    x, y = 3.0 if plan.page.bare else EDGE, plan.bottom + 8.0 + _KEY / 2
    title = show(Text("Amount ({unit})", {"unit": plan.unit}), language)
    marks: list[Mark] = [plan.label(title, x, y, NAME, colours.ink)]
    x += float(plan.measure([title], NAME)[0]) + 4.0
    for sample, words in _entries(plan):
        box = (x, y - 1.7, 7.0, 3.4)
        fill = (
            blend(colours.ramp, colours.paper, float(plan.strengths[int(sample)]))
            if sample.isdigit()
            else colours.paper
        )
        marks.append(Shape(rectangle(*box), fill, Stroke(colours.ink if sample == "own" else colours.rule, 0.4)))
        if sample == "unknown":
            marks += hatched(box, colours)
        if sample == "part":
            marks.append(_corner(x + 7.0, y - 1.7, colours))
        marks.append(plan.label(words, x + 8.5, y, NAME, colours.ink))
        x += 8.5 + float(plan.measure([words], NAME)[0]) + 5.0
    return marks, x


def _entries(plan: _Plan) -> Iterator[tuple[str, str]]:
    """What the legend explains: classes by number, then the signs that occur."""
    language, matrix = plan.page.language, plan.matrix
    for place in range(max(len(plan.edges) - 1, 1) if len(plan.edges) else 0):
        low, high = plan.edges[place], plan.edges[min(place + 1, len(plan.edges) - 1)]
        digits = DOUBLE if len(plan.edges) > 1 else _SINGLE
        values = {"low": show_number(low, digits), "high": show_number(high, digits)}
        told = Text("above {low} to {high}", values) if place else Text("{low} to {high}", values)
        yield str(place), show(told if low < high else Text("{low}", values), language)
    filled = [tally(matrix, row, column) for row, column in np.argwhere(matrix.links > 0).tolist()]
    if any(untold(*one) for one in filled):
        yield "unknown", translate(N_("amount not known"), language)
    if any(unknown and not untold(known, unknown, links) for known, unknown, links in filled):
        yield "part", translate(N_("at least so much"), language)
    if (matrix.own & (matrix.links > 0)).any():
        yield "own", translate(N_("within itself"), language)
    yield "none", translate(N_("no link"), language)
