"""Small scenes as pictures for lists and cards, sharp on every screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from gis.paint import draw
from gis.scene import Scene

SHARPNESS = 2.0  # device pixels per logical pixel; scaled down where the screen has fewer


def painted(scene: Scene, pixels_per_mm: float) -> QPixmap:
    """A scene on a transparent ground."""
    scale = pixels_per_mm * SHARPNESS
    pixmap = QPixmap(round(scene.width * scale), round(scene.height * scale))
    pixmap.setDevicePixelRatio(SHARPNESS)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw(painter, scene, pixels_per_mm)
    painter.end()
    return pixmap
