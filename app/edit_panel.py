"""The dock of tables: one grid for whichever table is chosen, tied to the one selection of the window."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.code_picker import CodePicker, field_picker, read_catalogues
from app.column_choice import fill_column_menu, restore_columns, save_columns
from app.edit_bar import CELL_TIP, EditBar, ReplaceBar, cell_menu
from app.edit_model import EditModel
from app.edit_table import edit_table
from app.edit_work import EditWork
from app.field_delegate import FieldDelegate
from app.grid_view import GridView
from app.message_bar import MessageBar
from app.open_rows import withheld_text
from app.session import Selection, Session
from core.fields import FIELDS, Field
from core.i18n import show, translate
from core.row_names import names_of
from core.snapshot import Snapshot
from core.text import N_, Text

MOST_MARKED = 2000  # more rows than this are not marked one by one; the line below the grid counts them
REST = 80  # milliseconds that a choice must rest before the map and the card follow it
READ_ONLY = N_("Open for reading only: somebody else is writing, or the place cannot be written to.")
EMPTY = N_("This table has no rows yet. Choose Add, paste rows from a spreadsheet, or import a file.")
CELLS = "tables/cells"  # the setting that shows a filter for each column
NUMBERS, COMPARE = ("number", "amount", "derived", "year"), "> < ="
SELECTION = QItemSelectionModel.SelectionFlag


class EditPanel(QWidget):
    """Emits `adding` with the table whose form is asked for; `work.listed` with what was not taken."""

    adding = Signal(str)

    def __init__(self, session: Session, messages: MessageBar, settings: QSettings) -> None:
        super().__init__()
        self.session, self._settings = session, settings
        self._stale, self._following, self._told = True, False, frozenset[str]()
        self._shown: tuple[Snapshot | None, tuple[str, str]] = (None, ("", ""))  # rows, table and language
        self._names: dict[str, list[str]] = {}
        self._typing: int | None = None  # the column whose filter is typed below the header
        self.model = EditModel(session.language, self)
        self.grid = GridView(self)
        self.grid.setModel(self.model)
        self.work = EditWork(session, messages, self.grid, self.model)
        self.delegate = FieldDelegate(self.grid, self._names_for, self._picker_for, self.work.check)
        self.grid.setItemDelegate(self.delegate)
        self.bar = EditBar()
        self.replace_bar = ReplaceBar(self._count, self._replace)
        self.foot, self.hint = QLabel(), QLabel()
        self._build()
        self._connect()
        self.bar.cells.setChecked(bool(settings.value(CELLS, False, type=bool)))

    def _build(self) -> None:
        self.foot.setProperty("role", "soft")
        self.foot.setContentsMargins(10, 2, 10, 3)
        self.hint.setProperty("role", "soft")
        self.hint.setContentsMargins(10, 10, 10, 10)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.replace_bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.bar, self.replace_bar):
            column.addWidget(widget)
        column.addWidget(self.grid, 1)
        column.addWidget(self.hint, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self._verbs: dict[str, Callable[[], object]] = {
            "copy": self.work.copy,
            "copy_heads": lambda: self.work.copy(heads=True),
            "paste": lambda: self._writing(self.work.paste),
            "fill": lambda: self._writing(self.work.fill),
            "clear": lambda: self._writing(self.work.clear),
            "delete": lambda: self._writing(self.work.delete),
            "replace": lambda: self._writing(self.open_replace),
            "add": lambda: self._writing(lambda: self.adding.emit(self.table)),
        }
        self.grid.wanted.connect(self._act)
        self.bar.wanted.connect(self._act)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._open_menu)
        self.bar.tables.activated.connect(lambda *_: self.show_table(str(self.bar.tables.currentData())))
        self.bar.filter_box.textChanged.connect(lambda *_: self._filter())
        self.bar.cells.toggled.connect(self._show_cells)
        self.grid.head.filtered.connect(self._filter_column)
        self.grid.head.left.connect(self.grid.setFocus)
        self.bar.filter_box.returnPressed.connect(self.grid.setFocus)
        self.bar.only.toggled.connect(lambda *_: self._filter())
        self.bar.columns.menu().aboutToShow.connect(self._list_columns)
        self.replace_bar.closed.connect(self.close_replace)
        header = self.grid.horizontalHeader()
        for signal in (header.sectionMoved, header.sectionResized):
            signal.connect(lambda *_: self._save_columns())
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self._choose)
        self.grid.selectionModel().selectionChanged.connect(self._marked)
        self.grid.selectionModel().currentChanged.connect(lambda *_: self._recount())
        self.session.changed.connect(self.refresh)
        self.session.held.connect(self._enable)
        self.session.selected.connect(self._follow)

    def _act(self, verb: str) -> None:
        self._verbs[verb]()

    def _open_menu(self, place: QPoint) -> None:
        menu = cell_menu(self, self.session.language, self.session.writing, self._act)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.grid.viewport().mapToGlobal(place))

    @property
    def table(self) -> str:
        """The table that is shown."""
        return str(self.bar.tables.currentData() or next(iter(FIELDS)))

    def show_table(self, table: str) -> None:
        """Show another table."""
        self.bar.tables.setCurrentIndex(list(FIELDS).index(table))
        if self.model.edit is None or self.model.edit.table != table:
            for clear in (self.bar.filter_box.clear, lambda: self.bar.only.setChecked(False), self.close_replace):
                clear()
        self.refresh()

    def show_subjects(self, table: str, uids: frozenset[str]) -> None:
        """Show the rows of a table that are about some firms or links."""
        self.show_table(table)
        self._following = True
        self.model.filter("", self.model.subject_rows(uids))
        self.bar.only.blockSignals(True)
        self.bar.only.setChecked(True)
        self.bar.only.blockSignals(False)
        self._following = False
        self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()
        else:
            self._follow(self.session.selection)

    def refresh(self) -> None:
        """Show the rows as they are now; while the dock is hidden only note that they are stale."""
        self._stale = True
        snapshot, language = self.session.snapshot, self.session.language
        self.bar.retranslate(language)
        self.replace_bar.retranslate(language)
        self.delegate.language = language
        rows = self.session.open_rows
        if snapshot is None or rows is None or not self.isVisible():
            return
        self._stale = False
        of, words = self._shown
        self._shown = (rows, (self.table, language))
        if of is rows and words == self._shown[1]:  # only the analysis or the year is another
            self._enable()
            return
        self._names = {}
        fresh = self.model.edit is None or self.model.edit.table != self.table
        at = self._current()
        self._following = True
        whole = len(getattr(snapshot, self.table))
        self.model.show_table(edit_table(rows, self.table, language, whole), language)
        if fresh:
            restore_columns(self.grid, self.table, self._settings)
            if any(each.catalogues for each in FIELDS[self.table]):
                read_catalogues(self.session.tasks)
        self._return_to(at if not fresh else None)
        self._following = False
        self._follow(self.session.selection)
        self._write_cells()
        self._enable()

    def _enable(self) -> None:
        """Let cells be written to, or not."""
        self.model.enter = self.work.enter if self.session.writing else None
        self._write()

    def _current(self) -> tuple[int, int] | None:
        index = self.grid.currentIndex()
        return (self.model.row_id(index.row()), index.column()) if index.isValid() else None

    def _return_to(self, at: tuple[int, int] | None) -> None:
        """Go back to a cell where the rows were read anew."""
        place = self.model.place_of(at[0]) if at else None
        if at is not None and place is not None and not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.model.index(place, at[1]))

    def open_replace(self) -> None:
        """Open the bar to find and replace."""
        self.replace_bar.show()
        self.replace_bar.wanted.setFocus()
        self.replace_bar.recount()

    def close_replace(self) -> None:
        """Close that bar and go back to the grid."""
        if self.replace_bar.isVisible():
            self.replace_bar.hide()
            self.grid.setFocus()

    def _recount(self) -> None:
        if self.replace_bar.isVisible():
            self.replace_bar.recount()

    def _count(self, wanted: str, everywhere: bool) -> int:
        return len(self.work.matches(wanted, self._column(everywhere)))

    def _replace(self, wanted: str, by: str, everywhere: bool) -> None:
        self.work.replace(wanted, by, self._column(everywhere))

    def _column(self, everywhere: bool) -> int | None:
        """The column of the current cell, the first that is shown where there is none; None for all."""
        if everywhere:
            return None
        index = self.grid.currentIndex()
        return index.column() if index.isValid() else next(iter(self.work.columns()), None)

    def _writing(self, act: Callable[[], object]) -> None:
        """Do what writes, or say why it cannot be done."""
        if self.session.writing:
            act()
        else:
            self.work.messages.tell(Text(READ_ONLY), notice=True)

    def _names_for(self, field: Field) -> list[str]:
        """The names that a reference may hold, gathered once per revision."""
        rows = self.session.open_rows
        if field.target not in self._names and rows is not None:
            names = names_of(rows, field.target, self.session.language)
            self._names[field.target] = [str(name) for name in dict.fromkeys(names)]
        return self._names.get(field.target, [])

    def _picker_for(self, field: Field) -> CodePicker:
        return field_picker(field, self.session.language, self.work.project.snapshot())

    def _filter(self) -> None:
        if self.model.edit is None:
            return
        only = self._marked_uids() if self.bar.only.isChecked() else None
        at = self._current()
        self._following = True
        self.model.filter(self.bar.filter_box.text(), only)
        self._return_to(at)
        self._following = False
        self._write_cells()
        self._follow(self.session.selection)
        self._write()

    def _show_cells(self, shown: bool) -> None:
        self._settings.setValue(CELLS, shown)
        self.grid.head.show_cells(shown)
        self._write_cells()

    def _filter_column(self, column: int, text: str) -> None:
        box = self.bar.filter_box
        self._typing = column
        box.setText(self.model.with_cell(box.text(), column, text))
        self._typing = None

    def _write_cells(self) -> None:
        """Let the cells below the header say what the box says."""
        if self.model.edit is not None:
            hints = {place: COMPARE for place, each in enumerate(self.model.edit.fields) if each.kind in NUMBERS}
            texts = self.model.cell_texts(self.bar.filter_box.text())
            self.grid.head.write_cells(texts, hints, translate(CELL_TIP, self.session.language), self._typing)

    def _marked_uids(self) -> frozenset[str]:
        rows, _ = self.work.chosen()
        return frozenset(self.model.uid(row) for row in rows)

    def _marked(self, *_: object) -> None:
        if not self._following:
            self._rest.start()
            self._write()

    def _choose(self) -> None:
        """Let the rest of the window follow the rows that were chosen here."""
        rows, _ = self.work.chosen()
        edit = self.model.edit
        if edit is None:
            return
        refs = [ref for row in rows[:MOST_MARKED] for ref in edit.links(int(self.model.order[row]))]
        chosen = list(dict.fromkeys(refs))
        self._told = frozenset(ref.uid for ref in chosen)
        self.session.select(chosen)

    def _follow(self, selection: Selection) -> None:
        """Mark the rows of what was chosen elsewhere; what was chosen here stays as it is."""
        if not self.isVisible() or self.model.edit is None or selection.uids == self._told:
            return
        self._told = frozenset()
        marked = QItemSelection()
        places = self.model.places(self.model.subject_rows(selection.uids))
        last = self.model.columnCount() - 1
        for row in places[:MOST_MARKED]:
            marked.select(self.model.index(row, 0), self.model.index(row, last))
        self._following = True
        self.grid.selectionModel().select(marked, SELECTION.ClearAndSelect)
        if places:
            shown = self.model.index(places[0], max(0, self.grid.currentIndex().column()))
            self.grid.selectionModel().setCurrentIndex(shown, SELECTION.NoUpdate)
            bar, across = self.grid.horizontalScrollBar(), self.grid.horizontalScrollBar().value()
            self.grid.scrollTo(shown)
            bar.setValue(across)  # only up and down: the columns in sight stay
        self._following = False
        self._write()

    def _list_columns(self) -> None:
        fill_column_menu(self.bar.columns.menu(), self.grid, self.model, self.session.language, self._save_columns)

    def _save_columns(self) -> None:
        if self.model.edit is not None and not self._following:
            save_columns(self.grid, self.model.edit.table, self._settings)

    def _write(self) -> None:
        """The line below the grid: how many rows of how many, what is left out, why nothing can be typed."""
        language, edit = self.session.language, self.model.edit
        whole = len(edit.rows.uids) if edit else 0
        shown, rows = self.model.rowCount(), len(self.work.chosen()[0])
        parts = [Text("{shown} of {n} rows", {"shown": shown, "n": whole})]
        if rows:
            parts.append(Text("{n} chosen", {"n": rows}))
        if edit and edit.whole > whole:
            parts.append(withheld_text(edit.whole - whole))
        if not self.session.writing:
            parts.append(Text(READ_ONLY))
        self.foot.setText(" · ".join(show(part, language) for part in parts))
        self.hint.setText(translate(EMPTY, language))
        self.hint.setVisible(whole == 0)
        self.grid.setVisible(whole > 0)
        self.bar.enable(self.session.writing)
