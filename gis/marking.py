"""Where badges, signs of missing roles and notes stand: near what they tell of, clear of links and other signs."""

from dataclasses import replace

import numpy as np

from core.i18n import show, translate
from core.text import N_, Text
from gis.badges import BADGE, BADGE_RADIUS, badge_half, badge_marks, badge_text
from gis.flags import Missing
from gis.labels import NO_LINK, Boxes, Placed, Wanted, place
from gis.lettering import NAME, label_marks
from gis.regions import free_spots
from gis.routing import ends_angles
from gis.scene import Font, Label, Mark, Points, Target
from gis.sheet import Sheet
from gis.signs import link_angles, missing_mark
from gis.standing import held
from gis.stubs import STUB_RING, drawn_stubs, stub_marks
from gis.typeset import LINE_HEIGHT, wrapped

MISSING_LABEL = N_("missing: user of {matter}")
SKETCH_NOTE = N_("Sketch layout, positions are not true: all {n} stand at {lat}° N, {lon}° E")
NO_PLACES = N_("No firm or institution has coordinates yet.")
NOTE = Font(7.0)
EMPTY = Font(11.0)
_SIGN_ROOM = 6.0  # mm in front of the words of a missing role
_MISSING_SIZE = 2.4
_DIRECTIONS = np.radians(np.arange(-135.0, 225.0, 22.5))  # upper left first


