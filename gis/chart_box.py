"""A chart as a page or in a panel: the record that every kind of chart makes, and the pen and box it is drawn with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.findings import Ref
from core.i18n import counted_in, show, show_number, translate, unit_label
from core.text import Text
from gis.amounts import round_below
from gis.figure_page import EDGE, FigurePage, foot_height, head_height, page_marks
from gis.number_tables import NumberTable
from gis.palette import Palette, blend, palette
from gis.scene import Font, Label, Mark, Path, Points, Scene, Shape, Stroke, Target
from gis.sheet import Measure
from gis.symbols import polyline, rectangle
from gis.typeset import LINE_HEIGHT, set_lines

WORDS, HEADING, SMALL_WORDS = Font(9.5), Font(10.0, bold=True), Font(8.0)
_BARE_EDGE = 5.0  # mm round the chart in a panel
_WIDEST, _HIGHEST = 372.0, 225.0  # mm of a chart: on larger paper it stands in the middle


@dataclass(frozen=True, slots=True, eq=False)
class ChartBox:
    """Where a chart is drawn in mm, with what it takes to draw there."""

    left: float
    top: float
    width: float
    height: float
    language: str
    colours: Palette
    measure: Measure

    @property
    def right(self) -> float:
        """The right edge in mm."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge in mm."""
        return self.top + self.height

    def long(self, words: str, font: Font = WORDS) -> float:
        """The length of words in mm."""
        return float(self.measure([words], font)[0])

    def label(
        self, words: str, x: float, y: float, *, font: Font = WORDS, colour: str = "", align: float = 0.0,
        upwards: bool = False, halo: bool = False, target: Target | None = None,
    ) -> Label:  # fmt: skip
        """A line of text; without a colour in ink."""
        return Label(
            words, x, y, font, colour or self.colours.ink, self.long(words, font), align,
            self.colours.page if halo else "", target, upwards,
        )  # fmt: skip

    def told(self, text: Text | str) -> str:
        """A sentence in the language of the chart."""
        return show(text, self.language) if isinstance(text, Text) else translate(text, self.language)

    def number(self, value: float, unit: str, digits: int = 3) -> str:
        """A number as the language counts the unit, without it."""
        return show_number(counted_in(unit, self.language)[0] * value, digits)

    def unit(self, unit: str) -> str:
        """The unit as the language counts it."""
        return unit_label(counted_in(unit, self.language)[1], self.language)

    def dark(self, colour: str) -> str:
        """A fill dark enough for black and white."""
        return blend(colour, self.colours.page, 0.85)

    def pale(self, colour: str) -> str:
        """A fill that prints pale."""
        return blend(colour, self.colours.page, 0.3)


@dataclass(frozen=True, slots=True, eq=False)
class ChartFigure:
    """A chart: title, what has to be said, how it is drawn in a box, the numbers behind it, and the rows of targets.

    `words` tell what lies under a target; `room` are mm of width and height that it needs to be read; `told` are the
    sentences that stand in the picture itself.
    """

    title: Text
    notes: tuple[Text, ...]
    draw: Callable[[ChartBox], Sequence[Mark]]
    table: Callable[[str], NumberTable]
    rows: Mapping[Target, tuple[Ref, ...]] = field(default_factory=dict)
    words: Mapping[Target, Text] = field(default_factory=dict)
    room: tuple[float, float] = (200.0, 110.0)
    told: tuple[Text, ...] = ()


def headed(place: str, year: int | None, title: Text) -> Text:
    """A title with the place and the year that a chart is about."""
    if year is None:
        return Text("{place}: {title}", {"place": place, "title": title})
    return Text("{place}, {year}: {title}", {"place": place, "year": str(year), "title": title})


