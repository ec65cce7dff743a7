"""A widget that shows a scene as it would be printed, marks some of it, and tells what was clicked."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from gis.overlay import outlined
from gis.paint import draw
from gis.palette import palette
from gis.scene import Points, Scene, Shape, Target

STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (1, -1), Qt.Key.Key_Down: (1, 1)}
PICKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class SceneView(QWidget):
    """Shows a scene that was painted before, so that marking draws little; `told` gives the words of a target."""

    picked = Signal(object, bool)  # a target, whether it is added to what is chosen
    asked = Signal(object)  # the place on the screen where a menu is wanted
    reached = Signal(object)  # the rectangle that a key went to
    seen = Signal()  # somebody looks at it: a tab behind others counts as visible, but is never painted

    def __init__(self, told: Callable[[Target], str], pixels_per_mm: float) -> None:
        super().__init__()
        self.told, self.pixels_per_mm, self.dark = told, pixels_per_mm, False
        self.scene: Scene | None = None
        self.marked: frozenset[Target] = frozenset()
        self.current: Target | None = None  # where the keys are
        self._image = QImage()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_scene(self, scene: Scene | None, image: QImage, dark: bool) -> None:
        """Show another scene as it was painted, nothing for None."""
        self.scene, self.dark, self.current, self._image = scene, dark, None, image
        if scene is not None:
            self.resize(round(scene.width * self.pixels_per_mm), round(scene.height * self.pixels_per_mm))
        self.update()

    def mark(self, targets: frozenset[Target]) -> None:
        """Frame the marks of some targets."""
        if targets != self.marked:
            self.marked = targets
            self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.seen.emit()
        if self.scene is None:
            return
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        draw(painter, outlined(self.scene, self.marked, palette(self.dark).accent), self.pixels_per_mm)
        if self.hasFocus() and self.current is not None:
            draw(painter, outlined(self.scene, frozenset({self.current}), palette(self.dark).ink), self.pixels_per_mm)

    def target_at(self, place: QPointF) -> Target | None:
        """What lies under a place of the widget."""
        if self.scene is None:
            return None
        return self.scene.hit(place.x() / self.pixels_per_mm, place.y() / self.pixels_per_mm)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        target = self.target_at(event.position())
        words = self.told(target) if target is not None else ""
        self.setCursor(Qt.CursorShape.PointingHandCursor if words else Qt.CursorShape.ArrowCursor)
        if words:
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        target = self.target_at(event.position())
        if target is not None and event.button() == Qt.MouseButton.LeftButton:
            self.current = target
            more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            self.picked.emit(target, bool(event.modifiers() & more))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS and self.scene is not None:
            self._go(self.scene, *STEPS[key])
        elif key in PICKING and self.current is not None:
            self.picked.emit(self.current, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            super().keyPressEvent(event)

    def _go(self, scene: Scene, axis: int, way: int) -> None:
        """Go to the next field in a direction: one that lies straight on before one aside."""
        boxes = _boxes(scene)
        if not boxes:
            return
        targets, places = list(boxes), np.array(list(boxes.values()))
        if self.current not in boxes:
            found = int(np.lexsort((places[:, 0], places[:, 1]))[0])
        elif (following := _next(places, boxes[self.current], axis, way)) is None:
            return
        else:
            found = following
        self.current = targets[found]
        area = QRect(*(round(float(part) * self.pixels_per_mm) for part in _corner_size(places[found])))
        self.reached.emit(area)
        QToolTip.showText(self.mapToGlobal(area.bottomRight() + QPoint(4, 4)), self.told(self.current), self)
        self.update()


def painted_scene(scene: Scene, pixels_per_mm: float, ratio: float) -> QImage:
    """The pixels of a scene for a screen with so many of them for a point; any thread may paint them."""
    scale = pixels_per_mm * ratio
    image = QImage(round(scene.width * scale), round(scene.height * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(scene.paper))
    painter = QPainter(image)
    draw(painter, scene, scale)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _boxes(scene: Scene) -> dict[Target, Points]:
    """Left, top, right, bottom in mm of the fields that stand for something, the largest of each."""
    boxes: dict[Target, Points] = {}
    for mark, box in zip(scene.marks, scene.boxes, strict=True):
        if isinstance(mark, Shape) and mark.target is not None:
            boxes.setdefault(mark.target, box)
    return boxes


def _next(places: Points, here: Points, axis: int, way: int) -> int | None:
    """The place nearest in a direction among boxes (n, 4): axis 0 across, 1 down; None where there is no more."""
    middles, middle = (places[:, :2] + places[:, 2:]) / 2, (here[:2] + here[2:]) / 2
    along, aside = (way * (middles[:, axis] - middle[axis])), np.abs(middles[:, 1 - axis] - middle[1 - axis])
    straight = aside <= (here[2 + 1 - axis] - here[1 - axis]) / 2
    cost = np.where(along > 1e-6, along + np.where(straight, 0.0, 1e4 + 3 * aside), np.inf)
    best = int(np.argmin(cost))
    return best if np.isfinite(cost[best]) else None


def _corner_size(box: Points) -> tuple[float, float, float, float]:
    left, top, right, bottom = box.tolist()
    return left, top, right - left, bottom - top
