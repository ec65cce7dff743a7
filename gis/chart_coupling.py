"""How transition and circular economy of a cluster go together by year; below five years without a grade."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby

import numpy as np

from core.coupling_degree import grade, lag
from core.coupling_doubts import coupling_remarks, remarks_together
from core.coupling_words import (
    LAGS,
    basis_text,
    benchmark_text,
    left_out_texts,
    left_out_together,
    missing_years_text,
    next_steps,
    year_text,
)
from core.coupling_years import SIDES, CouplingYears
from core.evidence import sentences
from core.findings import Ref
from core.i18n import show, translate
from core.text import N_, Text
from gis.chart_box import SMALL_WORDS, ChartBox, ChartFigure, lines_of, open_line
from gis.chart_ungraded import draw_ungraded, ungraded_sections
from gis.coupling_curves import COORDINATION, COUPLED, Told, curve_plot, curves, year_places, year_target
from gis.number_tables import Cell, NumberTable
from gis.scene import Mark, Stroke, Target
from gis.typeset import set_lines

_LINE_BELOW = 1.0  # mm above the plot, under the grade of some years
_MOST_LINES = 2  # of a grade
MOST_REMARKS = 3  # below a chart with a grade


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
        year_target(found, row): sentences(year_text(found, row), *told.remarks[year])
        for row, year in enumerate(found.years)
    }
    room = (150.0 + 14.0 * len(found.years), 105.0)
    figure = ChartFigure(
        title, tuple(_notes(told)), partial(_draw, told), partial(_table, told, title), _rows(found), words, room
    )
    return figure if found.graded else _ungraded(figure, told)


def _ungraded(figure: ChartFigure, told: Told) -> ChartFigure:
    """The chart of too few years for a grade, which says in its picture why there is none and what leads to one."""
    said = tuple(text for _, texts in ungraded_sections(told) for text in texts)
    height = 125.0 + 9.0 * len(told.found.years)

    def draw(box: ChartBox) -> list[Mark]:
        return draw_ungraded(told, figure.table(box.language), box)

    return replace(figure, draw=draw, told=said, room=(230.0, height))


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
    """What a reader has to know below the chart; benchmarks and weights stand with the numbers."""
    found = told.found
    values = {"n": len(found.used)}
    basis = Text("{n} indicators between fixed benchmarks; these and the weights stand with the numbers.", values)
    return [basis, *_foot(told), *left_out_together(found)] if found.graded else [basis]


def _foot(told: Told) -> list[Text]:
    """The remarks below a curve: the doubts it marks and the first others, the rest with its numbers."""
    remarks = remarks_together(told.remarks)
    doubts = set(told.doubtful.values())
    remarks.sort(key=lambda one: one.values["remark"] not in doubts)
    rest = len(remarks) - MOST_REMARKS
    if rest <= 1:  # a line that counts one remark takes the room of that remark
        return remarks
    return [*remarks[:MOST_REMARKS], Text("{n} more remarks on the years stand with the numbers.", {"n": rest})]


def _draw(told: Told, box: ChartBox) -> list[Mark]:
    plot = curve_plot(told.found, box)
    graded = _graded_years(told.found, plot)
    upright = [plot.long(words, SMALL_WORDS) for words, room in graded if not _fits(plot, words, room)]
    if rise := max(upright, default=0.0):
        plot = curve_plot(told.found, replace(box, top=box.top + rise, height=box.height - rise))
    return [*curves(told, plot), *_grades(told.found, plot)]


def _graded_years(found: CouplingYears, plot: ChartBox) -> Iterator[tuple[str, tuple[float, float]]]:
    """The grades in words with the left and right edge of their years, of years in a row with the same one together."""
    step = plot.width / len(found.years)
    years = zip(year_places(plot, found), found.degrees, strict=True)
    for name, alike in groupby(years, key=lambda year: grade(year[1].coordination)):
        places = [x for x, _ in alike]
        yield translate(name, plot.language), (places[0] - step / 2 + 0.5, places[-1] + step / 2 - 0.5)


def _fits(plot: ChartBox, words: str, room: tuple[float, float]) -> bool:
    """Whether words go over their years in two lines of whole words."""
    width = room[1] - room[0]
    whole = words.split() if words.isascii() else [*words]  # Chinese breaks between any two characters
    longest = max(plot.long(word, SMALL_WORDS) for word in whole)
    return longest <= width and len(set_lines(words, SMALL_WORDS, width, _MOST_LINES + 1, plot.measure)) <= _MOST_LINES


def _grades(found: CouplingYears, plot: ChartBox) -> list[Mark]:
    """The grades above their years, upright where these are narrow, over a line as long as they are."""
    marks: list[Mark] = []
    for words, (left, right) in _graded_years(found, plot):
        middle = (left + right) / 2
        if _fits(plot, words, (left, right)):
            place = (middle, plot.top - 4.5, right - left)
            marks += lines_of(plot, words, place, font=SMALL_WORDS, most=_MOST_LINES, align=0.5)
        else:
            marks.append(plot.label(words, middle, plot.top - 2.0, font=SMALL_WORDS, upwards=True))
        line = np.array([(left, plot.top - _LINE_BELOW), (right, plot.top - _LINE_BELOW)])
        marks.append(open_line(line, Stroke(plot.colours.muted, 0.2)))
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
    lacking = () if found.graded else (missing_years_text(found), *next_steps(found, tuple(told.doubtful)))
    said = (*lacking, *remarks_together(told.remarks), *left_out_texts(found), *basis)
    notes = tuple(show(note, language) for note in said)
    return NumberTable(show(title, language), tuple(translate(head, language) for head in heads), tuple(rows), notes)
