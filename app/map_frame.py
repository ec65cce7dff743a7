"""A composed piece of map, larger than the view: painted in the worker, moved and scaled by the canvas."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from core.findings import Finding
from core.snapshot import Snapshot
from gis.furniture import north_marks, scale_marks
from gis.legend import side_legend
from gis.paint import draw, measure
from gis.palette import palette
from gis.picture import draw_sheet, lay_out
from gis.scene import Scene, Shape
from gis.symbols import rectangle
from gis.view import View

MARGIN = 1.5  # the painted piece is this many times the view, so that it can be dragged before it is painted again
LEGEND_WIDTH = 50.0  # mm, of the panel beside the map


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A painted scene with the view it was composed for, and its legend in a column `LEGEND_WIDTH` mm wide.

    `sketched` holds the uids of actors that stand in a sketch, away from their true points.
    """

    image: QImage
    scene: Scene
    view: View
    legend: Scene
    sketched: frozenset[str] = frozenset()

    def target(self, view: View, pixels_per_mm: float) -> QRectF:
        """Where the image lies in the pixels of another view of the same ground."""
        if view.projection != self.view.projection:
            return QRectF()
        left, top = view.on_paper(np.array([self.view.to_ground(0.0, 0.0)]))[0] * pixels_per_mm
        shown = self.view.metres_per_mm / view.metres_per_mm * pixels_per_mm
        return QRectF(left, top, self.view.width_mm * shown, self.view.height_mm * shown)


def furniture(metres_per_mm: float, width: float, height: float, language: str, dark: bool) -> Scene:
    """Scale bar and north arrow at the left edge of a map of width x height mm, on patches of paper."""
    colours = palette(dark)
    bar = scale_marks((4.0, height - 7.5), metres_per_mm, colours, measure)[:-1]  # 1 : n stands in the status line
    arrow = north_marks((7.5, 4.0), language, colours, measure)
    ground = Scene(width, height, tuple(bar)).boxes
    right = float(ground[:, 2].max())
    patches = (rectangle(2.0, height - 8.5, right, 7.5), rectangle(3.0, 2.5, 9.0, 15.0))
    beneath = [Shape(patch, colours.paper) for patch in patches]
    return Scene(width, height, (*beneath, *bar, *arrow))


def compose_frame(snapshot: Snapshot, findings: Sequence[Finding], view: View, pixels_per_mm: float) -> Frame:
    """Compose and paint a view; runs in the worker."""
    sheet = lay_out(snapshot, findings, view, measure)
    scene = draw_sheet(sheet)
    size = (round(view.width_mm * pixels_per_mm), round(view.height_mm * pixels_per_mm))
    # premultiplied 32 bit is what the raster engine paints into without converting
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(scene.paper))
    painter = QPainter(image)
    draw(painter, scene, pixels_per_mm)
    painter.end()
    sketched = frozenset(str(sheet.snapshot.actor.uid[row]) for frame in sheet.layout.frames for row in frame.members)
    return Frame(image, scene, view, side_legend(sheet, LEGEND_WIDTH), sketched)
