"""How transition and circular economy of a cluster go together by year; below five years a table without a grade."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.coupling_degree import grade, lag
from core.coupling_doubts import Remarks, coupling_remarks, remarks_together
from core.coupling_words import (
    LAGS,
    basis_text,
    benchmark_text,
    left_out_texts,
    left_out_together,
    ungraded_text,
    year_text,
)
from core.coupling_years import SIDES, CouplingYears
from core.evidence import sentences
from core.findings import Ref
from core.i18n import show, show_number, translate
from core.office_fields import TO_CHECK
from core.text import N_, Text
from gis.chart_box import SMALL_WORDS, WORDS, ChartBox, ChartFigure, inner, lines_of, open_line, value_axis
from gis.number_tables import Cell, NumberTable
from gis.scene import Mark, Path, Shape, Stroke, Target
from gis.symbols import circle, polygon, rectangle

COUPLED = "coupled"
COORDINATION = N_("coordination")
_AXIS, _HEAD, _FOOT, _RIGHT = 14.0, 8.0, 13.0, 58.0  # mm round the plot
MOST_REMARKS = 3  # below a chart with a grade
_SIGN, _APART = 1.5, 5.0  # mm: half of a sign, between words at the ends of lines
_LINE, _COLUMNS = 9.0, (34.0, 55.0)  # mm of a line, and the least and most of a column of the table
Drawn = Callable[[float, float], Path]


@dataclass(frozen=True, slots=True)
class Told:
    """A coupling with what is to be said of its years; `doubtful` are those that rest on a figure to be checked."""

    found: CouplingYears
    remarks: Remarks
    doubtful: Mapping[int, Text]


def coupling_chart(found: CouplingYears, doubtful: Mapping[int, Text]) -> ChartFigure:
    """The chart of coupling by year, of a whole or a region; `doubtful` says which figures are to be checked."""
    told = Told(found, coupling_remarks(found, doubtful), doubtful)
    first, last = (str(year) for year in (found.years[0], found.years[-1]))
    what = Text("transition and circular economy (study, no official index)")
    values = {"place": found.place, "title": what, "first": first, "last": last}
    title = Text("{place}: {title}, {first} to {last}", values) if first != last else Text(
        "{place}, {year}: {title}", {**values, "year": last}
    )  # fmt: skip
    words = {
        _target(found, row): sentences(year_text(found, row), *told.remarks[year])
        for row, year in enumerate(found.years)
    }
    draw = _draw if found.graded else _draw_table
    room = (150.0 + 14.0 * len(found.years), 105.0) if found.graded else (200.0, 30.0 + _LINE * len(found.years))
    return ChartFigure(
        title, tuple(_notes(told)), partial(draw, told), partial(_table, told, title), _rows(found), words, room
    )


def _target(found: CouplingYears, row: int) -> Target:
    return (COUPLED, str(found.years[row]))


def _rows(found: CouplingYears) -> dict[Target, tuple[Ref, ...]]:
    """What the figures of a year rest on."""
    used = {one.line.number for one in found.used}
    rows: dict[Target, tuple[Ref, ...]] = {}
    for judged in found.judged:
        if judged.line.number in used:
            target = (COUPLED, str(judged.result.year))
            rows[target] = tuple(dict.fromkeys((*rows.get(target, ()), *judged.result.rows)))
    return rows


def _notes(told: Told) -> list[Text]:
    """What a reader has to know; benchmarks and weights stand with the numbers."""
    found = told.found
    values = {"n": len(found.used)}
    notes = [Text("{n} indicators between fixed benchmarks; these and the weights stand with the numbers.", values)]
    if not found.graded:
        notes.insert(0, ungraded_text(found))
    return [*notes, *_foot(told), *left_out_together(found)]


def _foot(told: Told) -> list[Text]:
    """The remarks below a chart: of a curve the doubts it marks and the first others, the rest with its numbers."""
    remarks = remarks_together(told.remarks)
    if not told.found.graded:
        return remarks
    doubts = set(told.doubtful.values())
    remarks.sort(key=lambda one: one.values["remark"] not in doubts)
    rest = len(remarks) - MOST_REMARKS
    if rest <= 1:  # a line that counts one remark takes the room of that remark
        return remarks
    return [*remarks[:MOST_REMARKS], Text("{n} more remarks on the years stand with the numbers.", {"n": rest})]


def _lines(found: CouplingYears) -> list[tuple[str, Sequence[float], Drawn]]:
    """Both sides and their coordination: words, values of 0 to 1, and the sign of each."""
    first, second = SIDES.values()
    return [
        (first, found.sides[:, 0].tolist(), lambda x, y: rectangle(x - _SIGN, y - _SIGN, 2 * _SIGN, 2 * _SIGN)),
        (second, found.sides[:, 1].tolist(), lambda x, y: polygon(
            np.array([(x, y - 1.3 * _SIGN), (x + 1.3 * _SIGN, y + _SIGN), (x - 1.3 * _SIGN, y + _SIGN)]))),
        (COORDINATION, [one.coordination for one in found.degrees], lambda x, y: circle(x, y, _SIGN)),
    ]  # fmt: skip


def _draw(told: Told, box: ChartBox) -> list[Mark]:
    found = told.found
    plot = inner(box, _AXIS, _HEAD, _RIGHT, _FOOT)
    marks = value_axis(plot, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), plot.bottom, plot.top, "")
    step = plot.width / len(found.years)
    xs = [plot.left + (at + 0.5) * step for at in range(len(found.years))]
    for x, year in zip(xs, found.years, strict=True):
        marks.append(plot.label(str(year), x, plot.bottom + 3.5, font=SMALL_WORDS, align=0.5))
        if year in told.doubtful:
            doubt = plot.told(Text(TO_CHECK))
            marks.append(plot.label(doubt, x, plot.bottom + 8.0, font=SMALL_WORDS, colour=plot.colours.pollution,
                                    align=0.5))  # fmt: skip
    colours, ends = plot.colours, []
    pens = (Stroke(colours.ink, 0.4, (2.0, 1.2)), Stroke(colours.muted, 0.4), Stroke(colours.accent, 0.8))
    for (name, values, sign), pen in zip(_lines(found), pens, strict=True):
        ys = [plot.bottom - value * plot.height for value in values]
        marks.append(open_line(np.array(list(zip(xs, ys, strict=True))), pen))
        fill = colours.accent if name == COORDINATION else colours.page
        for row, (x, y) in enumerate(zip(xs, ys, strict=True)):
            target = _target(found, row)
            marks.append(Shape(sign(x, y), fill, Stroke(pen.colour, 0.4), target))
        ends.append((ys[-1], f"{translate(name, box.language)} {show_number(values[-1], 3)}"))
    return [*marks, *_ends(plot, ends), *_grades(found, plot, xs)]


def _ends(plot: ChartBox, ends: Sequence[tuple[float, str]]) -> list[Mark]:
    """The words at the ends of the lines, apart from each other."""
    marks: list[Mark] = []
    last = -np.inf
    for y, words in sorted(ends):
        last = max(y, last + _APART)
        marks.append(plot.label(words, plot.right + 2.0, last, font=SMALL_WORDS))
    return marks


def _grades(found: CouplingYears, plot: ChartBox, xs: Sequence[float]) -> list[Mark]:
    """The grade of each year above it, where there is room."""
    marks: list[Mark] = []
    room = plot.width / len(xs) - 1.0
    for row, x in enumerate(xs):
        words = translate(grade(found.degrees[row].coordination), plot.language)
        marks += lines_of(plot, words, (x, plot.top - 4.5, room), font=SMALL_WORDS, most=2, align=0.5)
    return marks


def _draw_table(told: Told, box: ChartBox) -> list[Mark]:
    """Years below one another: what there is too little of for a grade is no curve either."""
    found, table = told.found, _table(told, Text(""), box.language)
    marks: list[Mark] = []
    pen = Stroke(box.colours.rule, 0.2)
    top, wide = box.top + 8.0, min(max(box.width / len(table.headings), _COLUMNS[0]), _COLUMNS[1])
    for row, cells in enumerate([table.headings, *table.rows]):
        y = top + row * _LINE
        doubtful = row > 0 and found.years[row - 1] in told.doubtful
        for column, cell in enumerate(cells):
            words = show_number(cell, 3) if isinstance(cell, float) else str(cell)
            words = f"{words} {box.told(Text(TO_CHECK))}" if doubtful and not column else words
            place = (box.left + column * wide, y, wide - 2.0)
            colour = "" if row else box.colours.muted
            marks += lines_of(box, words, place, font=WORDS if row else SMALL_WORDS, most=2,
                              colour=box.colours.pollution if doubtful and not column else colour)  # fmt: skip
        marks.append(open_line(np.array([(box.left, y + _LINE / 2), (box.right, y + _LINE / 2)]), pen))
        if row:
            area = rectangle(box.left, y - _LINE / 2, box.width, _LINE)
            marks.append(Shape(area, "", None, _target(found, row - 1)))
    return marks


def _table(told: Told, title: Text, language: str) -> NumberTable:
    found = told.found
    first, second = SIDES.values()
    heads = [N_("Year"), first, second, N_("coupling"), COORDINATION, N_("what lags")]
    heads += [N_("grade")] if found.graded else []
    rows: list[tuple[Cell, ...]] = []
    for row, year in enumerate(found.years):
        one, other = found.sides[row].tolist()
        degree = found.degrees[row]
        graded = [translate(grade(degree.coordination), language)] if found.graded else []
        rows.append((str(year), one, other, degree.corrected, degree.coordination,
                     translate(LAGS[lag(one, other)], language), *graded))  # fmt: skip
    weights = zip(found.used, found.weights.tolist(), strict=True)
    basis = (basis_text(found), *(benchmark_text(one, weight) for one, weight in weights))
    said = (*remarks_together(told.remarks), *left_out_texts(found), *basis)
    notes = tuple(show(note, language) for note in said)
    return NumberTable(show(title, language), tuple(translate(head, language) for head in heads), tuple(rows), notes)
