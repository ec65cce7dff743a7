"""A window to look codes up: all catalogues with their editions, the project's own lines, and what is missing."""

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from app.code_names import PAST, catalogue_name, line_name
from app.code_picker import NOTHING, PLACEHOLDER
from app.rows import text_column, words
from app.session import Session
from app.table_model import Rows
from app.table_panel import TablePanel
from app.window import MainWindow
from core.code_files import (
    SWITCHED_ON,
    CatalogueFile,
    add_catalogue,
    load_catalogue,
    project_lines,
    switched_on,
    taken_sentence,
)
from core.code_lists import CodeLine, code_lists, held_sentence
from core.code_search import CodeIndex, Hit, build_index, catalogue_index, search
from core.i18n import show, translate
from core.project import Project
from core.text import N_, Text

_LANE = "codes"
LIMIT = 200
SHOWN = 5  # rows that are told one by one as left out
TITLE = N_("Codes and catalogues")
PARTLY = N_("The program holds this catalogue in part; the official list can be loaded into the project.")
FILES = N_("Tables (*.csv *.txt *.xlsx *.xls *.ods)")


class CodeWindow(QDialog):
    """Lists what answers the typed text; the marked line is told in full below, its code can be copied."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session, self.main, self.language = session, window, window.language
        self.hits: list[Hit] = []
        self._indexes: tuple[CodeIndex, ...] = ()
        self._own: list[CodeLine] = project_lines(session.snapshot) if session.snapshot else []
        self._open = True
        self._build()
        self.resize(880, 560)
        self._read()
        session.opened.connect(self._read)
        session.closed.connect(self._read)
        session.held.connect(self._follow)
        session.changed.connect(self._follow)

    def _follow(self) -> None:
        """Another project, or one that nobody may write to now."""
        self.load.setEnabled(self.session.writing)

    def _read(self) -> None:
        """Let the worker make the lists ready."""
        session = self.session
        own = self._own = project_lines(session.snapshot) if session.snapshot else []
        optional = switched_on(session.project.setting(SWITCHED_ON)) if session.project else ()
        title = Text("Reading the catalogues")
        session.tasks.run(title, lambda _: (build_index(own), catalogue_index(optional)), self._ready, lane=_LANE)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lists are not made ready for a window that is gone; a file that is being read is still taken."""
        self._open = False
        self.session.tasks.drop(_LANE)
        super().closeEvent(event)

    def _build(self) -> None:
        language = self.language
        self.setWindowTitle(translate(TITLE, language))
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(True)
        self.line.setPlaceholderText(translate(PLACEHOLDER, language))
        self.line.textChanged.connect(lambda _: self.look())
        self.choice = QComboBox()
        self._fill_choice()
        self.choice.currentIndexChanged.connect(lambda _: self.look())
        self.panel = TablePanel(PLACEHOLDER, language, filtered=False)
        self.panel.chosen.connect(lambda _: self._tell())
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.missing = QLabel(self._missing())
        self.missing.setWordWrap(True)
        self.missing.setProperty("role", "soft")
        self.copy = QPushButton(translate(N_("Copy the code"), language))
        self.copy.setEnabled(False)
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda *_: self._copy())
        self.load = QPushButton(translate(N_("Load a list…"), language))
        self.load.setEnabled(self.session.writing)
        self.load.setAutoDefault(False)
        self.load.clicked.connect(lambda *_: self._ask_and_load())
        self._lay_out()

    def _lay_out(self) -> None:
        above, below, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        above.addWidget(self.line, 1)
        above.addWidget(self.choice)
        below.addWidget(self.told, 1)
        for button in (self.copy, self.load):
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(above)
        column.addWidget(self.panel, 1)
        column.addLayout(below)
        column.addWidget(self.missing)
        self.missing.setVisible(bool(self.missing.text()))

    def _fill_choice(self) -> None:
        self.choice.addItem(translate(N_("All catalogues"), self.language), "")
        titles = {item.id: translate(item.title, self.language) for item in code_lists()}
        for name in dict.fromkeys([*titles, *(line.catalogue for line in self._own)]):
            self.choice.addItem(titles.get(name, name), name)

    def _missing(self) -> str:
        """Which editions the program does not hold and the project has not loaded."""
        have = {(line.catalogue, line.edition) for line in self._own}
        lacking = [item for item in code_lists() if item.complete == "no" and (item.id, item.edition) not in have]
        names = [item.document for item in lacking]
        told = Text("Not in the program: {names}. Load the official list into the project.", {"names": names})
        return show(told, self.language) if names else ""

    def _ready(self, indexes: tuple[CodeIndex, CodeIndex]) -> None:
        self._indexes = indexes
        self.missing.setText(self._missing())
        self.missing.setVisible(bool(self.missing.text()))
        self.look()

    def look(self) -> None:
        """List what answers the line, of the chosen catalogue."""
        chosen = str(self.choice.currentData())
        found = [hit for index in self._indexes for hit in search(index, self.line.text(), chosen, LIMIT)]
        self.hits = sorted(found, key=lambda hit: hit.rank)[:LIMIT]
        self.panel.set_empty(NOTHING if self.line.text().strip() and self._indexes else self._overview())
        self.panel.show_rows(self._rows(), self.language)
        self.panel.mark(frozenset(["0"]) if self.hits else frozenset())
        self._tell()

    def _overview(self) -> str:
        """What there is to be found, where nothing is typed yet."""
        held = [show(held_sentence(item), self.language) for item in code_lists()] if self._indexes else []
        return "\n".join([translate(PLACEHOLDER, self.language), "", *held])

    def _rows(self) -> Rows:
        lines = [hit.line for hit in self.hits]
        told = {
            N_("Code"): ([line.code for line in lines], 130),
            N_("Name"): ([line_name(line, self.language) for line in lines], 470),
            N_("Catalogue"): ([catalogue_name(line, self.language) for line in lines], 190),
        }
        columns = tuple(text_column(title, words(cells), width) for title, (cells, width) in told.items())
        return Rows(columns, np.array([str(row) for row in range(len(lines))], dtype=object))

    def _present(self) -> Hit | None:
        rows = self.panel.table.selectionModel().selectedRows()
        place = int(self.panel.model.uid(rows[0].row())) if rows else -1
        return self.hits[place] if 0 <= place < len(self.hits) else None

    def _tell(self) -> None:
        """The marked line in full: names, note, document and the time for which it holds."""
        hit = self._present()
        self.copy.setEnabled(hit is not None and bool(hit.line.code))
        self.told.setText("\n".join(self._sentences(hit)) if hit else "")

    def _sentences(self, hit: Hit) -> list[str]:
        line, language = hit.line, self.language
        documents = [item for item in code_lists() if (item.id, item.edition) == (line.catalogue, line.edition)]
        document = documents[0].document if documents else translate(N_("own lines of the project"), language)
        names = " · ".join(filter(None, (line.code, line.name_zh, line.name_en)))
        part = bool(documents and documents[0].complete == "part" and documents[0].document)
        partly = translate(PARTLY, language) if part else ""
        return [
            text for text in (names, line.note, " · ".join(filter(None, (document, self._held(hit)))), partly) if text
        ]

    def _held(self, hit: Hit) -> str:
        line = hit.line
        if line.until:
            held = Text("in force {since} to {until}", {"since": line.since, "until": line.until})
        else:
            held = Text("in force since {since}", {"since": line.since})
        past = "" if hit.current else translate(PAST, self.language)
        return " · ".join(filter(None, (show(held, self.language) if line.since else "", past)))

    def _ask_and_load(self) -> None:
        """Ask for a file with lines of the chosen catalogue and take it into the project."""
        language = self.language
        folder = str(self.session.path.parent if self.session.path else Path.home())
        title, kinds = translate(N_("Load a list…"), language), translate(FILES, language)
        if path := QFileDialog.getOpenFileName(self, title, folder, kinds)[0]:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Read a file in the worker; rows that do not name catalogue and edition belong to the chosen, newest one."""
        catalogue = str(self.choice.currentData())
        edition = next((item.edition for item in reversed(code_lists()) if item.id == catalogue), "")
        title = Text("Reading {file}", {"file": path.name})
        store = partial(self._store, self.session.project, path)
        self.session.tasks.run(title, lambda _: load_catalogue(path, catalogue, edition), store)

    def _store(self, project: Project | None, path: Path, read: CatalogueFile) -> None:
        if project is None or project is not self.session.project or not self.session.writing:
            values = {"file": path.name}
            told = Text("{file} was not taken: the project it was read for is not open for writing now.", values)
            self.main.messages.tell(told, notice=True)
            return
        with project.edit(Text("Load catalogue lines of {file}", {"file": path.name}), file=path.name) as db:
            added = add_catalogue(db, read.lines)
        if self._open:
            self._read()
        reasons = [Text("row {row}: {reason}", {"row": str(row), "reason": why}) for row, why in read.left_out[:SHOWN]]
        texts = [taken_sentence(path.name, read, added), *reasons, *read.remarks]
        self.main.messages.tell(*texts, verbs=[(N_("Undo"), lambda: self.main.asked.emit("undo"))])

    def _copy(self) -> None:
        hit = self._present()
        if hit is not None:
            QGuiApplication.clipboard().setText(hit.line.code)


def show_codes(window: MainWindow, session: Session) -> CodeWindow:
    """Open the window of codes beside the main one, or bring the open one forward."""
    opened = window.findChild(CodeWindow)
    if isinstance(opened, CodeWindow) and opened.isVisible():
        opened.raise_()
        opened.activateWindow()
        return opened
    made = CodeWindow(window, session)
    made.show()
    made.line.setFocus()
    return made
