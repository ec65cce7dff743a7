"""Indicator systems as tables of their own: those that come with the program, or a user's, loaded into a project.

A row is taken only with a formula and a threshold that can be read; the others are told with their reason. Loading is
an import of own indicators like any other, so that it can be undone and the same table twice adds nothing.
"""

from collections.abc import Callable
from pathlib import Path

from core.import_results import ImportResult
from core.imports import import_sheet
from core.indicator_own import systems_of_file
from core.paths import RESOURCES
from core.project import Project
from core.sheets import load_sheet
from core.snapshot import Snapshot
from core.text import N_, Text

SHIPPED = {
    "eu2023": N_("EU monitoring of the circular economy (2023)"),
    "unido-eip": N_("UNIDO framework of eco-industrial parks"),
    "mci": N_("Material circularity indicator (MCI)"),
}


def system_file(name: str) -> Path:
    """The table that a name of `SHIPPED` or a path means."""
    plain = name.strip().casefold().replace("_", "-")
    return RESOURCES / "systems" / f"{plain.replace('-', '_')}.csv" if plain in SHIPPED else Path(name)


def load_system(project: Project, name: str, cancelled: Callable[[], bool] = lambda: False) -> ImportResult:
    """Take a table of indicators into the project as one edit; UserError for a file that is none."""
    return import_sheet(project, load_sheet(system_file(name), cancelled=cancelled), "indicators")


def told_of_load(result: ImportResult, snapshot: Snapshot) -> list[Text]:
    """What became of the rows of a loaded system, how it is called from now on, and why some rows were not taken."""
    counts = {"imported": result.imported, "updated": result.updated, "skipped": result.skipped,
              "rejected": result.rejected, "file": result.file}  # fmt: skip
    told = [Text("{file}: {imported} lines new, {updated} changed, {skipped} known, {rejected} not taken.", counts)]
    if loaded := systems_of_file(snapshot, result.file):
        told.append(Text("Its indicators are told with --system and this name: {systems}.", {"systems": loaded}))
    for problem in result.problems:
        values = {"row": problem.row, "column": problem.column, "reason": problem.reason}
        told.append(Text("Row {row}, {column}: {reason}", values))
    return told
