"""The painter of large projects: thousands of lines, fills and signs of a map by few calls of Qt each."""

import time
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from gis.areas import Rings
from gis.crowded_layers import Fills, Heads, Layer, Segments, Stamps
from gis.paint import draw
from gis.scene import Scene

_SLICE = 2000  # lines of one call: it holds the interpreter's lock, and the window must not wait for it
_LAP = 0.06  # of its width that a piece of a curve is longer at both ends, so that bends of 12 degrees show no gap
_POINT_BYTES = 16  # two doubles


def draw_layers(painter: QPainter, layers: Sequence[Layer], pixels_per_mm: float, *, smooth: bool = True) -> None:
    """Draw the layers of a large project; short slices let the window's thread run in between."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
    for layer in layers:
        if isinstance(layer, Segments):
            _draw_segments(painter, layer, pixels_per_mm)
        elif isinstance(layer, Fills):
            _draw_fills(painter, layer, pixels_per_mm)
        elif isinstance(layer, Heads):
            _draw_heads(painter, layer, pixels_per_mm)
        else:
            _draw_stamps(painter, layer, pixels_per_mm)


def _draw_segments(painter: QPainter, layer: Segments, pixels_per_mm: float) -> None:
    pen = QPen(QColor(layer.stroke.colour), layer.stroke.width * pixels_per_mm)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # round ends take several times as long
    painter.setPen(pen)
    pieces = np.ascontiguousarray(layer.pieces * pixels_per_mm)
    if layer.joined:
        pieces = _lapped(pieces, _LAP * pen.widthF())
    for first in range(0, len(pieces), _SLICE):
        part = pieces[first : first + _SLICE]
        # the memory of numpy is what drawLines reads: four doubles a line
        painter.drawLines(shiboken6.wrapInstance(part.ctypes.data, QLineF), len(part))  # type: ignore[call-overload]
        if len(part) == _SLICE:
            time.sleep(0)


def _lapped(pieces: npt.NDArray[np.float64], more: float) -> npt.NDArray[np.float64]:
    """Pieces (s, 4) that are `more` longer at both ends."""
    along = pieces[:, 2:] - pieces[:, :2]
    step = along * (more / np.maximum(np.hypot(*along.T), 1e-9))[:, None]
    return np.hstack([pieces[:, :2] - step, pieces[:, 2:] + step])


def _draw_heads(painter: QPainter, layer: Heads, pixels_per_mm: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(layer.colour))
    triangle, memory = _polygon_of(3)
    for corners in (layer.corners * pixels_per_mm).reshape(-1, 6):
        memory[:] = corners
        painter.drawConvexPolygon(triangle)


def _draw_fills(painter: QPainter, layer: Fills, pixels_per_mm: float) -> None:
    """Fills without soft edges, since the borders lie over them; Qt moves the same polygons for every view."""
    polygons, smooth = _polygons(layer.rings), painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    left, top = (layer.view.on_paper(layer.rings.corner[None])[0] * pixels_per_mm).tolist()
    painter.translate(left, top)
    painter.scale(pixels_per_mm / layer.view.metres_per_mm, -pixels_per_mm / layer.view.metres_per_mm)
    brush = ""
    for at, fill in zip(layer.shown.tolist(), layer.fills, strict=True):
        if fill and fill != brush:
            painter.setBrush(QColor(fill))
            brush = fill
        if fill:
            painter.drawPolygon(polygons[at])
    painter.restore()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)


@lru_cache(maxsize=16)
def _polygons(rings: Rings) -> list[QPolygonF]:
    """The rings as polygons of Qt, made once for a scale."""
    made = []
    for first, last in zip(rings.starts[:-1].tolist(), rings.starts[1:].tolist(), strict=True):
        polygon, memory = _polygon_of(last - first)
        memory[:] = (rings.points[first:last] - rings.corner).ravel()
        made.append(polygon)
    return made


def _polygon_of(corners: int) -> tuple[QPolygonF, npt.NDArray[np.float64]]:
    """A polygon of Qt, and its memory (2 corners,) to write x and y into."""
    polygon = QPolygonF()
    polygon.resize(corners)
    (address,) = shiboken6.getCppPointer(polygon.data())
    memory = shiboken6.VoidPtr(address, corners * _POINT_BYTES, True)  # type: ignore[call-arg]
    return polygon, np.frombuffer(memory, np.float64)  # type: ignore[call-overload]


def _draw_stamps(painter: QPainter, layer: Stamps, pixels_per_mm: float) -> None:
    if not isinstance(painter.device(), QImage):  # a file keeps shapes and letters
        _draw_scenes(painter, layer, pixels_per_mm)
        return
    for scene, (x, y) in zip(layer.scenes, (layer.places * pixels_per_mm).tolist(), strict=True):
        image, half_width, half_height = _stamp(scene, pixels_per_mm)
        painter.drawImage(round(x - half_width), round(y - half_height), image)


def _draw_scenes(painter: QPainter, layer: Stamps, pixels_per_mm: float) -> None:
    corners = (layer.places - [(scene.width / 2, scene.height / 2) for scene in layer.scenes]) * pixels_per_mm
    for scene, (x, y) in zip(layer.scenes, corners.tolist(), strict=True):
        painter.save()
        painter.translate(x, y)
        draw(painter, scene, pixels_per_mm)
        painter.restore()


@lru_cache(maxsize=8192)
def _stamp(scene: Scene, pixels_per_mm: float) -> tuple[QImage, float, float]:
    """A small scene painted once, with half its width and height in pixels."""
    size = (int(np.ceil(scene.width * pixels_per_mm)), int(np.ceil(scene.height * pixels_per_mm)))
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw(painter, scene, pixels_per_mm)
    painter.end()
    return image, size[0] / 2, size[1] / 2
