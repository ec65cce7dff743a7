"""What was said of a finding as its card shows it: when, who, which state, the words, and the files attached."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.card_labels import acting_label, card_label
from app.finding_steps import FindingSteps
from app.session import Session
from core.attachments import CHANGED, MISSING, AttachedFile
from core.decisions import STATES, Decision, Standing
from core.finding_files import files_of
from core.i18n import show, translate
from core.text import N_, Text

DOUBTS = {
    MISSING: N_("{file} (not where it was)"),
    CHANGED: N_("{file} (changed since it was attached)"),
}


def said_block(session: Session, standing: Standing, steps: FindingSteps) -> QWidget:
    """All decisions in their order, the newest last."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(8, 0, 0, 0)
    column.setSpacing(2)
    for decision in standing.decisions:
        column.addWidget(card_label(decision_line(decision, session.language), "soft"))
        column.addLayout(_files(session, decision, steps))
    return holder


def decision_line(decision: Decision, language: str) -> str:
    """One decision in a line."""
    until = show(Text("until {date}", {"date": decision.until}), language) if decision.until else ""
    parts = (decision.date, decision.person, translate(STATES[decision.state], language), until, decision.text)
    return "  ".join(part for part in parts if part)


def _files(session: Session, decision: Decision, steps: FindingSteps) -> QHBoxLayout:
    """The files of a decision to be opened, and the way to attach one more."""
    row = QHBoxLayout()
    row.setContentsMargins(10, 0, 0, 0)
    row.setSpacing(8)
    if session.snapshot is not None and session.path is not None:
        for file in files_of(session.snapshot, session.path.parent, decision):
            row.addWidget(_file(file, session.language))
    if session.writing:
        button = QPushButton(translate(N_("Attach a file…"), session.language))
        button.setProperty("role", "small")
        button.setToolTip(translate(N_("Such as the sheet of the firm with its seal, scanned in"), session.language))
        button.clicked.connect(lambda *_: steps.attach(decision))
        row.addWidget(button)
    row.addStretch(1)
    return row


def _file(file: AttachedFile, language: str) -> QLabel:
    name = file.path.name
    if file.state in DOUBTS:
        return card_label(show(Text(DOUBTS[file.state], {"file": name}), language), "soft")
    path = str(file.path)
    return acting_label(name, lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(path)), path)
