"""The meeting pack and the user's own templates from the window: what is asked, and what came of it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.choice_keeping import unlike_file
from app.command_pack import write_pack
from app.fill_window import show_filling
from app.pack_content import make_pack
from app.pack_order import PackOrder
from app.project_files import documents
from app.project_page import APPROVAL
from app.session import Session
from app.window import MainWindow
from core.analysis import analyse
from core.i18n import translate
from core.samples import STAMP
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.adjusted_links import AdjustedLinks
from gis.page import CLASSES
from gis.paint import measure


class PackSteps:
    """Asks for class, folder and files; the worker makes them."""

    def __init__(self, window: MainWindow, session: Session, hidden: Callable[[], frozenset[str]]) -> None:
        self.window, self.session, self._hidden = window, session, hidden

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
        adjusted = session.adjusted
        work = partial(_made, session.snapshot, session.shown.year, order, folder, name)
        session.tasks.run(
            Text("Making the meeting pack"),
            lambda stop: work(stop),
            lambda files: self._tell(folder, files, order, adjusted),
        )

    def fill(self) -> None:
        """Show the fields of templates, where a template is chosen and filled."""
        if self.session.project is not None and self.session.shown is not None:
            show_filling(self.window, self.session, self._order)

    def _order(self, kind: str) -> PackOrder:
        """What stands on pages of the open project, with the map as the screen shows it."""
        session, project = self.session, self.session.project
        return PackOrder(
            self.window.language, kind, stamp=project.setting(STAMP) if project else "",
            approval=project.setting(APPROVAL) if project else "", made=date.today().isoformat(),
            citation=session.edition.citation if session.edition else None,
            lens=session.lens, hidden=self._hidden(),
        )  # fmt: skip

    def _tell(self, folder: Path, files: list[Path] | None, order: PackOrder, adjusted: AdjustedLinks | None) -> None:
        """Say where the pack is, and how its map differs from the one that the project keeps or the screen shows."""
        if files:
            opening = (N_("Show the folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
            told = Text(
                "The meeting pack is in {folder}: {files}.", {"folder": str(folder), "files": [f.name for f in files]}
            )
            unlike = unlike_file(self.session.kept, order.lens, order.hidden, adjusted)
            self.window.messages.tell(told, *unlike, verbs=[opening])


def _made(
    snapshot: Snapshot, year: int | None, order: PackOrder, folder: Path, name: str, stop: Callable[[], bool]
) -> list[Path]:
    """Make and write a pack; runs in the worker."""
    pack = make_pack(snapshot, analyse(snapshot, year), order, measure)
    return write_pack(pack, folder, name, stop)
