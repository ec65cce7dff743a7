"""A finding entered or worded anew on the card: its subject is typed, or clicked on the map while the form is open."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton

from app.card_form import CardForm
from app.decision_form import DAY
from app.field_delegate import suggest
from app.session import Selection, Session
from core.check_entered import SUBJECTS, Entry, enter_finding
from core.errors import UserError
from core.finding_entries import change_entry, entered_already
from core.finding_subjects import ABOUT, KnownSubjects
from core.findings import Ref
from core.i18n import translate
from core.kinds import FINDING_KINDS, SEVERITIES
from core.text import N_, Text

LINES = 58  # pixels: three lines of what was seen


class FindingForm(CardForm):
    """Enters a finding, or changes the one of a row of `entered_finding`."""

    def __init__(self, session: Session, begun: Entry | None = None, row: int | None = None) -> None:
        super().__init__(session)
        self.row = row
        self.entered.connect(lambda: self.save())
        self._known = KnownSubjects(session.readable, session.language)
        self.about, self.number, self.year, self.matter = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.seen, self.demand, self.deadline = QPlainTextEdit(), QLineEdit(), QLineEdit()
        self.kind, self.weight = QComboBox(), QComboBox()
        self._fill()
        column = self.column(N_("Enter a finding") if row is None else N_("Change the finding"))
        named = (
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
        self.typed = [field for _, field in named]
        column.addLayout(self.grid(named))
        for before, after in pairwise(self.typed):  # as they stand, and not as they were made
            self.setTabOrder(before, after)
        column.addWidget(self.trouble)
        column.addLayout(self._verbs())
        self._show(begun or self._blank())
        self.begun = self.texts()
        self._told_twice: dict[str, str] = {}  # what stood here when it was told that the same was entered already

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
        suggest(self.about, self._known.names)
        if self.session.readable is not None:
            suggest(self.matter, [str(name) for name in dict.fromkeys(self.session.readable.commodity.name)])

    def _verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        verbs: list[tuple[str, Callable[[], object]]] = [(N_("Save"), self.save)]
        if self.row is None:
            verbs.append((N_("Save, and one more"), lambda: self.save(more=True)))
        verbs.append((N_("Cancel"), self.leave))
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
        self.about.setText(self._known.name(entry.subject))
        self.kind.setCurrentIndex(self.kind.findData(entry.kind))
        self.weight.setCurrentIndex(self.weight.findData(entry.severity))
        self.year.setText("" if entry.year is None else str(entry.year))
        for line, text in ((self.number, entry.number), (self.matter, entry.matter), (self.demand, entry.demand)):
            line.setText(text)
        self.deadline.setText(entry.deadline)
        self.seen.setPlainText(entry.text)

    def take(self, selection: Selection) -> bool:
        """Take what was clicked for the subject; whether it was one row that can be it."""
        refs = selection.refs
        if len(refs) != 1 or refs[0].table not in SUBJECTS or selection.finding is not None:
            return False
        self.about.setText(self._known.name(refs[0]))
        return True

    def start(self) -> None:
        """Put the cursor where something is missing first."""
        (self.seen if self.about.text() else self.about).setFocus(Qt.FocusReason.OtherFocusReason)

    def entry(self) -> Entry:
        """What was typed; UserError for a subject or year that there is not."""
        found = self._known.find(self.about.text())
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
            if self._asks_first(entry):
                return
            if self.row is None:
                enter_finding(self.project, entry)
            else:
                change_entry(self.project, self.row, entry)
        except UserError as trouble:
            self.tell(trouble)
            return
        self.trouble.hide()
        if more:
            self._begin_next()
        else:
            self.done.emit(None)
            self.session.select([entry.subject])

    def _asks_first(self, entry: Entry) -> bool:
        """Tell once that the same was entered already; saving again without a change keeps it all the same."""
        before = entered_already(self.project, entry, self.row) if self.project is not None else None
        texts = self.texts()
        if before is None or texts == self._told_twice:
            return False
        self._told_twice = texts
        self.say([before, Text("Enter it all the same? Then save once more.")])
        return True

    def _begin_next(self) -> None:
        """Number, kind and deadline of a document stay for its next item."""
        self.about.clear()
        self.seen.clear()
        self.demand.clear()
        self.matter.clear()
        self.begun = self.texts()
        self.start()
