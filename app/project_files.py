"""Opening, making, copying and printing projects: each a few questions, then a sentence in the message bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from app.checkout_steps import CheckoutSteps
from app.choice_keeping import unlike_file
from app.contents import Contents
from app.message_bar import Verb
from app.opening import Opening
from app.project_page import page_of
from app.session import Session
from app.tasks import OPENING
from app.window import MainWindow
from core.analysis import Analysis
from core.backups import backup_note, newest_good, restore
from core.display_names import in_language
from core.errors import UserError
from core.i18n import translate
from core.page_templates import template
from core.project import Project
from core.samples import create_sample
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.page import CLASSES, Page
from gis.page_atlas import Printed, print_pages

ENDING = ".gpkg"
MOST_RECENT = 8
SAMPLES = {"teaching": N_("Teaching park"), "kalundborg": N_("Kalundborg"), "guigang": N_("Guigang")}
PROJECT_FILES = N_("Project files (*.gpkg)")
PAGE_FILES = {
    ".pdf": N_("PDF, for printing (*.pdf)"),
    ".svg": N_("SVG drawing (*.svg)"),
    ".png": N_("PNG picture (*.png)"),
    ".tif": N_("TIFF picture (*.tif)"),
}


class ProjectFiles:
    """What a window does with files; holds the window, its session, and what is being opened."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        self.window, self.session = window, session
        self._opening: Opening | None = None
        self.checkout = CheckoutSteps(session, window.messages, self.open)

    def new(self) -> None:
        """Ask where, and make an empty project there."""
        if path := self._ask_where(N_("New project"), translate(N_("My cluster"), self.window.language), new=True):
            self.begin(lambda: Project.create(path, name=path.stem))

    def new_sample(self, name: str) -> None:
        """Ask where, and make one of the samples there."""
        title = translate(SAMPLES[name], self.window.language)
        if path := self._ask_where(N_("New from sample"), title, new=True):
            language = self.window.language
            self.session.tasks.run(
                Text("Building {file}", {"file": path.name}),
                lambda stop: _build_sample(path, name, language, stop),
                lambda made: self.open(path) if made else None,
            )

    def ask_and_open(self) -> None:
        """Ask for a project file and open it."""
        folder = str(self.session.path.parent if self.session.path else documents())
        kinds = translate(PROJECT_FILES, self.window.language)
        title = translate(N_("Open project"), self.window.language)
        if path := QFileDialog.getOpenFileName(self.window, title, folder, kinds)[0]:
            self.open(path)

    def open(self, path: str | Path, *, read_only: bool = False, take_over: bool = False, there: bool = False) -> None:
        """Open a project file; where somebody else has it, or another program changed it, ask what to do.

        For one on a share or a stick a working copy is proposed, unless it shall be opened `there`.
        """
        project = self.session.project
        if project is not None and not project.read_only and same_file(project.path, path):
            self.window.messages.tell(Text("{file} is open already.", {"file": Path(path).name}))
        elif there or take_over or read_only or not self.checkout.offer(Path(path)):
            refuse = not take_over
            self.begin(lambda: Project.open(path, read_only=read_only, refuse_outside=refuse), str(path))

    def begin(self, make: Callable[[], Project], path: str = "") -> None:
        """Let the worker read the project that `make` gives, then show it, or say what stands in its way.

        The newest wish counts; the same one again, as of a double click, changes nothing.
        """
        if self._opening is not None:
            if path and not self._opening.task.cancelled.is_set() and same_file(Path(self._opening.path), path):
                return
            self.session.tasks.cancel(self._opening.task)
        opening = Opening(make, self.window.language, path)
        self._opening = opening
        told = Text("Opening {file}", {"file": Path(path).name or translate(N_("New project"), self.window.language)})
        self.window.messages.tell(told)
        opening.task = self.session.tasks.run(
            told,
            opening.read,
            lambda found: self._take(opening, found),
            lane=OPENING,
            failed=lambda bug: self._take(opening, bug),
        )

    def _take(self, opening: Opening, found: Contents | Exception | None) -> None:
        """Show what was read or say what stands in its way; of what was given up only a bug is told."""
        newest = opening is self._opening
        self._opening = None if newest else self._opening
        if isinstance(found, Contents) and newest and not opening.task.cancelled.is_set():
            self._show(opening, found)
            return
        opening.give_up()
        if newest:
            self.window.messages.hide()
            self.window.show_project(self.session.project is not None)
        if isinstance(found, UserError):
            if newest and not opening.task.cancelled.is_set():
                self.window.messages.tell_problem(found, self._ways_on(found, opening.path) if opening.path else [])
        elif isinstance(found, Exception):
            raise found

    def _show(self, opening: Opening, found: Contents) -> None:
        """Show the project that was read in place of the one before."""
        project = opening.taken()
        if project is None:
            return
        self.window.messages.hide()
        self.session.open(project, found)
        self._remember(Path(project.path))
        backup = backup_note(project.path)
        if notes := (*project.notes, *([backup] if backup is not None else [])):
            self.window.messages.tell(*notes, notice=True)

    def stop(self) -> None:
        """Give up what is being opened, before the window goes."""
        opening, self._opening = self._opening, None
        if opening is not None:
            self.session.tasks.finish(opening.task)
            opening.give_up()

    def _ways_on(self, problem: UserError, path: str) -> list[Verb]:
        """What may be done with a project that could not simply be opened for writing."""
        looking = (N_("Open for reading"), lambda: self.open(path, read_only=True))
        taking = (N_("Take the change over"), lambda: self.open(path, take_over=True))
        if problem.code == "written_outside":
            return [taking, looking]
        if problem.code == "damaged" and (backup := newest_good(Path(path))) is not None:
            return [(N_("Put the newest good backup in its place"), lambda: self._restore(Path(path), backup))]
        return [looking] if problem.code in ("open_elsewhere", "not_writable", "busy") else []

    def _restore(self, path: Path, backup: Path) -> None:
        """Put a backup in the place of a damaged project, which is kept."""
        kept = restore(path, backup)
        told = Text("{file} is the backup {backup} now; the damaged project is kept as {kept}.",
                    {"file": path.name, "backup": backup.name, "kept": kept.name})  # fmt: skip
        self.window.messages.tell(told, verbs=[(N_("Open it"), lambda: self.open(path))])

    def close(self) -> None:
        """Close the project and show the start page; what is being opened is given up too."""
        if self._opening is not None:
            self.session.tasks.cancel(self._opening.task)
        self.session.close()

    def save_copy(self) -> None:
        """Copy the project to another file; the open one stays open."""
        project = self.session.project
        if project and (path := self._ask_where(N_("Save a copy as"), f"{Path(project.path).stem} 2")):
            with self._busy(Text("{file} is being written.", {"file": path.name})):
                saved = project.save_as(path)
            told = Text("A copy was saved as {file}. You go on working in {open}.",
                        {"file": saved.name, "open": Path(project.path).name})  # fmt: skip
            self.window.messages.tell(told, verbs=[(N_("Open the copy"), lambda: self.open(saved))])

    def backup(self) -> None:
        """Keep a copy beside the project."""
        if self.session.project:
            with self._busy(Text("The backup is being written.")):
                kept = self.session.project.backup()
            told = Text("A backup was kept: {file}.", {"file": kept.name})
            self.window.messages.tell(told, verbs=[_show_folder(kept)])

    @contextmanager
    def _busy(self, told: Text) -> Iterator[None]:
        """Say what is done while the window's own thread does it: a project is read by one thread only."""
        self.window.messages.tell(told)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            yield
        finally:
            QApplication.restoreOverrideCursor()
            self.window.messages.hide()

    def print_map(self, hidden: frozenset[str]) -> None:
        """Ask what the page is for; `hidden` are the layers that the map does not show."""
        if self.session.analysis is None:
            self.window.messages.tell(Text("The figures are still being checked; please print in a moment."))
        else:
            question = Text("How shall the page be marked? A public page shows only what an authority has listed.")
            choose_file = N_("Choose the file")
            self.window.messages.ask(question, CLASSES, "internal", choose_file, lambda kind: self._print(kind, hidden))

    def _print(self, kind: str, hidden: frozenset[str]) -> None:
        """Ask for a file and write the map as a page, in the worker."""
        language, path = self.window.language, self._ask_page()
        project, analysis, snapshot = self.session.project, self.session.analysis, self.session.snapshot
        if path is None or project is None or analysis is None or snapshot is None:
            return
        citation = self.session.edition.citation if self.session.edition else None
        page = page_of(project, template(), language, kind=kind, citation=citation, lens=self.session.lens)
        work = partial(_print_map, snapshot, analysis, replace(page, hidden=hidden), path)
        unlike = unlike_file(self.session.kept, page.lens, hidden, self.session.adjusted)
        self.session.tasks.run(Text("Writing {file}", {"file": path.name}), work, lambda _: self._printed(path, unlike))

    def _printed(self, path: Path, unlike: list[Text]) -> None:
        opening = (N_("Open it"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        told = Text("The map was written to {file}.", {"file": path.name})
        self.window.messages.tell(told, *unlike, verbs=[opening, _show_folder(path)])

    def _ask_page(self) -> Path | None:
        project, language = self.session.project, self.window.language
        if project is None:
            return None
        proposed = str(Path(project.path).with_suffix(".pdf"))
        kinds = {translate(title, language): ending for ending, title in PAGE_FILES.items()}
        title = translate(N_("Print the map to a file"), language)
        chosen, kind = QFileDialog.getSaveFileName(self.window, title, proposed, ";;".join(kinds))
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() in PAGE_FILES else path.with_name(path.name + kinds.get(kind, ".pdf"))

    def _ask_where(self, title: str, name: str, *, new: bool = False) -> Path | None:
        """Ask for a file; a new project never replaces one but gets a number behind its name."""
        language = self.window.language
        proposed = str(_free(documents() / f"{name}{ENDING}"))
        kinds = translate(PROJECT_FILES, language)
        asking = QFileDialog.Option.DontConfirmOverwrite if new else QFileDialog.Option(0)
        title = translate(title, language)
        chosen = QFileDialog.getSaveFileName(self.window, title, proposed, kinds, options=asking)[0]
        if not chosen:
            return None
        path = Path(chosen)
        path = path if path.suffix.lower() == ENDING else path.with_name(path.name + ENDING)
        return _free(path) if new else path

    def recent(self) -> list[str]:
        """Project files that were opened before and are still there, newest first."""
        kept: Any = self.window.settings.value("recent", [])  # Qt writes a list of one as a text
        files = [kept] if isinstance(kept, str) else kept or []
        return [str(file) for file in files if Path(file).exists()]

    def _remember(self, path: Path) -> None:
        files = [str(path), *(file for file in self.recent() if file != str(path))]
        self.window.settings.setValue("recent", files[:MOST_RECENT])

    def list_recent(self) -> None:
        """Show the recent files in the menu and on the start page."""
        menu, files = self.window.menus["recent"], self.recent()
        menu.clear()
        for file in files:
            menu.addAction(file).triggered.connect(lambda *_, path=file: self.open(path))
        menu.setEnabled(bool(files))
        self.window.start_page.show_recent(files)


def same_file(one: Path, other: str | Path) -> bool:
    """Whether two paths lead to one file, by whatever names."""
    return one.resolve() == Path(other).resolve() or (one.exists() and Path(other).exists() and one.samefile(other))


def _build_sample(path: Path, name: str, language: str, cancelled: Callable[[], bool]) -> bool:
    """Make the file of a sample; runs in the worker, so that it is closed again before the window opens it."""
    create_sample(path, name, language).close()
    if cancelled():
        path.unlink()
    return not cancelled()


def documents() -> Path:
    """The user's folder for documents."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


def _free(path: Path) -> Path:
    """A path that no file has, with a number behind its name where need be: a project is never overwritten."""
    free, number = path, 2
    while free.exists():
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return free


def _show_folder(path: Path) -> tuple[str, Callable[[], object]]:
    return (N_("Show the folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))


def _print_map(
    snapshot: Snapshot, analysis: Analysis, page: Page, path: Path, cancelled: Callable[[], bool]
) -> Printed:
    """Print the page of the map; runs in the worker."""
    return print_pages(in_language(snapshot, page.language), analysis, [page], path, cancelled=cancelled)
