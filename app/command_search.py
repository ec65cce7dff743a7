"""`cluster-atlas search PROJECT TEXT [--year Y] [--limit N] [--json]`: firms, materials, regions, links, findings."""

import argparse
import json
from itertools import groupby
from pathlib import Path
from typing import Any

from app.messages import answer, say, say_notes
from app.progress import CHECKING, progress
from app.years import check_year
from core.display_names import in_language
from core.findings import find_all, inquire
from core.i18n import show, translate
from core.project import Project
from core.project_search import KINDS, Found, find_in, project_index
from core.renaming import findings_in, names_in
from core.text import N_, Text

LIMIT = 20  # of each kind


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "Find firms, materials, regions, links and findings by name, code, pinyin or the initials of the pinyin."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("text", metavar="TEXT", help=N_("what is looked for; of several words each must be found"))
    parser.add_argument("--year", type=int, help=N_("year of the findings; without it the latest that has figures"))
    parser.add_argument("--limit", type=int, default=LIMIT, metavar="N", help=N_("how many of each kind are listed"))
    parser.add_argument("--json", action="store_true", help=N_("write the result as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """List what was found by kind; 1 where nothing was."""
    with progress(language, quiet=arguments.json) as tell:
        with Project.open(arguments.project, read_only=True) as project:
            say_notes(project.notes, language)
            snapshot = project.snapshot()
        check_year(snapshot, arguments.year)
        tell(CHECKING)
        findings = findings_in(find_all(inquire(snapshot, arguments.year)), names_in(snapshot, language))
        tell(Text("Names are being looked through …"))
        open_rows = snapshot.without_aggregates()
        index = project_index(open_rows, in_language(open_rows, language))
        found = find_in(index, findings, arguments.text, arguments.limit)
    if arguments.json:
        answer(json.dumps([_record(each, language) for each in found], ensure_ascii=False, indent=1), language)
    else:
        _list(found, language)
    if not found:
        say(Text("Nothing answers {text}.", {"text": arguments.text}), language)
    return 0 if found else 1


def _list(found: list[Found], language: str) -> None:
    for kind, group in groupby(found, key=lambda each: each.kind):
        answer(translate(KINDS[kind], language), language)
        for each in group:
            detail = show(each.detail, language)
            answer(f"  {each.title}" + (f" · {detail}" if detail else ""), language)


def _record(found: Found, language: str) -> dict[str, Any]:
    refs = [{"table": ref.table, "uid": ref.uid} for ref in found.refs]
    rule = found.finding.rule if found.finding else ""
    detail = show(found.detail, language)
    return {"kind": found.kind, "title": found.title, "detail": detail, "rows": refs, "rule": rule, "rank": found.rank}
