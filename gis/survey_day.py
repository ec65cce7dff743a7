"""The day sheet of a survey as pages A4: a map with the stops in their order, then what is asked at each stop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.i18n import show, show_number, translate
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.furniture import north_marks, round_scale, scale_marks
from gis.ground import region_marks
from gis.palette import Palette, palette
from gis.picture import lay_out
from gis.scene import Font, Inset, Label, Mark, Points, Scene, Shape, Stroke
from gis.sheet import Measure
from gis.survey_page import FOOT, foot, lowered
from gis.symbols import circle, polyline, rectangle
from gis.typeset import LINE_HEIGHT, paragraph, set_lines, wrapped
from gis.view import View, fit

WIDTH, HEIGHT = 210.0, 297.0  # mm
TITLE, HEAD, BODY, SMALL = Font(16.0, bold=True), Font(10.5, bold=True), Font(10.0), Font(8.5)
NUMBER = Font(8.0, bold=True)
STRAIGHT = N_("Straight lines between the firms, {km} km; roads are longer.")
_EDGE, _TOP = 18.0, 16.0
_MAP = 118.0  # mm of height
_ALONE = 40.0  # metres of the ground to a mm, where one firm alone has no surroundings otherwise
_TAG = 2.7  # mm: half of the disc of a number
_BOX = 4.0  # mm of a box to tick


@dataclass(frozen=True, slots=True)
class Stop:
    """A firm to be visited: its row, its name, a word beside it (code of its page), what is told and asked there."""

    actor: int
    name: str
    code: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The stops of a day in their order, in the reader's language; `km` is the way by straight lines."""

    title: str
    told: str
    stops: tuple[Stop, ...]
    km: float
    marking: str
    language: str


def day_scenes(sheet: DaySheet, snapshot: Snapshot, measure: Measure) -> list[Scene]:
    """The pages of a day; no stop is broken over two of them."""
    colours = palette()
    room = WIDTH - 2 * _EDGE
    head, y = _head(sheet, room, colours, measure)
    pages: list[list[Mark]] = [[*head, Inset(_map(sheet, snapshot, room, colours, measure), _EDGE, y)]]
    y += _MAP + 4.0
    for number, stop in enumerate(sheet.stops, 1):
        marks, height = _stop(number, stop, room, colours, measure)
        if y + height > HEIGHT - FOOT:
            pages.append([])
            y = _TOP
        pages[-1] += [lowered(mark, y) for mark in marks]
        y += height
    named = (translate(sheet.marking, sheet.language), sheet.title)
    return [
        Scene(WIDTH, HEIGHT, (*marks, foot(named, (number, len(pages)), colours, measure)), colours.page)
        for number, marks in enumerate(pages, 1)
    ]


def _head(sheet: DaySheet, room: float, colours: Palette, measure: Measure) -> tuple[list[Mark], float]:
    marks, y = paragraph(set_lines(sheet.title, TITLE, room, 1, measure), (_EDGE, _TOP), TITLE, colours.ink, measure)
    way = show(Text(STRAIGHT, {"km": show_number(sheet.km, 3)}), sheet.language)
    for line in (sheet.told, way) if sheet.km else (sheet.told,):
        more, y = paragraph(wrapped(line, SMALL, room, measure), (_EDGE, y), SMALL, colours.muted, measure)
        marks += more
    return marks, y + 2.0


def _map(sheet: DaySheet, snapshot: Snapshot, room: float, colours: Palette, measure: Measure) -> Scene:
    """Regions, the way, and a disc with its number at every firm that has coordinates."""
    rows = [stop.actor for stop in sheet.stops]
    view = _day_view(snapshot, rows, room, sheet.language)
    true = view.to_paper(snapshot.actor.point[rows])
    located = np.flatnonzero(~np.isnan(true).any(axis=1))
    frame = Shape(rectangle(0.1, 0.1, room - 0.2, _MAP - 0.2), "", Stroke(colours.rule, 0.3))
    ground = _ground(snapshot, rows)
    marks: list[Mark] = [*region_marks(lay_out(ground, (), view, measure))]
    if len(located) > 1:
        marks.append(Shape(polyline(true[located]), "", Stroke(colours.accent, 0.7)))
    tags = _tag_places(true[located], (room, _MAP))
    marks += [mark for at, place in zip(tags, true[located], strict=True) for mark in _pin(at, place, colours)]
    for at, row in zip(tags, located.tolist(), strict=True):
        length = float(measure([str(row + 1)], NUMBER)[0])
        marks.append(Label(str(row + 1), float(at[0]), float(at[1]), NUMBER, colours.page, length, 0.5))
    marks += scale_marks((5.0, _MAP - 14.0), view.metres_per_mm, colours, measure)
    marks += north_marks((room - 8.0, 4.0), sheet.language, colours, measure)
    return Scene(room, _MAP, (*marks, frame), colours.paper)


