"""A bug never ends the program: a sentence, details to copy, a log file, and the work goes on."""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMainWindow, QPlainTextEdit, QPushButton, QVBoxLayout

from app.messages import write_details
from core.errors import UserError
from core.i18n import show, translate
from core.paths import VERSION
from core.text import N_, Text

SENTENCE = N_(
    "The program met something it was not made for. Your project file is unchanged and you can go on working."
)
ADVICE = N_("Please copy the details below and give them to whoever looks after this program.")
LOGGED = N_("They were also written to {file}.")


def catch_bugs(window: QMainWindow, tell: Callable[[UserError], object], language: Callable[[], str]) -> None:
    """Send what nobody caught to a dialog over the window, and what a user can mend to `tell`."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, UserError):
            tell(error)
        else:
            BugDialog(window, error, language()).open()

    sys.excepthook = report


class BugDialog(QDialog):
    """What happened, for the one who will mend it."""

    def __init__(self, parent: QMainWindow | None, error: BaseException, language: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate(N_("Something unexpected"), language))
        self.resize(720, 420)
        self.details = QPlainTextEdit(_details(error))
        self.details.setReadOnly(True)
        column = QVBoxLayout(self)
        for sentence in (translate(SENTENCE, language), translate(ADVICE, language), _logged(error, language)):
            label = QLabel(sentence)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.details, 1)
        buttons = QDialogButtonBox()
        copy = QPushButton(translate(N_("Copy the details"), language))
        go_on = QPushButton(translate(N_("Go on working"), language))
        go_on.setProperty("leading", True)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        copy.clicked.connect(lambda *_: QGuiApplication.clipboard().setText(self.details.toPlainText()))
        go_on.clicked.connect(self.accept)
        column.addWidget(buttons)


def _details(error: BaseException) -> str:
    return f"cluster-atlas {VERSION}, Python {sys.version.split()[0]}, {sys.platform}\n" + "".join(
        traceback.format_exception(error)
    )


def _logged(error: BaseException, language: str) -> str:
    """Where the details were written, '' where no log can be written."""
    try:
        file: Path = write_details(error)
    except OSError:
        return ""
    return show(Text(LOGGED, {"file": str(file)}), language)
