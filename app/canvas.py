"""The hands on the map: hover, click, frame, drag, wheel and keyboard."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.map_tools import MapTool
from app.map_view import MapView
from app.session import Session
from gis.paint import draw
from gis.scene import Scene

STEP = 1.25  # one notch of the wheel
FINE_STEP = 1.06
STILL = 4  # pixels that a click may tremble


class Canvas(MapView):
    """Emits what was picked and hovered; it chooses nothing itself. A tool `in_hand` gets the left button."""

    picked = Signal(object, bool)  # targets, whether they are added to what is chosen
    hovered = Signal(object, QPoint)  # target or None, place on the screen
    asked = Signal(object, QPoint)  # the target or None whose menu is wanted, place on the screen
    pointed = Signal(float, float)  # longitude, latitude under the pointer
    worked = Signal()  # the tool in hand has got a new state

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tool = "select"
        self.in_hand: MapTool | None = None
        self._grip: QPointF | None = None
        self._pressed: QPointF | None = None
        self._space = self._dragging = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if notches:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.zoom((FINE_STEP if fine else STEP) ** notches, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if self.in_hand is not None and event.button() == Qt.MouseButton.LeftButton and not self._space:
            self._work(lambda tool: tool.press(event.position()))
            return
        moves = event.button() == Qt.MouseButton.MiddleButton or self._space or self.tool == "move"
        self._pressed = event.position() if event.button() != Qt.MouseButton.RightButton else None
        if moves and self.view is not None:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.in_hand is None:
            target = self.target_at(QPointF(event.pos()))
            if event.reason() == QContextMenuEvent.Reason.Keyboard:  # about what is chosen, wherever the pointer is
                target = next(iter(sorted(self.chosen)), None)
            self.asked.emit(target, event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._grip is not None:
            self._pull(place)
        elif self.in_hand is not None:
            self.setCursor(self.in_hand.cursor)
            self._work(lambda tool: tool.move(place))
        elif event.buttons() & Qt.MouseButton.LeftButton and self._pressed is not None:
            if (place - self._pressed).manhattanLength() > QApplication.startDragDistance() / 2:
                self.band = QRect(self._pressed.toPoint(), place.toPoint()).normalized()
                self.update()
        else:
            self._hover(place, event.globalPosition().toPoint())
        if self.view is not None:
            self.pointed.emit(*self.view.to_lonlat(*self.to_mm(place)))

    def _pull(self, place: QPointF) -> None:
        """Move the map with the hand; a click that trembles moves nothing."""
        if self._grip is None or not (self._dragging or (place - self._grip).manhattanLength() > STILL):
            return
        if not self._dragging:
            self.remember()
        self._dragging = True
        self.drag(place - self._grip)
        self._grip = place

    def _hover(self, place: QPointF, on_screen: QPoint) -> None:
        target = self.target_at(place)
        pointing = target is not None and target[0] != "region"
        idle = Qt.CursorShape.OpenHandCursor if self.tool == "move" else Qt.CursorShape.ArrowCursor
        self.setCursor(Qt.CursorShape.PointingHandCursor if pointing else idle)
        self.hovered.emit(target, on_screen)

    def _work(self, step: Callable[[MapTool], object]) -> None:
        """Let the tool in hand take a step, and show what it shows now."""
        if self.in_hand is not None:
            step(self.in_hand)
            self.worked.emit()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.in_hand is not None and self.view is not None:
            painter = QPainter(self)
            marks = tuple(self.in_hand.marks(self.session.language))
            draw(painter, Scene(self.view.width_mm, self.view.height_mm, marks), self.pixels_per_mm)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.in_hand is not None and self._grip is None and event.button() == Qt.MouseButton.LeftButton:
            self._work(lambda tool: tool.release(event.position()))
            return
        adding = bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        clicked = self._pressed is not None and (event.position() - self._pressed).manhattanLength() <= STILL
        if not self.band.isNull():
            self._pick_band(adding)
        elif clicked and event.button() == Qt.MouseButton.LeftButton:
            target = self.target_at(event.position())
            self.picked.emit(self.rows_of(target), adding)
        self._let_go()

    def _let_go(self) -> None:
        """Forget what the hand was doing; a map that was dragged is composed where it lies."""
        if self._dragging:
            self.moved()
        self._grip, self._pressed, self.band, self._dragging = None, None, QRect(), False
        self.unsetCursor()
        self.update()

    def _pick_band(self, adding: bool) -> None:
        first, second = self.in_frame(QPointF(self.band.topLeft())), self.in_frame(QPointF(self.band.bottomRight()))
        if self.frame is not None and first is not None and second is not None:
            self.picked.emit(self.frame.inside((*first, *second)), adding)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.in_hand is not None:
            self._work(lambda tool: tool.double(event.position()))
            return
        target = self.target_at(event.position())
        if target is not None:
            self.show_rows(frozenset(uid for _, uid in self.rows_of(target)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.in_hand is not None and self.in_hand.key(Qt.Key(event.key())):
            self._work(lambda _: None)
            return
        steps = {Qt.Key.Key_Left: (1, 0), Qt.Key.Key_Right: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        if event.key() in steps and self.view is not None:
            across, down = steps[Qt.Key(event.key())]
            self.look(self.view.moved(across * self.view.width_mm / 8, down * self.view.height_mm / 8))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / STEP if event.key() == Qt.Key.Key_Minus else STEP)
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.unsetCursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space = False  # its release goes to whoever has the focus now
        self._let_go()
        super().focusOutEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._work(lambda tool: tool.leave())
        self.hovered.emit(None, QPoint())
