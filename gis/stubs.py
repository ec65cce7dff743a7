"""Wastes without receiver: a short stub from the firm that ends in an open ring, its width the amount."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.columns import Numbers
from gis.flags import Stub
from gis.labels import Boxes
from gis.palette import Palette
from gis.routing import ends_angles, widest_gap
from gis.scene import Mark, Points, Shape, Stroke
from gis.sheet import Sheet
from gis.signs import link_angles
from gis.symbols import circle, polyline
from gis.widths import THINNEST

STUB_RING = 1.7  # mm, radius of the open ring
LENGTH = 8.0
_MOST = 4  # stubs of one firm that still find room; the others keep their cards
_APART = 0.75  # radians between stubs of one firm
_GAP = 0.4
_LEAST = 0.6  # mm: a stub stays visible beside its ring


@dataclass(frozen=True, slots=True, eq=False)
class DrawnStub:
    """A stub on the paper: it starts at `start`, its open ring lies round `end`; width in mm, None: amount unknown."""

    stub: Stub
    start: Points
    end: Points
    width: float | None

    @property
    def boxes(self) -> Boxes:
        """What it covers, as boxes (n, 4) along its way."""
        half = max(self.width or 0.0, STUB_RING) + 0.2
        along = self.start + np.linspace(0, 1, 6)[:, None] * (self.end - self.start)
        boxes: Boxes = np.hstack([along - half, along + half])
        return boxes


def drawn_stubs(sheet: Sheet) -> Iterator[DrawnStub]:
    """The stubs of all wastes without receiver whose firm is on the map, spread in the widest gap between its links."""
    per_actor: dict[int, list[Stub]] = {}
    for stub in sheet.flagged.stubs:
        if not np.isnan(sheet.places[stub.actor, 0]):
            per_actor.setdefault(stub.actor, []).append(stub)
    for row, stubs in per_actor.items():
        shown = stubs[:_MOST]
        middle = widest_gap(np.concatenate([link_angles(sheet, row), _near_signs(sheet, row)]))
        for place, stub in enumerate(shown):
            angle = middle + _APART * (place - (len(shown) - 1) / 2)
            way = np.array([np.cos(angle), np.sin(angle)])
            start = sheet.places[row] + way * (sheet.reach[row] + _GAP)
            yield DrawnStub(stub, start, start + way * (LENGTH + STUB_RING), _width(sheet, stub))


def _near_signs(sheet: Sheet, row: int) -> Numbers:
    """Directions in radians of the signs that a stub of an actor might meet."""
    away = np.hypot(*(sheet.places - sheet.places[row]).T) - sheet.reach - sheet.reach[row]
    near = np.flatnonzero(away < LENGTH + 2 * STUB_RING + _GAP)
    return ends_angles(sheet.places[near[near != row]], sheet.places[row])


def _width(sheet: Sheet, stub: Stub) -> float | None:
    """mm of a stub by the links' own scale, None where its amount is unknown."""
    if stub.amount is None or stub.unit not in sheet.links.widths.top:
        return None
    unit = np.array([stub.unit], dtype=object)
    return max(float(sheet.links.widths.of(np.array([stub.amount]), unit)[0]), _LEAST)


def stub_marks(drawn: DrawnStub, colours: Palette) -> list[Mark]:
    """The stub as casing, line and open ring; dashed where the amount is unknown."""
    stroke = Stroke(colours.gap, drawn.width or THINNEST + 0.25, () if drawn.width else (1.2, 0.8))
    line = polyline(np.array([drawn.start, drawn.end]))
    x, y = drawn.end.tolist()
    return [
        Shape(line, "", Stroke(colours.paper, stroke.width + 0.9)),
        Shape(line, "", stroke, drawn.stub.target),
        Shape(circle(x, y, STUB_RING), colours.paper, Stroke(colours.gap, 0.7), drawn.stub.target),
    ]