class Marking:
    """Collects marks above the links and the boxes they cover, so that each finds a free place; `placed` are words."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.marks: list[Mark] = []
        self.boxes: list[tuple[float, float, float, float]] = []
        self.placed: list[Placed] = []

    @property
    def blocked(self) -> Boxes:
        """The covered boxes (n, 4)."""
        return np.array(self.boxes, dtype=np.float64).reshape(-1, 4)

    def add_badge(self, centre: tuple[float, float], reach: float, number: str, sign: str, avoided: Points) -> None:
        """A badge `reach` mm from a centre, in the direction farthest from the `avoided` directions in radians."""
        spots = np.array(centre) + reach * np.column_stack([np.cos(_DIRECTIONS), np.sin(_DIRECTIONS)])
        cost = 0.05 * np.arange(len(_DIRECTIONS), dtype=np.float64)
        if len(avoided):
            apart = np.abs((_DIRECTIONS[:, None] - avoided[None, :] + np.pi) % (2 * np.pi) - np.pi).min(axis=1)
            cost += (0.7 - apart).clip(0) * 4
        cost += 10.0 * np.array([self._covered(x, y) for x, y in spots])
        x, y = spots[int(cost.argmin())].tolist()
        width = float(self.sheet.measure([number], BADGE)[0])
        half = badge_half(width)
        self.marks += badge_marks((x, y), number, sign, width, self.sheet.colours)
        self.boxes.append((x - half, y - BADGE_RADIUS, x + half, y + BADGE_RADIUS))

    def _covered(self, x: float, y: float) -> int:
        """How many boxes a badge at (x, y) would touch, and whether it would leave the paper."""
        boxes, reach = np.concatenate([self.blocked, _sign_boxes(self.sheet)]), BADGE_RADIUS
        before, behind = boxes[:, :2] < (x + reach, y + reach), boxes[:, 2:] > (x - reach, y - reach)
        touched = (before & behind).all(axis=1)
        width, height = self.sheet.frame
        off = x < reach or y < reach or x > width - reach or y > height - reach
        return int(touched.sum()) + 2 * (off and not self.sheet.boundless)


def mark_findings(sheet: Sheet) -> Marking:
    """Stubs, missing roles and badges of the findings, and the notes of sketches."""
    marking = Marking(sheet)
    for frame in sheet.layout.frames:
        _add_note(marking, frame.rect, len(frame.members), sheet.view.to_lonlat(*frame.true))
    if not sheet.shown.any():
        _add_emptiness(marking)
    for drawn in drawn_stubs(sheet):
        marking.marks += stub_marks(drawn, sheet.colours)
        marking.boxes += [tuple(box) for box in drawn.boxes.tolist()]
        if drawn.stub.number:
            x, y = drawn.end.tolist()
            back = ends_angles(drawn.start[None, :], drawn.end)
            marking.add_badge((x, y), STUB_RING + BADGE_RADIUS + 0.4, str(drawn.stub.number), "stub", back)
    for target, numbers in sheet.flagged.numbers.items():
        _add_numbers(marking, target, numbers)
    _add_missing(marking)
    return marking


def _add_note(marking: Marking, rect: tuple[float, float, float, float], count: int, true: tuple[float, float]) -> None:
    sheet = marking.sheet
    text = Text(SKETCH_NOTE, {"n": count, "lon": f"{true[0]:.2f}", "lat": f"{true[1]:.2f}"})
    left, _, right, bottom = rect
    lines = wrapped(show(text, sheet.view.language), NOTE, right - left - 6.0, sheet.measure)
    for above, (line, width) in enumerate(zip(reversed(lines), sheet.measure(lines[::-1], NOTE).tolist(), strict=True)):
        y = bottom - 3.5 - above * LINE_HEIGHT * NOTE.height
        label = Label(line, left + 3.0, y, NOTE, sheet.colours.muted, width, halo=sheet.colours.paper)
        marking.marks.append(label)
        marking.boxes.append(label.box)


def _add_emptiness(marking: Marking) -> None:
    """Say in the middle of an empty map why it is empty."""
    sheet = marking.sheet
    line = translate(NO_PLACES, sheet.view.language)
    x, y = sheet.view.middle
    marking.marks.append(Label(line, x, y, EMPTY, sheet.colours.muted, float(sheet.measure([line], EMPTY)[0]), 0.5))


def _add_numbers(marking: Marking, target: Target, numbers: tuple[tuple[int, str], ...]) -> None:
    """The badges of an actor or a link; findings about regions and the whole cluster have their cards only."""
    sheet = marking.sheet
    table, uid = target
    if table == "actor":
        for actor in np.flatnonzero((sheet.snapshot.actor.uid == uid) & ~np.isnan(sheet.places[:, 0])).tolist():
            x, y = sheet.places[actor].tolist()
            text, sign = badge_text([number for number, _ in numbers]), numbers[0][1]
            marking.add_badge((x, y), float(sheet.reach[actor]) + 1.0, text, sign, link_angles(sheet, actor))
    elif table == "flow":
        for row in np.flatnonzero(sheet.snapshot.flow.uid[sheet.links.flow] == uid):
            points = sheet.routes.points[row]
            if not np.isnan(points).any():
                x, y = points[len(points) // 2].tolist()
                text = badge_text([number for number, _ in numbers])
                marking.add_badge((x, y), 2.6, text, numbers[0][1], ends_angles(points[[0, -1]], points[12]))


def _add_missing(marking: Marking) -> None:
    """Hollow signs of missing roles with their words, in free places of their region."""
    sheet = marking.sheet
    wanted = [_missing_words(sheet, missing) for missing in sheet.flagged.missing]
    numbers = {id(text): missing.number for text, missing in zip(wanted, sheet.flagged.missing, strict=True)}
    stood = [text for text in wanted if text.side >= 0]
    fresh = [text for text in wanted if text.side < 0 and text.along is not None and len(text.along)]
    for texts in (stood, fresh):
        taken = np.concatenate([marking.blocked, _sign_boxes(sheet)])
        for placed in place(texts, taken, _line_points(sheet), sheet.frame):
            _draw_missing(marking, placed, numbers[id(placed.text)])
            marking.placed.append(placed)


def _missing_words(sheet: Sheet, missing: Missing) -> Wanted:
    """The words of a missing role where they stood, else with the places that they may have."""
    text = translate(MISSING_LABEL, sheet.view.language).format(matter=missing.matter)
    length = float(sheet.measure([text], NAME)[0]) + _SIGN_ROOM
    words = Wanted(
        (text,), (length,), NAME, sheet.colours.roles["decomposer"], 0.0, 0.0, 0.0, -float(missing.number),
        along=np.empty((0, 2)), target=missing.target, dropped=True,
    )  # fmt: skip
    stood = held(words, sheet.stood, sheet.frame)
    if stood.side >= 0:
        return stood
    return replace(words, along=_spots(sheet, missing.region, missing.actor, length))


def _draw_missing(marking: Marking, placed: Placed, number: int) -> None:
    left, top, right, bottom = placed.box
    middle = (top + bottom) / 2
    x = left + _MISSING_SIZE
    marking.marks.append(missing_mark(x, middle, _MISSING_SIZE, marking.sheet.colours))
    words = Placed(placed.text, (left + _SIGN_ROOM, top, right, bottom), 0.0, leader=False)
    marking.marks += label_marks(words, marking.sheet.colours.paper)
    marking.boxes.append((left, top - 2.0, right, bottom + 2.0))
    if number:
        marking.add_badge((x, middle), _MISSING_SIZE + 2.2, str(number), "missing", np.array([0.0]))


def _spots(sheet: Sheet, region: int, actor: int, length: float) -> Points:
    """Where a missing role may stand: round an actor, within its region, else anywhere on the paper."""
    if actor >= 0 and not np.isnan(sheet.places[actor, 0]):
        turn = np.radians(np.arange(0.0, 360.0, 30.0))
        ring = np.column_stack([np.cos(turn) * (length / 2 + 8), np.sin(turn) * 12])
        return np.asarray(np.concatenate([sheet.places[actor] + ring, sheet.places[actor] + 1.8 * ring]))
    outlines = sheet.snapshot.region.outline
    if region >= 0 and outlines[region] is not None:
        spots = free_spots(sheet, outlines[region], length)
        return np.asarray(spots[::-1])
    width, height = sheet.frame
    across, down = np.meshgrid(np.linspace(length, width - length, 8), np.linspace(12, height - 12, 9))
    return np.column_stack([across.ravel(), down.ravel()])


def _sign_boxes(sheet: Sheet) -> Boxes:
    rows = np.flatnonzero(~np.isnan(sheet.places).any(axis=1))
    reach = np.array([sheet.reach[row] + 1.0 for row in rows]).reshape(-1, 1)
    boxes: Boxes = np.hstack([sheet.places[rows] - reach, sheet.places[rows] + reach]).reshape(-1, 4)
    return boxes


def _line_points(sheet: Sheet) -> Points:
    points = sheet.routes.points
    lines = np.concatenate([points, np.zeros((*points.shape[:2], 2))], axis=2).reshape(-1, 4)
    lines[:, 2:] = (1.9, NO_LINK)
    return np.asarray(lines[~np.isnan(lines).any(axis=1)])
