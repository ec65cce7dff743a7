"""`survey questionnaire PROJECT OUT` and `survey answers PROJECT FILE`: what people were asked, and what they said."""

import argparse
import json
from pathlib import Path

from app.messages import answer, say_notes
from app.survey_questionnaire import (
    USUAL_USE,
    answer_lines,
    answers_record,
    count_answers,
    take_answers,
    taken_text,
    write_questionnaire,
)
from app.targets import add_replace, refuse_existing
from app.years import check_year
from core.kinds import PERMITTED_USES
from core.project import Project
from core.survey_order import Order, surveyed_year
from core.text import N_, Text
from core.year_imports import locked_notices


def describe_questionnaire(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to read (.gpkg)"))
    parser.add_argument(
        "out", type=Path, metavar="OUT", help=N_("paper to hand out (.pdf) or table to type into (.xlsx)")
    )
    parser.add_argument("--year", type=int, help=N_("year to ask for; without it the latest that has figures"))
    add_replace(parser)


def run_questionnaire(arguments: argparse.Namespace, language: str) -> int:
    """Write the questionnaire, without changing a byte of the project."""
    refuse_existing(arguments.out, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        say_notes(project.notes, language)
        snapshot = project.snapshot()
    year = surveyed_year(snapshot, Order(year=arguments.year))
    write_questionnaire(arguments.out, snapshot, year, language)
    answer(Text("{file} was written.", {"file": str(arguments.out)}), language)
    return 0


def describe_answers(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("file", type=Path, metavar="FILE", help=N_("table of answers, a row for each person"))
    parser.add_argument("--year", type=int, help=N_("year to ask for; without it the latest that has figures"))
    parser.add_argument("--use", choices=PERMITTED_USES, default=USUAL_USE, help=N_(
        "what the answers may be used for; aggregate tells of regions with three institutions and more only"
    ))  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=N_("tell what would be taken and change nothing"))
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run_answers(arguments: argparse.Namespace, language: str) -> int:
    """Count the answers and, but for a dry run, take them in as one edit."""
    taken, notices = None, list[Text]()
    with Project.open(arguments.project, read_only=arguments.dry_run) as project:
        say_notes(project.notes, language)
        snapshot = project.snapshot()
        check_year(snapshot, arguments.year)
        year = surveyed_year(snapshot, Order(year=arguments.year))
        counted = count_answers(project, arguments.file, arguments.use)
        if not arguments.dry_run:
            before = project.revision
            taken = take_answers(project, counted, arguments.file, year, arguments.use, language)
            notices = locked_notices(project, project.revision) if project.revision > before else []
    say_notes(notices, language)
    if arguments.json:
        record = answers_record(snapshot, counted, taken, language)
        answer(json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    for line in answer_lines(snapshot, counted, language):
        answer(line, language)
    if taken is not None:
        answer(taken_text(taken), language)
    return 0
