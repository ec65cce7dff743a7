"""The sample projects, built from plain tables in resources/samples through the same import as the user's own."""

import json
from pathlib import Path

from core.catalogues import Row, table
from core.errors import UserError
from core.imports import import_sheets
from core.paths import RESOURCES
from core.project import Project
from core.records import insert
from core.sheets import Sheet, read_sheet
from core.teaching import teaching_sheets
from core.text import N_, Text

TEACHING = "teaching"
STAMP = "stamp"  # the setting whose text, translated, stands on every page of a project
INVENTED = N_("Teaching park, invented data")
# The order in which tables refer to each other.
KINDS = (
    "regions", "commodities", "actors", "aliases", "flows", "emissions", "statistics", "stocks", "capacities",
    "coefficients", "registers",
)  # fmt: skip
_OUTLINES = "regions.geojson"
_REGION_COLUMNS = ("name", "code", "parent", "level", "function zone", "note", "source", "source use")


def sample_names() -> list[str]:
    """The names of the samples."""
    return [row["id"] for row in table("samples/samples.csv")]


def sample_titles() -> dict[str, str]:
    """The English title of each sample by its name."""
    return {row["id"]: row["title_en"] for row in table("samples/samples.csv")}


def create_sample(path: str | Path, name: str, language: str = "en", title: str = "") -> Project:
    """Make the project of a sample at `path` and leave it open for writing.

    It is called `title`, "" = the sample's own title in `language`. UserError for a name that is no sample's, and for
    a path that is taken.
    """
    described = _described(name)
    sheets = sample_sheets(name)
    project = Project.create(path, name=title or described[f"title_{language}"], srs=int(described["srs"]))
    try:
        import_sheets(project, sheets, label=Text("Built from the tables of a sample"))
        if described["invented"]:
            with project.edit(Text("Marked as invented data")) as db:
                insert(db, "setting", [{"name": STAMP, "value": INVENTED}])
    except BaseException:
        project.close()
        Path(path).unlink(missing_ok=True)
        raise
    return project


def _described(name: str) -> Row:
    found = next((row for row in table("samples/samples.csv") if row["id"] == name), None)
    if found is None:
        names = ", ".join(sample_names())
        raise UserError(
            Text("There is no sample called {name}.", {"name": name}), Text("Choose one of {names}.", {"names": names})
        )
    return found


def sample_sheets(name: str) -> list[tuple[str, Sheet]]:
    """The tables of a sample with their kinds, in the order in which they are imported."""
    folder = RESOURCES / "samples" / name
    regions = ("regions", _region_sheet(folder / _OUTLINES))
    if name == TEACHING:
        return [regions, *teaching_sheets()]
    tables = [(kind, folder / f"{kind}.csv") for kind in KINDS]
    return [regions, *((kind, read_sheet(path)) for kind, path in tables if path.exists())]


def _region_sheet(path: Path) -> Sheet:
    """The outlines of a GeoJSON file of ours as a table, each geometry as GeoJSON text."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rows = tuple(
        (number, (*(f["properties"].get(column, "") for column in _REGION_COLUMNS), json.dumps(f["geometry"])))
        for number, f in enumerate(features, 2)
    )
    return Sheet(path.name, "", (*_REGION_COLUMNS, "geometry"), rows)
