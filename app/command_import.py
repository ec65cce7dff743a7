"""`cluster-atlas import`: a table or map layer into a project, every row accounted for."""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.messages import answer, say, say_notes
from core.i18n import show
from core.import_choices import ACTIONS, UPDATE, Candidate, Choices
from core.import_results import ImportResult, NewName, as_record
from core.import_rows import Problem
from core.imports import IMPORTERS, plan_sheets, take
from core.kinds import PERMITTED_USES
from core.project import Project
from core.returned import check_target, write_returned
from core.sheets import Sheet, load_sheet
from core.text import N_, Text
from core.year_imports import locked_notices, note_import, received_text
from gis.geofiles import DRIVERS, load_layer

CLOSE = 60  # of 100: likeness from which a name of the project is worth asking about
LISTED = 20  # names that are shown of a list; --json gives all


def describe(parser: argparse.ArgumentParser) -> None:
    """Add what the command can be asked."""
    parser.description = N_(
        "Take a table or a map layer into a project: all that is sound, with every row accounted for."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=N_("table (.csv, .xlsx, .xls, .ods) or layer (.geojson, .gpkg, .shp)")
    )
    parser.add_argument("--as", dest="kind", choices=list(IMPORTERS), required=True, help=N_("what the rows are"))
    parser.add_argument("--sheet", default="", metavar="NAME", help=N_("sheet or layer, else the first with content"))
    parser.add_argument(
        "--use", choices=list(PERMITTED_USES), default="", help=N_("what the file may be used for (else internal)")
    )
    parser.add_argument(
        "--on-duplicate",
        choices=list(ACTIONS),
        default=UPDATE,
        help=N_("what becomes of rows about what the project has already"),
    )
    parser.add_argument("--dry-run", action="store_true", help=N_("tell what would happen and write nothing"))
    parser.add_argument(
        "--returned", type=Path, metavar="OUT.xlsx", help=N_("write the file back with marked cells and reasons")
    )
    parser.add_argument("--json", action="store_true", help=N_("write the result as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Import the file; 0 where anything of it was taken, 1 where nothing could be."""
    if arguments.returned:
        check_target(arguments.file, arguments.returned)
    choices = Choices(permitted_use=arguments.use, on_duplicate=arguments.on_duplicate)
    with Project.open(arguments.project, read_only=arguments.dry_run) as project:
        say_notes(project.notes, language)
        tables = read_tables(arguments, project.srs)
        plan = plan_sheets(project.path, tables, choices)
        before = project.revision
        results = list(plan.results) if arguments.dry_run else take(project, plan)
        notices = year_notices(project, results[0].file) if project.revision > before else []
    if arguments.returned:
        made = [(sheet, result) for (_, sheet), result in zip(tables, results, strict=True)]
        write_returned(arguments.file, made, arguments.returned, language)
    tell(results, plan.candidates, arguments, language)
    for notice in notices:
        say(notice, language)
    return 0 if any(result.taken for result in results) else 1


def read_tables(arguments: argparse.Namespace, srs: int) -> list[tuple[str, Sheet]]:
    """The tables of the file, each with its kind; how a file is read is decided here alone."""
    return [(arguments.kind, load_table(arguments.file, arguments.sheet, srs))]


def tell(
    results: Sequence[ImportResult], candidates: Sequence[Candidate], arguments: argparse.Namespace, language: str
) -> None:
    """Answer with what became of the rows, as sentences or as JSON; say on the standard error what was not done."""
    if arguments.json:
        record = as_record(results[0], language)
        record["candidates"] = [candidate_record(candidate, language) for candidate in candidates]
        record["dry_run"] = arguments.dry_run
        answer(json.dumps(record, ensure_ascii=False, indent=1), language)
    else:
        for line in (line for result in results for line in describe_result(result)):
            answer(line, language)
    if arguments.dry_run:
        say(Text("This was a trial: nothing was written to {file}.", {"file": arguments.project.name}), language)
    elif not any(result.taken for result in results):
        told = {"file": arguments.file.name}
        say(Text("No row of {file} could be taken; the project is as it was.", told), language)
    if arguments.returned:
        say(Text("The marked copy is {file}.", {"file": str(arguments.returned)}), language)


def candidate_record(candidate: Candidate, language: str) -> dict[str, Any]:
    """A row that may be double, for JSON."""
    return {
        "sheet": candidate.place[1] or candidate.place[0],
        "row": candidate.place[2],
        "name": candidate.name,
        "other": candidate.other_name,
        "other_row": candidate.other_row or None,
        "uid": candidate.uid,
        "why": show(candidate.why, language),
        "likely": candidate.likely,
    }


def year_notices(project: Project, file: str) -> list[Text]:
    """What the import means for the yearly round: locked years it touched, and forms that are noted as received."""
    notices = locked_notices(project, project.revision)
    received = received_text(note_import(project, file), file)
    return [*notices, received] if received else notices


def load_table(path: Path, name: str, srs: int) -> Sheet:
    """A sheet of a table or a layer of a map file, by the ending of its name."""
    if path.suffix.lower() in DRIVERS:
        return load_layer(path, name, srs)
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
    near = [_near(new) for new in result.new_names if new.nearest and new.nearest[0].score >= CLOSE]
    if near:
        yield Text("New names that are like names of the project; are they the same? {names}.", _some(near))
    if result.created_commodities:
        yield Text("Commodities created because rows name them: {names}.", _some(result.created_commodities))
    if result.created_regions:
        yield Text("Regions created because rows name them, without outline: {names}.", _some(result.created_regions))


def _near(new: NewName) -> Text:
    """A new name, how many rows mention it, and the nearest names of the project with their likeness."""
    near = [f"{near.name} {near.score}" for near in new.nearest]
    return Text("{name} ({rows}): {near}", {"name": new.name, "rows": str(new.rows), "near": near})


def _some(names: Sequence[str | Text]) -> dict[str, object]:
    more = [Text("{n} more", {"n": len(names) - LISTED})] if len(names) > LISTED else []
    return {"names": [*names[:LISTED], *more]}
