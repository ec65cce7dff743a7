"""`cluster-atlas import`: a table, a folder of forms or a map layer into a project, every row accounted for."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.import_draft import NO_SYSTEM, Draft, HowRead, as_guessed, as_read, read_files, understand, work_out
from app.import_report import candidate_record, describe_result, describe_results
from app.messages import answer, say, say_notes
from app.progress import progress, rows_told
from app.targets import add_replace, refuse_existing
from core.errors import UserError
from core.i18n import show
from core.import_choices import NEW, SKIP, UPDATE, Choices
from core.import_results import ImportResult, as_record
from core.imports import Plan, take
from core.kind_titles import KIND_TITLES
from core.kinds import PERMITTED_USES
from core.profile_files import read_profile
from core.profiles import Profile
from core.project import Project
from core.returned import check_target, write_returned
from core.shapes import missing_headings
from core.text import N_, Text
from core.year_imports import locked_notices, note_import, received_text
from gis.locating import BETTER

DUPLICATES = {
    UPDATE: N_("bring what is there up to date"),
    SKIP: N_("leave what is there, skip the row"),
    NEW: N_("take the row as another one"),
}
BEHIND = N_("{advice} Write it behind --crs.")


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
        help=N_(
            "table (.csv, .xlsx, .xls, .ods), map (.geojson, .gpkg, .shp, .kml, .kmz, .gpx, .dxf), or folder of tables"
        ),
    )
    parser.add_argument(
        "--as", dest="kind", metavar="KIND", choices=KIND_TITLES,
        help=N_("what the rows are (else the form is recognised)"),
    )  # fmt: skip
    parser.add_argument("--sheet", default="", metavar="NAME", help=N_("sheet or layer, else the first with content"))
    parser.add_argument("--encoding", default="", metavar="NAME", help=N_("encoding of a text table, else found"))
    parser.add_argument(
        "--crs",
        default="",
        metavar="SYSTEM",
        help=N_("coordinate system: EPSG:4528, wgs84, gcj02, bd09 ...; else found"),
    )
    parser.add_argument("--profile", type=Path, metavar="FILE", help=N_("how the columns are read (JSON)"))
    parser.add_argument(
        "--use", choices=PERMITTED_USES, default="", help=N_("what the file may be used for (else internal)")
    )
    parser.add_argument(
        "--on-duplicate",
        choices=DUPLICATES,
        default=UPDATE,
        help=N_("what becomes of rows about what the project has already"),
    )
    parser.add_argument("--dry-run", action="store_true", help=N_("tell what would happen and write nothing"))
    parser.add_argument(
        "--returned", type=Path, metavar="OUT.xlsx", help=N_("write the file back with marked cells and reasons")
    )
    add_replace(parser)
    parser.add_argument("--json", action="store_true", help=N_("write the result as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Import the file; 0 where anything of it was taken, 1 where nothing could be."""
    if arguments.returned:
        if arguments.file.is_dir():
            raise no_marked_folder(arguments.file)
        check_target(arguments.file, arguments.returned)
        refuse_existing(arguments.returned, arguments)
    with Project.open(arguments.project, read_only=arguments.dry_run) as project:
        say_notes(project.notes, language)
        before = project.revision
        with progress(language, quiet=arguments.json) as shown:
            shown(Text("{file} is being read …", {"file": arguments.file.name}))
            draft, plan = planned(project, arguments)
            results = list(plan.results) if arguments.dry_run else take(project, plan, step=rows_told(shown))
        notices = year_notices(project, draft) if project.revision > before else []
    if arguments.returned:
        write_returned(arguments.file, as_read(draft, results), arguments.returned, language)
    tell(draft, plan, results, arguments, language)
    for notice in notices:
        say(notice, language)
    return 0 if any(result.taken for result in results) else 1


def planned(project: Project, arguments: argparse.Namespace) -> tuple[Draft, Plan]:
    """The file read as it was asked for, and what it would do."""
    profile = read_profile(arguments.profile, arguments.kind or "") if arguments.profile else Profile()
    how = HowRead(arguments.sheet or profile.sheet, arguments.encoding or profile.encoding, profile.header_row)
    found = read_files([arguments.file], how, project.srs, arguments.crs or profile.crs)
    draft = understand(project, arguments.file, found, how)
    lacking: list[Text] = []
    if profile.parts:
        lacking = lacking_headings(profile, draft)
        draft = replace(draft, profile=profile, told=(*draft.told, *lacking))
    elif arguments.kind:
        draft = as_guessed(draft, arguments.kind)
    choices = Choices(permitted_use=arguments.use, on_duplicate=arguments.on_duplicate)
    system = arguments.crs or draft.profile.crs
    try:
        draft = work_out(replace(draft, choices=choices, system=system), project.snapshot(), project.path, project.srs)
    except UserError as problem:
        if problem.code == NO_SYSTEM:
            problem.advice = Text(BEHIND, {"advice": problem.advice})
        if lacking:
            problem.advice = Text("{lacking} {advice}", {"lacking": lacking, "advice": problem.advice})
        raise
    if draft.plan is None:
        raise RuntimeError("a draft that was worked out has a plan")
    return draft, draft.plan


def lacking_headings(profile: Profile, draft: Draft) -> list[Text]:
    """Which headings of a profile the file lacks, nothing where it has all."""
    headings = missing_headings(profile, draft.sheet)
    told = {"file": draft.sheet.file, "headings": headings}
    return [Text("The profile names headings that {file} lacks: {headings}.", told)] if headings else []


def tell(
    draft: Draft, plan: Plan, results: Sequence[ImportResult], arguments: argparse.Namespace, language: str
) -> None:
    """Answer with what became of the rows, as sentences or as JSON; say on the standard error what was not done."""
    if arguments.json:
        record = as_record(results[0], language) if len(results) == 1 else {}
        record["tables"] = [as_record(result, language) for result in results]
        record["candidates"] = [candidate_record(candidate, language) for candidate in plan.candidates]
        record["left_out"] = [show(line, language) for line in (*draft.told, *draft.unshaped)]
        record["dry_run"] = arguments.dry_run
        answer(json.dumps(record, ensure_ascii=False, indent=1), language)
    else:
        described = describe_results(results) if len(results) > 1 else describe_result(results[0])
        for line in (*described, *draft.told, *draft.unshaped):
            answer(Text(BEHIND, {"advice": line}) if line.message_id == BETTER else line, language)
    if arguments.dry_run:
        say(Text("This was a trial: nothing was written to {file}.", {"file": arguments.project.name}), language)
    elif not any(result.taken for result in results):
        told = {"file": arguments.file.name}
        say(Text("No row of {file} could be taken; the project is as it was.", told), language)
    if arguments.returned:
        say(Text("The marked copy is {file}.", {"file": str(arguments.returned)}), language)


def year_notices(project: Project, draft: Draft) -> list[Text]:
    """What the import means for the yearly round: locked years it touched, and forms that are noted as received."""
    touched = locked_notices(project, project.revision)
    files = dict.fromkeys(sheet.file for _, sheet in draft.tables)
    received = [received_text(note_import(project, file), file) for file in files]
    return [*touched, *filter(None, received)]


def no_marked_folder(path: Path) -> UserError:
    """A marked copy is asked for of a folder."""
    return UserError(
        Text("{file} is a folder; a marked copy is made of one file.", {"file": path.name}),
        Text("Import the files one by one, or leave out --returned."),
        file=str(path),
    )
