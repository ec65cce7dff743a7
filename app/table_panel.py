"""A table with a filter box above it: click on a header sorts, a chosen row is chosen everywhere."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.fonts import emphasise
from app.spare_room import widen
from app.style import left
from app.table_model import Rows, TableModel
from core.i18n import show, translate
from core.text import N_, Text

ROW_HEIGHT = 26
WIDEST_REASON = 560  # pixels: a longer one would push the panels at the sides together
MOST_MARKED = 2000  # more rows than this are not marked one by one; the line above the table counts them


class TablePanel(QWidget):
    """Emits `chosen` with the uids of the marked rows when a hand marked them."""

    chosen = Signal(object)

    def __init__(self, empty: str, language: str = "en", *, filtered: bool = True) -> None:
        super().__init__()
        self._empty, self.language, self._filtered = empty, language, filtered
        self._only: frozenset[str] | None = None
        self._only_reason: Text | None = None
        self._note: Text | None = None
        self._following = False
        self._followed = False  # whether the marks were set elsewhere, so that a click on one of them chooses it anew
        self._marks: frozenset[str] = frozenset()
        self._widths_of: tuple[str, ...] = ()
        self._usual: list[int] = []
        self._given: list[int] = []  # the widths that were given last; a hand may have changed them since
        self.model = TableModel(language, self)
        self.table = self._make_table()
        self.table.viewport().installEventFilter(self)
        self.model.layoutChanged.connect(lambda *_: self.mark(self._marks))  # after sorting, rows stand elsewhere
        self.hint = QLabel()
        self.hint.setProperty("role", "soft")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(10, 10, 10, 10)
        self.hint.setAlignment(left(Qt.AlignmentFlag.AlignTop))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = self._make_bar()
        column.addLayout(self.bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint, 1)
        copying = QShortcut(QKeySequence.StandardKey.Copy, self.table)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy)

    def _make_bar(self) -> QHBoxLayout:
        """Filter box, how many rows it leaves, and the way back to all of them."""
        self.filter_box, self.count, self.everything = QLineEdit(), QLabel(), QPushButton()
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.setMaximumWidth(280)
        self.filter_box.textChanged.connect(lambda *_: self._filter())
        self.count.setProperty("role", "soft")
        self.everything.setProperty("role", "small")
        self.everything.setAutoDefault(False)  # Return in a line of the window must not list all rows
        self.everything.clicked.connect(lambda *_: self.show_only(None))
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.setContentsMargins(8, 3, 8, 2 if self._filtered else 0)
        for widget in (self.filter_box, self.count, self.everything):
            bar.addWidget(widget)
        bar.addStretch(1)
        return bar

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setSortingEnabled(True)
        emphasise(table.horizontalHeader())
        table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        table.horizontalHeader().setSortIndicatorClearable(True)
        table.horizontalHeader().setDefaultAlignment(left())
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.selectionModel().selectionChanged.connect(self._marked)
        table.clicked.connect(lambda *_: self._marked() if self._followed else None)
        return table

    def show_rows(self, rows: Rows, language: str) -> None:
        """Replace what is shown; the filter, the order and the widths that a hand set stay."""
        self.language = language
        self._following = True
        self.model.show_rows(rows, language)
        self._following = False
        titles = tuple(column.title for column in rows.columns)
        if titles != self._widths_of:
            self._widths_of, self._usual = titles, [column.width for column in rows.columns]
            self._given = widen(self.table, self._usual)
        else:
            self._widen()
        self._write()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share out what room there is once the table has another size."""
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._widen)
        return super().eventFilter(watched, event)

    def _widen(self) -> None:
        """Share out the room that is spare, unless a hand set a width."""
        if self._given and self._given[:-1] == [self.table.columnWidth(at) for at in range(len(self._given) - 1)]:
            self._given = widen(self.table, self._usual)

    def show_only(self, uids: frozenset[str] | None, reason: Text | None = None) -> None:
        """Show only some rows, saying why; None shows everything again."""
        self._only, self._only_reason = uids, reason
        if uids is None:
            self.filter_box.clear()
        self._filter()

    @property
    def narrowed(self) -> bool:
        """Whether only some rows are shown, whatever the filter says."""
        return self._only is not None

    def mark(self, uids: frozenset[str]) -> None:
        """Mark the rows that are chosen elsewhere and bring the first into sight."""
        self._marks, self._followed = uids, True
        selected = QItemSelection()
        places = self.model.places(uids)
        last = self.model.columnCount() - 1
        for row in places[:MOST_MARKED]:
            selected.select(self.model.index(row, 0), self.model.index(row, last))
        self._following = True
        self.table.selectionModel().select(selected, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._following = False
        if places:
            self.table.scrollTo(self.model.index(places[0], 0))

    def copy(self) -> None:
        """Put the marked rows on the clipboard as a table for a spreadsheet."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        columns = range(self.model.columnCount())
        heads = [str(self.model.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
        cells = [[str(self.model.index(row, column).data()) for column in columns] for row in rows]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in [heads, *cells]))

    def _marked(self, *_: object) -> None:
        if not self._following:
            rows = self.table.selectionModel().selectedRows()
            self._marks = frozenset(self.model.uid(index.row()) for index in rows)
            self.chosen.emit(self._marks)
            self._followed = False

    def _filter(self) -> None:
        self._following = True
        self.model.filter(self.filter_box.text(), self._only)
        self._following = False
        self.mark(self._marks)  # a filter forgets which rows were marked
        self._write()

    def _write(self) -> None:
        """The words round the table: how many rows of how many, and what to do where there is none."""
        shown, whole = self.model.rowCount(), len(self.model.data_rows.uids)
        self.table.setVisible(whole > 0)
        self.filter_box.setVisible(whole > 0 and self._filtered)
        self.count.setVisible(whole > 0 and self._filtered)
        self.hint.setVisible(whole == 0)
        self.hint.setText(translate(self._empty, self.language))
        self.filter_box.setPlaceholderText(translate(N_("Filter these rows"), self.language))
        counted = Text("{shown} of {n}", {"shown": shown, "n": whole})
        reason = show(self._only_reason, self.language) if self._only is not None and self._only_reason else ""
        parts = [f"{reason}  {show(counted, self.language)}"] if shown < whole or reason else []
        parts += [show(self._note, self.language)] if self._note else []
        told = " · ".join(parts)
        self.count.setText(self.count.fontMetrics().elidedText(told, Qt.TextElideMode.ElideMiddle, WIDEST_REASON))
        self.count.setToolTip(told)
        self.everything.setText(translate(N_("Show all"), self.language))
        self.everything.setVisible(
            whole > 0 and self._filtered and (self._only is not None or bool(self.filter_box.text()))
        )

    def set_note(self, note: Text | None) -> None:
        """What else is worth telling above the rows, such as how many are left out."""
        self._note = note
        self._write()

    def set_empty(self, empty: str) -> None:
        """What to say first where there is no row."""
        self._empty = empty
        self._write()


def filling_panel(dock: QWidget, empty: str, language: str, choose: Callable[[frozenset[str]], object]) -> TablePanel:
    """A panel that fills a dock; `choose` gets the uids that a hand marked."""
    panel = TablePanel(empty, language)
    panel.chosen.connect(choose)
    column = QVBoxLayout(dock)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(panel)
    return panel
