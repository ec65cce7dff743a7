"""What is told of a chosen row of a table, right under it: the row grows by as much as that takes."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QPushButton,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.style import left
from app.table_panel import ROW_HEIGHT, TablePanel

LEAST = 320  # pixels of width


class UpperCells(QStyledItemDelegate):
    """Writes the cells of a grown row where those of a usual one stand."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        area.setHeight(min(area.height(), ROW_HEIGHT))
        option.rect = area  # type: ignore[attr-defined]
        super().paint(painter, option, index)


class RowDetail(QWidget):
    """Widgets under a row of a table; emits `grew` with the pixels that they take, 0 where nothing is told."""

    grew = Signal(int)

    def __init__(self, panel: TablePanel, widgets: Sequence[QWidget]) -> None:
        self.table: QTableView = panel.table
        super().__init__(self.table.viewport())
        self.panel, self._uid, self._grown = panel, "", -1
        self.table.setItemDelegate(UpperCells(self.table))
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        for widget in widgets:
            if isinstance(widget, QPushButton):
                column.addWidget(widget, 0, left())
            else:
                column.addWidget(widget)
        self.hide()
        self.table.viewport().installEventFilter(self)
        self.table.horizontalScrollBar().valueChanged.connect(lambda *_: self._place())
        panel.model.layoutChanged.connect(lambda *_: self._place())

    def show_under(self, uid: str) -> None:
        """Stand under the row of this uid, "" for none."""
        self._uid = uid
        self._place()

    def _place(self) -> None:
        if self._grown >= 0:
            self.table.setRowHeight(self._grown, ROW_HEIGHT)
        rows = self.panel.model.places(frozenset([self._uid])) if self._uid else []
        self._grown = rows[0] if rows else -1
        self.setVisible(self._grown >= 0)
        if self._grown < 0:
            self.grew.emit(0)
            return
        width = max(self.table.viewport().width(), LEAST)
        height = self.layout().totalHeightForWidth(width)  # type: ignore[union-attr]
        self.table.setRowHeight(self._grown, ROW_HEIGHT + height)
        self.grew.emit(height)
        self.setGeometry(0, self.table.rowViewportPosition(self._grown) + ROW_HEIGHT, width, height)
        self.raise_()
        QTimer.singleShot(0, self, self._bring)

    def _bring(self) -> None:
        """Scroll what the table lies in so far that the row and what is told of it are seen."""
        areas = [one for one in _above(self.table) if isinstance(one, QScrollArea)]
        if not areas or self._grown < 0:
            return
        area = areas[0]
        top = self.mapTo(area.widget(), QPoint(0, -ROW_HEIGHT)).y()
        bar, room, end = area.verticalScrollBar(), area.viewport().height(), top + ROW_HEIGHT + self.height()
        if top < bar.value() or end > bar.value() + room:
            bar.setValue(min(top, max(end - room, 0)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._grown >= 0 and self.table.viewport().width() != self.width():
            self._place()
        return False


def _above(widget: QWidget) -> Iterator[QWidget]:
    """The widgets that a widget lies in, the nearest first."""
    while (above := widget.parentWidget()) is not None:
        yield above
        widget = above
