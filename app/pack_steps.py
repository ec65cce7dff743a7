"""The meeting pack and the user's own templates from the window: what is asked, and what came of it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.command_fill import check_filled, fill_file
from app.command_pack import write_pack
from app.fill_values import Filling
from app.pack_content import PackOrder, make_pack
from app.project_files import documents
from app.project_page import APPROVAL
from app.session import Session
from app.window import MainWindow
from core.analysis import analyse
from core.errors import UserError
from core.i18n import translate
from core.samples import STAMP
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.page import CLASSES
from gis.paint import measure


class PackSteps:
    """Asks for class, folder and files; the worker makes them."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        self.window, self.session = window, session

    def ask(self) -> None:
        """Ask how the pages shall be marked."""
        question = Text("How shall the pack be marked? A public one shows only what an authority has listed.")
        self.window.messages.ask(question, CLASSES, "internal", N_("Choose the folder"), self._choose)

    def _choose(self, kind: str) -> None:
        title = translate(N_("Folder for the meeting pack"), self.window.language)
        path = self.session.path
        proposed = str(path.parent if path else documents())
        if folder := QFileDialog.getExistingDirectory(self.window, title, proposed):
            self.write(kind, Path(folder))

    def write(self, kind: str, folder: Path) -> None:
        """Make the pack of the shown year in the worker."""
        session, project = self.session, self.session.project
        if project is None or session.snapshot is None or session.shown is None:
            return
        order = self._order(kind)
        name = Path(project.path).stem
        work = partial(_made, session.snapshot, session.shown.year, order, folder, name)
        session.tasks.run(
            Text("Making the meeting pack"), lambda stop: work(stop), lambda files: self._tell(folder, files)
        )

    def fill(self) -> None:
        """Ask for a template and for the file that it shall become, and fill it in the worker."""
        session, project, language = self.session, self.session.project, self.window.language
        if project is None or session.snapshot is None or session.shown is None:
            return
        kinds = translate(N_("Word and Excel files (*.docx *.xlsx)"), language)
        folder = str(Path(project.path).parent)
        title = translate(N_("Template to fill"), language)
        chosen = QFileDialog.getOpenFileName(self.window, title, folder, kinds)[0]
        if not chosen:
            return
        template = Path(chosen)
        proposed = str(template.with_stem(f"{template.stem} {session.shown.year or ''}".strip() + " +"))
        title = translate(N_("Save the filled file as"), language)
        out = QFileDialog.getSaveFileName(self.window, title, proposed, f"*{template.suffix}")[0]
        if out:
            self.fill_to(template, Path(out))

    def fill_to(self, template: Path, out: Path) -> None:
        """Fill a template in the worker."""
        session, project = self.session, self.session.project
        if project is None or session.snapshot is None or session.shown is None:
            return
        try:
            check_filled(template, out)
        except UserError as problem:
            self.window.messages.tell_problem(problem)
            return
        filling = Filling(session.snapshot, session.shown.year, self._order("internal"), measure)
        work = partial(fill_file, filling, template, out)
        session.tasks.run(
            Text("Filling {file}", {"file": template.name}), lambda stop: work(cancelled=stop), self._filled
        )

    def _filled(self, outcome: tuple[Text, list[Text]]) -> None:
        told, unknown = outcome
        self.window.messages.tell(told, *unknown)

    def _order(self, kind: str) -> PackOrder:
        """What stands on pages of the open project."""
        session, project = self.session, self.session.project
        return PackOrder(
            self.window.language, kind, stamp=project.setting(STAMP) if project else "",
            approval=project.setting(APPROVAL) if project else "", made=date.today().isoformat(),
            citation=session.edition.citation if session.edition else None,
        )  # fmt: skip

    def _tell(self, folder: Path, files: list[Path] | None) -> None:
        if files:
            opening = (N_("Show the folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
            told = Text(
                "The meeting pack is in {folder}: {files}.", {"folder": str(folder), "files": [f.name for f in files]}
            )
            self.window.messages.tell(told, verbs=[opening])


def _made(
    snapshot: Snapshot, year: int | None, order: PackOrder, folder: Path, name: str, stop: Callable[[], bool]
) -> list[Path]:
    """Make and write a pack; runs in the worker."""
    pack = make_pack(snapshot, analyse(snapshot, year), order, measure)
    return write_pack(pack, folder, name, stop)
