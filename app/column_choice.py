"""Which columns a table shows and in which order, remembered per table among the user's settings."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMenu, QTableView

from app.edit_model import EditModel
from core.fields import FIELDS
from core.i18n import translate
from core.text import N_


def save_columns(grid: QTableView, table: str, settings: QSettings) -> None:
    """Remember order, widths and which columns are hidden."""
    settings.setValue(f"tables/{table}", grid.horizontalHeader().saveState())
    settings.setValue(f"tables/{table}.columns", _signature(table))


def restore_columns(grid: QTableView, table: str, settings: QSettings) -> None:
    """Put the columns as they were left; as usual where nothing is remembered or the table has other columns now."""
    state = settings.value(f"tables/{table}")
    header = grid.horizontalHeader()
    known = settings.value(f"tables/{table}.columns") == _signature(table) and isinstance(state, QByteArray)
    if known and header.restoreState(state):
        header.setSortIndicator(-1, header.sortIndicatorOrder())
    else:
        usual_columns(grid, table)


def usual_columns(grid: QTableView, table: str) -> None:
    """The columns and the order of the first time."""
    header = grid.horizontalHeader()
    for column, each in enumerate(FIELDS[table]):
        header.moveSection(header.visualIndex(column), column)
        grid.setColumnHidden(column, not each.usual)
        grid.setColumnWidth(column, each.width)


def _signature(table: str) -> str:
    return " ".join(each.column for each in FIELDS[table])


def fill_column_menu(
    menu: QMenu, grid: QTableView, model: EditModel, language: str, changed: Callable[[], object]
) -> None:
    """A tick per column, and the way back to the usual ones; required columns are always shown."""
    menu.clear()
    for column in range(model.columnCount()):
        each = model.field(column)
        action = menu.addAction(translate(each.title, language))
        action.setCheckable(True)
        action.setChecked(not grid.isColumnHidden(column))
        action.setEnabled(not each.required)
        action.toggled.connect(lambda on, column=column: grid.setColumnHidden(column, not on))
        action.toggled.connect(lambda *_: changed())
    menu.addSeparator()
    usual = menu.addAction(translate(N_("Show the usual columns"), language))
    usual.triggered.connect(lambda *_: usual_columns(grid, model.edit.table if model.edit else ""))
    usual.triggered.connect(lambda *_: changed())
