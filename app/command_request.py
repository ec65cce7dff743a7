"""`cluster-atlas request PROJECT OUTDIR --system S ... --rules R ...`: figures still to be asked for, by holder."""

import argparse
from datetime import date
from pathlib import Path

from app.messages import answer, say_notes
from app.progress import Tell, progress
from app.years import check_year
from core.data_requests import NO_REGION, asked, needed, told_of
from core.decisions import checked_day
from core.errors import UserError
from core.figures import for_year
from core.indicator_own import find_system
from core.indicator_scorecard import scorecard
from core.project import Project
from core.renaming import names_in, problems_in
from core.request_books import write_requests
from core.rule_requests import asked_by_rules, rule_needs, rules_named, told_of_rules
from core.steps import Step
from core.system_scope import own_region, scope_of
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "List the figures that indicator systems and flag rules still lack, and write a workbook for each holder."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to read (.gpkg)"))
    parser.add_argument("folder", type=Path, metavar="OUTDIR", help=N_("new or empty folder for the workbooks"))
    parser.add_argument(
        "--system", action="append", metavar="SYSTEM", default=[],
        help=N_("the indicator system (own for the project's); may be given several times"),
    )  # fmt: skip
    parser.add_argument(
        "--rules",
        nargs="*",
        metavar="RULE",
        help=N_("ask for what the flag rules lack of the firms that they concern; without a name of all rules"),
    )
    parser.add_argument("--region", default="", help=N_("name of a region; without it the whole"))
    parser.add_argument("--year", type=int, help=N_("year to ask for; without it the latest that has figures"))
    parser.add_argument("--due", default="", metavar="YYYY-MM-DD", help=N_("day until which answers are asked for"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Write the list and the workbooks, without changing a byte of the project."""
    due = checked_day(arguments.due)
    if due and due <= date.today().isoformat():
        raise UserError(Text("{date} is past: answers need a day to come.", {"date": due}), value=due)
    rules = rules_named(arguments.rules) if arguments.rules is not None else []
    if not arguments.system and not rules:
        raise UserError(Text("Nothing is asked for."), Text("Name an indicator system with --system, or add --rules."))
    with Project.open(arguments.project, read_only=True) as project:
        say_notes(project.notes, language)
        snapshot = project.snapshot()
    year = arguments.year or for_year(snapshot, None)[1] or date.today().year - 1  # a new year has no figures yet
    if years := snapshot.years():  # a project without figures lacks all of them, and a year to come may be asked for
        check_year(snapshot, min(year, max(years)))
    with problems_in(snapshot, language):
        scope = scope_of(snapshot, year, arguments.region)
    wanted = needed(scope, [find_system(name, snapshot) for name in arguments.system])
    needs = rule_needs(scope, rules)
    whom = [*asked(scope, wanted), *asked_by_rules(scope, needs)]
    with progress(language) as tell:
        scores = scorecard(scope, wanted, due)
        files = write_requests(
            arguments.folder,
            wanted,
            whom,
            language,
            due,
            _told(tell),
            scores,
            names_in(snapshot, language),
            (snapshot, needs) if rules else None,
        )
    if arguments.system:
        answer(told_of(wanted), language)
    if rules:
        for told in told_of_rules(needs):
            answer(told, language)
    if arguments.system and own_region(scope) < 0:
        answer(NO_REGION, language)
    values = {"n": len(files) - 1, "folder": str(arguments.folder)}
    written = Text("{n} workbook in {folder}, and the list.", values, plural="{n} workbooks in {folder}, and the list.")
    answer(written, language)
    return 0


def _told(tell: Tell) -> Step:
    """Tells how many workbooks of how many are written."""
    return lambda done, whole: tell(Text("{n} of {whole} workbooks are written …", {"n": done, "whole": whole}))
