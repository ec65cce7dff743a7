"""A figure put right on the card: the old one is shown and stays, the new one is typed with the paper it stands in."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.card_form import CardForm
from app.card_labels import card_label
from app.describe import describe_ref
from app.finding_files_box import FilesBox
from app.fonts import text_label
from app.inquiry_sheet import is_own
from app.session import Session
from core.errors import UserError
from core.finding_correction import Correction, correct_figure, correctable, old_figure
from core.findings import Finding, Ref
from core.i18n import show, show_quantity, translate
from core.kinds import GRADE_TITLES
from core.text import N_, Quantity, Text

PAPER = N_("Such as the sealed inquiry sheet with its number")


def own_figures(session: Session, finding: Finding) -> list[Ref]:
    """The figures of its own firm or link that a finding rests on."""
    snapshot = session.readable
    if snapshot is None:
        return []
    return [ref for ref in correctable(snapshot, finding) if is_own(snapshot, ref, finding.subject)]


class CorrectionForm(CardForm):
    """Corrects one of the figures that a finding rests on."""

    def __init__(self, session: Session, finding: Finding) -> None:
        super().__init__(session)
        self.finding = finding
        self.entered.connect(self.save)
        self.refs = own_figures(session, finding)
        self.figure, self.grade = QComboBox(), QComboBox()
        self.value, self.unit, self.paper = QLineEdit(), QLineEdit(), QLineEdit()
        self.said, self.person = QLineEdit(), QLineEdit()
        self.files, self.before = FilesBox(self.language), text_label("soft")
        self._fill()
        column = self.column(N_("Correct a figure"))
        column.addWidget(card_label(show(finding.sentence, self.language), "plain"))
        column.addLayout(self.grid(self._fields()))
        column.addWidget(self.trouble)
        column.addLayout(self._verbs())
        self._look_at_figure()
        self.typed = (
            self.figure, self.value, self.unit, self.paper, self.grade, self.said, self.person, self.files,
        )  # fmt: skip
        self.begun = self.texts()

    def _fill(self) -> None:
        snapshot = self.session.readable
        if snapshot is not None:
            for ref in self.refs:
                self.figure.addItem(describe_ref(snapshot, ref, self.language), f"{ref.table} {ref.uid}")
        self.figure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.figure.setMinimumContentsLength(8)
        self.figure.currentIndexChanged.connect(lambda *_: self._look_at_figure())
        for id, title in GRADE_TITLES.items():
            self.grade.addItem(translate(title, self.language), id)
        self.unit.setFixedWidth(74)
        self.paper.setPlaceholderText(translate(PAPER, self.language))
        self.paper.setToolTip(translate(PAPER, self.language))

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (N_("Figure"), self.figure),
            ("", self.before),
            (N_("New figure"), self._amount()),
            (N_("Paper"), self.paper),
            (N_("Grade"), self.grade),
            (N_("What was said"), self.said),
            (N_("Who"), self.person),
            (N_("Files"), self.files),
        )

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
        cancel.clicked.connect(lambda *_: self.leave())
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

    def start(self) -> None:
        """Put the cursor where the new figure is typed."""
        self.value.setFocus(Qt.FocusReason.OtherFocusReason)

    def attach(self, path: Path) -> None:
        """Attach a file, such as the sealed sheet that was scanned in."""
        self.files.add(path)

    def to_keep(self) -> dict[str, str]:
        """Every field once one was changed: the choice of a figure proposes others than those that stand here."""
        return self.texts() if self.dirty else {}

    def takes(self, texts: Mapping[str, str]) -> bool:
        """Whether the figure that was to be corrected is still among those of the finding."""
        return self.figure.findData(texts.get("0", "")) >= 0

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
        except UserError as trouble:
            self.tell(trouble)
        else:
            self.done.emit(None)
