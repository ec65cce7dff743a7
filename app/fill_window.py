"""The window of a user's own template: every field to be copied, what the filled file will lack, and saving it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout

from app.fill_fields import Filling
from app.fill_file import Filled, check_filled, filled, write_filled
from app.fill_listing import FieldLine, field_hints, field_lines
from app.fonts import text_label
from app.message_bar import MessageBar
from app.pack_order import PackOrder
from app.rows import text_column, words
from app.session import Session
from app.table_model import Rows
from app.table_panel import TablePanel
from app.tasks import outcome
from app.window import MainWindow
from core.errors import UserError
from core.i18n import show, translate
from core.text import N_, Text
from gis.page import CLASSES
from gis.paint import measure

LANES = ("fields", "fill")
TITLE = N_("Fill a template of yours")
HINT = N_("Write these fields into a Word or Excel file: copy one, paste it there. Then choose that file here.")
FILES = N_("Word and Excel files (*.docx *.xlsx)")
STALE = Text("The class or the project has changed since the template was filled. Choose the template again.")


class FillWindow(QDialog):
    """Lists the fields; a chosen template is filled in the worker and told of before anything is saved."""

    def __init__(self, window: MainWindow, session: Session, order: Callable[[str], PackOrder]) -> None:
        super().__init__(window)
        self.main, self.session, self.language, self._order = window, session, window.language, order
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.template = Path()
        self.made: Filled | None = None
        self._state: tuple[object, ...] = ()
        self._build()
        self.resize(900, 600)
        self.list_fields()
        session.changed.connect(self.list_fields)
        session.closed.connect(self.close)

    def _build(self) -> None:
        self.setWindowTitle(translate(TITLE, self.language))
        self.messages = MessageBar()
        self.messages.retranslate(self.language, self.main.dark)
        self.panel = TablePanel(N_("The fields are being listed …"), self.language)
        self.panel.table.doubleClicked.connect(lambda _: self.copy())
        self.kind = QComboBox()
        for name, title in CLASSES.items():
            self.kind.addItem(translate(title, self.language), name)
        self.kind.currentIndexChanged.connect(lambda _: self.list_fields())
        self.hints, self.told = text_label("soft"), QPlainTextEdit()
        self.told.setReadOnly(True)
        self.told.setMaximumHeight(150)
        self.told.hide()
        self.copying = self._button(N_("Copy the field"), self.copy)
        self.choosing = self._button(N_("Choose the template…"), self.ask)
        self.saving = self._button(N_("Save the filled file…"), self.ask_and_save)
        self.saving.setEnabled(False)
        below, column = QHBoxLayout(), QVBoxLayout(self)
        for widget in (self.copying, self.kind):
            below.addWidget(widget)
        below.addStretch(1)
        for widget in (self.choosing, self.saving):
            below.addWidget(widget)
        column.addWidget(self.messages)
        column.addWidget(text_label("soft", translate(HINT, self.language)))
        column.addWidget(self.panel, 1)
        column.addWidget(self.hints)
        column.addWidget(self.told)
        column.addLayout(below)

    def _button(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(translate(title, self.language))
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: act())
        return button

    def filling(self) -> Filling | None:
        """The values of the project as it is shown, for a document of the chosen class."""
        session = self.session
        if session.snapshot is None or session.shown is None:
            return None
        return Filling(session.snapshot, session.shown.year, self._order(str(self.kind.currentData())), measure)

    def list_fields(self) -> None:
        """List every field with its value now; a file filled for another class or state of the project is given up."""
        shown, snapshot = self.session.shown, self.session.snapshot
        state = (self.kind.currentData(), shown and shown.year, snapshot and snapshot.revision)
        if state != self._state:
            filling_now = any(task.lane == LANES[1] for task in self.session.tasks.running())
            if self.made is not None or filling_now:
                self.messages.tell(STALE)
            self.session.tasks.drop(LANES[1])
            self._show_made(None)
        self._state = state
        if (filling := self.filling()) is not None:
            title = Text("Listing the fields of templates")
            work = partial(_listed, filling)
            self.session.tasks.run(title, lambda _: work(), self._list, lane=LANES[0])

    def _list(self, listed: tuple[list[FieldLine], list[Text]]) -> None:
        lines, hints = listed
        columns = tuple(
            text_column(title, words(cells), width)
            for title, cells, width in (
                (N_("Field"), [line.written for line in lines], 250),
                (N_("What it stands for"), [line.title for line in lines], 300),
                (N_("Value now"), [line.now for line in lines], 300),
            )
        )
        found_by = tuple(column.values for column in columns)
        uids = np.array([line.written for line in lines], dtype=object)
        self.panel.show_rows(Rows(columns, uids, found_by), self.language)
        self.hints.setText("\n".join(show(hint, self.language) for hint in hints))

    def copy(self) -> None:
        """Put the marked fields on the clipboard, as they are written in a template."""
        rows = sorted(index.row() for index in self.panel.table.selectionModel().selectedRows())
        if rows:
            QGuiApplication.clipboard().setText("\n".join(self.panel.model.uid(row) for row in rows))

    def ask(self) -> None:
        """Ask for a template and look it through."""
        folder = str(self.session.path.parent) if self.session.path else ""
        title, kinds = translate(N_("Template to fill"), self.language), translate(FILES, self.language)
        if chosen := QFileDialog.getOpenFileName(self, title, folder, kinds)[0]:
            self.take(Path(chosen))

    def take(self, template: Path) -> None:
        """Fill a template in the worker, and tell what it will lack before anything is saved."""
        filling = self.filling()
        self._show_made(None)
        if filling is not None:
            self.template = template
            told = Text("Filling {file}", {"file": template.name})
            self.session.tasks.run(
                told, lambda stop: outcome(filled, filling, template, stop), self._look, lane=LANES[1]
            )

    def _look(self, outcome: Filled | UserError) -> None:
        if isinstance(outcome, UserError):
            self.messages.tell_problem(outcome)
            return
        self.messages.hide()
        self._show_made(outcome)

    def _show_made(self, made: Filled | None) -> None:
        self.made = made
        self.saving.setEnabled(made is not None)
        self.told.setVisible(made is not None)
        if made is not None:
            values = {
                "file": self.template.name, "n": made.fields, "missing": made.missing, "doubtful": made.doubtful,
            }  # fmt: skip
            first = Text(
                "{file} has {n} fields, {missing} missing, {doubtful} to be checked. Nothing is saved yet.", values
            )
            self.told.setPlainText("\n".join(show(text, self.language) for text in (first, *made.remarks)))

    def ask_and_save(self) -> None:
        """Ask where the filled file shall be and write it."""
        year = self.session.shown.year if self.session.shown else None
        proposed = str(self.template.with_stem(f"{self.template.stem} {year or ''}".strip() + " +"))
        title = translate(N_("Save the filled file as"), self.language)
        if out := QFileDialog.getSaveFileName(self, title, proposed, f"*{self.template.suffix}")[0]:
            self.save_to(Path(out))

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is still being listed or filled is not waited for."""
        for lane in LANES:
            self.session.tasks.drop(lane)
        event.accept()

    def save_to(self, out: Path) -> None:
        """Write the filled file."""
        if self.made is None:
            return
        try:
            check_filled(self.template, out)
            self.messages.tell(write_filled(self.made, out))
        except UserError as problem:
            self.messages.tell_problem(problem)


def _listed(filling: Filling) -> tuple[list[FieldLine], list[Text]]:
    """The list and what may stand behind a bar; runs in the worker."""
    return list(field_lines(filling)), list(field_hints(filling))


def show_filling(window: MainWindow, session: Session, order: Callable[[str], PackOrder]) -> FillWindow:
    """Open the window of templates beside the main one, or bring the open one forward."""
    opened = window.findChild(FillWindow)
    if isinstance(opened, FillWindow) and opened.isVisible():
        opened.raise_()
        opened.activateWindow()
        return opened
    made = FillWindow(window, session, order)
    made.show()
    return made
