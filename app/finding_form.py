"""A finding entered or worded anew on the card: its subject is typed, or clicked on the map while the form is open."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.decision_form import DAY
from app.field_delegate import suggest
from app.fonts import text_label
from app.own_keys import keeps_typing
from app.session import Selection, Session
from core.check_entered import SUBJECTS, Entry, enter_finding
from core.errors import UserError
from core.finding_entries import change_entry
from core.findings import Ref
from core.i18n import show, translate
from core.kinds import FINDING_KINDS, SEVERITIES
from core.names import name_key
from core.row_names import names_of
from core.text import N_, Text

LINES = 58  # pixels: three lines of what was seen
ABOUT = N_("Type a name, or click the firm, link or region on the map.")


class FindingForm(QWidget):
    """Enters a finding, or changes the one of a row of `entered_finding`; emits `done` with None when it is over."""

    done = Signal(object)

    def __init__(self, session: Session, begun: Entry | None = None, row: int | None = None) -> None:
        super().__init__()
        self.session, self.row, self.project = session, row, session.project
        self.language = session.language
        self._known = _known_subjects(session)
        self.about, self.number, self.year, self.matter = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.seen, self.demand, self.deadline = QPlainTextEdit(), QLineEdit(), QLineEdit()
        self.kind, self.weight = QComboBox(), QComboBox()
        self.trouble = text_label("fault")
        self._fill()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        title = N_("Enter a finding") if row is None else N_("Change the finding")
        column.addWidget(text_label("title", translate(title, self.language)))
        column.addLayout(self._fields())
        typed = (
            self.about, self.seen, self.kind, self.number, self.demand, self.deadline, self.weight, self.matter,
            self.year,
        )  # fmt: skip
        for before, after in pairwise(typed):  # as they stand, and not as they were made
            self.setTabOrder(before, after)
        column.addWidget(self.trouble)
        column.addLayout(self._verbs())
        self._show(begun or self._blank())
        self.begun = self.texts()

    def _fill(self) -> None:
        """What the boxes offer, and what is suggested."""
        for id, title in FINDING_KINDS.items():
            self.kind.addItem(translate(title, self.language), id)
        for weight, title in SEVERITIES.items():
            self.weight.addItem(translate(title, self.language), weight)
        self.seen.setFixedHeight(LINES)
        self.seen.setTabChangesFocus(True)
        self.deadline.setPlaceholderText(DAY)
        self.about.setPlaceholderText(translate(ABOUT, self.language))
        self.about.setToolTip(translate(ABOUT, self.language))
        suggest(self.about, list(self._known))
        if self.session.readable is not None:
            suggest(self.matter, [str(name) for name in dict.fromkeys(self.session.readable.commodity.name)])
        self.trouble.hide()

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        named: tuple[tuple[str, QWidget], ...] = (
            (N_("About"), self.about),
            (N_("What was seen"), self.seen),
            (N_("Kind"), self.kind),
            (N_("Number"), self.number),
            (N_("Demand"), self.demand),
            (N_("Deadline"), self.deadline),
            (N_("Weight"), self.weight),
            (N_("Matter"), self.matter),
            (N_("Year"), self.year),
        )
        for line, (name, field) in enumerate(named):
            label = QLabel(translate(name, self.language))
            label.setBuddy(field)
            field.setAccessibleName(translate(name, self.language))
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, line, 1)
        return grid

    def _verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        verbs: list[tuple[str, Callable[[], object]]] = [(N_("Save"), self.save)]
        if self.row is None:
            verbs.append((N_("Save, and one more"), lambda: self.save(more=True)))
        verbs.append((N_("Cancel"), lambda: self.done.emit(None)))
        for title, act in verbs:
            button = QPushButton(translate(title, self.language))
            button.clicked.connect(lambda *_, act=act: act())
            button.setProperty("leading", title == "Save")
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _blank(self) -> Entry:
        """A new finding of the shown year about what is chosen."""
        year = self.session.shown.year if self.session.shown else None
        refs = [ref for ref in self.session.selection.refs if ref.table in SUBJECTS]
        return Entry("inspection", "", refs[0] if len(refs) == 1 else Ref("", ""), year, 2, "")

    def _show(self, entry: Entry) -> None:
        self.about.setText(self._name(entry.subject))
        self.kind.setCurrentIndex(self.kind.findData(entry.kind))
        self.weight.setCurrentIndex(self.weight.findData(entry.severity))
        self.year.setText("" if entry.year is None else str(entry.year))
        for line, text in ((self.number, entry.number), (self.matter, entry.matter), (self.demand, entry.demand)):
            line.setText(text)
        self.deadline.setText(entry.deadline)
        self.seen.setPlainText(entry.text)

    def _name(self, ref: Ref) -> str:
        """A subject by the name it is typed by."""
        return next((name for name, known in self._known.items() if known.uid == ref.uid), ref.name)

    def take(self, selection: Selection) -> bool:
        """Take what was clicked for the subject; whether it was one row that can be it."""
        refs = selection.refs
        if len(refs) != 1 or refs[0].table not in SUBJECTS or selection.finding is not None:
            return False
        self.about.setText(self._name(refs[0]))
        return True

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.texts() != self.begun

    def is_present(self) -> bool:
        """Whether project and language are still those that the form was made from."""
        return self.session.project is self.project and self.language == self.session.language

    def texts(self) -> dict[str, str]:
        """What stands in every field that is typed."""
        lines = ("about", "number", "year", "matter", "demand", "deadline")
        return {**{name: getattr(self, name).text() for name in lines}, "seen": self.seen.toPlainText()}

    def put(self, texts: Mapping[str, str]) -> None:
        """Write texts into the fields, as if they were typed."""
        for name in ("about", "number", "year", "matter", "demand", "deadline"):
            getattr(self, name).setText(texts.get(name, getattr(self, name).text()))
        self.seen.setPlainText(texts.get("seen", self.seen.toPlainText()))

    def start(self) -> None:
        """Put the cursor where something is missing first."""
        (self.seen if self.about.text() else self.about).setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        return keeps_typing(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line saves, Esc leaves everything as it was."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.done.emit(None)
        else:
            super().keyPressEvent(event)

    def entry(self) -> Entry:
        """What was typed; UserError for a subject or year that there is not."""
        name = self.about.text().strip()
        found = next((ref for known, ref in self._known.items() if name_key(known) == name_key(name)), None)
        if found is None:
            told = Text("Nothing in the project is called {name}.", {"name": name}) if name else Text(
                "A finding is about a firm, a link or a region."
            )  # fmt: skip
            raise UserError(told, Text(ABOUT))
        year = self.year.text().strip()
        if year and not (year.isdecimal() and 1000 <= int(year) <= 2999):
            raise UserError(Text("{text} is no year.", {"text": year}), Text("Write it as in 2025, or leave it empty."))
        return Entry(
            str(self.kind.currentData()), self.number.text(), found, int(year) if year else None,
            int(self.weight.currentData()), self.seen.toPlainText(), self.demand.text(), self.deadline.text(),
            self.matter.text(),
        )  # fmt: skip

    def save(self, *, more: bool = False) -> None:
        """Keep the finding as one edit; what cannot be taken is told below the fields."""
        if self.project is None:
            return
        try:
            entry = self.entry()
            if self.row is None:
                enter_finding(self.project, entry)
            else:
                change_entry(self.project, self.row, entry)
        except UserError as trouble:
            texts = [trouble.sentence, *([trouble.advice] if trouble.advice else [])]
            self.trouble.setText("\n".join(show(text, self.language) for text in texts))
            self.trouble.show()
            return
        self.trouble.hide()
        if more:
            self._begin_next()
        else:
            self.done.emit(None)
            self.session.select([entry.subject])

    def _begin_next(self) -> None:
        """Number, kind and deadline of a document stay for its next item."""
        self.about.clear()
        self.seen.clear()
        self.demand.clear()
        self.matter.clear()
        self.begun = self.texts()
        self.start()


def _known_subjects(session: Session) -> dict[str, Ref]:
    """What a finding can be about, by the name it is typed by; of several that are called the same the first."""
    snapshot = session.readable
    found: dict[str, Ref] = {}
    if snapshot is None:
        return found
    for table in ("actor", "region", "flow"):
        rows = getattr(snapshot, table)
        for name, uid in zip(names_of(snapshot, table, session.language), rows.uid, strict=True):
            found.setdefault(str(name), Ref(table, str(uid), str(name)))
    return found
