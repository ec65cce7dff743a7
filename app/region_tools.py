"""The tools that draw, split and reshape regions on the map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt

from app.describe import row_of
from app.map_hand import Aim, Hand
from app.map_tools import Ask, MapTool
from core.text import Text
from gis.reshaping import Position, corners, edges
from gis.scene import Mark, Points
from gis.tool_marks import area_mark, corner_marks, edges_mark, line_mark, middle_marks

CATCH_MM = 2.2  # how near the hand must be to a corner to take it
APART_MM = 2.6  # corners closer together are offered when the map is nearer
LONG_MM = 6.0  # an edge so long offers a new corner in its middle


@dataclass(frozen=True, slots=True)
class DrawArea:
    """Make a region within these corners."""

    places: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class CutRegion:
    """Split the region that this line crosses."""

    line: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class ShiftCorner:
    """Move a corner to a place."""

    corner: Position
    place: Position


@dataclass(frozen=True, slots=True)
class BendEdge:
    """Give an edge a corner at a place."""

    edge: tuple[Position, Position]
    place: Position


@dataclass(frozen=True, slots=True)
class DropCorner:
    """Take a corner away."""

    corner: Position


class LineDrawing(MapTool):
    """Clicks make a line; Enter or a double click ends it, Backspace takes the last place back."""

    least = 2

    def __init__(self, hand: Hand, ask: Ask) -> None:
        super().__init__(hand, ask)
        self.places: list[Position] = []

    def release(self, place: QPointF) -> None:
        aim = self.hand.aim(place)
        if aim is not None and self.held is None and (not self.places or self.places[-1] != aim.place):
            self.places.append(aim.place)

    def double(self, place: QPointF) -> None:
        self.finish()

    def key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif key == Qt.Key.Key_Backspace and self.places:
            self.places.pop()
        else:
            return False
        return True

    def finish(self) -> None:
        """Hand over what was drawn, if it is enough."""
        if len(self.places) >= self.least and self.held is None:
            spot = self.hand.spot(self.places[-1])
            self.held = Aim(self.places[-1], spot)
            self.ask(self.request(), spot)

    def request(self) -> object:
        """What the drawn places stand for."""
        return CutRegion(tuple(self.places))

    def cancel(self) -> bool:
        begun = bool(self.places)
        self.done()
        return begun

    def done(self) -> None:
        self.places, self.held = [], None

    def marks(self, language: str) -> list[Mark]:
        if not self.places:
            return self._snap_marks()
        fixed = [self.hand.spot(place) for place in self.places]
        aim = [self.aim.spot] if self.aim is not None and self.held is None else []
        line = line_mark([*fixed, *aim], self.hand.colours) if len(fixed) + len(aim) > 1 else None
        handles = corner_marks(np.array(fixed), self.hand.colours, lambda _: True)
        return [*([line] if line else []), *handles, *self._snap_marks()]


class RegionCutting(LineDrawing):
    """A line across a region splits it."""

    def hint(self) -> Text:
        if self.held is not None:
            return Text("Name the part that is cut off and press Enter; Esc leaves the region whole.")
        if self.places:
            return Text("Click on across the region; Enter or a double click cuts, Backspace takes one back.")
        return Text("Click outside the region where the cut begins; Esc puts the tool away.")


class RegionDrawing(LineDrawing):
    """Corners round an area make a region; a click on the first corner closes it too."""

    least = 3

    def hint(self) -> Text:
        if self.held is not None:
            return Text("Name the region and press Enter; Esc leaves it away.")
        if self.places:
            return Text("Click the next corner; Enter or a double click closes the border, Backspace takes one back.")
        return Text("Click the first corner of the new region; Esc puts the tool away.")

    def release(self, place: QPointF) -> None:
        aim = self.hand.aim(place, snapping=False)
        if aim is not None and len(self.places) >= self.least and _near(aim, self.hand.spot(self.places[0])):
            self.finish()
        else:
            super().release(place)

    def request(self) -> object:
        return DrawArea(tuple(self.places))

    def marks(self, language: str) -> list[Mark]:
        if self.held is None or len(self.places) < self.least:
            return super().marks(language)
        spots = self.hand.spots(np.array(self.places))
        return [area_mark(spots, self.hand.colours), *corner_marks(spots, self.hand.colours)]


class RegionReshaping(MapTool):
    """Click a region to see its corners; drag one, or the middle of an edge to make a new one."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, hand: Hand, ask: Ask) -> None:
        super().__init__(hand, ask)
        chosen = hand.canvas.session.selection.refs
        self.uid = chosen[0].uid if len(chosen) == 1 and chosen[0].table == "region" else ""
        self.corner: Position | None = None
        self.edge: tuple[Position, Position] | None = None

    def hint(self) -> Text:
        if self.corner is not None or self.edge is not None:
            return Text("Release the corner at its new place; Esc leaves it where it was.")
        if not self.uid:
            return Text("Click a region to see its corners; Esc puts the tool away.")
        if len(self._shown()[0]) < len(self._whole()[0]):
            return Text("Drag a corner; zoom in to see those between. Del takes away the corner under the pointer.")
        return Text("Drag a corner, or the ring on an edge for a new one; Del takes away the corner under the pointer.")

    def press(self, place: QPointF) -> None:
        aim = self.hand.aim(place, snapping=False)
        if aim is None:
            return
        self.corner, self.edge = self._corner_at(aim), None
        if self.corner is None:
            self.edge = self._edge_at(aim)
        if self.corner is None and self.edge is None and aim.target is not None:
            self.uid = aim.target[1] if aim.target[0] == "region" else self.uid
        self.move(place)

    def move(self, place: QPointF) -> None:
        self.aim = self.hand.aim(place, self.corner, snapping=self.corner is not None or self.edge is not None)

    def release(self, place: QPointF) -> None:
        aim, corner, edge = self.hand.aim(place, self.corner), self.corner, self.edge
        self.corner = self.edge = None
        if aim is None:
            return
        if corner is not None and not _near(aim, self.hand.spot(corner), 0.5):
            self.ask(ShiftCorner(corner, aim.place), aim.spot)
        elif edge is not None and not _near(aim, _middle(self.hand.spot(edge[0]), self.hand.spot(edge[1])), 0.5):
            self.ask(BendEdge(edge, aim.place), aim.spot)

    def remove(self) -> bool:
        aim = self.hand.aim_now()
        corner = self._corner_at(aim) if aim is not None else None
        if corner is not None:
            self.ask(DropCorner(corner), self.hand.spot(corner))
        return corner is not None

    def cancel(self) -> bool:
        begun = self.corner is not None or self.edge is not None or bool(self.uid)
        if self.corner is None and self.edge is None:
            self.uid = ""
        self.corner = self.edge = None
        return begun

    def region(self) -> int:
        """The row of the region whose corners are shown, -1 for none."""
        snapshot = self.hand.snapshot
        row = row_of(snapshot.region.uid, self.uid) if snapshot is not None and self.uid else None
        return -1 if snapshot is None or row is None or snapshot.region.outline[row] is None else row

    def _whole(self) -> tuple[Points, Points]:
        """Corners (n, 2) and edges (m, 4) of the region in degrees."""
        snapshot, row = self.hand.snapshot, self.region()
        if snapshot is None or row < 0:
            return np.empty((0, 2)), np.empty((0, 4))
        return corners(snapshot, row), edges(snapshot, row)

    def _shown(self) -> tuple[Points, Points]:
        """Those of them that lie on the view and far enough from one another to be taken."""
        places, lines = self._whole()
        spots = self.hand.spots(places)
        length = np.hypot(*(self.hand.spots(lines[:, 2:]) - self.hand.spots(lines[:, :2])).T)
        return places[self._apart(spots)], lines[length >= LONG_MM]

    def _apart(self, spots: Points) -> list[int]:
        """Rows of spots on the view, each so far from the one before that both can be taken."""
        view = self.hand.canvas.view
        if view is None:
            return []
        kept: list[int] = []
        seen = ((spots >= 0) & (spots <= (view.width_mm, view.height_mm))).all(axis=1)
        for row in np.flatnonzero(seen).tolist():
            if not kept or np.hypot(*(spots[row] - spots[kept[-1]])) >= APART_MM:
                kept.append(row)
        return kept

    def _corner_at(self, aim: Aim) -> Position | None:
        places, _ = self._shown()
        row = _nearest(self.hand.spots(places), aim)
        return None if row < 0 else _position(places[row])

    def _edge_at(self, aim: Aim) -> tuple[Position, Position] | None:
        _, lines = self._shown()
        row = _nearest(self._middles(lines), aim)
        return None if row < 0 else (_position(lines[row, :2]), _position(lines[row, 2:]))

    def _middles(self, lines: Points) -> Points:
        return (self.hand.spots(lines[:, :2]) + self.hand.spots(lines[:, 2:])) / 2

    def marks(self, language: str) -> list[Mark]:
        places, lines = self._shown()
        whole = self._whole()[1]
        if not len(whole):
            return []
        colours, spots = self.hand.colours, self.hand.spots(places)
        marks: list[Mark] = [edges_mark(self.hand.spots(whole[:, :2]), self.hand.spots(whole[:, 2:]), colours)]
        marks += middle_marks(self._middles(lines), colours)
        marks += corner_marks(spots, colours, lambda row: _position(places[row]) == self.corner)
        if self.aim is not None and (ends := self._ends()):
            marks += [line_mark([end, self.aim.spot], colours) for end in ends]
            marks += corner_marks(np.array([self.aim.spot]), colours, lambda _: True)
            marks += self._snap_marks()
        return marks

    def _ends(self) -> Sequence[tuple[float, float]]:
        """The spots that the corner in the hand is tied to."""
        if self.edge is not None:
            return [self.hand.spot(place) for place in self.edge]
        _, lines = self._whole()
        return [
            self.hand.spot(other)
            for line in lines
            for one, other in (
                (_position(line[:2]), _position(line[2:])),
                (_position(line[2:]), _position(line[:2])),
            )
            if one == self.corner
        ]


def _position(place: Points) -> Position:
    lon, lat = place.tolist()
    return (lon, lat)


def _middle(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)


def _near(aim: Aim, spot: tuple[float, float], reach: float = CATCH_MM) -> bool:
    return float(np.hypot(aim.spot[0] - spot[0], aim.spot[1] - spot[1])) <= reach


def _nearest(spots: Points, aim: Aim) -> int:
    """The row of the spot under the hand, -1 for none."""
    if not len(spots):
        return -1
    away = np.hypot(*(spots - aim.spot).T)
    return int(away.argmin()) if away.min() <= CATCH_MM else -1
