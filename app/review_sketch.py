"""Where a firm stood before, stands in the office, and stands by the survey: a small sketch true to scale."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.style import colours
from core.i18n import show, show_number, translate
from core.merge_words import Point
from core.text import N_, Text

NAMES = (N_("before"), N_("office"), N_("survey"))
_DEGREE = 111_320.0  # metres of a degree of latitude
MARGIN, SIGN, LINE = 62.0, 5.0, 16.0  # pixels


def metres_between(one: Point, other: Point) -> float:
    """How far two places lie from each other; NaN where one is not known."""
    if one is None or other is None:
        return math.nan
    shrink = math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot((one[0] - other[0]) * shrink, one[1] - other[1]) * _DEGREE


class MovedSketch(QWidget):
    """The places as signs of their own form with their names, the way from the office's to the survey's as a line."""

    def __init__(self, language: str, *, dark: bool = False) -> None:
        super().__init__()
        self.language, self.dark = language, dark
        self.points: tuple[Point, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(420, 150)

    def show_points(self, points: tuple[Point, ...]) -> None:
        """Show the places of a firm; without any the sketch is away."""
        self.points = points
        self.setVisible(any(point is not None for point in points))
        self.update()

    @property
    def told(self) -> str:
        """How far the survey moved the firm."""
        metres = metres_between(*self.points[1:]) if len(self.points) == 3 else math.nan
        if math.isnan(metres):
            return show(Text("One of the two places is not known."), self.language)
        return show(Text("{metres} m apart", {"metres": show_number(metres, 3)}), self.language)

    def paintEvent(self, event: QPaintEvent) -> None:
        chosen = colours(self.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(chosen.field))
        places = self._places()
        painter.setPen(QPen(QColor(chosen.ink), 1, Qt.PenStyle.DashLine))
        _, office, survey = places if len(places) == 3 else (None, None, None)
        if office is not None and survey is not None:
            painter.drawLine(office, survey)
        painter.setPen(QPen(QColor(chosen.ink), 1.4))
        for number, (name, place) in enumerate(zip(NAMES, places, strict=False)):
            if place is not None:
                self._sign(painter, number, place)
                painter.drawText(self._beside(number, place), translate(name, self.language))
        painter.drawText(QRectF(8, self.height() - LINE - 4, self.width() - 16, LINE), self.told)
        painter.end()

    def _sign(self, painter: QPainter, number: int, place: QPointF) -> None:
        """Hollow circle, square, filled circle: they differ without colour."""
        painter.setBrush(QColor(colours(self.dark).ink) if number == 2 else Qt.BrushStyle.NoBrush)
        if number == 1:
            painter.drawRect(QRectF(place.x() - SIGN, place.y() - SIGN, 2 * SIGN, 2 * SIGN))
        else:
            painter.drawEllipse(place, SIGN, SIGN)

    def _beside(self, number: int, place: QPointF) -> QPointF:
        """Where a name stands: above, below and beside, so that those of one place do not meet."""
        shift = (QPointF(-SIGN, -LINE * 0.7), QPointF(-SIGN, LINE * 1.3), QPointF(SIGN + 5, LINE * 0.3))
        return place + shift[number]

    def _places(self) -> list[QPointF | None]:
        """The places in pixels, north up, to one scale."""
        known = [point for point in self.points if point is not None]
        if not known:
            return [None] * len(self.points)
        lon, lat = (sum(point[axis] for point in known) / len(known) for axis in (0, 1))
        shrink = math.cos(math.radians(lat))
        flat = [None if point is None else ((point[0] - lon) * shrink, point[1] - lat) for point in self.points]
        reach = max(max(abs(x), abs(y) * 2) for x, y in (one for one in flat if one is not None)) or 1.0
        scale = (min(self.width() / 2, self.height()) - MARGIN) / reach
        middle = QPointF(self.width() / 2 - MARGIN, self.height() / 2 - LINE / 2)
        return [None if one is None else middle + QPointF(one[0] * scale, -one[1] * scale) for one in flat]
