"""Tables and templates out of the window: which table, which file, then what the file holds."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton

from app.message_bar import Verb
from app.project_files import documents, same_file
from app.session import Session
from app.table_panel import TablePanel
from app.window import MainWindow
from core.exported import Exported
from core.i18n import translate
from core.kind_titles import KIND_TITLES
from core.templates import write_template
from core.text import N_, Text
from gis.layer_files import export_endings, export_file
from gis.map_layers import ENDING, map_view, write_map
from gis.paint import font_family, measure

FORMATS = {
    ".xlsx": N_("Excel workbook (*.xlsx)"),
    ".csv": N_("CSV table, opens in Excel (*.csv)"),
    ".gpkg": N_("GeoPackage layer (*.gpkg)"),
    ".geojson": N_("GeoJSON layer (*.geojson)"),
    ".shp": N_("Shapefile, loses some of it (*.shp)"),
    ".kml": N_("KML, loses some of it (*.kml)"),
    ".dxf": N_("DXF drawing, shapes and names only (*.dxf)"),
}
MAP_TITLE = N_("Export the map for QGIS")


class ExportSteps:
    """What the window writes for other programs and other offices."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        self.window, self.session = window, session
        self.buttons: dict[str, QPushButton] = {}

    def ask_kind(self) -> None:
        """Ask in the message bar which table shall be written."""
        question = Text("Which table shall be written? Rows that may only enter sums stay in the project.")
        self.window.messages.ask(question, KIND_TITLES, "actors", N_("Choose the file"), self.ask_file)

    def ask_file(self, kind: str) -> None:
        """Ask for a file and let the worker write the table there."""
        project, snapshot = self.session.project, self.session.snapshot
        if project is None or snapshot is None:
            return
        endings = {ending: FORMATS[ending] for ending in export_endings(kind)}
        path = self._ask(N_("Export a table"), Path(project.path).parent, self._named(kind), endings)
        if path is None:
            return
        if same_file(Path(project.path), path):
            self.window.messages.tell(
                Text("The project itself cannot be written over; name another file."), notice=True
            )
            return
        write = partial(export_file, snapshot, kind, path, self.window.language, project.srs)
        self.session.tasks.run(
            Text("Writing {file}", {"file": path.name}), lambda stop: write(cancelled=stop), self._tell_written
        )

    def write_map(self, hidden: frozenset[str]) -> None:
        """Ask for a file and let the worker write the map with its styles there."""
        project, snapshot, shown = self.session.project, self.session.snapshot, self.session.shown
        if project is None or snapshot is None or shown is None:
            return
        endings = {ENDING: FORMATS[ENDING]}
        path = self._ask(MAP_TITLE, Path(project.path).parent, translate(N_("Map"), self.window.language), endings)
        if path is None:
            return
        view = self.session.lens.on(map_view(snapshot, shown.year, self.window.language, hidden))
        write = partial(
            write_map, snapshot, self.session.findings, view, path, project.srs, measure, font_family()
        )  # fmt: skip
        self.session.tasks.run(
            Text("Writing {file}", {"file": path.name}), lambda stop: write(cancelled=stop), self._tell_written
        )

    def template(self, kind: str) -> None:
        """Ask for a file and write the template of a kind of table there."""
        endings = {".xlsx": FORMATS[".xlsx"]}
        name = f"{translate(N_('Template'), self.window.language)} {self._named(kind)}"
        path = self._ask(N_("Write an Excel template"), documents(), name, endings)
        if path is None:
            return
        write_template(kind, path, self.window.language)
        told = Text("The template was written to {file}. Fill it and drop it on this window.", {"file": path.name})
        self.window.messages.tell(told, verbs=_verbs(path))

    def add_buttons(self, panels: dict[str, TablePanel]) -> None:
        """Put a button at the end of each table's bar that exports the whole table."""
        for kind, panel in panels.items():
            button = QPushButton()
            button.setProperty("role", "small")
            button.clicked.connect(lambda *_, kind=kind: self.ask_file(kind))
            panel.bar.addWidget(button)
            self.buttons[kind] = button

    def retranslate(self) -> None:
        """Write the buttons in the window's language."""
        for button in self.buttons.values():
            button.setText(translate(N_("Export…"), self.window.language))
            button.setToolTip(translate(N_("Write this whole table to a file"), self.window.language))

    def _named(self, kind: str) -> str:
        return translate(KIND_TITLES[kind], self.window.language)

    def _ask(self, title: str, folder: Path, name: str, endings: dict[str, str]) -> Path | None:
        language = self.window.language
        kinds = {translate(shown, language): ending for ending, shown in endings.items()}
        proposed = str(folder / f"{name}{next(iter(endings))}")
        chosen, picked = QFileDialog.getSaveFileName(
            self.window, translate(title, language), proposed, ";;".join(kinds)
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() in endings else path.with_name(path.name + kinds.get(picked, ".xlsx"))

    def _tell_written(self, written: Exported) -> None:
        self.window.messages.tell(*written.sentences(), verbs=_verbs(written.path))


def _verbs(path: Path) -> list[Verb]:
    """What can be done with a file that was just written."""

    def show(place: Path) -> Callable[[], object]:
        return lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))

    return [(N_("Open it"), show(path)), (N_("Show the folder"), show(path.parent))]
