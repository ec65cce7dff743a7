"""A bug never ends the program: a sentence, details to copy, a log file, and the work goes on."""

import contextlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMainWindow, QPlainTextEdit, QPushButton, QVBoxLayout

from app.messages import write_details
from core.errors import UnheardChange, UserError
from core.i18n import show, translate
from core.paths import VERSION
from core.text import N_, Text

SENTENCE = N_(
    "The program met something it was not made for. Your project file is unchanged and you can go on working."
)
ADVICE = N_("Please copy the details below and give them to whoever looks after this program.")
KEPT = N_("Your last step is done and saved, but the window could not show it. Close the project and open it again.")
LOGGED = N_("They were also written to {file}.")


def catch_bugs(window: QMainWindow, tell: Callable[[UserError], object], language: Callable[[], str]) -> None:
    """Send what nobody caught to a dialog over the window, and what a user can mend to `tell`."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, UserError):
            tell(error)
        else:
            open_one = window.findChild(BugDialog)
            if open_one is not None and open_one.isVisible():
                open_one.add(error)
            else:
                BugDialog(window, error, language()).open()

    sys.excepthook = report


class BugDialog(QDialog):
    """What happened, for the one who will mend it; one dialog for everything until it is closed."""

    def __init__(self, parent: QMainWindow | None, error: BaseException, language: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(N_("Something unexpected"), language))
        self.resize(720, 420)
        self.details = QPlainTextEdit(_details(error))
        self.details.setReadOnly(True)
        column = QVBoxLayout(self)
        sentence = KEPT if isinstance(error, UnheardChange) else SENTENCE
        for told in (translate(sentence, language), translate(ADVICE, language), logged(error, language)):
            label = QLabel(told)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.details, 1)
        column.addWidget(self._make_buttons(language))

    def add(self, error: BaseException) -> None:
        """Add the details of one more bug; the same one is told once."""
        details = _details(error)
        if details not in self.details.toPlainText():
            self.details.appendPlainText("\n" + details)
            with contextlib.suppress(OSError):  # the dialog itself holds the details
                write_details(error)

    def _make_buttons(self, language: str) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        copy = QPushButton(translate(N_("Copy the details"), language))
        go_on = QPushButton(translate(N_("Go on working"), language))
        go_on.setProperty("leading", True)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        copy.clicked.connect(lambda *_: QGuiApplication.clipboard().setText(self.details.toPlainText()))
        go_on.clicked.connect(self.accept)
        return buttons


def _details(error: BaseException) -> str:
    return f"cluster-atlas {VERSION}, Python {sys.version.split()[0]}, {sys.platform}\n" + "".join(
        traceback.format_exception(error)
    )


def logged(error: BaseException, language: str, sentence: str = LOGGED) -> str:
    """Write the details down and say where, '' where no log can be written."""
    try:
        file: Path = write_details(error)
    except OSError:
        return ""
    return show(Text(sentence, {"file": str(file)}), language)
