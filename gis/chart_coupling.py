"""How transition and circular economy of a cluster go together by year; below five years without a grade."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

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
from gis.chart_box import SMALL_WORDS, ChartBox, ChartFigure, lines_of
from gis.chart_ungraded import draw_ungraded, ungraded_sections
from gis.coupling_curves import COORDINATION, COUPLED, Told, curve_plot, curves, year_places, year_target
from gis.number_tables import Cell, NumberTable
from gis.scene import Mark, Target

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
    return [*curves(told, plot), *_grades(told.found, plot, year_places(plot, told.found))]


def _grades(found: CouplingYears, plot: ChartBox, xs: Sequence[float]) -> list[Mark]:
    """The grade of each year above it, where there is room."""
    marks: list[Mark] = []
    room = plot.width / len(xs) - 1.0
    for row, x in enumerate(xs):
        words = translate(grade(found.degrees[row].coordination), plot.language)
        marks += lines_of(plot, words, (x, plot.top - 4.5, room), font=SMALL_WORDS, most=2, align=0.5)
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
