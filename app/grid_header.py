"""The header of a grid: a cell per column to filter by, and the first column in sight while the others scroll."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from app.own_keys import keeps_typing

ROOM = 30  # pixels for the row of cells
GAP = 2
WIDEST = 0.6  # of the view: a wider first column scrolls away, so that others can be seen


class FilterCell(QLineEdit):
    """What a column must hold; Enter and Down go to the rows, Esc empties the cell first."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        return keeps_typing(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class GridHeader(QHeaderView):
    """Emits `filtered` with a column and what is typed into its cell; `left` where the rows are wanted."""

    filtered = Signal(int, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.cells: list[FilterCell] = []
        self._shown, self._shift = False, 0
        self.setSectionsClickable(True)
        for signal in (self.sectionResized, self.sectionMoved, self.geometriesChanged):
            signal.connect(lambda *_: self._lay())
        self.sectionCountChanged.connect(lambda *_: self._make_cells())

    def frozen(self) -> int | None:
        """The column that stays in sight: the first one, while the columns are scrolled sideways."""
        shown = (self.logicalIndex(place) for place in range(self.count()))
        first = next((column for column in shown if not self.isSectionHidden(column)), None)
        if first is None or self.sectionViewportPosition(first) >= 0:
            return None
        return first if self.sectionSize(first) <= WIDEST * self.viewport().width() else None

    def show_cells(self, shown: bool) -> None:
        """Show or hide the row of cells."""
        self._shown = shown
        self._make_cells()
        self.updateGeometries()
        self.geometriesChanged.emit()

    def write_cells(self, texts: Mapping[int, str], hints: Mapping[int, str], tip: str, typing: int | None) -> None:
        """Write what the filter says into all cells but the one that is typed into, with hints in empty ones."""
        for column, cell in enumerate(self.cells):
            if column != typing:
                cell.setText(texts.get(column, ""))
                cell.setCursorPosition(0)
            cell.setPlaceholderText(hints.get(column, ""))
            cell.setToolTip(tip)

    def _make_cells(self) -> None:
        wanted = self.count() if self._shown else 0
        while len(self.cells) > wanted:
            self.cells.pop().deleteLater()
        for column in range(len(self.cells), wanted):
            cell = FilterCell(self)
            cell.setProperty("role", "filter")
            cell.textEdited.connect(lambda text, column=column: self.filtered.emit(column, text))
            cell.left.connect(self.left)
            self.cells.append(cell)
        self._lay()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(0, ROOM if self._shown else 0)

    def updateGeometries(self) -> None:
        self.setViewportMargins(0, 0, 0, ROOM if self._shown else 0)
        super().updateGeometries()

    def _lay(self) -> None:
        """Put each cell below its column; that of the frozen one lies over those that scroll under it."""
        frozen = self.frozen()
        for column, cell in enumerate(self.cells):
            left = 0 if column == frozen else self.sectionViewportPosition(column)
            cell.setGeometry(left + GAP, self.height() - ROOM, self.sectionSize(column) - 2 * GAP, ROOM - 2 * GAP)
            cell.setVisible(not self.isSectionHidden(column))
        if frozen is not None and self.cells:
            self.cells[frozen].raise_()

    def scrolled(self) -> None:
        """The columns stand elsewhere now."""
        self._lay()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if (column := self.frozen()) is not None:
            area = QRect(0, 0, self.sectionSize(column), self.viewport().height())
            painter = QPainter(self.viewport())
            self.paintSection(painter, area, column)
            painter.setPen(self.palette().mid().color())
            painter.drawLine(area.topRight(), area.bottomRight())
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self.frozen()
        over = column is not None and event.position().x() < self.sectionSize(column)
        self._shift = self.sectionViewportPosition(column) if column is not None and over else 0
        super().mousePressEvent(self._beneath(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(self._beneath(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(self._beneath(event))
        self._shift = 0

    def _beneath(self, event: QMouseEvent) -> QMouseEvent:
        """The event where the frozen column would be if it had scrolled with the others."""
        if not self._shift:
            return event
        place = event.position() + QPointF(self._shift, 0)
        return QMouseEvent(
            event.type(), place, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
        )
