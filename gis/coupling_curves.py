"""Both sides of a coupling and their coordination as lines over the years, with or without grades above them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.coupling_doubts import Remarks
from core.coupling_years import SIDES, CouplingYears
from core.i18n import show_number, translate
from core.office_fields import TO_CHECK
from core.text import N_, Text
from gis.chart_box import SMALL_WORDS, ChartBox, inner, open_line, value_axis
from gis.scene import Mark, Path, Shape, Stroke, Target
from gis.symbols import circle, polygon, rectangle

COUPLED = "coupled"
COORDINATION = N_("coordination")
_AXIS, _HEAD, _FOOT, _BESIDE = 14.0, 8.0, 13.0, 4.0  # mm round the plot, the last besides the words at its right
_SIGN, _APART = 1.5, 5.0  # mm: half of a sign, between words at the ends of lines
Drawn = Callable[[float, float], Path]


@dataclass(frozen=True, slots=True)
class Told:
    """A coupling with what is to be said of its years; `doubtful` are those that rest on a figure to be checked."""

    found: CouplingYears
    remarks: Remarks
    doubtful: Mapping[int, Text]


def year_target(found: CouplingYears, row: int) -> Target:
    """What a year's signs and its row of a table stand for."""
    return (COUPLED, str(found.years[row]))


def curve_plot(found: CouplingYears, box: ChartBox) -> ChartBox:
    """The field of the curves within a box: numbers at its left, words at its right, years below it."""
    words = max(box.long(_end(box, name, values[-1]), SMALL_WORDS) for name, values, _ in _lines(found))
    return inner(box, _AXIS, _HEAD, words + _BESIDE, _FOOT)


def year_places(plot: ChartBox, found: CouplingYears) -> list[float]:
    """The x in mm of each year."""
    step = plot.width / len(found.years)
    return [plot.left + (at + 0.5) * step for at in range(len(found.years))]


def curves(told: Told, plot: ChartBox) -> list[Mark]:
    """Axis, years with those to be checked, and the three lines with their names and last values at their ends."""
    found, colours = told.found, plot.colours
    xs = year_places(plot, found)
    marks = [*value_axis(plot, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), plot.bottom, plot.top, ""), *_years(told, plot, xs)]
    ends: list[tuple[float, str]] = []
    pens = (Stroke(colours.ink, 0.4, (2.0, 1.2)), Stroke(colours.muted, 0.4), Stroke(colours.accent, 0.8))
    for (name, values, sign), pen in zip(_lines(found), pens, strict=True):
        ys = [plot.bottom - value * plot.height for value in values]
        marks.append(open_line(np.array(list(zip(xs, ys, strict=True))), pen))
        fill = colours.accent if name == COORDINATION else colours.page
        for row, (x, y) in enumerate(zip(xs, ys, strict=True)):
            marks.append(Shape(sign(x, y), fill, Stroke(pen.colour, 0.4), year_target(found, row)))
        ends.append((ys[-1], _end(plot, name, values[-1])))
    return [*marks, *_ends(plot, ends)]


def _years(told: Told, plot: ChartBox, xs: Sequence[float]) -> list[Mark]:
    """The years below the curves, those that rest on a figure to be checked marked."""
    marks: list[Mark] = []
    for x, year in zip(xs, told.found.years, strict=True):
        marks.append(plot.label(str(year), x, plot.bottom + 3.5, font=SMALL_WORDS, align=0.5))
        if year in told.doubtful:
            doubt = plot.told(Text(TO_CHECK))
            marks.append(plot.label(doubt, x, plot.bottom + 8.0, font=SMALL_WORDS, colour=plot.colours.pollution,
                                    align=0.5))  # fmt: skip
    return marks


def _lines(found: CouplingYears) -> list[tuple[str, Sequence[float], Drawn]]:
    """Both sides and their coordination: words, values of 0 to 1, and the sign of each."""
    first, second = SIDES.values()
    return [
        (first, found.sides[:, 0].tolist(), lambda x, y: rectangle(x - _SIGN, y - _SIGN, 2 * _SIGN, 2 * _SIGN)),
        (second, found.sides[:, 1].tolist(), lambda x, y: polygon(
            np.array([(x, y - 1.3 * _SIGN), (x + 1.3 * _SIGN, y + _SIGN), (x - 1.3 * _SIGN, y + _SIGN)]))),
        (COORDINATION, [one.coordination for one in found.degrees], lambda x, y: circle(x, y, _SIGN)),
    ]  # fmt: skip


def _end(box: ChartBox, name: str, value: float) -> str:
    """What stands at the end of a line."""
    return f"{translate(name, box.language)} {show_number(value, 3)}"


def _ends(plot: ChartBox, ends: Sequence[tuple[float, str]]) -> list[Mark]:
    """The words at the ends of the lines, apart from each other."""
    marks: list[Mark] = []
    last = -np.inf
    for y, words in sorted(ends):
        last = max(y, last + _APART)
        marks.append(plot.label(words, plot.right + 2.0, last, font=SMALL_WORDS))
    return marks
