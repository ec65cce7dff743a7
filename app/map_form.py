"""A small form beside the place on the map that was clicked; Enter saves, Esc leaves everything as it was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.field_delegate import suggest
from app.fonts import text_label
from app.own_keys import keeps_typing
from core.i18n import show, translate
from core.text import N_, Text

WIDTH = 300
EDGE = 12
REQUIRED = N_("Write {field} first.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a form: title marked with N_, what stands in it at first, and `choices` (ids with marked titles) or
    `known` words that are offered while one types."""

    name: str
    title: str
    value: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    known: Sequence[str] = ()
    required: bool = False


class MapForm(QFrame):
    """`save` gets the texts by name; what it raises is told by its caller."""

    def __init__(self, parent: QWidget, save: Callable[[dict[str, str]], object], leave: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setProperty("role", "popover")
        self._save, self._leave = save, leave
        self.entries: tuple[Entry, ...] = ()
        self.boxes: dict[str, QLineEdit | QComboBox] = {}
        self._title, self._told = text_label("heading"), text_label("soft")
        self._save_button, self._leave_button = QPushButton(), QPushButton()
        self._save_button.setProperty("leading", True)
        self._save_button.clicked.connect(lambda *_: self.save())
        self._leave_button.clicked.connect(lambda *_: self._leave())
        self._grid = QGridLayout()
        verbs = QHBoxLayout()
        verbs.addStretch(1)
        verbs.addWidget(self._leave_button)
        verbs.addWidget(self._save_button)
        column = QVBoxLayout(self)
        for widget in (self._title, self._told):
            column.addWidget(widget)
        column.addLayout(self._grid)
        column.addLayout(verbs)
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def ask(self, title: Text, entries: Sequence[Entry], language: str, near: QPoint) -> None:
        """Show the form near a place of its parent, the first field ready to be typed into."""
        self.entries = tuple(entries)
        self._clear()
        self._title.setText(show(title, language))
        self._told.hide()
        self._save_button.setText(translate(N_("Save"), language))
        self._leave_button.setText(translate(N_("Cancel"), language))
        for row, entry in enumerate(entries):
            label = QLabel(translate(entry.title, language) + ("" if not entry.required else " *"))
            self.boxes[entry.name] = self._box(entry, language)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(self.boxes[entry.name], row, 1)
        self._grid.setColumnStretch(1, 1)
        self.language = language
        self._place(near)
        self.show()
        self.raise_()
        first = next((entry.name for entry in entries if entry.required), entries[0].name)
        self.boxes[first].setFocus()

    def save(self) -> None:
        """Hand over what was typed; what is required and empty is asked for in the form itself."""
        told = self.texts()
        for entry in self.entries:
            if entry.required and not told[entry.name].strip():
                values = {"field": translate(entry.title, self.language)}
                self.tell(Text(REQUIRED, values))
                self.boxes[entry.name].setFocus()
                return
        self._save(told)

    def tell(self, problem: Text) -> None:
        """Say in the form what has to be mended."""
        self._told.setText(show(problem, self.language))
        self._told.show()
        self.adjustSize()

    def texts(self) -> dict[str, str]:
        """What stands in the fields; of a choice its id."""
        return {
            name: box.text() if isinstance(box, QLineEdit) else str(box.currentData())
            for name, box in self.boxes.items()
        }

    def event(self, event: QEvent) -> bool:
        return keeps_typing(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _box(self, entry: Entry, language: str) -> QLineEdit | QComboBox:
        if entry.choices:
            chooser = QComboBox()
            for name, title in entry.choices.items():
                chooser.addItem(translate(title, language), name)
            chooser.setCurrentIndex(max(0, chooser.findData(entry.value)))
            return chooser
        line = QLineEdit(entry.value)
        if entry.known:
            suggest(line, list(entry.known))
        return line

    def _clear(self) -> None:
        self.boxes = {}
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _place(self, near: QPoint) -> None:
        """Beside the place, wholly within the parent."""
        self.adjustSize()
        parent = self.parentWidget()
        room = parent.rect() if parent is not None else self.rect()
        left = near.x() + 2 * EDGE if near.x() + 3 * EDGE + WIDTH < room.width() else near.x() - WIDTH - 2 * EDGE
        top = near.y() - self.sizeHint().height() // 2
        self.move(
            max(EDGE, min(left, room.width() - WIDTH - EDGE)),
            max(EDGE, min(top, room.height() - self.sizeHint().height() - EDGE)),
        )
