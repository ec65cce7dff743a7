"""Typing what was written on pages of paper: the code, then line by line as on the page, by the keyboard alone.

Enter goes on to the next line; behind the last one the page is kept and the next code is asked. What was typed is
reviewed like any packet and taken in one edit. Kept pages wait beside the user's settings, also behind a closed window.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.fonts import text_label
from app.review_window import show_meeting
from app.session import Session
from app.survey_lines import AskedLine, asked_lines
from app.tasks import outcome
from app.typed_pages import pages_file, take_pages, write_pages
from app.window import MainWindow
from core.decisions import past_day
from core.errors import UserError
from core.i18n import show, translate
from core.merge_copies import Meeting
from core.merge_packets import plan_payload
from core.merge_typed import Page, TypedLine, TypedPage, find_pages, typed_payload
from core.project import Project
from core.survey_codes import typed_code
from core.survey_form import MET
from core.text import N_, Text

TITLE = N_("Type what is written on pages")
HINT = N_(
    "Type the code of the page, then go on with Enter; a line that is empty on the page stays empty. A number without "
    "a unit has the unit that stands behind the line. Enter without a code reviews the pages."
)
_LANE = "typing"


class TypingWindow(QDialog):
    """Pages typed one after another, all of one packet, until they are reviewed."""

    def __init__(self, window: MainWindow, session: Session, project: Project) -> None:
        super().__init__(window)
        self.main, self.session, self.language = window, session, window.language
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(TITLE, self.language))
        self.page: Page | None = None
        self.lines: list[AskedLine] = []
        self.order: list[QWidget] = []
        self._begun: list[str] = []  # what the fields of the page held at first
        self._left: list[str] | None = None  # what they held when somebody was told that it would be lost
        self._beyond: list[TypedLine] = []  # of a page typed before: of rows that are gone meanwhile
        self.file = pages_file(project)
        self.kept = take_pages(project, self.file)
        self._build()
        self.count()
        self.resize(920, 640)
        session.closed.connect(self._leave)

    def _build(self) -> None:
        self.code, self.told = QLineEdit(), text_label("plain")
        self.code.setPlaceholderText(translate(N_("Code of the page, such as SV-3F2A-007-95"), self.language))
        self.packets = QComboBox()  # shown where several have the page
        self.packets.hide()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.reviewing, self.counted = QPushButton(), text_label("soft")
        self.reviewing.setAutoDefault(False)
        self.reviewing.clicked.connect(lambda *_: self.review())
        below, column = QHBoxLayout(), QVBoxLayout(self)
        below.addWidget(self.counted, 1)
        below.addWidget(self.reviewing)
        column.addWidget(text_label("soft", translate(HINT, self.language)))
        for widget in (self.code, self.told, self.packets):
            column.addWidget(widget)
        column.addWidget(self.area, 1)
        column.addLayout(below)
        self.code.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on: from the code to its page, from a line to the next, from the last one to the next page."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.code.hasFocus():
            self.open_page()
        elif self.packets.hasFocus():
            self._open(self.packets.currentData())
        elif self.page is not None and (
            self.note.hasFocus() or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.keep_page()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """To the field behind the one that has the focus."""
        for one, other in pairwise(self.order):
            if one.hasFocus():
                other.setFocus()
                self.area.ensureWidgetVisible(other)
                return

    def open_page(self) -> None:
        """Ask the lines of the page whose code was typed."""
        project = self.session.project
        self._take_list_away()
        if not self.code.text().strip():
            self.review()
            return
        if project is None or self._is_unfinished():
            return
        try:
            with project.reading() as connection:
                pages = find_pages(connection, self.code.text())
        except UserError as problem:
            self.tell(problem.sentence, problem.advice)
            return
        if len(pages) > 1:
            self._offer(pages, project)
        else:
            self._open(pages[0])

    def _offer(self, pages: Sequence[Page], project: Project) -> None:
        """Let one of several packets be chosen that have a page of this code."""
        actors = project.snapshot().actor
        names = dict(zip(actors.uid.tolist(), actors.name.tolist(), strict=True))
        self.packets.clear()
        for page in pages:
            self.packets.addItem(f"{names.get(page.firm, '–')}  ({page.packet})", page)
        self.tell(
            Text("{n} packets have a page {code}: choose the firm that stands on the page, then Enter.",
                 {"n": len(pages), "code": pages[0].code})
        )  # fmt: skip
        self.packets.show()
        self.packets.setFocus()

    def _open(self, page: Page) -> None:
        """Ask the lines of a page, unless it is of another packet than those that wait."""
        self._take_list_away()
        if self._is_unfinished():  # typed in while the list stood above it
            return
        try:
            self._refuse_other(page)
        except UserError as problem:
            self.tell(problem.sentence, problem.advice)
            self.code.setFocus()
            return
        self.page = page
        self.code.setText(page.code)
        self._ask(page)

    def _take_list_away(self) -> None:
        self.packets.hide()
        self.packets.clear()

    def _fields(self) -> list[str]:
        """What stands in every field of the page."""
        return [
            str(field.currentData()) if isinstance(field, QComboBox) else field.text()
            for field in self.order
            if isinstance(field, QComboBox | QLineEdit)
        ]

    def _half_typed(self) -> bool:
        return self.page is not None and self._fields() != self._begun

    def _is_unfinished(self) -> bool:
        """Whether a page waits in which something was typed; then that is told and the cursor goes there."""
        if self.page is None or not self._half_typed():
            return False
        if typed_code(self.code.text()) != self.page.code:
            told = {"code": self.page.code}
            self.tell(
                Text("The page {code} is not kept yet; Enter behind its last line, or Ctrl+Enter, keeps it.", told)
            )
            self.code.setText(self.page.code)
        self.met.setFocus()
        return True

    def reject(self) -> None:
        """Close; what is typed of a page that is not kept is told of first."""
        if self.page is not None and self._half_typed() and self._left != self._fields():
            self._left = self._fields()
            told = {"code": self.page.code}
            self.tell(Text("The page {code} is not kept yet: Ctrl+Enter keeps it, closing again drops it.", told))
            return
        super().reject()

    def _leave(self) -> None:
        """The project is closed: what is kept is there again with it."""
        self.page = None
        self.close()

    def _refuse_other(self, page: Page) -> None:
        if any(one.page.packet_id != page.packet_id for one in self.kept.values()):
            raise UserError(
                Text("The page {code} is of another packet than those typed before.", {"code": page.code}),
                Text("Review the pages typed so far first."),
            )

    def tell(self, *sentences: Text) -> None:
        """Say something below the code."""
        self.told.setText(" ".join(show(one, self.language) for one in sentences if one.message_id))

    def _ask(self, page: Page) -> None:
        """A field for each line, in the order of the page."""
        project = self.session.project
        if project is None:
            return
        firm, self.lines = asked_lines(project.snapshot(), page, self.language)
        self.told.setText(f"{page.code}  {firm}")
        self.met, self.day, self.person, self.note = QComboBox(), QLineEdit(), QLineEdit(), QLineEdit()
        for word, title in {"": "", **MET}.items():
            self.met.addItem(translate(title, self.language) if title else "", word)
        last = self.kept.get(page.code) or next(reversed(self.kept.values()), None)
        self.day.setText(last.day if last else "")
        self.person.setText(last.person if last else "")
        self._put_back(self.kept.get(page.code))
        inside = QWidget()
        form = QFormLayout(inside)
        for title, widget in ((N_("The visit"), self.met), (N_("Day"), self.day), (N_("Surveyors"), self.person)):
            form.addRow(translate(title, self.language), widget)
        for line in self.lines:
            form.addRow(text_label("plain", line.title), line.widget)
        form.addRow(translate(N_("Note"), self.language), self.note)
        self.area.setWidget(inside)
        fields = (one for line in self.lines for one in line.fields)
        self.order = [self.met, self.day, self.person, *fields, self.note]
        for one, other in pairwise([self.code, *self.order]):
            QWidget.setTabOrder(one, other)
        self._begun = self._fields()
        self.met.setFocus()

    def _put_back(self, before: TypedPage | None) -> None:
        """Write into the fields what was kept of the page before."""
        self._beyond = list(before.lines) if before else []
        if before is None:
            return
        self.met.setCurrentIndex(max(0, self.met.findData(before.met)))
        self.note.setText(before.note)
        for line in self.lines:
            said = next((one for one in self._beyond if (one.table, one.uid) == line.about), None)
            if said is not None:
                line.put(said)
                self._beyond.remove(said)

    def keep_page(self) -> None:
        """Keep the page as it was typed and ask for the next code; what cannot be read is told, and its field waits."""
        if self.page is None:
            return
        try:
            day = past_day(self.day.text())
        except UserError as problem:
            self.tell(problem.sentence, problem.advice)
            self.day.setFocus()
            return
        typed = [*self._beyond]
        for line in self.lines:
            if obstacle := line.obstacle():
                self.tell(Text("{line}: {reason}", {"line": line.title, "reason": obstacle}))
                line.fields[-1].setFocus()
                return
            typed += line.typed()
        met, person, note = str(self.met.currentData()), self.person.text().strip(), self.note.text().strip()
        self.kept.pop(self.page.code, None)
        self.kept[self.page.code] = TypedPage(self.page, met, day, person, note, tuple(typed))
        write_pages(self.file, self.kept)
        told = {"code": self.page.code, "n": len(typed)}
        self.tell(Text("{code} is kept, with {n} line.", told, plural="{code} is kept, with {n} lines."))
        self._clear()

    def _clear(self) -> None:
        self.page, self.lines = None, []
        self.area.setWidget(QWidget())
        self.code.clear()
        self.code.setFocus()
        self.count()

    def count(self) -> None:
        """Say how many pages wait to be reviewed."""
        told = {"n": len(self.kept)}
        self.reviewing.setText(show(Text("Review {n} page…", told, plural="Review {n} pages…"), self.language))
        self.reviewing.setEnabled(bool(self.kept))
        self.counted.setText("  ".join(self.kept))

    def review(self) -> None:
        """Compare the kept pages with the project and show the review; they stay here until it is taken."""
        project = self.session.project
        if project is None or not self.kept:
            return
        pages = list(self.kept.values())
        path = Path(", ".join(self.kept) if len(self.kept) < 4 else f"{pages[0].page.code} …")

        def look(found: Meeting | UserError) -> None:
            if isinstance(found, UserError):
                self.tell(found.sentence, found.advice)
            elif self.session.project is project:
                show_meeting(self.main, self.session, found, path, self.review, partial(self._taken, self.kept.copy()))

        title = Text("Comparing {file}", {"file": path.name})
        work = partial(outcome, plan_payload, project, typed_payload(pages), path)
        self.session.tasks.run(title, lambda _: work(), look, lane=_LANE)

    def _taken(self, pages: Mapping[str, TypedPage]) -> None:
        """What was taken is done with; what was typed meanwhile stays."""
        self.kept = {code: page for code, page in self.kept.items() if pages.get(code) is not page}
        write_pages(self.file, self.kept)
        if self.page is None:
            self.tell(Text("{n} page was taken.", {"n": len(pages)}, plural="{n} pages were taken."))
        self.count()


def show_typing(window: MainWindow, session: Session) -> TypingWindow | None:
    """Open the window for what is written on paper, or bring the one that is open to the front."""
    if session.project is None:
        return None
    for known in window.findChildren(TypingWindow):
        if known.isVisible():
            known.activateWindow()
            return known
    made = TypingWindow(window, session, session.project)
    made.show()
    return made
