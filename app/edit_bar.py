"""The bars above the grid: which table, filter, verbs; and the one to find and replace."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from app.own_keys import keeps_typing
from core.fields import FIELDS
from core.i18n import show, translate
from core.table_titles import TABLE_TITLES
from core.text import N_, Text

PAUSE = 200  # milliseconds of rest before what is typed is counted
FILTER_HINT = N_("Filter: words, or column:text, year>2020, code=")
FILTER_TIP = N_(
    "Words stand for any column. “status:running” looks into one column, “year>2020” compares numbers, "
    "“code=” finds empty cells."
)
CELLS_TIP = N_("A filter for each column below the titles; it says the same as the box here.")
CELL_TIP = N_("What this column must hold; “=” finds empty cells, “>5” and “<=9” compare numbers.")
CELL_VERBS = {  # of the menu on the cells, with their keys
    "copy": (N_("Copy"), "Ctrl+C"),
    "copy_heads": (N_("Copy with titles"), "Ctrl+Shift+C"),
    "paste": (N_("Paste"), "Ctrl+V"),
    "fill": (N_("Fill down from the first chosen row"), "Ctrl+Shift+D"),
    "clear": (N_("Empty the cells"), "Del"),
    "replace": (N_("Find and replace"), "Ctrl+H"),
    "add": (N_("Add a row"), "Ins"),
    "delete": (N_("Delete the rows"), "Ctrl+Del"),
}
VERBS = {
    "add": (N_("Add"), N_("Add a row with a form (Insert)")),
    "delete": (N_("Delete"), N_("Delete the chosen rows (Ctrl+Delete)")),
    "replace": (N_("Replace"), N_("Find a text and replace it (Ctrl+H)")),
}


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(8, 3, 8, 2)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return row


def cell_menu(parent: QWidget, language: str, writing: bool, act: Callable[[str], object]) -> QMenu:
    """The menu on the cells; what writes is grey where nothing can be written."""
    menu = QMenu(parent)
    for verb, (title, key) in CELL_VERBS.items():
        action = menu.addAction(f"{translate(title, language)}\t{key}")
        action.setEnabled(writing or verb.startswith("copy"))
        action.triggered.connect(lambda *_, verb=verb: act(verb))
    return menu


class EditBar(QWidget):
    """Chooser of the table, filter box, only-chosen, verbs and the menu of columns."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.tables = QComboBox()
        for table in FIELDS:
            self.tables.addItem("", table)
        self.tables.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.filter_box = QLineEdit()
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.setMinimumWidth(90)
        self.only = QCheckBox()
        self.cells = QPushButton()
        self.cells.setProperty("role", "small")
        self.cells.setCheckable(True)
        self.verbs = {verb: self._verb(verb) for verb in VERBS}
        self.columns = QPushButton()
        self.columns.setProperty("role", "small")
        self.columns.setMenu(QMenu(self.columns))
        row = _row(self.tables, self.filter_box, self.cells, self.only, *self.verbs.values(), self.columns)
        row.setStretch(1, 1)
        self.setLayout(row)

    def _verb(self, verb: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "small")
        button.clicked.connect(lambda *_: self.wanted.emit(verb))
        return button

    def retranslate(self, language: str) -> None:
        """Write every word anew."""
        for place, table in enumerate(FIELDS):
            self.tables.setItemText(place, translate(TABLE_TITLES[table], language))
        self.filter_box.setPlaceholderText(translate(FILTER_HINT, language))
        self.filter_box.setToolTip(translate(FILTER_TIP, language))
        self.cells.setText(translate(N_("By column"), language))
        self.cells.setToolTip(translate(CELLS_TIP, language))
        self.only.setText(translate(N_("Only chosen"), language))
        self.columns.setText(translate(N_("Columns"), language))
        for verb, (title, tip) in VERBS.items():
            self.verbs[verb].setText(translate(title, language))
            self.verbs[verb].setToolTip(translate(tip, language))

    def enable(self, writing: bool) -> None:
        """What writes is grey where nothing can be written."""
        for button in self.verbs.values():
            button.setEnabled(writing)


class ReplaceBar(QWidget):
    """Find and replace; `count` tells how many cells a text stands in, `act` replaces it."""

    closed = Signal()

    def __init__(self, count: Callable[[str, bool], int], act: Callable[[str, str, bool], object]) -> None:
        super().__init__()
        self._count, self._act, self.language = count, act, "en"
        self.wanted, self.by, self.everywhere, self.told = QLineEdit(), QLineEdit(), QCheckBox(), QLabel()
        self.verb, self.close_verb = QPushButton(), QPushButton()
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.recount)
        self.wanted.textChanged.connect(lambda *_: self._pause.start())
        self.everywhere.toggled.connect(lambda *_: self.recount())
        for line in (self.wanted, self.by):
            line.setMinimumWidth(90)
            line.returnPressed.connect(self.replace)
        self.verb.clicked.connect(lambda *_: self.replace())
        self.close_verb.clicked.connect(lambda *_: self.closed.emit())
        for button in (self.verb, self.close_verb):
            button.setProperty("role", "small")
        self.told.setProperty("role", "soft")
        row = _row(self.wanted, self.by, self.everywhere, self.told, self.verb, self.close_verb)
        row.setStretch(0, 1)
        row.setStretch(1, 1)
        self.setLayout(row)

    def event(self, event: QEvent) -> bool:
        return keeps_typing(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self, language: str) -> None:
        """Write every word anew."""
        self.language = language
        self.wanted.setPlaceholderText(translate(N_("Find"), language))
        self.by.setPlaceholderText(translate(N_("Replace with"), language))
        self.everywhere.setText(translate(N_("All columns"), language))
        self.verb.setText(translate(N_("Replace all"), language))
        self.close_verb.setText(translate(N_("Close"), language))
        self.recount()

    def recount(self) -> None:
        """Say in how many cells the text stands."""
        self._pause.stop()
        found = self._count(self.wanted.text(), self.everywhere.isChecked()) if self.wanted.text() else 0
        told = Text("in {n} cell", {"n": found}, plural="in {n} cells")
        self.told.setText(show(told, self.language) if self.wanted.text() else "")
        self.verb.setEnabled(found > 0)

    def replace(self) -> None:
        """Replace in every cell that was counted."""
        self.recount()
        if self.verb.isEnabled():
            self._act(self.wanted.text(), self.by.text(), self.everywhere.isChecked())
            self.recount()
