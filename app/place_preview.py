"""A small map of outlines and the points that an import would bring, before anything is taken."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.placing import Placing, Points
from app.style import colours

MARGIN, SIGN = 14.0, 3.2  # pixels
PORTION = 1000  # discs that are drawn before the window may live again


class PlacePreview(QWidget):
    """Outlines pale, points as discs: filled inside an outline, hollow outside, so that they differ without colour."""

    def __init__(self) -> None:
        super().__init__()
        self.dark = False
        self.placing = Placing()
        self._picture = QPixmap()
        self._drawn = 0  # points that the picture holds
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._draw_some)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(420, 320)

    def show_places(self, placing: Placing) -> None:
        """Show outlines and points; of many points the first are drawn at once and the others follow."""
        self.placing = placing
        self._begin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._begin()

    def _begin(self) -> None:
        """Draw the outlines and the first points."""
        chosen, sharpness = colours(self.dark), self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * sharpness)
        self._picture.setDevicePixelRatio(sharpness)
        self._picture.fill(QColor(chosen.field))
        self._drawn = 0
        self._timer.stop()
        if self._picture.isNull():
            return
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(chosen.soft_ink), 1.0))
        painter.setBrush(QColor(chosen.stripe))
        for ring in self.placing.rings:
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in self._pixels(ring).tolist()]))
        painter.end()
        self._timer.start()
        self._draw_some()

    def _draw_some(self) -> None:
        """Draw a portion of the points that are not drawn yet."""
        chosen, part = colours(self.dark), slice(self._drawn, self._drawn + PORTION)
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(chosen.accent), 1.4))
        pixels, inside = self._pixels(self.placing.points[part]), self.placing.inside[part]
        for (x, y), within in zip(pixels.tolist(), inside.tolist(), strict=True):
            painter.setBrush(QColor(chosen.accent) if within else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(x - SIGN, y - SIGN, 2 * SIGN, 2 * SIGN))
        painter.end()
        self._drawn = part.stop
        if self._drawn >= len(self.placing.points):
            self._timer.stop()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setPen(QPen(QColor(colours(self.dark).line), 1.0))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _pixels(self, points: Points) -> Points:
        """Degrees as pixels of the widget, one degree of longitude as long as it is at the middle latitude."""
        west, south, east, north = self.placing.box
        squeeze = float(np.cos(np.radians((south + north) / 2)))
        width, height = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        scale = min((self.width() - 2 * MARGIN) / width, (self.height() - 2 * MARGIN) / height)
        middle = np.array([(west + east) / 2, (south + north) / 2])
        moved: Points = (points - middle) * np.array([scale * squeeze, -scale])
        moved += np.array([self.width() / 2, self.height() / 2])
        return moved
