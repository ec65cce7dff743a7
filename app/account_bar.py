"""An account as one bar whose parts are exactly the terms of its sentence, as on the printed page."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.accounts import Account
from core.i18n import show_quantity, translate
from core.text import Quantity
from gis.account_strip import Part, parts
from gis.amounts import short_amount
from gis.palette import palette

HEIGHT = 22


class AccountBar(QWidget):
    """Parts as long as their amounts; a part tells its number where it has room and always on hover."""

    def __init__(self, account: Account, language: str, dark: bool) -> None:
        super().__init__()
        self.account, self.language, self.dark = account, language, dark
        self.parts = parts(account)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(", ".join(self._told(part) for part in self.parts))

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def areas(self) -> list[tuple[Part, QRectF]]:
        """Each part with its place in the bar."""
        whole = sum(part.value for part in self.parts)
        areas, left = [], 0.0
        for part in self.parts:
            width = part.value / whole * self.width()
            areas.append((part, QRectF(left, 0, width, HEIGHT)))
            left += width
        return areas

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics, colours = QFontMetricsF(painter.font()), palette(self.dark)
        for part, area in self.areas():
            painter.fillRect(area.adjusted(0, 0, -1, 0), QColor(colours.terms[part.colour]))
            number = short_amount(part.value, self.account.unit, self.language)
            if metrics.horizontalAdvance(number) + 8 < area.width():
                painter.setPen(QColor(colours.card))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        for part, area in self.areas():
            if area.contains(event.position()):
                QToolTip.showText(event.globalPosition().toPoint(), self._told(part), self)

    def _told(self, part: Part) -> str:
        amount = show_quantity(Quantity(part.value, self.account.unit), self.language)
        return f"{translate(part.title, self.language)}: {amount}"
