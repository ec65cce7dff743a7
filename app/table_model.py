"""A table over columns of a snapshot: an order array in the model sorts and filters 100,000 rows in a moment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.filter_words import filter_words, plain_word
from app.style import left
from core.i18n import translate

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column: title marked with N_, values to sort by, `show` for the text of a row, usual width in pixels.

    `colour` is the ink of a row, '' for the usual one.
    """

    title: str
    values: npt.NDArray[Any]
    show: Callable[[int], str]
    width: int = 110
    colour: Callable[[int], str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What a table shows: columns of equal length, the uid behind each row, and by which columns it can be found."""

    columns: tuple[Column, ...]
    uids: npt.NDArray[Any]
    found_by: tuple[Iterable[object], ...] = ()


def words_of(*columns: Iterable[object]) -> list[str]:
    """One lower-case line per row out of several columns, for the filter box."""
    return [" ".join(map(str, cells)).lower() for cells in zip(*columns, strict=True)]


EMPTY = Rows((), np.array([], dtype=object))


class TableModel(QAbstractTableModel):
    """Row r of the view is row `order[r]` of the data; sorting and filtering only change `order`."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.language = language
        self.data_rows = EMPTY
        self.order: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._places: dict[str, int] = {}
        self._words: list[str] | None = None  # made at the first filter, since most tables are never filtered
        self._filter = ""
        self._only: frozenset[str] | None = None
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def show_rows(self, rows: Rows, language: str) -> None:
        """Replace the data, keeping filter and order."""
        self.beginResetModel()
        self.data_rows, self.language, self._words = rows, language, None
        self._arrange()
        self.endResetModel()

    def filter(self, text: str, only: frozenset[str] | None = None) -> None:
        """Keep rows that hold every word of the text, and, where given, only some uids."""
        self.beginResetModel()
        self._filter, self._only = text.lower(), only
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; unknown values stand last either way, -1 restores the usual order."""
        self.layoutAboutToBeChanged.emit()
        self._sorted = (column, order) if column >= 0 else None
        self._arrange()
        self.layoutChanged.emit()

    def uid(self, row: int) -> str:
        """The uid behind a row of the view."""
        return str(self.data_rows.uids[self.order[row]])

    def places(self, uids: frozenset[str]) -> list[int]:
        """Rows of the view that stand for some uids."""
        if not uids:
            return []
        if not self._places:
            self._places = {str(self.data_rows.uids[index]): row for row, index in enumerate(self.order)}
        return sorted(self._places[uid] for uid in uids if uid in self._places)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.data_rows.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.data_rows.columns[index.column()].show(int(self.order[index.row()]))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(index)
        return left() if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _ink(self, index: Index) -> QColor | None:
        colour = self.data_rows.columns[index.column()].colour
        name = colour(int(self.order[index.row()])) if colour else ""
        return QColor(name) if name else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return translate(self.data_rows.columns[section].title, self.language)
        return left() if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _holding(self, word: str) -> npt.NDArray[np.bool_]:
        """Which rows hold a word of the filter."""
        word = plain_word(word)
        if self._words is None:
            self._words = words_of(*self.data_rows.found_by)
        return np.fromiter((word in line for line in self._words), dtype=bool, count=len(self._words))

    def _arrange(self) -> None:
        keep = np.ones(len(self.data_rows.uids), dtype=bool)
        for word in filter_words(self._filter):
            keep &= self._holding(word)
        if self._only is not None:
            keep &= np.isin(self.data_rows.uids, list(self._only))
        chosen = np.flatnonzero(keep)
        if self._sorted is not None and self._sorted[0] < len(self.data_rows.columns):
            column, direction = self._sorted
            chosen = _ordered(self.data_rows.columns[column].values, chosen, direction)
        self.order = chosen
        self._places = {}


def _ordered(values: npt.NDArray[Any], chosen: npt.NDArray[np.int64], direction: Qt.SortOrder) -> npt.NDArray[np.int64]:
    keys = values[chosen]
    if keys.dtype.kind not in "fiub":
        keys = _ranks(keys.tolist())
    blank = np.isnan(keys)
    known, unknown, keys = chosen[~blank], chosen[blank], keys[~blank]
    rising = np.argsort(keys, kind="stable")
    order = known[rising] if direction == Qt.SortOrder.AscendingOrder else known[rising[::-1]]
    return np.concatenate([order, unknown])


def _ranks(texts: list[object]) -> npt.NDArray[np.float64]:
    """The place of each text among the different ones, NaN for empty ones.

    In GB 18030 the common Chinese characters stand in the order of their pinyin, so names are found as in a register.
    """
    different = sorted(set(map(str, texts)), key=lambda text: text.encode("gb18030", "replace"))
    places: dict[str, float] = {text: float(place) for place, text in enumerate(different)}
    places[""] = np.nan
    return np.array([places[str(text)] for text in texts], dtype=np.float64)
