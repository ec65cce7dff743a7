"""A quantity or an indicator over the years, with its base year and its target; what is not known is a gap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from core.catalogues import find_pollutant
from core.coupling_years import told_years
from core.doubts import Doubts, doubt_text, doubted
from core.doubts_over_years import doubts_over
from core.findings import Ref
from core.i18n import show, translate, unit_label
from core.indicator_own import OWN_DOCUMENT, find_system, known_quantities
from core.indicator_systems import Line, quantities, quantity_title
from core.office_fields import TO_CHECK
from core.snapshot import Snapshot
from core.system_memory import YearsKept
from core.system_quantities import measure
from core.system_results import judge_line
from core.system_scope import Scope, own_region
from core.target_gaps import FALLING, RISING, goal_of
from core.text import N_, Quantity, Text
from gis.chart_box import (
    SMALL_WORDS,
    ChartBox,
    ChartFigure,
    hatched_field,
    inner,
    lines_of,
    open_line,
    ticks,
    value_axis,
)
from gis.number_tables import NumberTable
from gis.scene import Mark, Points, Shape, Stroke
from gis.symbols import circle, rectangle

MOST_YEARS = 15
YEAR = "year"
POLLUTANTS = ("cod", "ammonia", "so2", "nox")  # what total-control targets are about, first
_AXIS, _HEAD, _FOOT, _RIGHT = 20.0, 12.0, 13.0, 36.0  # mm round the plot
_SIDES = {RISING: False, FALLING: True}
_SIGN = 1.4  # mm, radius of a point


@dataclass(frozen=True, slots=True)
class Point:
    """What was known of a year: the value, None unknown, with the known share of what it needs, and its rows.

    `doubt` is the sentence that a figure behind it is to be checked.
    """

    year: int
    value: float | None
    coverage: float
    rows: tuple[Ref, ...]
    doubt: Text | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached: a value, from which year (None: always), what it is, whether to stay below it.

    `below` is None where nobody says on which side of it one has to be.
    """

    value: float
    year: int | None
    title: Text
    below: bool | None


@dataclass(frozen=True, slots=True)
class Series:
    """Points of all years between the first and the last that is known, in a unit, with what is to be reached.

    `aim` is drawn, `beside` is told in words only; `base` is the base year that the project names, with its value.
    """

    title: Text
    unit: str
    points: tuple[Point, ...]
    aim: Aim | None
    beside: Aim | None = None
    base: tuple[int, float | None] | None = None

    @property
    def base_year(self) -> int:
        """The year that the others are compared with: the one that the project names, else the first that is known."""
        return self.known[0].year if self.base is None else self.base[0]

    @property
    def known(self) -> list[Point]:
        """The points with a value."""
        return [point for point in self.points if point.value is not None]


def series_items(snapshot: Snapshot) -> list[str]:
    """The quantities of which a snapshot tells anything, pollutants first; indicators of systems can be asked too."""
    items, media = set(snapshot.statistic.item.tolist()), set(snapshot.emission.medium.tolist())
    told = [one.id for one in known_quantities(snapshot).values() if one.item in items]
    emitted = [name for name in POLLUTANTS if quantities()[name].origin.split(":")[1] in media]
    return [*emitted, *told]


def item_text(snapshot: Snapshot, item: str) -> Text:
    """What a series is called: a quantity, or SYSTEM:NUMBER for an indicator. UserError for another system."""
    system, _, number = item.partition(":")
    if not number:
        return Text(quantity_title(system))
    line = _line(snapshot, system, number)
    return Text("{number} {title}", {"number": number, "title": Text(line.title)})


def is_item(snapshot: Snapshot, item: str) -> bool:
    """Whether there is such a quantity, or such an indicator of a system that there is."""
    system, _, number = item.partition(":")
    return (
        any(line.number == number for line in find_system(system, snapshot).lines)
        if number
        else system in known_quantities(snapshot)
    )


def _line(snapshot: Snapshot, system: str, number: str) -> Line:
    return next(line for line in find_system(system, snapshot).lines if line.number == number)


