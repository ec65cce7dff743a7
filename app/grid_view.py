"""The grid that is typed into like a spreadsheet: keys for copying, pasting, filling, clearing and moving."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLabel, QTableView, QWidget

from app.fonts import emphasise
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


class GridView(QTableView):
    """Emits `wanted` with the verb of a key; Enter moves down, F2, a double click or typing edits the cell."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        across, down = self.horizontalHeader(), self.verticalHeader()
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

    def say_beside(self, index: QModelIndex | QPersistentModelIndex, text: str) -> None:
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
