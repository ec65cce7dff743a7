"""A composed piece of map, larger than the view: painted in the worker, moved and scaled by the canvas."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from core.findings import Finding
from core.snapshot import Snapshot
from gis.adjusted_links import unshown
from gis.bases import Underlay, underlay
from gis.crowded import Crowd, crowd_of, is_crowded
from gis.crowded_findings import NO_PINS, pinned
from gis.crowded_legend import crowd_legend
from gis.crowded_marks import ground_layers, line_layers, sign_layers, stamped
from gis.crowded_overlay import chosen_layers, chosen_signs
from gis.crowded_view import Overview, hit, inside, overview_of, parts_of, place_of
from gis.crowded_words import NOTHING_WRITTEN, Written, words_of, written_words
from gis.furniture import north_marks, scale_marks
from gis.legend import side_legend
from gis.name_letters import letter_key
from gis.overlay import highlighted
from gis.page_grid import GridLine, grid_marks
from gis.paint import decode_picture, draw, measure
from gis.paint_layers import draw_layers
from gis.palette import palette
from gis.picture import drawn_with_words, lay_out
from gis.scene import Scene, Shape, Target
from gis.screen_grid import screen_grid
from gis.standing import NOTHING_STOOD, Stood, stood
from gis.styling import faded_palette
from gis.symbols import rectangle
from gis.view import View, projection_notes

MARGIN = 1.5  # the painted piece is this many times the view, so that it can be dragged before it is painted again
LEGEND_WIDTH = 50.0  # mm, of the panel beside the map


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A painted scene with the view it was composed for, and its legend in a column `LEGEND_WIDTH` mm wide.

    `sketched` holds the uids of actors that stand in a sketch, away from their true points. Of a large project there is
    an `overview`; a `draft` of it, for the time of a gesture, has no names, legend and counts.
    """

    image: QImage
    scene: Scene
    view: View
    legend: Scene
    sketched: frozenset[str] = frozenset()
    overview: Overview | None = None
    draft: bool = False
    grid: tuple[GridLine, ...] = ()
    written: Written = NOTHING_WRITTEN
    stood: Stood = NOTHING_STOOD

    @property
    def north(self) -> float:
        """Whole degrees by which north leans to the right in its middle."""
        north = self.view.north
        return float(round(north)) if np.isfinite(north) else 0.0

    def hit(self, x: float, y: float, catch: float) -> Target | None:
        """What lies at (x, y) mm of the frame: a row, or a sign or line that stands for several (`parts`)."""
        return self.scene.hit(x, y, catch) or (hit(self.overview, x, y, catch) if self.overview else None)

    def inside(self, rect: tuple[float, float, float, float]) -> frozenset[Target]:
        """Rows drawn wholly within left, top, right, bottom in mm."""
        if self.overview is None:
            return self.scene.inside(rect)
        return frozenset(part for target in inside(self.overview, rect) for part in self.parts(target))

    def parts(self, target: Target) -> frozenset[Target]:
        """The rows that a target stands for."""
        return parts_of(self.overview, target) if self.overview else frozenset({target})

    def words(self, target: Target, language: str) -> str:
        """What a target that stands for several rows is; '' for a row."""
        return words_of(self.overview, target, language) if self.overview else ""

    def sign_box(self, uid: str) -> tuple[float, float, float, float] | None:
        """Where the sign of an actor is drawn: left, top, right, bottom in mm of the frame."""
        if self.overview is not None:
            return place_of(self.overview, uid)
        found = self.scene.of_targets(frozenset({("actor", uid)}))
        boxes = [box.tolist() for mark, box in found if isinstance(mark, Shape)]
        return tuple(boxes[0]) if boxes else None

    def overlay(self, targets: frozenset[Target], colour: str, pixels_per_mm: float) -> QImage:
        """What is chosen, to be laid over the image; painted once, since a drag shows it many times."""
        image = QImage(self.image.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        if self.overview is None:
            draw(painter, highlighted(self.scene, targets, colour), pixels_per_mm)
        else:
            draw_layers(painter, chosen_layers(self.overview, targets, colour), pixels_per_mm)
            draw(painter, chosen_signs(self.overview, targets, colour), pixels_per_mm)
        painter.end()
        return image

    def grid_on(self, view: View) -> list[GridLine]:
        """The lines of the grid in mm of another view of the same ground."""
        shown = self.view.metres_per_mm / view.metres_per_mm
        corner = view.on_paper(np.array([self.view.to_ground(0.0, 0.0)]))
        return [replace(line, points=corner + line.points * shown) for line in self.grid]

    def target(self, view: View, pixels_per_mm: float) -> QRectF:
        """Where the image lies in the pixels of another view of the same ground."""
        if view.projection != self.view.projection:
            return QRectF()
        left, top = view.on_paper(np.array([self.view.to_ground(0.0, 0.0)]))[0] * pixels_per_mm
        shown = self.view.metres_per_mm / view.metres_per_mm * pixels_per_mm
        return QRectF(left, top, self.view.width_mm * shown, self.view.height_mm * shown)


@lru_cache(maxsize=8)
def furniture(metres_per_mm: float, width: float, height: float, language: str, dark: bool, north: float) -> Scene:
    """Scale bar and north arrow at the left edge of a map of width x height mm, on patches of paper."""
    colours = palette(dark)
    bar = scale_marks((4.0, height - 7.5), metres_per_mm, colours, measure)[:-1]  # 1 : n stands in the status line
    arrow = north_marks((7.5, 4.0), language, colours, measure, north)
    ground = Scene(width, height, tuple(bar)).boxes
    right = float(ground[:, 2].max())
    patches = (rectangle(2.0, height - 8.5, right, 7.5), rectangle(3.0, 2.5, 9.0, 15.0))
    beneath = [Shape(patch, colours.paper) for patch in patches]
    return Scene(width, height, (*beneath, *bar, *arrow))


def compose_frame(
    snapshot: Snapshot, findings: Sequence[Finding], view: View, pixels_per_mm: float, before: Frame | None = None,
    *, draft: bool = False,
) -> Frame:  # fmt: skip
    """Compose and paint a view; runs in the worker.

    The frame `before` lends what was prepared of a large project; a `draft` is plainer and quicker.
    """
    if is_crowded(snapshot, view):
        crowd = before.overview.crowd if before is not None and before.overview is not None else None
        if crowd is None or not crowd.suits(snapshot, findings, view):
            crowd = crowd_of(snapshot, findings, view)
        if crowd is not None:
            written = before.written if before is not None else NOTHING_WRITTEN
            return _crowded_frame(crowd, view, pixels_per_mm, written, draft=draft)
    held = before.stood.moved(snapshot, findings, view) if before is not None else NOTHING_STOOD
    sheet = replace(lay_out(snapshot, findings, view, measure), lettered=True, boundless=True, stood=held)
    grid = screen_grid(view)
    scene, placed = drawn_with_words(sheet, grid_marks(view, list(grid), sheet.colours))
    image = _blank(view, pixels_per_mm)
    painter = QPainter(image)
    draw(painter, scene, pixels_per_mm)
    painter.end()
    sketched = frozenset(str(sheet.snapshot.actor.uid[row]) for frame in sheet.layout.frames for row in frame.members)
    legend = side_legend(sheet, LEGEND_WIDTH, letter_key(sheet, scene))
    return Frame(image, scene, view, legend, sketched, grid=grid, stood=stood(placed, snapshot, findings, view))


def _crowded_frame(crowd: Crowd, view: View, pixels_per_mm: float, before: Written, *, draft: bool) -> Frame:
    """A frame of a large project: regions, summed lines, signs of groups, and names where they stood `before`."""
    colours = faded_palette(view.style, view.dark)
    shown = overview_of(crowd, view, draft=draft)
    beneath = underlay(view, colours, decode_picture) if view.bases else Underlay()
    image = _blank(view, pixels_per_mm)
    painter = QPainter(image)
    if beneath.marks:
        draw(painter, Scene(view.width_mm, view.height_mm, beneath.marks), pixels_per_mm)
    draw_layers(painter, ground_layers(shown, colours, draft=draft), pixels_per_mm, smooth=not draft)
    grid = screen_grid(view)
    draw(
        painter,
        Scene(view.width_mm, view.height_mm, (*grid_marks(view, list(grid), colours), *beneath.over)),
        pixels_per_mm,
    )
    draw_layers(painter, line_layers(shown, colours, draft=draft), pixels_per_mm, smooth=not draft)
    draw_layers(painter, sign_layers(shown, measure), pixels_per_mm)
    pins = NO_PINS if draft else pinned(shown, measure)
    draw(painter, Scene(view.width_mm, view.height_mm, tuple(pins.marks)), pixels_per_mm)
    written = before if draft else written_words(shown, measure, pins, before)
    names = () if draft else written.marks
    draw_layers(painter, stamped(names), pixels_per_mm)
    painter.end()
    marks = (*pins.marks, *names)
    notes = (*projection_notes(crowd.source, view), *beneath.notes, *unshown(view.adjusted))
    scene = Scene(view.width_mm, view.height_mm, marks, colours.paper, shown.counts, notes=notes)
    legend = Scene(LEGEND_WIDTH, 0.0, ()) if draft else crowd_legend(shown, LEGEND_WIDTH, measure)
    return Frame(image, scene, view, legend, overview=shown, draft=draft, grid=grid, written=written)


def _blank(view: View, pixels_per_mm: float) -> QImage:
    """Paper for a view; 32 bit without alpha is painted into without converting and copied without blending."""
    size = (round(view.width_mm * pixels_per_mm), round(view.height_mm * pixels_per_mm))
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(palette(view.dark).paper))
    return image
