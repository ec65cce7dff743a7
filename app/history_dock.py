"""Every edit, import and undo of the project, newest first, with the two verbs that walk through it."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.rows import history_rows
from app.session import Session
from app.style import icon
from app.table_panel import TablePanel
from core.i18n import translate
from core.text import N_

NOTHING = N_("Nothing was changed yet. Every import and edit will be listed here and can be taken back.")


class HistoryPanel(QWidget):
    """Undo and redo act on the whole history, whatever row is marked; `ask` carries out a command by its id."""

    def __init__(self, session: Session, ask: Callable[[str], object]) -> None:
        super().__init__()
        self.session, self.dark = session, False
        self.panel = TablePanel(NOTHING, session.language)
        self.undo, self.redo = QPushButton(), QPushButton()
        self.undo.clicked.connect(lambda *_: ask("undo"))
        self.redo.clicked.connect(lambda *_: ask("redo"))
        for button in (self.undo, self.redo):
            button.setProperty("role", "small")
            self.panel.bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        session.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the history as it is now."""
        project, language = self.session.project, self.session.language
        entries = project.history() if project else []
        self.panel.show_rows(history_rows(entries, language), language)
        for button, title, name in ((self.undo, N_("Undo"), "undo"), (self.redo, N_("Redo"), "redo")):
            button.setText(translate(title, language))
            button.setIcon(icon(name, self.dark))
            button.setVisible(bool(entries))
            button.setEnabled(self.session.writing)
