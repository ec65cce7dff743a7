"""Opening, making, copying and printing projects: each a few questions, then a sentence in the message bar."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.session import Session
from app.window import MainWindow
from core.errors import UserError
from core.i18n import translate
from core.project import Project
from core.samples import STAMP, create_sample
from core.text import N_, Text
from gis.exports import export_page

ENDING = ".gpkg"
MOST_RECENT = 8
SAMPLES = {"teaching": N_("Teaching park"), "kalundborg": N_("Kalundborg"), "guigang": N_("Guigang")}
PROJECT_FILES = N_("Project files (*.gpkg)")
PAGE_FILES = {
    ".pdf": N_("PDF, for printing (*.pdf)"),
    ".svg": N_("SVG drawing (*.svg)"),
    ".png": N_("PNG picture (*.png)"),
}


class ProjectFiles:
    """What a window does with files; holds nothing but the window and its session."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        self.window, self.session = window, session

    def new(self) -> None:
        """Ask where, and make an empty project there."""
        if path := self._ask_where(N_("New project"), translate(N_("My cluster"), self.window.language), new=True):
            self.begin(lambda: Project.create(path, name=path.stem))

    def new_sample(self, name: str) -> None:
        """Ask where, and make one of the samples there."""
        title = translate(SAMPLES[name], self.window.language)
        if path := self._ask_where(N_("New from sample"), title, new=True):
            self.begin(lambda: create_sample(path, name, self.window.language))

    def ask_and_open(self) -> None:
        """Ask for a project file and open it."""
        folder = str(self.session.path.parent if self.session.path else documents())
        kinds = translate(PROJECT_FILES, self.window.language)
        title = translate(N_("Open project"), self.window.language)
        if path := QFileDialog.getOpenFileName(self.window, title, folder, kinds)[0]:
            self.open(path)

    def open(self, path: str | Path, *, read_only: bool = False) -> None:
        """Open a project file; where somebody else has it, offer to look at it."""
        self.begin(lambda: Project.open(path, read_only=read_only), str(path))

    def begin(self, make: Callable[[], Project], path: str = "") -> None:
        """Show the project that `make` gives, or say what stands in its way."""
        try:
            project = make()
        except UserError as problem:
            looking = (N_("Open for reading"), lambda: self.open(path, read_only=True))
            can_look = bool(path) and problem.code in ("open_elsewhere", "not_writable", "busy")
            self.window.show_project(self.session.project is not None)
            self.window.messages.tell_problem(problem, [looking] if can_look else [])
            return
        self.window.messages.hide()
        self.session.open(project)
        self._remember(Path(project.path))

    def close(self) -> None:
        """Close the project and show the start page."""
        self.session.close()

    def save_copy(self) -> None:
        """Copy the project to another file; the open one stays open."""
        project = self.session.project
        if project and (path := self._ask_where(N_("Save a copy as"), f"{Path(project.path).stem} 2")):
            saved = project.save_as(path)
            told = Text("A copy was saved as {file}. You go on working in {open}.",
                        {"file": saved.name, "open": Path(project.path).name})  # fmt: skip
            self.window.messages.tell(told, verbs=[(N_("Open the copy"), lambda: self.open(saved))])

    def backup(self) -> None:
        """Keep a copy beside the project."""
        if self.session.project:
            kept = self.session.project.backup()
            told = Text("A backup was kept: {file}.", {"file": kept.name})
            self.window.messages.tell(told, verbs=[_show_folder(kept)])

    def print_map(self) -> None:
        """Ask for a file and write the map as a page, in the worker."""
        project, analysis, snapshot = self.session.project, self.session.analysis, self.session.snapshot
        if project is None or analysis is None or snapshot is None:
            self.window.messages.tell(Text("The figures are still being checked; please print in a moment."))
            return
        language, path = self.window.language, self._ask_page()
        if path is not None:
            stamp = translate(project.setting(STAMP), language)
            self.session.tasks.run(
                Text("Writing {file}", {"file": path.name}),
                lambda _: export_page(snapshot, analysis, path, language=language, stamp=stamp),
                lambda _: self._printed(path),
            )

    def _printed(self, path: Path) -> None:
        opening = (N_("Open it"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        self.window.messages.tell(Text("The map was written to {file}.", {"file": path.name}),
                                  verbs=[opening, _show_folder(path)])  # fmt: skip

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
