"""A small map of outlines and the points that an import would bring, before anything is taken."""

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.style import colours
from gis.guessing import within_any

Points = npt.NDArray[np.float64]  # (n, 2) longitude and latitude
MARGIN, SIGN = 14.0, 3.2  # pixels
WIDEST = 3.0  # points farther away than so many widths of the outlines do not shrink the map; they are counted


class PlacePreview(QWidget):
    """Outlines pale, points as discs: filled inside an outline, hollow outside, so that they differ without colour."""

    def __init__(self) -> None:
        super().__init__()
        self.dark = False
        self._rings: list[Points] = []
        self._points: Points = np.empty((0, 2))
        self._inside: npt.NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        self._box = (0.0, 0.0, 1.0, 1.0)
        self.beyond = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(420, 320)

    def show_places(self, outlines: list[shapely.Geometry], points: Points) -> None:
        """Show outlines and (n, 2) points in degrees; points without coordinates are NaN and not drawn."""
        self._rings = [
            shapely.get_coordinates(part.exterior)
            for shape in outlines
            for part in shapely.get_parts(shape)
            if isinstance(part, shapely.Polygon)
        ]
        self._points = points[~np.isnan(points).any(axis=1)]
        self._inside = within_any(self._points.reshape(-1, 2), outlines)
        self._box = self._framed(outlines)
        self.update()

    def _framed(self, outlines: list[shapely.Geometry]) -> tuple[float, float, float, float]:
        """The area that is shown, and how many points lie beyond it."""
        whole = shapely.bounds(np.array(outlines, dtype=object)) if outlines else np.hstack([self._points] * 2)
        if not len(whole):
            self.beyond = 0
            return (0.0, 0.0, 1.0, 1.0)
        low, high = whole[:, :2].min(axis=0), whole[:, 2:].max(axis=0)
        reach = np.maximum(high - low, 1e-3) * WIDEST
        near = ((self._points > low - reach) & (self._points < high + reach)).all(axis=1)
        self.beyond = int((~near).sum())
        shown = np.vstack([self._points[near], low, high])
        return (*shown.min(axis=0).tolist(), *shown.max(axis=0).tolist())

    def paintEvent(self, event: QPaintEvent) -> None:
        chosen = colours(self.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(chosen.field))
        painter.setPen(QPen(QColor(chosen.soft_ink), 1.0))
        painter.setBrush(QColor(chosen.stripe))
        for ring in self._rings:
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in self._pixels(ring).tolist()]))
        painter.setPen(QPen(QColor(chosen.accent), 1.4))
        for (x, y), inside in zip(self._pixels(self._points).tolist(), self._inside.tolist(), strict=True):
            painter.setBrush(QColor(chosen.accent) if inside else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(x - SIGN, y - SIGN, 2 * SIGN, 2 * SIGN))
        painter.setPen(QPen(QColor(chosen.line), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _pixels(self, points: Points) -> Points:
        """Degrees as pixels of the widget, one degree of longitude as long as it is at the middle latitude."""
        west, south, east, north = self._box
        squeeze = float(np.cos(np.radians((south + north) / 2)))
        width, height = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        scale = min((self.width() - 2 * MARGIN) / width, (self.height() - 2 * MARGIN) / height)
        middle = np.array([(west + east) / 2, (south + north) / 2])
        moved: Points = (points - middle) * np.array([scale * squeeze, -scale])
        moved += np.array([self.width() / 2, self.height() / 2])
        return moved
