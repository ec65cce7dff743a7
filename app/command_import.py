"""`cluster-atlas import`: a table or map layer into a project, every row accounted for."""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.messages import answer, say, say_notes
from core.import_results import ImportResult, as_record
from core.import_rows import Problem
from core.imports import IMPORTERS, import_sheet
from core.project import Project
from core.sheets import Sheet, load_sheet
from core.text import N_, Text
from gis.geofiles import is_map_file, load_layer
from gis.locating import locate

PLACED = ("actors", "regions")  # tables with coordinates
LISTED = 20  # names that are shown of a list; --json gives all


def describe(parser: argparse.ArgumentParser) -> None:
    """Add what the command can be asked."""
    parser.description = N_(
        "Take a table or a map layer into a project: all that is sound, with every row accounted for."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=N_("table (.csv, .xlsx, .xls, .ods) or map (.geojson, .gpkg, .shp, .kml, .kmz, .gpx, .dxf)"),
    )
    parser.add_argument("--as", dest="kind", choices=list(IMPORTERS), required=True, help=N_("what the rows are"))
    parser.add_argument("--sheet", default="", metavar="NAME", help=N_("sheet or layer, else the first with content"))
    parser.add_argument(
        "--crs",
        default="",
        metavar="SYSTEM",
        help=N_("coordinate system: EPSG:4528, wgs84, gcj02, bd09 ...; else found"),
    )
    parser.add_argument("--json", action="store_true", help=N_("write the result as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Import the file; 0 where anything of it was taken, 1 where nothing could be."""
    with Project.open(arguments.project) as project:
        say_notes(project.notes, language)
        sheet = load_table(arguments.file, arguments.sheet, project.srs, arguments.crs)
        if arguments.kind in PLACED:
            stated = "" if is_map_file(arguments.file) else arguments.crs
            sheet, _, _ = locate(sheet, stated, project.snapshot(), project.srs)
        result = import_sheet(project, sheet, arguments.kind)
    if arguments.json:
        answer(json.dumps(as_record(result, language), ensure_ascii=False, indent=1), language)
    else:
        for line in describe_result(result):
            answer(line, language)
    if not result.taken:
        say(Text("No row of {file} could be taken; the project is as it was.", {"file": result.file}), language)
    return 0 if result.taken else 1


def load_table(path: Path, name: str, srs: int, system: str = "") -> Sheet:
    """A sheet of a table or a layer of a map file, by the ending of its name; `system` is for a map file alone."""
    if is_map_file(path):
        return load_layer(path, name, srs, system=system)
    return load_sheet(path, name)


def describe_result(result: ImportResult) -> Iterable[Text]:
    """What happened: the sum first, then each row that was not simply taken, then what was created on the way."""
    yield result.identity
    titles = {
        "rejected": Text("Rejected:"),
        "skipped": Text("Skipped:"),
        "taken": Text("Taken, with a remark:"),
    }
    for outcome, title in titles.items():
        problems = result.of(outcome)
        if problems:
            yield title
            yield from (_problem(problem, result) for problem in problems)
    yield from _created(result)
    if result.unused:
        yield Text("Columns not used: {names}.", {"names": list(result.unused)})
    yield from result.remarks


def _problem(problem: Problem, result: ImportResult) -> Text:
    """A row with what was told of it; the sheet is named where the file has sheets."""
    place = [Text("sheet {sheet}", {"sheet": problem.sheet})] if result.sheet else []
    place.append(Text("row {row}", {"row": str(problem.row)}))
    if problem.column:
        place.append(Text("column {column}", {"column": problem.column}))
    if problem.value:
        place.append(Text("value {value}", {"value": problem.value}))
    return Text("- {place}: {reason}", {"place": place, "reason": problem.reason})


def _created(result: ImportResult) -> Iterable[Text]:
    if result.created_actors:
        names = _some(result.created_actors)
        yield Text("Actors created because rows name them, without coordinates and unclaimed: {names}.", names)
    if result.created_commodities:
        yield Text("Commodities created because rows name them: {names}.", _some(result.created_commodities))
    if result.created_regions:
        yield Text("Regions created because rows name them, without outline: {names}.", _some(result.created_regions))


def _some(names: Sequence[str]) -> dict[str, object]:
    more = [Text("{n} more", {"n": len(names) - LISTED})] if len(names) > LISTED else []
    return {"names": [*names[:LISTED], *more]}
