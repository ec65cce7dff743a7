"""What is said of a finding, noted on its card: state, words, day, person and files."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.card_labels import card_label
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


class DecisionForm(QWidget):
    """Notes one decision; what cannot be taken is told below the fields and nothing is written."""

    def __init__(self, session: Session, finding: Finding, found: Standing) -> None:
        super().__init__()
        self.session, self.finding = session, finding
        self.states, self.text, self.until, self.person = QComboBox(), QLineEdit(), QLineEdit(), QLineEdit()
        self.until.setPlaceholderText(DAY)
        self.files = FilesBox(session.language)
        for state, title in STATES.items():
            self.states.addItem(translate(title, session.language), state)
        self.states.setCurrentIndex(self.states.findData(found.state))
        self.trouble = card_label("", "plain")
        self.trouble.hide()
        keep = QPushButton(translate(N_("Note it"), session.language))
        keep.clicked.connect(lambda *_: self.note())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 0, 2)
        column.addLayout(self._fields())
        column.addWidget(self.trouble)
        column.addWidget(keep)

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        named: tuple[tuple[str, QWidget], ...] = (
            (N_("State"), self.states),
            (N_("What was said"), self.text),
            (N_("Until"), self.until),
            (N_("Who"), self.person),
            (N_("Files"), self.files),
        )
        for row, (name, field) in enumerate(named):
            grid.addWidget(QLabel(translate(name, self.session.language)), row, 0)
            grid.addWidget(field, row, 1)
        return grid

    def note(self) -> None:
        """Write the decision as one edit."""
        project = self.session.project
        if project is None:
            return
        until, person = self.until.text(), self.person.text()
        try:
            decide(
                project, self.finding, str(self.states.currentData()), self.text.text(),
                until=until, person=person, files=self.files.paths,
            )  # fmt: skip
        except UserError as trouble:
            sentences = [trouble.sentence, *([trouble.advice] if trouble.advice else [])]
            self.trouble.setText("\n".join(show(text, self.session.language) for text in sentences))
            self.trouble.show()


def deciding(session: Session, finding: Finding, label: Callable[[str], QPushButton]) -> tuple[QPushButton, QWidget]:
    """The button that unfolds the form, and the folded form."""
    form = DecisionForm(session, finding, standing(session, finding))
    form.hide()
    unfold = label(translate(N_("Note what was said…"), session.language))
    unfold.clicked.connect(lambda *_: form.setVisible(not form.isVisible()))
    return unfold, form