def compose_chart(figure: ChartFigure, page: FigurePage, measure: Measure) -> Scene:
    """The page of a chart; a `bare` one is as large as the chart needs at least."""
    colours = palette(page.dark)
    title, notes = show(figure.title, page.language), [show(note, page.language) for note in figure.notes]
    edge = head = foot = _BARE_EDGE
    if not page.bare:
        edge, head, foot = EDGE, head_height(page, title, measure) + 2.0, foot_height(page, notes, measure)
    width, height = page.width, page.height
    if page.bare:
        width, height = max(width, figure.room[0]), max(height, figure.room[1])
    room = (width - 2 * edge, height - head - foot)
    size = (min(room[0], _WIDEST), min(room[1], max(_HIGHEST, figure.room[1])))
    box = ChartBox(edge + (room[0] - size[0]) / 2, head, *size, page.language, colours, measure)
    marks = [*figure.draw(box), *page_marks(page, title, notes, measure, growing=True)]
    return Scene(width, height, tuple(marks), colours.page)


def ticks(largest: float, most: int = 6) -> list[float]:
    """Round numbers from 0 to just above the largest value."""
    if not largest > 0:
        return [0.0, 1.0]
    step = round_below(largest / most * 2.4)
    return [float(step * at) for at in range(int(np.ceil(largest / step - 1e-9)) + 1)]


def value_axis(box: ChartBox, marks: Sequence[float], base: float, top: float, unit: str) -> list[Mark]:
    """Fine lines across the box for round values, with their numbers at the left and the unit above them."""
    pen, drawn = Stroke(box.colours.rule, 0.15), list[Mark]()
    highest = marks[-1]
    for value in marks:
        y = base - value / highest * (base - top)
        drawn.append(Shape(polyline(np.array([(box.left, y), (box.right, y)])), "", pen))
        words = box.number(value, unit)
        drawn.append(box.label(words, box.left - 1.5, y, font=SMALL_WORDS, colour=box.colours.muted, align=1.0))
    drawn.append(box.label(box.unit(unit), box.left - 1.5, top - 5.0, font=SMALL_WORDS, colour=box.colours.muted,
                           align=1.0 if box.long(box.unit(unit), SMALL_WORDS) < 14.0 else 0.3))  # fmt: skip
    return drawn


def inner(box: ChartBox, left: float, top: float, right: float, bottom: float) -> ChartBox:
    """A box within another, so many mm from its edges."""
    return ChartBox(
        box.left + left, box.top + top, box.width - left - right, box.height - top - bottom, box.language, box.colours,
        box.measure,
    )  # fmt: skip


def bar(box: ChartBox, rect: tuple[float, float, float, float], fill: str, target: Target | None = None) -> Shape:
    """A filled field with a thin dark outline: left, top, width, height."""
    return Shape(rectangle(*rect), fill, Stroke(box.colours.ink, 0.2), target)


def hatched_field(box: ChartBox, rect: tuple[float, float, float, float]) -> list[Mark]:
    """Slanting lines within a field: what nobody told."""
    left, top, width, height = rect
    pen = Stroke(box.colours.muted, 0.2)
    lines: list[Mark] = []
    for start in np.arange(left - height + 0.8, left + width, 1.6):
        first, last = max(start, left), min(start + height, left + width)
        line = np.array([(first, top + height - (first - start)), (last, top + height - (last - start))])
        lines.append(Shape(polyline(line), "", pen))
    return lines


def lines_of(
    box: ChartBox, text: str, place: tuple[float, float, float], *, font: Font = WORDS, most: int = 3,
    align: float = 0.0, colour: str = "",
) -> list[Mark]:  # fmt: skip
    """A text in lines below one another round the middle (x, y) of a width in mm."""
    x, y, width = place
    lines = set_lines(text, font, width, most, box.measure)
    step = LINE_HEIGHT * font.height
    first = y - step * (len(lines) - 1) / 2
    return [
        box.label(line, x, first + row * step, font=font, align=align, colour=colour) for row, line in enumerate(lines)
    ]


def open_line(points: Points, pen: Stroke, target: Target | None = None) -> Shape:
    """A line through points."""
    return Shape(polyline(points), "", pen, target)


def ribbon(start: tuple[float, float], end: tuple[float, float], width: float) -> Path:
    """A smooth band of equal height from the right edge of one bar to the left edge of another."""
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + width), (middle, y1 + width),
              (middle, y0 + width), (x0, y0 + width)]  # fmt: skip
    return Path("MCLCZ", np.array(points, dtype=np.float64))
