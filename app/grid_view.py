"""The grid that is typed into like a spreadsheet: keys for copying, pasting, filling, clearing and moving."""

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLabel,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.fonts import emphasise
from app.grid_header import GridHeader
from app.style import left

ROW_HEIGHT = 26
CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
KEYS = {
    (Qt.Key.Key_C, CONTROL): "copy",
    (Qt.Key.Key_C, CONTROL | SHIFT): "copy_heads",
    (Qt.Key.Key_V, CONTROL): "paste",
    (Qt.Key.Key_D, CONTROL | SHIFT): "fill",  # Ctrl+D is the dark palette
    (Qt.Key.Key_H, CONTROL): "replace",
    (Qt.Key.Key_Delete, NONE): "clear",
    (Qt.Key.Key_Delete, CONTROL): "delete",
    (Qt.Key.Key_Insert, NONE): "add",
}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
KEYPAD = Qt.KeyboardModifier.KeypadModifier
Index = QModelIndex | QPersistentModelIndex


class GridView(QTableView):
    """Emits `wanted` with the verb of a key; Enter moves down, F2, a double click or typing edits the cell.

    The first column stays in sight: it is painted over the others while they scroll under it.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = GridHeader(self)
        self.setHorizontalHeader(self.head)
        self.note = QLabel(self.viewport())
        self.note.setProperty("role", "note")
        self.note.setWordWrap(True)
        self.note.hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self._dress_headers()
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(lambda *_: self.note.hide())

    def _dress_headers(self) -> None:
        across, down = self.head, self.verticalHeader()
        emphasise(across)
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        across.setSortIndicatorClearable(True)
        across.setDefaultAlignment(left())
        across.setSectionsMovable(True)
        across.setHighlightSections(False)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.setHighlightSections(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~KEYPAD
        verb = KEYS.get((Qt.Key(event.key()), modifiers))
        if verb:
            self.wanted.emit(verb)
        elif event.key() in ENTER and not modifiers:
            self.step_down()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep what is typed here from the window's one-letter shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            modifiers = event.modifiers() & ~KEYPAD
            typed = bool(event.text().strip()) and not modifiers & ~SHIFT
            if typed or (Qt.Key(event.key()), modifiers) in KEYS:
                event.accept()
                return True
        return super().event(event)

    def step_down(self) -> None:
        """Go to the cell below, as Enter does in a spreadsheet."""
        below = self.model().index(self.currentIndex().row() + 1, self.currentIndex().column())
        if below.isValid():
            self.setCurrentIndex(below)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        self.note.hide()
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:  # what Enter asks for
            self.step_down()

    def visualRect(self, index: Index) -> QRect:
        """Where a cell is seen; of the frozen column at the left edge."""
        area = super().visualRect(index)
        if index.isValid() and index.column() == self.head.frozen():
            area.moveLeft(0)
        return area

    def indexAt(self, place: QPoint) -> QModelIndex:
        """The cell that is seen at a place."""
        column = self.head.frozen()
        if column is not None and 0 <= place.x() < self.columnWidth(column):
            return self.model().index(self.rowAt(place.y()), column)
        return super().indexAt(place)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, beside the frozen column and not under it."""
        bar, before = self.horizontalScrollBar(), self.horizontalScrollBar().value()
        frozen = self.head.frozen()
        super().scrollTo(index, hint)
        if index.column() == frozen:
            bar.setValue(before)
        elif (column := self.head.frozen()) is not None:
            bar.setValue(bar.value() - max(0, self.columnWidth(column) - super().visualRect(index).left()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            self.head.scrolled()
            self.updateEditorGeometries()
            self.viewport().update()

    def selectionChanged(self, chosen: QItemSelection, left_out: QItemSelection) -> None:
        super().selectionChanged(chosen, left_out)
        if self.head.frozen() is not None:
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if (column := self.head.frozen()) is not None and self.model().rowCount():
            painter = QPainter(self.viewport())
            self._paint_column(painter, column)
            painter.end()

    def _paint_column(self, painter: QPainter, column: int) -> None:
        """The cells of a column at the left edge, with a line that parts them from what scrolls."""
        width, height = self.columnWidth(column), self.viewport().height()
        last = self.rowAt(height - 1)
        painter.fillRect(0, 0, width, height, self.palette().window())
        for row in range(self.rowAt(0), (last if last >= 0 else self.model().rowCount() - 1) + 1):
            self._paint_cell(painter, self.model().index(row, column), row % 2 == 1)
        painter.setPen(self.palette().mid().color())
        painter.drawLine(width - 1, 0, width - 1, height)

    def _paint_cell(self, painter: QPainter, index: QModelIndex, striped: bool) -> None:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        area = self.visualRect(index)
        option.rect = area  # type: ignore[attr-defined]
        if striped:
            painter.fillRect(area, self.palette().alternateBase())
        if self.selectionModel().isSelected(index):
            option.state |= QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
        if index == self.currentIndex() and self.hasFocus():
            option.state |= QStyle.StateFlag.State_HasFocus  # type: ignore[attr-defined]
        self.itemDelegateForIndex(index).paint(painter, option, index)

    def say_beside(self, index: Index, text: str) -> None:
        """A word just below a cell, or above it where there is no room."""
        cell = self.visualRect(self.model().index(index.row(), index.column()))
        self.note.setText(text)
        self.note.setFixedWidth(min(360, max(220, self.viewport().width() - 20)))
        self.note.adjustSize()
        below = cell.bottom() + 3
        room = self.viewport().height() - below
        top = below if room >= self.note.height() else max(0, cell.top() - self.note.height() - 3)
        across = max(0, min(cell.left(), self.viewport().width() - self.note.width()))
        self.note.move(across, top)
        self.note.show()
        self.note.raise_()
