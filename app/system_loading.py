"""The button that loads a table of indicators into the project: one that comes with the program, or a file."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from app.session import Session
from core.errors import UserError
from core.i18n import show, translate
from core.project import Project
from core.steps import Step
from core.system_files import SHIPPED, load_system, told_of_load
from core.text import N_, Text

TITLE = N_("Load an indicator system")
FILE = N_("From a file…")
KINDS = N_("Tables (*.csv *.xlsx *.xls *.ods)")


class LoadButton(QPushButton):
    """Emits `told` with sentences about what became of the rows, or why nothing was loaded."""

    told = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setProperty("role", "small")
        self.setMenu(QMenu(self))

    def offer(self, language: str) -> None:
        """List what can be loaded, in the reader's language; without a project that can be written there is nothing."""
        self.setText(translate(TITLE, language))
        self.setEnabled(self.session.project is not None)
        menu = self.menu()
        menu.clear()
        for name, title in SHIPPED.items():
            menu.addAction(translate(title, language), lambda name=name: self.load(name))
        menu.addSeparator()
        menu.addAction(translate(FILE, language), self._ask)

    def _ask(self) -> None:
        language = self.session.language
        title, kinds = translate(TITLE, language), translate(KINDS, language)
        if path := QFileDialog.getOpenFileName(self, title, str(Path.home()), kinds)[0]:
            self.load(path)

    def load(self, name: str) -> None:
        """Load a table by the name that it comes with, or by its path."""

        def work(project: Project, step: Step) -> list[Text]:
            return told_of_load(load_system(project, name), project.snapshot())

        self.session.write(Text("Loading {name}", {"name": Path(name).name}), work, self._done, self._stopped)

    def _done(self, told: list[Text]) -> None:
        self.told.emit([show(text, self.session.language) for text in told])

    def _stopped(self, problem: Exception) -> None:
        if isinstance(problem, UserError):
            self.told.emit([show(problem.sentence, self.session.language)])
