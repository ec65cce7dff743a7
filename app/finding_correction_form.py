"""A figure put right on the card: the old one is shown and stays, the new one is typed with the paper it stands in."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.card_labels import card_label
from app.describe import describe_ref
from app.finding_files_box import FilesBox
from app.fonts import text_label
from app.inquiry_sheet import is_own
from app.own_keys import keeps_typing
from app.session import Session
from core.decisions import short_key
from core.errors import UserError
from core.fields import RefusedValues
from core.finding_correction import Correction, correct_figure, correctable, old_figure
from core.findings import Finding, Ref
from core.i18n import show, show_quantity, translate
from core.kinds import GRADE_TITLES
from core.text import N_, Quantity, Text


def own_figures(session: Session, finding: Finding) -> list[Ref]:
    """The figures of its own firm or link that a finding rests on."""
    snapshot = session.readable
    if snapshot is None:
        return []
    return [ref for ref in correctable(snapshot, finding) if is_own(snapshot, ref, finding.subject)]


class CorrectionForm(QWidget):
    """Corrects one of the figures that a finding rests on; emits `done` with None when it is over."""

    done = Signal(object)

    def __init__(self, session: Session, finding: Finding) -> None:
        super().__init__()
        self.session, self.finding, self.project = session, finding, session.project
        self.language = session.language
        self.refs = own_figures(session, finding)
        self.figure, self.grade = QComboBox(), QComboBox()
        self.value, self.unit, self.paper = QLineEdit(), QLineEdit(), QLineEdit()
        self.said, self.person = QLineEdit(), QLineEdit()
        self.files = FilesBox(self.language)
        self.before, self.trouble = text_label("soft"), text_label("fault")
        self._fill()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(text_label("title", translate(N_("Correct a figure"), self.language)))
        column.addWidget(card_label(show(finding.sentence, self.language), "plain"))
        column.addLayout(self._fields())
        column.addWidget(self.trouble)
        column.addLayout(self._verbs())
        self._look_at_figure()
        self.begun = self.texts()

    def _fill(self) -> None:
        snapshot = self.session.readable
        if snapshot is not None:
            for ref in self.refs:
                self.figure.addItem(describe_ref(snapshot, ref, self.language))
        self.figure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.figure.setMinimumContentsLength(8)
        self.figure.activated.connect(lambda *_: self._look_at_figure())
        for id, title in GRADE_TITLES.items():
            self.grade.addItem(translate(title, self.language), id)
        self.unit.setFixedWidth(74)
        values = {"key": short_key(self.finding)}
        self.paper.setText(show(Text("Sealed inquiry sheet {key}", values), self.language))
        self.trouble.hide()

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        named: tuple[tuple[str, QWidget], ...] = (
            (N_("Figure"), self.figure),
            ("", self.before),
            (N_("New figure"), self._amount()),
            (N_("Paper"), self.paper),
            (N_("Grade"), self.grade),
            (N_("What was said"), self.said),
            (N_("Who"), self.person),
            (N_("Files"), self.files),
        )
        for line, (name, field) in enumerate(named):
            grid.addWidget(QLabel(translate(name, self.language)), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, line, 1)
        return grid

    def _amount(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.value, 1)
        row.addWidget(self.unit)
        return holder

    def _verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        save, cancel = (QPushButton(translate(title, self.language)) for title in (N_("Put it right"), N_("Cancel")))
        save.setProperty("leading", True)
        save.clicked.connect(lambda *_: self.save())
        cancel.clicked.connect(lambda *_: self.done.emit(None))
        row.addWidget(save)
        row.addWidget(cancel)
        row.addStretch(1)
        return row

    def _look_at_figure(self) -> None:
        """Show the old figure, and propose its unit and grade."""
        snapshot = self.session.readable
        if snapshot is None or not self.refs:
            return
        value, unit, grade = old_figure(snapshot, self.refs[self.figure.currentIndex()])
        told = Text("{amount} ({grade}); it stays in the project.", {
            "amount": Quantity(value, unit), "grade": Text(GRADE_TITLES.get(grade, N_("not graded"))),
        })  # fmt: skip
        self.before.setText(show(told, self.language))
        self.before.setToolTip(show_quantity(Quantity(value, unit), self.language))
        self.unit.setText(unit)
        self.grade.setCurrentIndex(max(0, self.grade.findData(grade or "declared")))

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.texts() != self.begun

    def is_present(self) -> bool:
        """Whether project and language are still those that the form was made from."""
        return self.session.project is self.project and self.language == self.session.language

    def texts(self) -> tuple[str, ...]:
        """What stands in every field that is typed."""
        return tuple(line.text() for line in (self.value, self.paper, self.said, self.person))

    def start(self) -> None:
        """Put the cursor where the new figure is typed."""
        self.value.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        return keeps_typing(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves, Esc leaves everything as it was."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.done.emit(None)
        else:
            super().keyPressEvent(event)

    def attach(self, path: Path) -> None:
        """Attach a file, such as the sealed sheet that was scanned in."""
        self.files.add(path)

    def save(self) -> None:
        """Put the figure right as one edit; what cannot be taken is told below the fields."""
        if self.project is None:
            return
        told = Correction(
            self.refs[self.figure.currentIndex()], self.value.text(), self.unit.text().strip(), self.paper.text(),
            str(self.grade.currentData()), self.said.text(), self.person.text(), tuple(self.files.paths),
        )  # fmt: skip
        try:
            correct_figure(self.project, self.finding, told)
        except RefusedValues as refused:
            self._tell(*(fault.reason for fault in refused.faults))
        except UserError as trouble:
            self._tell(trouble.sentence, *([trouble.advice] if trouble.advice else []))
        else:
            self.done.emit(None)

    def _tell(self, *texts: Text) -> None:
        self.trouble.setText("\n".join(show(text, self.language) for text in texts))
        self.trouble.show()
