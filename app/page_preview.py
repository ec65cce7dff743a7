"""The page as it will be printed, with handles: items are chosen, moved and resized by mouse and keyboard."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.page_draft import PageDraft
from app.style import DARK, LIGHT
from core.page_edits import Box, Snapped, box_of, column_box, kept_within, snapped
from core.page_layouts import Item, Layout
from gis.page import Composed

HANDLE = 8.0  # pixels
CATCH = 6.0  # pixels within which a line draws a box to it
MARGIN = 24  # pixels round the paper
STEP, FAR_STEP = 1.0, 5.0  # mm of an arrow key
_HANDLES = {
    "left top": (0.0, 0.0), "top": (0.5, 0.0), "right top": (1.0, 0.0), "right": (1.0, 0.5),
    "right bottom": (1.0, 1.0), "bottom": (0.5, 1.0), "left bottom": (0.0, 1.0), "left": (0.0, 0.5),
}  # fmt: skip
_CURSORS = {
    "left": Qt.CursorShape.SizeHorCursor, "right": Qt.CursorShape.SizeHorCursor,
    "top": Qt.CursorShape.SizeVerCursor, "bottom": Qt.CursorShape.SizeVerCursor,
    "left top": Qt.CursorShape.SizeFDiagCursor, "right bottom": Qt.CursorShape.SizeFDiagCursor,
    "right top": Qt.CursorShape.SizeBDiagCursor, "left bottom": Qt.CursorShape.SizeBDiagCursor,
}  # fmt: skip
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip

_OWN_KEYS = (*_ARROWS, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape)


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """A composed page, the layout that it was composed of, and its picture at a number of pixels per mm."""

    composed: Composed
    layout: Layout
    image: QImage
    pixels_per_mm: float


class PagePreview(QWidget):
    """Shows a PageImage and the chosen item; `zoomed` asks for a picture of another size."""

    zoomed = Signal(float)

    def __init__(self, draft: PageDraft) -> None:
        super().__init__()
        self.draft, self.dark = draft, False
        self.page: PageImage | None = None
        self.scale = 2.0  # pixels per mm
        self.snapped: Snapped | None = None
        self._grip: tuple[QPointF, Box, str] | None = None  # where it was pressed, the box then, the sides held
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        draft.chosen_changed.connect(self.update)

    def show_page(self, page: PageImage) -> None:
        """Show another picture."""
        self.page = page
        self.update()

    def set_scale(self, scale: float) -> None:
        """Show the paper at another size."""
        self.scale = scale
        layout = self.draft.layout
        self.setFixedSize(round(layout.width * scale) + 2 * MARGIN, round(layout.height * scale) + 2 * MARGIN)
        self.update()

    def placed(self) -> tuple[Item, ...]:
        """The items where they came to stand, in the order of the layout; as it has them until it is composed."""
        layout = self.draft.layout
        if self.page is None or self.page.layout != layout or self._grip is not None:
            return layout.items
        return self.page.composed.placed[: len(layout.items)]

    def to_mm(self, place: QPointF) -> tuple[float, float]:
        """A place of the widget in mm of the paper."""
        return ((place.x() - MARGIN) / self.scale, (place.y() - MARGIN) / self.scale)

    def rect_of(self, box: Box) -> QRectF:
        """A box of the paper in pixels of the widget."""
        left, top, width, height = (side * self.scale for side in box)
        return QRectF(left + MARGIN, top + MARGIN, width, height)

    def item_at(self, place: QPointF) -> int | None:
        """The place of the smallest item under the pointer, so that a text over a map can be reached."""
        x, y = self.to_mm(place)
        hits = [
            (item.width * item.height, number)
            for number, item in enumerate(self.placed())
            if item.left <= x <= item.right and item.top <= y <= item.bottom
        ]
        return min(hits)[1] if hits else None

    def handle_at(self, place: QPointF) -> str:
        """The sides that a handle under the pointer would move, "" where there is none."""
        box = self._frame()
        if box is None:
            return ""
        rect = self.rect_of(box)
        for sides, (x, y) in _HANDLES.items():
            at = QPointF(rect.left() + x * rect.width(), rect.top() + y * rect.height())
            if (at - place).manhattanLength() <= HANDLE:
                return sides
        return ""

    def _frame(self) -> Box | None:
        """The box of the column of the chosen item."""
        chosen = self.draft.chosen
        if self.snapped is not None:
            return self.snapped.box
        return None if chosen is None else column_box(self.draft.layout, chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        sides = self.handle_at(place)
        if not sides:
            self.draft.choose(self.item_at(place))
        box = self._frame()
        if box is not None:
            self._grip = (place, box, sides)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._grip is None:
            shape = _CURSORS.get(self.handle_at(place))
            free = Qt.CursorShape.SizeAllCursor if self.item_at(place) is not None else Qt.CursorShape.ArrowCursor
            self.setCursor(shape if shape is not None else free)
            return
        start, box, sides = self._grip
        if (place - start).manhattanLength() < 3 and self.snapped is None:
            return
        dx, dy = (place.x() - start.x()) / self.scale, (place.y() - start.y()) / self.scale
        moved = _dragged(box, dx, dy, sides)
        reach = 0.0 if event.modifiers() & Qt.KeyboardModifier.AltModifier else CATCH / self.scale
        layout, chosen = self.draft.layout, self.draft.chosen or 0
        self.snapped = snapped(layout, chosen, kept_within(moved, layout), reach, sides=sides)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drawn, self.snapped, self._grip = self.snapped, None, None
        if drawn is not None:
            self.draft.move(drawn.box)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keys that mean something here are not taken by the main window, where Del deletes firms."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move by 1 mm, with Shift by 5 mm; Del takes the item away, Tab goes to the next, Esc to the page."""
        key, box = Qt.Key(event.key()), self._frame()
        if key in _ARROWS and box is not None:
            step = FAR_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            dx, dy = _ARROWS[key]
            self.draft.move((box[0] + dx * step, box[1] + dy * step, box[2], box[3]), later=True)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.draft.remove()
        elif key == Qt.Key.Key_Escape and self.draft.chosen is not None:
            self.draft.choose(None)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks over the items before it leaves the page."""
        count, chosen = len(self.draft.layout.items), self.draft.chosen
        after = (0 if forward else count - 1) if chosen is None else chosen + (1 if forward else -1)
        if not count or not 0 <= after < count:
            self.draft.choose(None)
            return super().focusNextPrevChild(forward)
        self.draft.choose(after)
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoomed.emit(1.25 ** (event.angleDelta().y() / 120))
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        layout, colours = self.draft.layout, DARK if self.dark else LIGHT
        paper = self.rect_of((0.0, 0.0, layout.width, layout.height))
        painter.fillRect(self.rect(), QColor(colours.line))
        painter.fillRect(paper.translated(3, 3), QColor(colours.soft_ink))
        painter.fillRect(paper, QColor("white"))
        if self.page is not None:
            painter.drawImage(paper, self.page.image)
        self._paint_chosen(painter, QColor(colours.accent))
        painter.end()

    def _paint_chosen(self, painter: QPainter, ink: QColor) -> None:
        box, chosen = self._frame(), self.draft.chosen
        if box is None or chosen is None:
            return
        rect = self.rect_of(box)
        if self.snapped is None:
            painter.setPen(QPen(ink, 1, Qt.PenStyle.DashLine))
            painter.drawRect(rect)
        painter.setPen(QPen(ink, 2))
        painter.drawRect(rect if self.snapped else self.rect_of(box_of(self.placed()[chosen])))
        painter.setBrush(QColor("white"))
        for x, y in _HANDLES.values():
            at = QPointF(rect.left() + x * rect.width(), rect.top() + y * rect.height())
            painter.drawRect(QRectF(at.x() - HANDLE / 2, at.y() - HANDLE / 2, HANDLE, HANDLE))
        if self.snapped:
            self._paint_guides(painter, self.snapped)

    def _paint_guides(self, painter: QPainter, drawn: Snapped) -> None:
        """The lines to which a box is drawn, over the whole paper."""
        layout = self.draft.layout
        painter.setPen(QPen(QColor("#D1307A"), 1))
        for x in drawn.upright:
            painter.drawLine(
                self.rect_of((x, 0.0, 0.0, layout.height)).topLeft(), self.rect_of((x, layout.height, 0, 0)).topLeft()
            )
        for y in drawn.level:
            painter.drawLine(self.rect_of((0.0, y, 0, 0)).topLeft(), self.rect_of((layout.width, y, 0, 0)).topLeft())


def _dragged(box: Box, dx: float, dy: float, sides: str) -> Box:
    """A box after its handle was drawn by dx, dy mm; without a handle it moves as a whole."""
    left, top, width, height = box
    if not sides:
        return (left + dx, top + dy, width, height)
    right, bottom = left + width, top + height
    left, right = left + dx * ("left" in sides), right + dx * ("right" in sides)
    top, bottom = top + dy * ("top" in sides), bottom + dy * ("bottom" in sides)
    return (min(left, right), min(top, bottom), abs(right - left), abs(bottom - top))
