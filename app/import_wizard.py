"""The import in four looks at a file: the table, its columns, its places, what it would do; nothing is taken before."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.check_page import CheckPage
from app.column_page import ColumnPage
from app.import_draft import (
    NO_SYSTEM,
    Draft,
    HowRead,
    as_form,
    as_guessed,
    as_list,
    as_read,
    parts_of,
    read_files,
    understand,
    work_out,
)
from app.import_pages import PlacesPage, TablePage
from app.message_bar import MessageBar
from app.session import Session
from app.tasks import outcome
from core.errors import UserError
from core.folders import tables_in
from core.i18n import show, translate
from core.import_choices import Choices
from core.import_results import ImportResult
from core.profiles import Profile
from core.returned import returned_name, write_returned, write_returned_files
from core.sheets import Sheet
from core.text import N_, Text

SIZE = QSize(1080, 720)
PAGES = (N_("Table"), N_("Columns"), N_("Places"), N_("Check"))
TABLE, COLUMNS, PLACES, CHECK = range(len(PAGES))

Tables = Sequence[tuple[Sheet, ImportResult]]


class ImportWizard(QDialog):
    """Emits `accepted_draft` with what is to be imported; it stays open beside the window and blocks nothing."""

    accepted_draft = Signal(object)

    def __init__(self, parent: QWidget, session: Session, paths: Sequence[Path], language: str, dark: bool) -> None:
        super().__init__(parent)
        self.session, self.paths, self.language, self.dark = session, tuple(paths), language, dark
        self.path = paths[0]
        self.name = paths[0].name if len(paths) == 1 else Text("{n} files", {"n": len(paths)})
        self.project = session.project
        self.draft: Draft | None = None
        self._parts: tuple[list[str], list[str]] = ([], [])
        self._wanted = 0  # the number of the last work that was asked for; what comes later is dropped
        self.setModal(False)
        self.resize(SIZE)
        self.messages = MessageBar()
        self.table_page = TablePage(self._changed)
        self.column_page = ColumnPage(self._mapped, self._map_by_hand)
        self.places_page = PlacesPage(self._changed)
        self.check_page = CheckPage(self._chosen, self._ask_returned)
        self.pages = QStackedWidget()
        for page in (self.table_page, self.column_page, self.places_page, self.check_page):
            self.pages.addWidget(page)
        self._build()
        session.held.connect(self._enable)
        self.write()
        self._read(HowRead())

    def _build(self) -> None:
        self.steps = [QPushButton() for _ in PAGES]
        self.cancel, self.back, self.next = QPushButton(), QPushButton(), QPushButton()
        head, foot, body = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        for place, button in enumerate(self.steps):
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("role", "step")
            button.clicked.connect(lambda *_, place=place: self.turn_to(place))
            head.addWidget(button)
        head.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        self.cancel.clicked.connect(self.close)
        self.back.clicked.connect(lambda *_: self.turn_to(self._neighbour(-1)))
        self.next.clicked.connect(lambda *_: self._go_on())
        self.next.setDefault(True)
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(10)
        body.addLayout(head)
        body.addWidget(self.pages, 1)
        body.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.messages)
        whole.addLayout(body, 1)

    def write(self) -> None:
        """Write every word in the language of the moment, and show the draft on each page."""
        language, draft = self.language, self.draft
        self.messages.retranslate(language, self.dark)
        self.setWindowTitle(show(Text("Import {file}", {"file": self.name}), language))
        for place, (title, button) in enumerate(zip(PAGES, self.steps, strict=True)):
            button.setText(f"{place + 1}  {translate(title, language)}")
            button.setEnabled(draft is not None and (place != PLACES or draft.has_places))
            button.setChecked(place == self.pages.currentIndex())
        self.cancel.setText(translate(N_("Close without importing"), language))
        self.back.setText(translate(N_("Back"), language))
        last = self.pages.currentIndex() == CHECK
        self.next.setText(translate(N_("Import") if last else N_("Next"), language))
        self.next.setProperty("leading", True)
        self.back.setEnabled(self.pages.currentIndex() > 0)
        self._enable()
        if draft is not None:
            self._show(draft)

    def _enable(self) -> None:
        """Let the import go on, or not: while another edit is written nothing is taken."""
        last, draft = self.pages.currentIndex() == CHECK, self.draft
        ready = draft is not None and draft.plan is not None and self.session.writing
        self.next.setEnabled(ready if last else draft is not None)

    def _show(self, draft: Draft) -> None:
        """Show a draft on the page that is seen; the others follow when they are turned to."""
        page = self.pages.currentIndex()
        if page == TABLE:
            self.table_page.show_draft(draft, *self._parts, self.language, self.dark)
        elif page == COLUMNS:
            self.column_page.show_draft(draft, self.language)
        elif page == PLACES and self.session.snapshot is not None:
            self.places_page.show_draft(draft, self.session.snapshot, self.language, self.dark)
        elif page == CHECK:
            self.check_page.show_draft(draft, self.language)

    def turn_to(self, place: int) -> None:
        """Show a page."""
        self.pages.setCurrentIndex(place)
        self.write()

    def _neighbour(self, step: int) -> int:
        """The next page in a direction; places are passed over where the file has none."""
        place = self.pages.currentIndex() + step
        return place + step if place == PLACES and self.draft and not self.draft.has_places else place

    def _go_on(self) -> None:
        if self.pages.currentIndex() != CHECK:
            self.turn_to(self._neighbour(1))
        elif self.draft is not None and self.draft.plan is not None:
            self.accepted_draft.emit(self.draft)

    def _run(self, title: Text, work: Callable[[Callable[[], bool]], object], done: Callable[..., object]) -> None:
        """Let the worker do it; the result counts only while nothing newer was asked for."""
        self._wanted += 1
        number = self._wanted

        def arrived(result: object) -> None:
            if number != self._wanted or self.session.project is not self.project:
                return
            if isinstance(result, UserError):
                if self.draft is not None and result.code == NO_SYSTEM:
                    self.draft = replace(self.draft, needs_system=True)
                self.messages.tell_problem(result)
                self.write()
            else:
                done(result)

        self.session.tasks.run(title, lambda stop: outcome(work, stop), arrived, lane="import")

    def _read(self, how: HowRead) -> None:
        """Read the files anew, as it was chosen."""
        project, paths = self.project, self.paths
        if project is None:
            return

        def read(stop: Callable[[], bool]) -> tuple[Draft, tuple[list[str], list[str]]]:
            found = read_files(paths, how, project.srs, "", stop)
            parts = parts_of(paths[0], stop) if len(paths) == 1 else ([], [])
            return understand(project, paths[0], found, how), parts

        title = Text("Reading {file}", {"file": self.name})
        self._run(title, read, lambda made: self._take_read(*made))

    def _take_read(self, draft: Draft, parts: tuple[list[str], list[str]]) -> None:
        self._parts = parts
        before = self.draft
        if before is not None:
            draft = replace(draft, choices=replace(draft.choices, permitted_use=before.choices.permitted_use))
        self._work_out(draft)

    def _work_out(self, draft: Draft) -> None:
        """Show a draft as it is, and let the worker find out what it would do."""
        self.draft = replace(draft, plan=None)
        self.messages.hide()
        self.write()
        snapshot, project = self.session.snapshot, self.project
        if project is None or snapshot is None:
            return
        path, srs = Path(project.path), project.srs
        self._run(
            Text("Checking {file}", {"file": self.name}),
            lambda _: work_out(draft, snapshot, path, srs),
            self._take_draft,
        )

    def _take_draft(self, draft: Draft) -> None:
        self.draft = replace(draft, needs_system=self.draft is not None and self.draft.needs_system)
        self.write()

    def _changed(self, what: str, value: str) -> None:
        """Something was chosen on a page."""
        draft = self.draft
        if draft is None:
            return
        if what == "sheet":
            self._read(replace(draft.how, name=value, header_row=0))
        elif what == "encoding":
            self._read(replace(draft.how, encoding=value, header_row=0))
        elif what == "header":
            self._read(replace(draft.how, header_row=int(value)))
        elif what == "use":
            self._work_out(replace(draft, choices=replace(draft.choices, permitted_use=value)))
        elif what == "system":
            self._work_out(replace(draft, system=value))
        elif value.startswith("form:"):
            self._work_out(as_form(draft, value.removeprefix("form:")))
        elif value.startswith("list:"):
            self._work_out(as_guessed(draft, value.removeprefix("list:")))

    def _mapped(self, profile: Profile) -> None:
        if self.draft is not None:
            self._work_out(replace(self.draft, profile=profile))

    def _map_by_hand(self) -> None:
        if self.draft is not None:
            self._work_out(as_list(self.draft, self.draft.profile.parts[0].kind))

    def _chosen(self, choices: Choices) -> None:
        if self.draft is not None:
            self._work_out(replace(self.draft, choices=choices))

    def _ask_returned(self) -> None:
        """Ask where the file with red cells and reasons goes, and write it."""
        draft = self.draft
        if draft is None or draft.plan is None:
            return
        title = translate(N_("Save the file with the reasons…"), self.language)
        if len(self._files()) > 1:
            if folder := QFileDialog.getExistingDirectory(self, title, str(self.path.parent)):
                self.save_all_returned(Path(folder))
            return
        proposed = str(self.path.with_name(returned_name(self.path, self.language)))
        if chosen := QFileDialog.getSaveFileName(self, title, proposed, "Excel (*.xlsx *.xlsm)")[0]:
            self.save_returned(Path(chosen))

    def _files(self) -> Sequence[Path]:
        return tables_in(self.path) if self.path.is_dir() else self.paths

    def save_all_returned(self, folder: Path) -> None:
        """Write each file of which something is told, with red cells and reasons, to a folder."""
        files, language = self._files(), self.language

        def told(made: Sequence[Path]) -> Text:
            return Text(
                "{n} file with red cells and the reasons was written to {folder}.",
                {"n": len(made), "folder": folder.name},
                plural="{n} files with red cells and the reasons were written to {folder}.",
            )

        self._write_returned(folder, lambda tables: write_returned_files(files, tables, folder, language), told)

    def save_returned(self, target: Path) -> None:
        """Write the file with red cells and reasons."""
        told, language = (
            Text("{file} was written, with red cells and the reasons.", {"file": target.name}),
            self.language,
        )
        self._write_returned(target, lambda tables: write_returned(self.path, tables, target, language), lambda _: told)

    def _write_returned(self, target: Path, work: Callable[[Tables], Any], told: Callable[[Any], Text]) -> None:
        """Let the worker write what is told of the draft's tables, and say what was written."""
        draft = self.draft
        if draft is None or draft.plan is None:
            return
        tables = as_read(draft, draft.plan.results)

        def arrived(written: object) -> None:
            if isinstance(written, UserError):
                self.messages.tell_problem(written)
            else:
                self.messages.tell(told(written))

        # in a lane of its own, so that it is written also where the import goes on or the wizard is closed meanwhile
        title = Text("Writing {file}", {"file": target.name})
        self.session.tasks.run(title, lambda _: outcome(work, tables), arrived)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What the worker still does for this import is not wanted any more."""
        self._wanted += 1
        self.session.tasks.drop("import")
        super().closeEvent(event)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """Esc closes, Enter goes on only from the button that has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
