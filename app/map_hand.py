"""The hand on the map while it edits: what lies under it, what it is drawn to, and where things stand on the view."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QCursor

from app.describe import row_of
from app.map_view import MapView
from core.snapshot import Snapshot
from gis.palette import Palette, palette
from gis.reshaping import Position
from gis.scene import Points, Target
from gis.snapping import Magnets, magnets, snap
from gis.tool_marks import Spot

SNAP_PIXELS = 8


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the hand points: degrees, mm of the view, what it was drawn to ("" for nothing) and the row beneath."""

    place: Position
    spot: Spot
    drawn_to: str = ""
    target: Target | None = None


class Hand:
    """Turns places of the widget into places on the ground; keeps what it can be drawn to while the map is the same."""

    def __init__(self, canvas: MapView) -> None:
        self.canvas = canvas
        self._magnets: tuple[object, object, Magnets] | None = None

    @property
    def snapshot(self) -> Snapshot | None:
        """Everything of the open project."""
        return self.canvas.session.snapshot

    @property
    def colours(self) -> Palette:
        """The palette of the map."""
        return palette(self.canvas.dark)

    def aim(self, place: QPointF, passed_over: Position | None = None, *, snapping: bool = True) -> Aim | None:
        """What the hand points at, drawn to a corner, edge or actor within 8 pixels; None without a map."""
        view, snapshot = self.canvas.view, self.snapshot
        if view is None or snapshot is None:
            return None
        spot = self.canvas.to_mm(place)
        target = self.canvas.target_at(place)
        if snapping:
            reach = SNAP_PIXELS / self.canvas.pixels_per_mm * view.metres_per_mm
            found = snap(
                self._there(self.canvas.session.open_rows or snapshot), view.to_ground(*spot), reach, passed_over
            )
            if found is not None:
                return Aim(found.place, self.spot(found.place), found.kind, target)
        return Aim(view.to_lonlat(*spot), spot, "", target)

    def aim_now(self) -> Aim | None:
        """What the pointer is over at this moment, also where the map has moved beneath it."""
        return self.aim(QPointF(self.canvas.mapFromGlobal(QCursor.pos())), snapping=False)

    def _there(self, snapshot: Snapshot) -> Magnets:
        view = self.canvas.view
        projection = view.projection if view is not None else None
        known = self._magnets
        if known is None or known[0] is not snapshot or known[1] != projection:
            known = (snapshot, projection, magnets(snapshot, view.projection))  # type: ignore[union-attr]
            self._magnets = known
        return known[2]

    def spot(self, place: Position) -> Spot:
        """A place in degrees in mm of the view."""
        x, y = self.spots(np.array([place]))[0].tolist()
        return (x, y)

    def spots(self, places: Points) -> Points:
        """Places (n, 2) in degrees in mm of the view; NaN without a map."""
        view = self.canvas.view
        return np.full(places.shape, np.nan) if view is None else view.to_paper(places)

    def actor_row(self, uid: str) -> int:
        """The row of an actor in the snapshot, -1 where it has none."""
        snapshot = self.snapshot
        row = row_of(snapshot.actor.uid, uid) if snapshot is not None else None
        return -1 if row is None else row

    def sign_spot(self, uid: str) -> Spot | None:
        """Where the sign of an actor is drawn, in mm of the view; a sketch shows it away from its true point."""
        frame = self.canvas.frame
        if frame is None:
            return None
        box = frame.sign_box(uid)
        if box is None:
            return None
        left, top, right, bottom = box
        return self.spot_of_drawn((left + right) / 2, (top + bottom) / 2)

    def spot_of_drawn(self, x: float, y: float) -> Spot | None:
        """A place of the drawn map (mm of its frame) in mm of the view."""
        frame, view = self.canvas.frame, self.canvas.view
        area = frame.target(view, self.canvas.pixels_per_mm) if frame is not None and view is not None else QRectF()
        if frame is None or area.isEmpty():
            return None
        size = area.width() / frame.view.width_mm
        return self.canvas.to_mm(QPointF(area.x() + x * size, area.y() + y * size))
