"""What is said of a finding, noted on its card: state, words, day, person and files."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.card_form import CardForm
from app.finding_files_box import FilesBox
from app.session import Session
from core.decisions import NOBODY, STATES, Standing, decide, decisions_of, standing_of
from core.errors import UserError
from core.finding_filter import DEADLINES, OVER
from core.findings import Finding
from core.i18n import show, show_list, translate
from core.text import N_, Text

DAY = "2026-12-31"


def standing(session: Session, finding: Finding) -> Standing:
    """Where a finding stands by what the project holds."""
    return standing_of(finding, decisions_of(session.snapshot) if session.snapshot is not None else NOBODY)


def standing_words(found: Standing, language: str) -> str:
    """Where a finding stands in a line: its state, since when, deadline, and why it is open again."""
    parts = [Text("State: {state}", {"state": Text(STATES[found.state])})]
    if found.since:
        parts.append(Text("since {date}", {"date": found.since}))
    if found.deadline:
        parts.append(Text("until {date}", {"date": found.deadline}))
    if found.is_late(date.today()):
        parts.append(Text(DEADLINES[OVER]))
    told = show_list([show(part, language) for part in parts], language)
    return f"{told}\n{show(found.reopened, language)}" if found.reopened.message_id else told


class DecisionForm(CardForm):
    """Notes one decision below its finding; what cannot be taken is told below the fields and nothing is written.

    Emits `unfolded` when it is shown.
    """

    unfolded = Signal()

    def __init__(self, session: Session, finding: Finding, found: Standing) -> None:
        super().__init__(session)
        self.finding = finding
        self.entered.connect(self.save)
        self.states, self.text, self.until, self.person = QComboBox(), QLineEdit(), QLineEdit(), QLineEdit()
        self.until.setPlaceholderText(DAY)
        self.files = FilesBox(self.language)
        for state, title in STATES.items():
            self.states.addItem(translate(title, self.language), state)
        self.states.setCurrentIndex(self.states.findData(found.state))
        self.typed = (self.states, self.text, self.until, self.person, self.files)
        self.begun = self.texts()
        column, verbs = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(8, 2, 0, 2)
        column.addLayout(self.grid(self._fields()))
        column.addWidget(self.trouble)
        for title, act in ((N_("Note it"), self.save), (N_("Cancel"), self.leave)):
            button = QPushButton(translate(title, self.language))
            button.clicked.connect(lambda *_, act=act: act())
            verbs.addWidget(button)
        verbs.addStretch(1)
        column.addLayout(verbs)

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (N_("State"), self.states),
            (N_("What was said"), self.text),
            (N_("Until"), self.until),
            (N_("Who"), self.person),
            (N_("Files"), self.files),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.unfolded.emit()
        QTimer.singleShot(0, self, self._bring)

    def _bring(self) -> None:
        """Scroll the card so far that the whole form is seen, with its buttons."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self)

    def leave(self) -> None:
        """Fold the form, empty as it was."""
        self.states.setCurrentIndex(self.states.findData(self.begun["0"]))
        for line in (self.text, self.until, self.person):
            line.clear()
        self.files.clear()
        self.trouble.hide()
        self.hide()
        self.done.emit(None)

    def save(self) -> None:
        """Write the decision as one edit; the card is then built anew."""
        if self.project is None:
            return
        begun, self.begun = self.begun, self.texts()
        try:
            decide(
                self.project, self.finding, str(self.states.currentData()), self.text.text(),
                until=self.until.text(), person=self.person.text(), files=self.files.paths,
            )  # fmt: skip
        except UserError as trouble:
            self.begun = begun
            self.tell(trouble)


def deciding(session: Session, finding: Finding, label: Callable[[str], QPushButton]) -> tuple[QPushButton, QWidget]:
    """The button that unfolds the form, and the folded form."""
    form = DecisionForm(session, finding, standing(session, finding))
    form.hide()
    unfold = label(translate(N_("Note what was said…"), session.language))
    unfold.clicked.connect(lambda *_: form.setVisible(not form.isVisible()))
    return unfold, form