def read_series(
    snapshot: Snapshot, item: str, region: str = "", until: int | None = None, memory: YearsKept | None = None
) -> Series:
    """The series of a whole snapshot or a region, up to a year; years that nobody tells of are unknown.

    With a memory, what was known of years before an edit is read anew only where the edit touched it.
    """
    memory = memory or YearsKept()
    years = sorted(year for year in told_years(snapshot) if until is None or year <= until)[-MOST_YEARS:]
    system, _, number = item.partition(":")
    line = _line(snapshot, system, number) if number else None
    span = range(years[0], years[-1] + 1) if years else range(0)
    scopes = [memory.scope(snapshot, year, region) for year in span]
    found = _of_quantity(snapshot, scopes, system) if line is None else _of_line(snapshot, scopes, line)
    memory.keep(scopes)
    first = next((at for at, point in enumerate(found.points) if point.value is not None), len(found.points))
    points = _with_doubts(snapshot, found.points[first:])
    return replace(found, title=item_text(snapshot, item), points=points)


def _of_line(snapshot: Snapshot, scopes: Sequence[Scope], line: Line) -> Series:
    """An indicator, with the project's target and base year, and the threshold of its document."""
    judged = [judge_line(scope, line) for scope in scopes]
    points = tuple(
        Point(scope.year, one.result.value, one.result.coverage, one.result.rows)
        for scope, one in zip(scopes, judged, strict=True)
    )
    document = find_system(line.system, snapshot).document
    cases = [one.case for one in judged if one.case is not None and one.line.checked]
    title = Text("Threshold of {document}", {"document": document})
    if document == OWN_DOCUMENT:
        title = Text("Threshold of the project")
    threshold = Aim(cases[-1].value, None, title, cases[-1].sense in ("<", "<=")) if cases else None
    goal = goal_of(scopes[-1], judged[-1]) if judged else None
    if goal is None:
        return Series(Text(line.title), line.unit, points, threshold)
    base = None if goal.base_year is None else (goal.base_year, goal.base)
    if goal.target is None:
        return Series(Text(line.title), line.unit, points, threshold, base=base)
    aim = Aim(goal.target, goal.target_year, Text("Target of the project"), _SIDES.get(goal.sense))
    return Series(Text(line.title), line.unit, points, aim, threshold, base)


def _of_quantity(snapshot: Snapshot, scopes: Sequence[Scope], name: str) -> Series:
    """A quantity, of a pollutant with its total-control target."""
    told = [(scope.year, measure(scope, name)) for scope in scopes]
    points = tuple(Point(year, one.value, one.coverage, one.rows) for year, one in told)
    aim = _limit(snapshot, own_region(scopes[-1]), name) if scopes else None
    return Series(Text(quantity_title(name)), known_quantities(snapshot)[name].unit, points, aim)


def _with_doubts(snapshot: Snapshot, points: Sequence[Point]) -> tuple[Point, ...]:
    """Points with the sentence of the open findings about units and scale that their rows are in."""
    known = [point for point in points if point.value is not None]
    rows = (row for point in known for row in point.rows)
    doubts = doubts_over(snapshot, rows, [point.year for point in known])
    return tuple(_with_doubt(point, doubts) for point in points)


def _with_doubt(point: Point, doubts: Doubts) -> Point:
    return point if point.value is None else replace(point, doubt=doubt_text(doubted(point.rows, doubts)))


def _limit(snapshot: Snapshot, region: int, name: str) -> Aim | None:
    """The latest total-control target that a region has for a pollutant."""
    kind, _, matter = known_quantities(snapshot)[name].origin.partition(":")
    limits = snapshot.region_limit
    if kind != "emission" or region < 0:
        return None
    medium, _, pollutant = matter.partition(":")
    asked = (limits.region == region) & (limits.basis == "target") & (limits.unit == "t")
    rows = [
        row for row in np.flatnonzero(asked).tolist()
        if (found := find_pollutant(medium, str(limits.pollutant[row]))) is not None and found.id == pollutant
    ]  # fmt: skip
    if not rows:
        return None
    row = max(rows, key=lambda at: (np.nan_to_num(limits.year[at]), -at))
    year = None if np.isnan(limits.year[row]) else int(limits.year[row])
    return Aim(float(limits.value[row]), year, Text("Total-control target"), below=True)


