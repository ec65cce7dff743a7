"""The model of a table that is typed into: rows by an order array, a filter with `column:text`, faults beside cells."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt

from app.edit_table import EditTable
from app.filter_words import cell_texts, condition, with_cell
from app.table_model import Index, TableModel
from core.fields import Field
from core.i18n import LANGUAGES, translate
from core.names import word_key

_COMPARE: dict[str, np.ufunc] = {
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
    "=": np.equal,
}


class EditModel(TableModel):
    """Cells can be typed into where `enter` is given: it gets the id of a row and texts by column, and says whether it
    took them."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(language, parent)
        self.edit: EditTable | None = None
        self.enter: Callable[[int, Mapping[str, str]], bool] | None = None
        self._columns: dict[int, list[str]] = {}

    def show_table(self, edit: EditTable, language: str) -> None:
        """Replace the data, keeping filter and order where the table stays the same."""
        old, self.edit, self._columns = self.edit, edit, {}
        if old is None or old.table != edit.table:
            self._sorted, self._filter, self._only = None, "", None
        if old is not None and old.table == edit.table and np.array_equal(old.ids, edit.ids):
            self._show_values(edit, language)
        else:
            self.show_rows(edit.rows, language)

    def _show_values(self, edit: EditTable, language: str) -> None:
        """Other values in the same rows: each stays where it is until somebody sorts or filters anew."""
        self.data_rows, self.language, self._words = edit.rows, language, None
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def field(self, column: int) -> Field:
        """The field of a column."""
        if self.edit is None:
            raise LookupError("no table is shown")
        return self.edit.fields[column]

    def row_id(self, row: int) -> int:
        """The id of a row of the view."""
        if self.edit is None:
            raise LookupError("no table is shown")
        return int(self.edit.ids[self.order[row]])

    def typed(self, row: int, column: int) -> str:
        """What would be typed into a cell of the view."""
        return self.edit.typed[column](int(self.order[row])) if self.edit else ""

    def subject_rows(self, uids: frozenset[str]) -> frozenset[str]:
        """The uids of rows that are about some subjects, or are them."""
        if self.edit is None or not uids:
            return frozenset()
        pairs = zip(self.edit.rows.uids, self.edit.subjects, strict=True)
        return frozenset(str(uid) for uid, subject in pairs if subject in uids or uid in uids)

    def flags(self, index: Index) -> Qt.ItemFlag:
        able = super().flags(index)
        if self.enter is not None and index.isValid() and self.field(index.column()).typed:
            return able | Qt.ItemFlag.ItemIsEditable
        return able

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            return self.typed(index.row(), index.column())
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or value == self.typed(index.row(), index.column()):
            return False
        return self.take(index, {self.field(index.column()).column: str(value)})

    def take(self, index: Index, texts: Mapping[str, str]) -> bool:
        """Take texts, by column, into the row of an index."""
        return self.enter is not None and self.enter(self.row_id(index.row()), texts)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        shown = super().headerData(section, orientation, role)
        if role == Qt.ItemDataRole.DisplayRole and self.edit is not None and self.edit.fields[section].required:
            return f"{shown} *"
        return shown

    def place_of(self, id: int) -> int | None:
        """The row of the view that shows an id, None where the filter hides it."""
        if self.edit is None:
            return None
        places = np.flatnonzero(self.edit.ids[self.order] == id)
        return int(places[0]) if len(places) else None

    def lines(self, column: int) -> list[str]:
        """What a column shows, in lower case, one text per row of the data."""
        if column not in self._columns:
            shown = self.data_rows.columns[column]
            texts = shown.values if shown.values.dtype == object else map(shown.show, range(len(shown.values)))
            self._columns[column] = [str(text).lower() for text in texts]
        return self._columns[column]

    def typed_texts(self, column: int) -> list[str]:
        """What would be typed into every row of a column, in the order of the view."""
        if self.edit is None:
            return []
        shown, typed = self.data_rows.columns[column].values, self.edit.typed[column]
        if shown.dtype == object:
            return [str(text) for text in shown[self.order]]
        return [typed(row) for row in self.order.tolist()]

    def cell_texts(self, text: str) -> dict[int, str]:
        """What a filter says of each column, as its cell below the header holds it."""
        return cell_texts(text, self._titled)

    def with_cell(self, text: str, column: int, cell: str) -> str:
        """The filter in which the cell of a column says something else."""
        name = "".join(translate(self.field(column).title, self.language).split())
        name = name if self._titled(name) == column else self.field(column).column
        return with_cell(text, column, name, cell, self._titled)

    def _holding(self, word: str) -> npt.NDArray[np.bool_]:
        """Rows that hold a word, or meet a condition such as `status:running`, `year>=2020` or `code=`."""
        asked = condition(word, self._titled)
        return super()._holding(word) if asked is None else self._meeting(asked.column, asked.sign, asked.text)

    def _meeting(self, column: int, sign: str, wanted: str) -> npt.NDArray[np.bool_]:
        values = self.data_rows.columns[column].values
        if sign in _COMPARE and values.dtype.kind == "f" and _is_number(wanted):
            return np.array(_COMPARE[sign](values, float(wanted)), dtype=np.bool_)
        if sign == "=" and values.dtype.kind == "f" and not wanted:
            return np.array(np.isnan(values), dtype=np.bool_)
        lines = self.lines(column)
        same = (line == wanted for line in lines) if sign == "=" else (wanted in line for line in lines)
        return np.fromiter(same, dtype=bool, count=len(lines))

    def _titled(self, name: str) -> int | None:
        """The first column whose title in any language, or SQL name, is a text, else begins with it, else holds it."""
        key = word_key(name)
        named = [
            [word_key(self.field(column).column), *(word_key(translate(shown.title, each)) for each in LANGUAGES)]
            for column, shown in enumerate(self.data_rows.columns)
        ]
        same = [column for column, names in enumerate(named) if key in names]
        begin = [column for column, names in enumerate(named) if any(each.startswith(key) for each in names)]
        hold = [column for column, names in enumerate(named) if len(key) > 1 and any(key in each for each in names)]
        return next(iter([*same, *begin, *hold]), None)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
