"""What every form on the card does alike: its keys, what was typed in it, and what cannot be taken."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.finding_files_box import FilesBox
from app.fonts import text_label
from app.own_keys import keeps_typing
from app.session import Session
from core.errors import UserError
from core.fields import RefusedValues
from core.i18n import show, translate
from core.text import N_, Text

ONCE_MORE = N_("What was entered here is not kept yet. Press Esc once more to leave it.")
Field = QLineEdit | QPlainTextEdit | QComboBox | FilesBox


class CardForm(QWidget):
    """Enter emits `entered`, Esc leaves everything as it was, and asks first where something was typed.

    Emits `done` with None when it is over. `typed` are the fields in the order in which they stand; `begun` is what
    stood in them at the beginning.
    """

    done, entered = Signal(object), Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.project, self.language = session, session.project, session.language
        self.typed: Sequence[Field] = ()
        self.begun: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        self.trouble = text_label("fault")
        self.trouble.hide()

    def column(self, title: str) -> QVBoxLayout:
        """The column of the form below its title."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(text_label("title", translate(title, self.language)))
        return column

    def grid(self, named: Sequence[tuple[str, QWidget]]) -> QGridLayout:
        """Fields below one another with their names at the left."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, (name, field) in enumerate(named):
            label = QLabel(translate(name, self.language))
            label.setBuddy(field)
            field.setAccessibleName(translate(name, self.language))
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, line, 1)
        return grid

    def texts(self) -> dict[str, str]:
        """What stands in every field."""
        return {str(place): _text(field) for place, field in enumerate(self.typed)}

    def to_keep(self) -> dict[str, str]:
        """The fields of which something waits where the form is not saved: those that were changed."""
        return {name: text for name, text in self.texts().items() if text != self.begun.get(name)}

    def takes(self, texts: Mapping[str, str]) -> bool:
        """Whether what waits of an earlier form belongs into this one."""
        return True

    def lines(self, texts: Mapping[str, str]) -> list[str]:
        """What was typed or attached of what waits, for people to read."""
        typed = {str(place): field for place, field in enumerate(self.typed) if not isinstance(field, QComboBox)}
        return [" ".join(text.split()) for name, text in texts.items() if name in typed and text.strip()]

    def put(self, texts: Mapping[str, str]) -> None:
        """Write texts into the fields, as if they were typed; a file that lies no longer where it was is told of."""
        gone: list[str] = []
        for place, field in enumerate(self.typed):
            if (text := texts.get(str(place))) is None:
                continue
            if isinstance(field, FilesBox):
                gone += field.put(text)
            else:
                _write(field, text)
        if gone:
            self.say([Text("Not found any more, to be attached anew: {files}.", {"files": gone})])

    @property
    def dirty(self) -> bool:
        """Whether something was typed, chosen or attached that is not saved."""
        return self.texts() != self.begun

    def is_present(self) -> bool:
        """Whether project and language are still those that the form was made from."""
        return self.session.project is self.project and self.language == self.session.language

    def event(self, event: QEvent) -> bool:
        return keeps_typing(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.ask_to_leave()
        else:
            super().keyPressEvent(event)

    def ask_to_leave(self) -> None:
        """Leave where nothing was typed; else say so, and leave when one asks once more."""
        texts = self.texts()
        if not self.dirty or texts == self._asked:
            self.leave()
            return
        self._asked = texts
        self.say([Text(ONCE_MORE)])

    def leave(self) -> None:
        """Leave everything as it was."""
        self.done.emit(None)

    def tell(self, problem: UserError | RefusedValues) -> None:
        """Say below the fields why nothing was written."""
        if isinstance(problem, RefusedValues):
            texts = [fault.reason for fault in problem.faults]
        else:
            texts = [problem.sentence, *([problem.advice] if problem.advice else [])]
        self.say(texts)

    def say(self, texts: Sequence[Text]) -> None:
        """Say something below the fields."""
        self.trouble.setText("\n".join(show(text, self.language) for text in texts))
        self.trouble.show()


def _text(field: Field) -> str:
    """What stands in a field."""
    if isinstance(field, QComboBox):
        return str(field.currentData() if field.currentData() is not None else field.currentIndex())
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    return field.text()


def _write(field: QLineEdit | QPlainTextEdit | QComboBox, text: str) -> None:
    """Let a text stand in a field."""
    if isinstance(field, QComboBox):
        known = [str(field.itemData(place)) for place in range(field.count())]
        field.setCurrentIndex(known.index(text) if text in known else field.currentIndex())
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    else:
        field.setText(text)