def _ground(snapshot: Snapshot, rows: Sequence[int]) -> Snapshot:
    """The stops alone with the regions, since nothing else is drawn."""
    visited = np.zeros(len(snapshot.actor), dtype=bool)
    visited[list(rows)] = True
    return snapshot.of_rows({"actor": visited, "flow": np.zeros(len(snapshot.flow), dtype=bool)})


def _day_view(snapshot: Snapshot, rows: Sequence[int], room: float, language: str) -> View:
    located = [row for row in rows if not np.isnan(snapshot.actor.point[row]).any()]
    uids = frozenset(str(snapshot.actor.uid[row]) for row in located)
    view = fit(snapshot, room, _MAP, uids, margin=14.0)
    hidden = view.hidden | {"links", "labels", "amounts", "findings", "actors"}
    scale = max(view.metres_per_mm, _ALONE if len(located) < 2 else 0.0)
    return replace(view, language=language, hidden=hidden, metres_per_mm=round_scale(scale))


def _tag_places(true: Points, frame: tuple[float, float]) -> Points:
    """Where the numbers stand: at their firm, of crowded firms beside it, each as near as it finds room."""
    placed = np.empty((0, 2))
    turns = np.arange(12) * np.pi / 6
    around = np.column_stack([np.cos(turns), np.sin(turns)])
    ways = np.vstack([np.zeros((1, 2)), *(radius * around for radius in (5.6, 8.4, 11.2, 14.0))])
    for place in true:
        tries = place + ways
        inside = ((tries > _TAG) & (tries < np.array(frame) - _TAG)).all(axis=1)
        apart = np.hypot(*(tries[:, None] - placed).T).T if len(placed) else np.full((len(tries), 1), np.inf)
        free = np.flatnonzero(inside & (apart.min(axis=1) > 2 * _TAG + 0.2))
        placed = np.vstack([placed, tries[free[0] if len(free) else 0]])
    return placed


def _pin(at: Points, place: Points, colours: Palette) -> list[Mark]:
    """The disc of a number, with a line to its firm where it stands beside it."""
    disc = Shape(circle(float(at[0]), float(at[1]), _TAG), colours.accent, Stroke(colours.page, 0.3))
    if np.hypot(*(at - place)) < 0.1:
        return [disc]
    dot = Shape(circle(float(place[0]), float(place[1]), 0.7), colours.ink)
    return [Shape(polyline(np.array([place, at])), "", Stroke(colours.ink, 0.25)), dot, disc]


def _stop(number: int, stop: Stop, room: float, colours: Palette, measure: Measure) -> tuple[list[Mark], float]:
    """A stop at y = 0: number, name, code, what is told, a box to tick, a line below."""
    left, step = _EDGE + 8.0, LINE_HEIGHT * HEAD.height
    marks, _ = paragraph([str(number)], (_EDGE, 1.0), HEAD, colours.accent, measure)
    name, y = paragraph(set_lines(stop.name, HEAD, room - 60.0, 1, measure), (left, 1.0), HEAD, colours.ink, measure)
    length = float(measure([stop.code], SMALL)[0])
    marks += [*name, Label(stop.code, WIDTH - _EDGE - 8.0, 1.0 + 0.5 * step, SMALL, colours.muted, length, 1.0)]
    box = rectangle(WIDTH - _EDGE - _BOX, 1.0 + 0.5 * (step - _BOX), _BOX, _BOX)
    marks.append(Shape(box, "", Stroke(colours.ink, 0.25)))
    for line in stop.lines:
        told, y = paragraph(wrapped(line, SMALL, room - 8.0, measure), (left, y), SMALL, colours.ink, measure)
        marks += told
    rule = polyline(np.array([(_EDGE, y + 1.0), (WIDTH - _EDGE, y + 1.0)]))
    return [*marks, Shape(rule, "", Stroke(colours.rule, 0.2))], y + 1.2
