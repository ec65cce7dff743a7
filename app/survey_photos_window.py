"""The window of photos: what a folder holds, whose each photo is or why that is not sure; taken in one step."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.fonts import text_label
from app.rows import text_column, words
from app.session import Session
from app.survey_photos import TITLE, counts_told, has_work, match_told, ordered, plan_folder, plan_in
from app.table_model import Rows
from app.table_panel import TablePanel
from app.tasks import outcome
from app.window import MainWindow
from core.errors import UserError
from core.findings import Ref
from core.i18n import show, translate
from core.photo_keeping import take_photos
from core.project import Project
from core.steps import Step
from core.survey_photos import MATCHED, PhotoPlan
from core.text import N_, Text

HINT = N_(
    "Rename what was not matched, such as SV-3F2A-007-95 gate.jpg, and look at the folder again: nothing comes twice."
)
NOTHING = N_("The folder holds no photo.")
UNMARKED = N_("Click a row to see its photo here.")
_LANE = "photos"
_SHOWN = 220  # pixels


class PhotosWindow(QDialog):
    """Shows the plan; a marked photo is shown small, and its firm is chosen on the map."""

    def __init__(self, window: MainWindow, session: Session, folder: Path, plan: PhotoPlan) -> None:
        super().__init__(window)
        self.main, self.session, self.folder, self.plan = window, session, folder, plan
        self.language = window.language
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(TITLE, self.language))
        self.matches = ordered(plan)
        self.panel = TablePanel(NOTHING, self.language)
        self.panel.chosen.connect(self._mark)
        self.picture = QLabel()
        self.picture.setFixedWidth(_SHOWN)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.reason = text_label("plain")
        self.reason.setFixedWidth(_SHOWN)
        told = Text("Attach {n} photo", {"n": len(plan.of(MATCHED))}, plural="Attach {n} photos")
        self.taking = QPushButton(show(told, self.language))
        self.taking.setAutoDefault(False)
        self.taking.clicked.connect(lambda *_: self.take())
        self._lay_out()
        self._fill()
        self.reason.setText(translate(UNMARKED, self.language))
        self._enable()
        self.resize(1000, 560)
        session.held.connect(self._enable)
        session.closed.connect(self.close)

    def _lay_out(self) -> None:
        column, middle, below = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        middle.addWidget(self.panel, 1)
        beside = QVBoxLayout()
        for widget in (self.picture, self.reason):
            beside.addWidget(widget)
        beside.addStretch(1)
        middle.addLayout(beside)
        below.addWidget(text_label("soft", translate(HINT, self.language)), 1)
        below.addWidget(self.taking)
        column.addWidget(text_label("plain", show(counts_told(self.plan), self.language)))
        column.addLayout(middle, 1)
        column.addLayout(below)

    def _fill(self) -> None:
        """List the photos, what needs a look first, then what is missing."""
        told = [(one.file.name, one.name, match_told(one, self.language)) for one in self.matches]
        missing = translate(N_("named in a packet, does not lie there"), self.language)
        told += [(photo, firm, missing) for firm, photo in self.plan.missing]
        columns = (
            text_column(N_("File"), words([line[0] for line in told]), 230),
            text_column(N_("Firm or institution"), words([line[1] for line in told]), 170),
            text_column(N_("How it was matched"), words([line[2] for line in told]), 330),
        )
        uids = words([str(row) for row in range(len(told))])
        self.panel.show_rows(Rows(columns, uids, tuple(one.values for one in columns)), self.language)

    def _mark(self, marked: frozenset[str]) -> None:
        chosen = [self.matches[row] for row in sorted(map(int, marked)) if row < len(self.matches)]
        self.session.select([Ref("actor", one.firm) for one in chosen if one.firm], zoom=True)
        self.reason.setText(match_told(chosen[0], self.language) if chosen else translate(UNMARKED, self.language))
        small = QPixmap(chosen[0].file.thumbnail) if chosen and chosen[0].file.thumbnail else QPixmap()
        self.picture.setPixmap(
            small.scaledToWidth(_SHOWN, Qt.TransformationMode.SmoothTransformation) if not small.isNull() else small
        )

    def _enable(self) -> None:
        self.taking.setEnabled(self.session.writing and has_work(self.plan))

    def take(self) -> None:
        """Attach the matched photos in the worker, as one edit."""
        folder, plan = self.folder, self.plan

        def work(project: Project, step: Step) -> int:
            return take_photos(project, folder, plan)

        self.session.write(Text("Photos of a survey"), work, self._taken, self.main.messages.tell_or_raise)

    def _taken(self, count: int) -> None:
        told = {"n": count}
        self.main.messages.tell(Text("{n} photo was attached.", told, plural="{n} photos were attached."))
        self.close()


def ask_and_match(window: MainWindow, session: Session) -> None:
    """Ask for a folder and show what its photos are."""
    if session.project is not None:
        title = translate(N_("Folder of photos"), window.language)
        if chosen := QFileDialog.getExistingDirectory(window, title):
            match(window, session, Path(chosen))


def match(window: MainWindow, session: Session, folder: Path) -> None:
    """Let the worker look at a folder, then show what it found."""
    project = session.project
    if project is None:
        return

    def look(found: PhotoPlan | UserError) -> None:
        if isinstance(found, UserError):
            window.messages.tell(found.sentence, found.advice, notice=True)
        elif session.project is project:
            PhotosWindow(window, session, folder, plan_in(found, session.names)).show()

    title = Text("Looking at the photos in {folder}", {"folder": folder.name})
    session.tasks.run(title, lambda _: outcome(plan_folder, project, folder), look, lane=_LANE)
