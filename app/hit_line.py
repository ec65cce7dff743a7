"""A line to type in with a list of what answers below it: up, down and enter choose, escape closes; the line keeps the
focus, so that Chinese input goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.fonts import weighted

ENTRY = Qt.ItemDataRole.UserRole
ROW, HEADING_ROW, PADDING, GAP = 27, 24, 10, 14  # pixels
LEAST_WIDTH, MOST_ROWS, MARGIN = 460, 16, 8
DETAIL_SHARE = 0.5  # of a row, at most, for what stands at its right end


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A row of the list: what stands first (such as a code), its title, what stands at the right, and what it does.

    Without `act` it is a heading, or a sentence that says why there is nothing.
    """

    title: str
    act: Callable[[], object] | None = None
    detail: str = ""
    lead: str = ""


class EntryDelegate(QStyledItemDelegate):
    """Paints an entry: headings small and soft, the detail soft at the right end, both cut with dots."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW if index.data(ENTRY).act else HEADING_ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(ENTRY)
        list_view = option.widget  # type: ignore[attr-defined]
        palette: QPalette = list_view.palette()
        area: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if entry.act and list_view.currentIndex() == index:
            painter.fillRect(area, palette.color(QPalette.ColorRole.Highlight))
        inside = area.adjusted(PADDING, 0, -PADDING, 0)
        if entry.act is None:
            painter.setFont(weighted(QApplication.font(), bold=True))
            self._write(painter, inside, entry.title, palette.color(QPalette.ColorRole.PlaceholderText))
        else:
            self._paint_entry(painter, inside, entry, palette)
        painter.restore()

    def _paint_entry(self, painter: QPainter, area: QRect, entry: Entry, palette: QPalette) -> None:
        metrics, soft = painter.fontMetrics(), palette.color(QPalette.ColorRole.PlaceholderText)
        wide = metrics.horizontalAdvance(entry.detail) if entry.detail else 0
        room = min(wide, int(area.width() * DETAIL_SHARE))
        if room:
            right = QRect(area.right() - room, area.top(), room + 1, area.height())
            self._write(painter, right, entry.detail, soft, Qt.AlignmentFlag.AlignRight)
            area = area.adjusted(0, 0, -room - GAP, 0)
        if entry.lead:
            self._write(painter, area, entry.lead, palette.color(QPalette.ColorRole.Link))
            area = area.adjusted(max(metrics.horizontalAdvance(entry.lead) + GAP, 0), 0, 0, 0)
        self._write(painter, area, entry.title, palette.color(QPalette.ColorRole.Text))

    @staticmethod
    def _write(
        painter: QPainter, area: QRect, text: str, ink: QColor, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    ) -> None:
        painter.setPen(ink)
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, cut)


class HitList(QListWidget):
    """The list; it lies over the window's content and never takes the focus."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line, self.least_width = line, LEAST_WIDTH
        self.setProperty("role", "hits")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(EntryDelegate(self))
        self.setFrameShape(QFrame.Shape.Box)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.itemEntered.connect(self._point)
        self.hide()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Replace the rows, mark the first that does something, and lie down below the line."""
        self.clear()
        for entry in entries:
            item = QListWidgetItem(self)
            item.setData(ENTRY, entry)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled if entry.act else Qt.ItemFlag.NoItemFlags)
        self.setVisible(bool(entries))
        if entries:
            self.setCurrentRow(next((row for row, entry in enumerate(entries) if entry.act), -1))
            self._lie(entries)

    def entries(self) -> list[Entry]:
        """The rows as they are shown."""
        return [self.item(row).data(ENTRY) for row in range(self.count())]

    def present(self) -> Entry | None:
        """The marked entry."""
        return self.entries()[self.currentRow()] if self.currentRow() >= 0 else None

    def step(self, by: int) -> None:
        """Mark another entry, passing over headings; beyond an end it stays."""
        places = [row for row, entry in enumerate(self.entries()) if entry.act]
        if places:
            now = places.index(self.currentRow()) if self.currentRow() in places else min(0, -by)
            self.setCurrentRow(places[max(0, min(len(places) - 1, now + by))])
            if self.currentRow() == places[0]:
                self.scrollToTop()  # so that the first heading can be seen again

    def _point(self, item: QListWidgetItem) -> None:
        if item.data(ENTRY).act:
            self.setCurrentItem(item)

    def _lie(self, entries: Sequence[Entry]) -> None:
        """Below the line, or above it where there is more room, never beyond the window."""
        window: QWidget = self._line.window()
        self.setParent(window)
        corner = self._line.mapTo(window, QPoint(0, self._line.height() + 2))
        below, above = window.height() - corner.y() - MARGIN, corner.y() - self._line.height() - MARGIN
        wanted = sum(ROW if entry.act else HEADING_ROW for entry in entries[:MOST_ROWS]) + 4
        width = min(max(self._line.width(), self.least_width), window.width() - 2 * MARGIN)
        height = min(wanted, max(below, above))
        left = max(MARGIN, min(corner.x(), window.width() - width - MARGIN))
        top = corner.y() if below >= min(wanted, above) else corner.y() - self._line.height() - 4 - height
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()


class HitLine(QLineEdit):
    """The line; `look` gives the rows for what stands in it, each time it is typed in."""

    def __init__(self, look: Callable[[str], Sequence[Entry]]) -> None:
        super().__init__()
        self._look = look
        self.hits = HitList(self)
        self.destroyed.connect(self.hits.deleteLater)  # the list lies in the window, not in the line
        self.hits.itemClicked.connect(lambda item: self._take(item.data(ENTRY)))
        self.textEdited.connect(lambda _: self.refresh())

    def refresh(self) -> None:
        """Look again for what stands in the line."""
        self.hits.show_entries(self._look(self.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        key = Qt.Key(event.key())
        if key in steps:
            if self.hits.isVisible():
                self.hits.step(steps[key])
            elif key == Qt.Key.Key_Down:
                self.refresh()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.hits.isVisible():
                self.refresh()
            self._take(self.hits.present() if self.hits.isVisible() else None)
        elif key == Qt.Key.Key_Escape and self.hits.isVisible():
            self.hits.hide()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Escape closes the list before it is anybody's shortcut."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride and self.hits.isVisible():
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # a menu of the input method is no leaving
            self.hits.hide()
        super().focusOutEvent(event)

    def _take(self, entry: Entry | None) -> None:
        if entry is not None and entry.act is not None:
            self.hits.hide()
            self.selectAll()
            entry.act()
