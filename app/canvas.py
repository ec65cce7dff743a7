"""The map on the screen: a cached picture that is moved and scaled at once and composed anew when at rest."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.map_frame import MARGIN, Frame, compose_frame, furniture
from app.session import Session
from core.text import Text
from gis.overlay import highlighted
from gis.paint import draw
from gis.palette import palette
from gis.scene import Target
from gis.view import View, fit, ground_points

REST_MS = 120
STEP = 1.25  # one notch of the wheel
CATCH_MM = 1.2
NEAREST, FARTHEST = 0.02, 200_000.0  # metres per mm: 1 : 20 to 1 : 200 million
HISTORY = 40
CLOSE_MARGIN_MM = 26.0  # round rows that are zoomed to, so that their names and badges are in sight
CLOSEST = 4.0  # times closer than the whole map; nearer a lone firm would stand in the void
WIDE = 0.75  # of the whole map: above this share a zoom would show hardly less than everything


class Canvas(QWidget):
    """Emits what was picked, hovered, seen and counted; it chooses nothing itself."""

    picked = Signal(object, bool)  # targets, whether they are added to what is chosen
    hovered = Signal(object, QPoint)  # target or None, place on the screen
    pointed = Signal(float, float)  # longitude, latitude under the pointer
    seen = Signal(float)  # denominator of the scale
    composed = Signal(object)  # the frame's counts

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.tool, self.dark = "select", False
        self.hidden: frozenset[str] = frozenset()
        self.chosen: frozenset[Target] = frozenset()
        self.view: View | None = None
        self.frame: Frame | None = None
        self._past: list[View] = []
        self._grip: QPointF | None = None
        self._pressed: QPointF | None = None
        self._band = QRect()
        self._space = False
        self._whole = True  # until somebody moves it, the map shows everything
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._compose)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(320, 200))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # Where things are ------------------------------------------------------------------------------------------------

    @property
    def pixels_per_mm(self) -> float:
        """Logical pixels of the screen for a millimetre of the map."""
        return self.logicalDpiX() / 25.4

    def _paper_size(self) -> tuple[float, float]:
        return (self.width() / self.pixels_per_mm, self.height() / self.pixels_per_mm)

    def _mm(self, place: QPointF) -> tuple[float, float]:
        return (place.x() / self.pixels_per_mm, place.y() / self.pixels_per_mm)

    def target_at(self, place: QPointF) -> Target | None:
        """The row whose sign, line or name lies under a place of the widget."""
        if self.frame is None or self.view is None:
            return None
        x, y = self._in_frame(place)
        catch = CATCH_MM * self.view.metres_per_mm / self.frame.view.metres_per_mm
        return self.frame.scene.hit(x, y, catch)

    def _in_frame(self, place: QPointF) -> tuple[float, float]:
        """A place of the widget in mm of the composed frame."""
        assert self.frame is not None
        assert self.view is not None
        area = self.frame.target(self.view, self.pixels_per_mm)
        share = self.frame.view.width_mm / area.width()
        return ((place.x() - area.x()) * share, (place.y() - area.y()) * share)

    # What is shown ---------------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Forget the map of a project that was closed."""
        self.view, self.frame, self._past, self._whole = None, None, [], True
        self.update()

    def refresh(self) -> None:
        """Compose anew, since figures, year, layers, language or palette have changed."""
        if self.session.snapshot is None:
            return
        if self.view is None or self._whole:
            self.view = fit(self.session.snapshot, *self._paper_size())
        self._compose()

    def show_whole(self) -> None:
        """Show everything."""
        if self.session.snapshot is not None:
            self._look(fit(self.session.snapshot, *self._paper_size()))
            self._whole = True

    def show_rows(self, uids: frozenset[str], around: frozenset[str] = frozenset()) -> bool:
        """Zoom to rows and what is `around` them; False where none of the rows has a place on the map."""
        snapshot = self.session.snapshot
        if snapshot is None or not uids or not len(ground_points(snapshot, uids)):
            return False
        whole = fit(snapshot, *self._paper_size())
        view = fit(snapshot, *self._paper_size(), uids | around, margin=CLOSE_MARGIN_MM)
        if view.metres_per_mm > whole.metres_per_mm * WIDE:  # the partners lie everywhere: the rows alone, closer
            view = fit(snapshot, *self._paper_size(), uids, margin=CLOSE_MARGIN_MM)
            view = replace(view, metres_per_mm=max(view.metres_per_mm, whole.metres_per_mm / CLOSEST))
        closest, farthest = whole.metres_per_mm / CLOSEST, whole.metres_per_mm
        self._look(replace(view, metres_per_mm=min(max(view.metres_per_mm, closest), farthest)))
        return True

    def show_previous(self) -> None:
        """Go back to the view before."""
        if self._past and self.view is not None:
            before = self._past.pop()
            self.view = before.resized(*self._paper_size())
            self._moved()

    def zoom(self, factor: float, place: QPointF | None = None) -> None:
        """Zoom about a place of the widget, its middle without one; the picture is scaled until it is composed."""
        if self.view is None:
            return
        if not NEAREST < self.view.metres_per_mm / factor < FARTHEST:
            return
        x, y = self._mm(place or QPointF(self.width() / 2, self.height() / 2))
        self._remember()
        self.view = self.view.zoomed(factor, x, y)
        self._moved()

    def choose(self, targets: frozenset[Target]) -> None:
        """Show which rows are chosen."""
        self.chosen = targets
        self.update()

    def _look(self, view: View) -> None:
        self._remember()
        self.view = view
        self._moved()

    def _remember(self) -> None:
        # while the wheel turns only the view before the first notch is kept
        if self.view is not None and not self._rest.isActive():
            self._past = [*self._past, self.view][-HISTORY:]

    def _moved(self) -> None:
        self._whole = False
        self._rest.start()
        if self.view is not None:
            self.seen.emit(self.view.scale)
        self.update()

    def _compose(self) -> None:
        snapshot, shown = self.session.snapshot, self.session.shown
        if self.view is None or snapshot is None or shown is None or self.width() < 2:
            return
        width, height = self._paper_size()
        view = replace(
            self.view.resized(width * MARGIN, height * MARGIN),
            year=shown.year,
            language=self.session.language,
            hidden=self.hidden,
            dark=self.dark,
        )
        findings = self.session.findings
        sharpness = self.pixels_per_mm * self.devicePixelRatioF()
        self.session.tasks.run(
            Text("Drawing the map"),
            lambda _: compose_frame(snapshot, findings, view, sharpness),
            self._take,
            lane="map",
        )
        self.seen.emit(self.view.scale)

    def _take(self, frame: Frame) -> None:
        if self.session.snapshot is not None:
            self.frame = frame
            self.composed.emit(frame.scene.counts)
            self.update()

    # Painting --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette(self.dark).paper))
        if self.frame is not None and self.view is not None:
            area = self.frame.target(self.view, self.pixels_per_mm)
            at_rest = self.frame.view.metres_per_mm == self.view.metres_per_mm
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not at_rest)
            if at_rest:  # whole pixels keep letters sharp
                area.moveTo(area.topLeft().toPoint().toPointF())
            painter.drawImage(area, self.frame.image)
            self._paint_chosen(painter, area)
            shown = furniture(self.view.metres_per_mm, *self._paper_size(), self.session.language, self.dark)
            draw(painter, shown, self.pixels_per_mm)
        if not self._band.isNull():
            painter.setPen(QPen(QColor(palette(self.dark).accent), 1, Qt.PenStyle.DashLine))
            painter.drawRect(self._band)

    def _paint_chosen(self, painter: QPainter, area: QRectF) -> None:
        if not self.chosen or self.frame is None:
            return
        scene = highlighted(self.frame.scene, self.chosen, palette(self.dark).accent)
        painter.save()
        painter.translate(area.topLeft())
        draw(painter, scene, area.width() / self.frame.view.width_mm)
        painter.restore()

    # Hands -----------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.view is not None:
            self.view = self.view.resized(*self._paper_size())
            if self._whole and self.session.snapshot is not None:
                self.view = fit(self.session.snapshot, *self._paper_size())
        self._rest.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if notches:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.zoom((1.06 if fine else STEP) ** notches, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        moves = event.button() == Qt.MouseButton.MiddleButton or self._space or self.tool == "move"
        self._pressed = event.position()
        if moves and self.view is not None:
            self._remember()
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._grip is not None and self.view is not None:
            step = place - self._grip
            self.view = self.view.moved(*self._mm(step))
            self._grip = place
            self._whole = False
            if not self._rest.isActive():  # a long drag is composed on the way
                self._rest.start()
            self.update()
        elif event.buttons() & Qt.MouseButton.LeftButton and self._pressed is not None:
            if (place - self._pressed).manhattanLength() > QApplication.startDragDistance() / 2:
                self._band = QRect(self._pressed.toPoint(), place.toPoint()).normalized()
                self.update()
        else:
            self._hover(place, event.globalPosition().toPoint())
        if self.view is not None:
            self.pointed.emit(*self.view.to_lonlat(*self._mm(place)))

    def _hover(self, place: QPointF, on_screen: QPoint) -> None:
        target = self.target_at(place)
        pointing = target is not None and target[0] != "region"
        idle = Qt.CursorShape.OpenHandCursor if self.tool == "move" else Qt.CursorShape.ArrowCursor
        self.setCursor(Qt.CursorShape.PointingHandCursor if pointing else idle)
        self.hovered.emit(target, on_screen)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        adding = bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        clicked = self._pressed is not None and (event.position() - self._pressed).manhattanLength() <= 4
        if not self._band.isNull():
            self._pick_band(adding)
        elif clicked and event.button() == Qt.MouseButton.LeftButton:
            target = self.target_at(event.position())
            self.picked.emit(frozenset({target}) if target else frozenset(), adding)
        elif self._grip is not None:
            self._moved()
        self._grip, self._pressed, self._band = None, None, QRect()
        self.unsetCursor()
        self.update()

    def _pick_band(self, adding: bool) -> None:
        if self.frame is None or self.view is None:
            return
        left, top = self._in_frame(QPointF(self._band.topLeft()))
        right, bottom = self._in_frame(QPointF(self._band.bottomRight()))
        self.picked.emit(self.frame.scene.inside((left, top, right, bottom)), adding)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        target = self.target_at(event.position())
        if target is not None:
            self.show_rows(frozenset({target[1]}))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (1, 0), Qt.Key.Key_Right: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        if event.key() in steps and self.view is not None:
            across, down = steps[Qt.Key(event.key())]
            self._look(self.view.moved(across * self.view.width_mm / 8, down * self.view.height_mm / 8))
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

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None, QPoint())
