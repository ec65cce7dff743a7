"""The first rows of a file as its program shows them: titles, header and data told apart, rows and columns clicked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.fonts import weighted
from app.style import colours, left
from core.cells import Cell, as_shown
from core.i18n import show
from core.outlines import told_fault
from core.sheets import Sheet

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
SHAPES = "geometry"  # the column of a map file that holds them
MOST_ROWS = 500  # what somebody looks through; the rest is checked, not read
TITLE, HEADER, DATA, REFUSED, APART = "title", "header", "data", "refused", "apart"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: its number there, what it is, its cells."""

    number: int
    role: str
    cells: Sequence[Cell]


def told_cells(headings: Sequence[str], cells: Sequence[Cell], language: str) -> Sequence[Cell]:
    """The cells of a row, instead of a shape that cannot be taken what is wrong with it."""
    place = headings.index(SHAPES) if SHAPES in headings else len(cells)
    fault = told_fault(cells[place]) if place < len(cells) else None
    return cells if fault is None else (*cells[:place], show(fault, language), *cells[place + 1 :])


def lines_of(sheet: Sheet, language: str, refused: frozenset[int] = frozenset()) -> list[Line]:
    """Titles, header and the first rows of a sheet; `refused` are numbers of rows that would be returned."""
    titles = [Line(number, TITLE, cells) for number, cells in sheet.titles]
    header = Line(sheet.header_row, HEADER, sheet.columns)
    apart = {mark.row for mark in sheet.marks}
    rows = [
        Line(number, _role(number, refused, apart), told_cells(sheet.columns, cells, language))
        for number, cells in sheet.rows[:MOST_ROWS]
    ]
    return [*titles, header, *rows]


def _role(number: int, refused: frozenset[int], apart: set[int]) -> str:
    return APART if number in apart else REFUSED if number in refused else DATA


class PreviewModel(QAbstractTableModel):
    """Rows as they stand in the file; the heading of a column says what it was understood as."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._width = 0  # asked for with every cell
        self.meanings: tuple[str, ...] = ()
        self.dark = False

    def show_lines(self, lines: list[Line], meanings: Sequence[str], dark: bool) -> None:
        """Replace what is shown; `meanings` name the columns in the reader's language, "" for one that is not used."""
        self.beginResetModel()
        self.lines, self.meanings, self.dark = lines, tuple(meanings), dark
        self._width = max((len(line.cells) for line in lines), default=0)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return as_shown(line.cells[index.column()]) if index.column() < len(line.cells) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return left()
        return self._look(line, index.column(), role)

    def _look(self, line: Line, column: int, role: int) -> Any:
        """Header bold on a pale ground, titles and unused columns in soft ink, refused rows as notices are."""
        chosen = colours(self.dark)
        used = column < len(self.meanings) and self.meanings[column]
        if role == Qt.ItemDataRole.ForegroundRole and (line.role in (TITLE, APART) or not used):
            return QBrush(QColor(chosen.soft_ink))
        if role == Qt.ItemDataRole.BackgroundRole and line.role in (HEADER, REFUSED):
            return QBrush(QColor(chosen.chosen if line.role == HEADER else chosen.notice))
        if role == Qt.ItemDataRole.FontRole and line.role == HEADER:
            return weighted(QFont(), bold=True)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return left() if orientation == Qt.Orientation.Horizontal else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self.lines[section].number)
        return self.meanings[section] if section < len(self.meanings) and self.meanings[section] else "—"


class Grounds(QStyledItemDelegate):
    """Paints the ground of a cell, which the rules of the program's style leave out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)  # type: ignore[attr-defined]
        super().paint(painter, option, index)


class SheetPreview(QTableView):
    """Emits `header_chosen` with the number of a row in the file, `column_chosen` with the place of a column."""

    header_chosen = Signal(int)
    column_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows = PreviewModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(Grounds(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setDefaultAlignment(left())
        self.horizontalHeader().setSectionsClickable(True)
        self.verticalHeader().setDefaultSectionSize(24)
        self.verticalHeader().setSectionsClickable(True)
        self.verticalHeader().sectionClicked.connect(self._row_clicked)
        self.horizontalHeader().sectionClicked.connect(self.column_chosen.emit)

    def show_lines(self, lines: list[Line], meanings: Sequence[str], dark: bool) -> None:
        """Show rows of a sheet with what its columns were understood as; columns keep their widths."""
        widths = [self.columnWidth(place) for place in range(self.rows.columnCount())]
        self.rows.show_lines(lines, meanings, dark)
        for place in range(self.rows.columnCount()):
            self.setColumnWidth(place, widths[place] if place < len(widths) else 120)

    def _row_clicked(self, place: int) -> None:
        self.header_chosen.emit(self.rows.lines[place].number)