def series_chart(found: Series, place: str) -> ChartFigure | None:
    """The chart of a series, None where fewer than two years are known."""
    if len(found.known) < 2:
        return None
    words = {(YEAR, str(point.year)): _words(found, point) for point in found.points}
    rows = {(YEAR, str(point.year)): point.rows for point in found.known if point.rows}
    first, last = found.points[0].year, found.points[-1].year
    values = {"place": place, "title": found.title, "first": str(first), "last": str(last)}
    title = Text("{place}: {title}, {first} to {last}", values)
    return ChartFigure(title, tuple(_notes(found)), partial(_draw, found), partial(_table, found, title), rows, words,
                       (110.0 + 16.0 * len(found.points), 110.0))  # fmt: skip


def _words(found: Series, point: Point) -> Text:
    values = {"year": str(point.year), "value": Quantity(point.value, found.unit),
              "share": Quantity(round(100 * point.coverage), "%")}  # fmt: skip
    if point.value is not None and point.coverage < 1:
        return Text("{year}: {value}, told by {share} of the firms", values)
    return Text("{year}: {value}", values)


def _notes(found: Series) -> list[Text]:
    told = [_compared(found), *(_aimed(found, aim) for aim in (found.aim, found.beside) if aim is not None)]
    if found.aim is None:
        told.append(Text("No target is stated."))
    for point in found.points:
        if point.doubt is not None:
            told.append(Text("{year}: {remark}", {"year": str(point.year), "remark": point.doubt}))
    if any(point.coverage < 1 and point.value is not None for point in found.points):
        told.append(Text("Open signs: not all firms told it."))
    if any(point.value is None for point in found.points):
        told.append(Text("Hatched: not known."))
    return told


def _compared(found: Series) -> Text:
    """The base year beside the last year that is known."""
    last, year = found.known[-1], found.base_year
    before = next((point.value for point in found.known if point.year == year), None)
    if found.base is not None and found.base[1] is not None:
        before = found.base[1]
    values = {"first": str(year), "last": str(last.year), "before": _short(before, found.unit),
              "now": _short(last.value, found.unit)}  # fmt: skip
    return Text("Base year {first}: {before}; {last}: {now}.", values)


def _aimed(found: Series, aim: Aim) -> Text:
    """How far the last year that is known keeps what is to be reached; ahead of its year it is no verdict."""
    last = found.known[-1]
    now, title = last.value or 0.0, aim.title
    if aim.year is not None:
        title = Text("{title} ({year})", {"title": aim.title, "year": str(aim.year)})
    values = {"title": title, "aim": _short(aim.value, found.unit), "year": str(last.year)}
    if aim.below is None:
        return Text("{title}: {aim}; on which side it counts is told nowhere, so that it is not judged.", values)
    short = now - aim.value if aim.below else aim.value - now
    values |= {"short": _short(abs(short), found.unit)}
    if short <= 0:
        return Text("{title} {aim}: kept in {year}, with {short} to spare.", values)
    if aim.year is not None and aim.year > last.year:
        return Text("{title} {aim}: {short} lacking in {year}.", values)
    return Text("{title} {aim}: missed in {year} by {short}.", values)


def _short(value: float | None, unit: str) -> Quantity:
    return Quantity(None if value is None else float(f"{value:.4g}"), unit)


def _draw(found: Series, box: ChartBox) -> list[Mark]:
    plot = inner(box, _AXIS, _HEAD, _RIGHT, _FOOT)
    values = [point.value for point in found.known if point.value is not None]
    aims = [found.aim.value] if found.aim is not None else []
    if min([*values, *aims]) < 0:
        return _below_nothing(found, plot)
    scale = ticks(1.05 * max([*values, *aims]))
    marks = value_axis(plot, scale, plot.bottom, plot.top, found.unit)
    step = plot.width / len(found.points)
    spots = [(plot.left + (at + 0.5) * step, plot.bottom - (point.value or 0.0) / scale[-1] * plot.height)
             for at, point in enumerate(found.points)]  # fmt: skip
    marks += _years(found, plot, step)
    if found.aim is not None:
        marks += _aim(found.aim, plot, plot.bottom - found.aim.value / scale[-1] * plot.height, found.unit)
    marks += _lines(found, plot, spots)
    return [*marks, *_points(found, plot, spots)]


