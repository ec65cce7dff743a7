"""Pareto chart of load: firms from the largest on, the share of all up to each, and the line of the main ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.evidence import ref, refs
from core.findings import Inquiry
from core.i18n import show, show_number, translate, unit_label
from core.loads import MEDIUM_TITLES, Load, LoadTable, equal_standard_loads
from core.rule_set import rule_set
from core.rule_titles import MAIN_SOURCE
from core.text import N_, Quantity, Text
from gis.chart_box import (
    SMALL_WORDS,
    ChartBox,
    ChartFigure,
    bar,
    headed,
    inner,
    lines_of,
    open_line,
    ticks,
    value_axis,
)
from gis.number_tables import NumberTable
from gis.palette import readable_on
from gis.scene import Mark, Shape, Stroke, Target
from gis.symbols import circle
from gis.typeset import shortened, wrapped

MOST = 24  # bars: the others stand together in one
NAME_ROOM, AXIS, SHARES, HEAD = 42.0, 16.0, 14.0, 13.0  # mm below at least, at the left, at the right and above

_FLAT_ROOM = 12.0  # mm below, where the names stand upright
_NEAR = 0.03  # shares nearer than this are not both told
_LOWEST = 0.3  # names at most so much of the height, where that is more than their room
_CLEAR = 2.4  # mm between the middle of a number and a line
_DOWN = 3.0  # mm from one place of a number within its column to the next


def pareto(inquiry: Inquiry, medium: str) -> ChartFigure | None:
    """The chart of a medium in a year, None where no firm has a known load above 0."""
    found = [table for table in equal_standard_loads(inquiry.now) if table.medium == medium]
    table = next((table for table in found if table.class_of == "firm"), None)
    loads = [load for load in table.actors if load.load > 0] if table is not None else []
    if table is None or not loads:
        return None
    names = [str(inquiry.now.actor.name[load.actor]) for load in loads]
    targets = [("actor", str(inquiry.now.actor.uid[load.actor])) for load in loads]
    rows = {target: (ref(inquiry.now, "actor", load.actor), *refs(inquiry.now, "emission", load.rows))
            for target, load in zip(targets, loads, strict=True)}  # fmt: skip
    words = {target: _words(name, load, table) for target, name, load in zip(targets, names, loads, strict=True)}
    share = rule_set(inquiry.now).line(MAIN_SOURCE, "share").value / 100
    told = _Told(table, loads, names, targets, share, partial(headed, inquiry.now.name, inquiry.year))
    title = Text(
        "Equal-standard load of {medium} by firm (computed attention)", {"medium": Text(MEDIUM_TITLES[medium])}
    )
    return ChartFigure(
        told.headed(title), tuple(_notes(told)), partial(_draw, told),
        partial(_table, told), rows, words, (60.0 + 8.0 * min(len(loads), MOST), 118.0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """The firms with a load, largest first, with names and targets, and the share that the main ones make up."""

    table: LoadTable
    loads: Sequence[Load]
    names: Sequence[str]
    targets: Sequence[Target]
    share: float
    headed: Callable[[Text], Text]


def _notes(told_of: _Told) -> list[Text]:
    table, loads = told_of.table, told_of.loads
    silent = sum(len(load.unknown) == len(load.rows) for load in table.actors)
    partly = sum(0 < len(load.unknown) < len(load.rows) for load in table.actors)
    values = {"n": sum(load.main for load in loads), "known": table.known, "standard": table.standard.document,
              "share": Quantity(float(f"{100 * told_of.share:.3g}"), "%")}  # fmt: skip
    told = [Text("{n} firm of {known} with known figures makes up the first {share}; by {standard} as one common "
                 "standard for all.", values, plural="{n} firms of {known} with known figures make up the first "
                 "{share}; by {standard} as one common standard for all.")]  # fmt: skip
    if partly or silent:
        told.append(Text("Firms known in part, with at least so much: {partly}; without any figure: {silent}.",
                         {"partly": partly, "silent": silent}))  # fmt: skip
    told.append(Text("A load compares firms and proves no exceedance."))
    return told


def _words(name: str, load: Load, table: LoadTable) -> Text:
    values = {"name": name, "load": Quantity(float(f"{load.load:.4g}"), table.unit),
              "share": Quantity(round(100 * load.share, 1), "%"),
              "upto": Quantity(round(100 * load.cumulative, 1), "%")}  # fmt: skip
    return Text("{name}: {load}, {share} of all, up to it {upto}", values)


def _draw(told: _Told, box: ChartBox) -> list[Mark]:
    table, loads, names, targets = told.table, told.loads, told.names, told.targets
    shown, rest = loads[:MOST], loads[MOST:]
    values = [load.load for load in shown] + ([sum(load.load for load in rest)] if rest else [])
    called = [*names[:MOST], *([box.told(Text("{n} others", {"n": len(rest)}))] if rest else [])]
    flat = _lie_flat(box, called, (box.width - AXIS - SHARES) / len(called))
    longest = max(box.long(name, SMALL_WORDS) for name in called)
    room = min(longest + 4.0, max(NAME_ROOM, _LOWEST * box.height))
    plot = inner(box, AXIS, HEAD, SHARES, _FLAT_ROOM if flat else max(room, NAME_ROOM))
    cumulative = [load.cumulative for load in shown] + ([1.0] if rest else [])
    scale = ticks(1.05 * max(values))
    marks = value_axis(plot, scale, plot.bottom, plot.top, table.unit)
    step, colour = plot.width / len(values), plot.colours.links["water" if table.medium == "water" else "emission"]
    for place, (value, name) in enumerate(zip(values, called, strict=True)):
        main = place < len(shown) and shown[place].main
        target = targets[place] if place < len(shown) else None
        shade = plot.dark(colour) if main else plot.pale(colour)
        marks.append(_column(plot, (place, step), value / scale[-1], shade, target))
        x = plot.left + (place + 0.5) * step
        marks += _name(plot, name, x, step if flat else 0.0, room)
        words = plot.number(value, table.unit)
        y = plot.bottom - value / scale[-1] * plot.height
        if plot.long(words, SMALL_WORDS) < step + 1.0:
            marks.append(_amount(plot, words, (x, y), _crossed(plot, cumulative, (x, step), told.share, words), shade))
    return [*marks, *_shares(plot, cumulative, step, told.share)]


def _name(plot: ChartBox, name: str, x: float, wide: float, room: float) -> list[Mark]:
    """The name below a column: in two lines as wide as it, or upwards where `wide` is 0."""
    if wide:
        return lines_of(plot, name, (x, plot.bottom + 5.5, wide - 1.0), font=SMALL_WORDS, most=2, align=0.5)
    short = shortened(name, SMALL_WORDS, room - 3.5, plot.measure)
    return [plot.label(short, x, plot.bottom + 2.0, font=SMALL_WORDS, align=1.0, upwards=True)]


def _lie_flat(box: ChartBox, names: Sequence[str], step: float) -> bool:
    """Whether all names can be read without turning the page: in two lines as wide as a column, no word broken."""
    return all(
        len(wrapped(name, SMALL_WORDS, step - 1.0, box.measure)) <= 2
        and (not name.isascii() or all(box.long(word, SMALL_WORDS) <= step - 1.0 for word in name.split()))
        for name in names
    )


def _crossed(
    plot: ChartBox, cumulative: Sequence[float], place: tuple[float, float], main: float, words: str
) -> list[tuple[float, float]]:
    """From which y to which both lines run behind words in the middle of a column at x."""
    x, step = place
    half = plot.long(words, SMALL_WORDS) / 2 + 0.5
    points = plot.left + (np.arange(len(cumulative)) + 0.5) * step
    met = np.array([x - half, x, x + half])
    shares = np.interp(met[(met >= points[0]) & (met <= points[-1])], points, cumulative)
    ys = plot.bottom - shares * plot.height
    line = plot.bottom - main * plot.height
    return [(float(ys.min()), float(ys.max())), (line, line)]


def _amount(
    plot: ChartBox, words: str, top: tuple[float, float], crossed: Sequence[tuple[float, float]], fill: str
) -> Mark:
    """The number above a column; where a line would run through it, at the highest free place within the column."""
    x, y = top

    def free(at: float) -> bool:
        return all(at < first - _CLEAR or at > last + _CLEAR for first, last in crossed)

    within = (at for at in np.arange(y + 3.2, plot.bottom - 2.0, _DOWN).tolist() if free(at))
    at = y - 2.2 if free(y - 2.2) else next(within, None)
    if at is None or at < y:
        return plot.label(words, x, y - 2.2, font=SMALL_WORDS, align=0.5, halo=True)
    return plot.label(words, x, at, font=SMALL_WORDS, align=0.5, colour=readable_on(fill, plot.colours))


def _column(plot: ChartBox, place: tuple[int, float], share: float, fill: str, target: Target | None) -> Mark:
    at, step = place
    wide = min(0.7 * step, 12.0)
    tall = share * plot.height
    left = plot.left + (at + 0.5) * step - wide / 2
    return bar(plot, (left, plot.bottom - tall, wide, tall), fill, target)


def _shares(plot: ChartBox, cumulative: Sequence[float], step: float, main: float) -> list[Mark]:
    """The line of shares with its axis at the right, and the line of the share that the main ones make up."""
    ink, red = plot.colours.ink, plot.colours.pollution
    points = np.array([(plot.left + (place + 0.5) * step, plot.bottom - share * plot.height)
                       for place, share in enumerate(cumulative)])  # fmt: skip
    y = plot.bottom - main * plot.height
    marks: list[Mark] = [open_line(np.array([(plot.left, y), (plot.right, y)]), Stroke(red, 0.4, (2.4, 1.4)))]
    marks += [plot.label(f"{show_number(100 * main, 3)} %", plot.right + 1.5, y, font=SMALL_WORDS, colour=red)]
    for share in (0, 20, 40, 60, 80, 100):
        if abs(share / 100 - main) > _NEAR:
            at, muted = plot.bottom - share / 100 * plot.height, plot.colours.muted
            marks.append(plot.label(f"{share} %", plot.right + 1.5, at, font=SMALL_WORDS, colour=muted))
    marks.append(plot.label(plot.told(Text("share of all up to it")), plot.right + SHARES, plot.top - 9.5,
                            font=SMALL_WORDS, colour=plot.colours.muted, align=1.0))  # fmt: skip
    if len(points) > 1:
        marks.append(open_line(points, Stroke(ink, 0.35)))
    marks += [Shape(circle(float(x), float(at), 0.75), plot.colours.page, Stroke(ink, 0.3)) for x, at in points]
    return marks


def _table(told: _Told, language: str) -> NumberTable:
    table, loads, names = told.table, told.loads, told.names
    heads = (N_("Firm"), N_("Load"), N_("Share, %"), N_("Share up to it, %"), N_("of it to central plants"))
    rows = tuple((name, load.load, 100 * load.share, 100 * load.cumulative, load.indirect)
                 for name, load in zip(names, loads, strict=True))  # fmt: skip
    values = {"medium": Text(MEDIUM_TITLES[table.medium]), "unit": unit_label(table.unit, language)}
    title = show(told.headed(Text("Load of {medium} ({unit})", values)), language)
    return NumberTable(title, tuple(translate(head, language) for head in heads), rows, tuple(
        show(note, language) for note in _notes(told)))  # fmt: skip
