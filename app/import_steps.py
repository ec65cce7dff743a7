"""Importing a table: read it in the worker, ask what it holds, import it as one edit, tell the identity of its rows."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QFileDialog

from app.project_files import same_file
from app.rows import text_column, words
from app.session import Session
from app.table_model import Column, Rows
from app.window import MainWindow
from core.errors import UserError
from core.headers import match_columns
from core.i18n import show, translate
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.sheets import Sheet, load_sheet
from core.text import N_, Text
from gis.geofiles import DRIVERS, load_layer

KINDS = {
    "actors": N_("firms and institutions"),
    "flows": N_("links with amounts"),
    "regions": N_("regions"),
    "emissions": N_("emissions"),
    "statistics": N_("figures of firms or regions"),
    "capacities": N_("what firms can accept"),
    "commodities": N_("commodities"),
    "stocks": N_("stocks"),
    "registers": N_("lists of authorities"),
    "initiatives": N_("improvement projects"),
    "aliases": N_("other names of firms"),
}
OUTCOMES = {"rejected": N_("returned"), "skipped": N_("skipped"), "taken": N_("taken")}
TABLES = N_("Tables and maps (*.csv *.txt *.xlsx *.xls *.ods *.geojson *.json *.gpkg *.shp)")


class ImportSteps:
    """The steps of one import after another; `show_returned` gets the rows that were not taken."""

    def __init__(self, window: MainWindow, session: Session, show_returned: Callable[[ImportResult], object]) -> None:
        self.window, self.session, self._show_returned = window, session, show_returned

    def ask_and_read(self) -> None:
        """Ask for a file and read it."""
        language = self.window.language
        folder = str(self.session.path.parent if self.session.path else Path.home())
        title = translate(N_("Import a file"), language)
        if path := QFileDialog.getOpenFileName(self.window, title, folder, translate(TABLES, language))[0]:
            self.read(Path(path))

    def read(self, path: Path) -> None:
        """Read a table in the worker; nothing is taken yet."""
        project = self.session.project
        if project is None:
            return
        if same_file(project.path, path):  # to read the open file would take its lock away
            self.window.messages.tell(
                Text("A project cannot be imported into itself; choose another file."), notice=True
            )
            return
        srs, layer = project.srs, path.suffix.lower() in DRIVERS
        self.session.tasks.run(
            Text("Reading {file}", {"file": path.name}),
            lambda stop: load_layer(path, srs=srs, cancelled=stop) if layer else load_sheet(path, cancelled=stop),
            lambda sheet: self.ask_kind(path, sheet, project),
        )

    def ask_kind(self, path: Path, sheet: Sheet, project: Project) -> None:
        """Ask in the message bar what the rows are, with the likeliest answer first."""
        if self._is_gone(project, path):
            return
        values = {"file": path.name, "n": len(sheet.rows), "columns": list(sheet.columns[:6])}
        question = Text(
            "{file} holds {n} row with the columns {columns}. What do they tell about?",
            values,
            plural="{file} holds {n} rows with the columns {columns}. What do they tell about?",
        )
        self.window.messages.ask(
            question, KINDS, likely_kind(sheet), N_("Import"), lambda kind: self.take(path, sheet, kind, project)
        )

    def take(self, path: Path, sheet: Sheet, kind: str, project: Project) -> None:
        """Import the rows as one edit and tell what became of each."""
        if self._is_gone(project, path):
            return
        try:
            result = import_sheet(project, sheet, kind)
        except UserError as problem:
            again = (N_("Choose another kind"), lambda: self.ask_kind(path, sheet, project))
            self.window.messages.tell_problem(problem, [again])
            return
        self._tell(path, result, project)

    def _is_gone(self, project: Project, path: Path) -> bool:
        """Whether a file was read for a project that is not open any more; says so."""
        if project is self.session.project:
            return False
        values = {"file": path.name, "project": project.path.name}
        told = Text("{file} was read for {project}, which is closed now, so nothing was taken.", values)
        self.window.messages.tell(told, Text("Open that project and import the file again."), notice=True)
        return True

    def _tell(self, path: Path, result: ImportResult, project: Project) -> None:
        """The identity of the rows, what was created by the way, and how to go back."""
        n, revision = len(result.created_actors), project.revision
        made = Text(
            "{n} firm was created from its name and has no coordinates yet.",
            {"n": n},
            plural="{n} firms were created from their names and have no coordinates yet.",
        )
        verbs = [(N_("Show the remarks"), lambda: self._show_returned(result))] if result.problems else []
        if result.imported + result.updated:
            verbs.append((N_("Undo the whole import"), lambda: self.take_back(project, revision)))
        told = Text("{file}: {identity}.", {"file": path.name, "identity": result.identity})
        self.window.messages.tell(told, made if n else "", *result.remarks, verbs=verbs)

    def take_back(self, project: Project, revision: int) -> None:
        """Undo an import while it is the last edit; later edits are not swept away with it."""
        if project is not self.session.project:
            return
        if project.revision != revision:
            told = Text("Something was changed after this import. Use Undo to go back step by step.")
            self.window.messages.tell(told, notice=True)
        elif changes := project.undo():
            self.window.messages.tell(Text("Done: {label}.", {"label": changes.label}))


def likely_kind(sheet: Sheet) -> str:
    """The kind of table whose columns fit the most headers."""
    fitting = {kind: _fitting(sheet, kind) for kind in KINDS}
    return max(fitting, key=lambda kind: fitting[kind])


def _fitting(sheet: Sheet, kind: str) -> int:
    try:
        return len(match_columns(sheet.columns, kind).places)
    except UserError:
        return 0


def returned_rows(result: ImportResult, language: str) -> Rows:
    """The rows of an import that were not taken or need a look, with place, value and reason."""
    problems = result.problems
    place = np.array([problem.row for problem in problems], dtype=np.int64)
    outcome = words([translate(OUTCOMES.get(problem.outcome, ""), language) for problem in problems])
    reason = words([show(problem.reason, language) for problem in problems])
    columns = (
        text_column(N_("Sheet"), words([problem.sheet for problem in problems]), 140),
        Column(N_("Row"), place, lambda row: str(place[row]), 60),
        text_column(N_("Outcome"), outcome, 90),
        text_column(N_("Column"), words([problem.column for problem in problems]), 140),
        text_column(N_("Value"), words([problem.value for problem in problems]), 160),
        text_column(N_("Reason"), reason, 600),
    )
    return Rows(columns, words(range(len(problems))), (place, outcome, reason))