def _below_nothing(found: Series, plot: ChartBox) -> list[Mark]:
    """Values below nothing are told in words: the axis begins at 0."""
    told = "; ".join(show(_words(found, point), plot.language) for point in found.known)
    return lines_of(plot, told, (plot.left, plot.top + plot.height / 2, plot.width), most=8)


def _years(found: Series, plot: ChartBox, step: float) -> list[Mark]:
    marks: list[Mark] = []
    for at, point in enumerate(found.points):
        x = plot.left + (at + 0.5) * step
        marks.append(plot.label(str(point.year), x, plot.bottom + 3.5, font=SMALL_WORDS, align=0.5))
        if point.value is None:
            rect = (x - step / 2 + 1.0, plot.top, step - 2.0, plot.height)
            marks.append(Shape(rectangle(*rect), "", None, (YEAR, str(point.year))))
            marks += hatched_field(plot, rect)
        if point.year == found.base_year:
            marks.append(plot.label(plot.told(Text("base year")), x, plot.bottom + 8.0, font=SMALL_WORDS,
                                    colour=plot.colours.muted, align=0.5))  # fmt: skip
    return marks


def _aim(aim: Aim, plot: ChartBox, y: float, unit: str) -> list[Mark]:
    """The dashed line of the target with its words at the right."""
    red = plot.colours.pollution
    told = Text("{title}, {year}", {"title": aim.title, "year": str(aim.year)}) if aim.year is not None else aim.title
    marks: list[Mark] = [open_line(np.array([(plot.left, y), (plot.right, y)]), Stroke(red, 0.45, (2.4, 1.4)))]
    number = f"{plot.number(aim.value, unit, 4)} {plot.unit(unit)}".strip()
    marks.append(plot.label(number, plot.right + 1.5, y, colour=red))
    return [*marks, *lines_of(plot, show(told, plot.language), (plot.right + 1.5, y + 7.0, _RIGHT - 3.0),
                              font=SMALL_WORDS, colour=red, most=2)]  # fmt: skip


def _lines(found: Series, plot: ChartBox, spots: Sequence[tuple[float, float]]) -> list[Mark]:
    """The line from year to year, broken where a year is not known."""
    marks: list[Mark] = []
    run: list[tuple[float, float]] = []
    for point, spot in zip((*found.points, None), (*spots, (0.0, 0.0)), strict=True):
        if point is not None and point.value is not None:
            run.append(spot)
            continue
        if len(run) > 1:
            line: Points = np.array(run)
            marks.append(open_line(line, Stroke(plot.colours.accent, 0.7)))
        run = []
    return marks


def _points(found: Series, plot: ChartBox, spots: Sequence[tuple[float, float]]) -> list[Mark]:
    marks: list[Mark] = []
    for point, (x, y) in zip(found.points, spots, strict=True):
        if point.value is None:
            continue
        fill = plot.colours.accent if point.coverage >= 1 else plot.colours.page
        square = point.year == found.base_year
        path = rectangle(x - _SIGN, y - _SIGN, 2 * _SIGN, 2 * _SIGN) if square else circle(x, y, _SIGN)
        marks.append(Shape(path, fill, Stroke(plot.colours.accent, 0.5), (YEAR, str(point.year))))
        words = plot.number(point.value, found.unit, 4)
        marks.append(plot.label(words, x, y - 4.0, font=SMALL_WORDS, align=0.5, halo=True))
        if point.doubt is not None:
            told = plot.told(Text(TO_CHECK))
            marks.append(plot.label(told, x, y - 8.0, font=SMALL_WORDS, colour=plot.colours.pollution, align=0.5))
    return marks


def _table(found: Series, title: Text, language: str) -> NumberTable:
    aim = found.aim.value if found.aim is not None else None
    heads = (N_("Year"), unit_label(found.unit, language), N_("Known, %"), N_("Target"))
    rows = tuple((str(point.year), point.value, 100 * point.coverage, aim) for point in found.points)
    notes = tuple(show(note, language) for note in _notes(found))
    return NumberTable(show(title, language), tuple(translate(head, language) for head in heads), rows, notes)
