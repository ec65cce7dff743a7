"""`cluster-atlas year VERB PROJECT YEAR`: open, follow, lock, restate, compare and chase a year."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.messages import answer, say, say_notes
from app.open_rows import open_differences
from app.progress import progress
from app.targets import add_replace, refuse_existing
from app.year_report import (
    Lines,
    carried_lines,
    change_lines,
    chase_lines,
    difference_lines,
    locked_lines,
    receipt_lines,
    restated_text,
    status_lines,
)
from core.chase_list import chase_list, write_chase_list
from core.doubts import open_doubts
from core.errors import UserError
from core.i18n import show
from core.project import Project
from core.renaming import names_in, text_in
from core.text import N_, Text
from core.year_comparison import compare_years
from core.year_forms import expect_forms, find_form, firms_of, set_receipts
from core.year_imports import told_in_edits
from core.year_locking import lock_year, restate
from core.year_records import RECEIVED, SENT_BACK, edition_record, read_round
from core.yearly_round import not_opened, open_year

Answer = tuple[dict[str, Any], Lines]
READING = ("status", "compare", "chase")


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("The yearly round: carry a year forward, chase its forms, lock it, restate it.")
    parser.add_argument("verb", choices=list(VERBS), metavar="VERB", help=N_(
        "open, status, expect, receive, chase, compare, lock or restate"
    ))  # fmt: skip
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("year", type=int, metavar="YEAR", help=N_("the year"))
    parser.add_argument("--title", default="", help=N_("title of a locked year"))
    parser.add_argument("--reason", default="", help=N_("why a locked year is restated, or why forms are sent back"))
    parser.add_argument("--form", action="append", default=[], metavar="FORM", help=N_("form by its id or title"))
    parser.add_argument("--firm", action="append", default=[], metavar="NAME", help=N_("firm by its name"))
    parser.add_argument("--file", default="", help=N_("the file, imported before, in which the forms came"))
    parser.add_argument("--back", action="store_true", help=N_("the forms are sent back to the firms"))
    parser.add_argument("--out", type=Path, metavar="OUT.xlsx", help=N_("write the chase list to an Excel file"))
    add_replace(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Carry out a step of the yearly round and say what came of it."""
    with Project.open(arguments.project, read_only=arguments.verb in READING) as project:
        say_notes(project.notes, language)
        with progress(language, quiet=arguments.json) as tell:
            tell(Text("The rows of {year} are being gone through …", {"year": str(arguments.year)}))
            record, lines = VERBS[arguments.verb](project, arguments, language)
        names = names_in(project.snapshot(), language)
    if arguments.json:
        answer(json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    for line in lines:
        answer(text_in(line, names) if isinstance(line, Text) else line, language)
    return 0


def _open(project: Project, arguments: argparse.Namespace, language: str) -> Answer:
    carried = open_year(project, arguments.year)
    due = expect_forms(project, arguments.year)
    return carried_lines(carried, due, language)


def _status(project: Project, arguments: argparse.Namespace, language: str) -> Answer:
    told = read_round(project)
    if told.record(arguments.year) is None:
        raise not_opened(arguments.year)
    differences = open_differences(project, arguments.year)
    return status_lines(told, project.snapshot(), arguments.year, differences, language)


def _expect(project: Project, arguments: argparse.Namespace, language: str) -> Answer:
    added = expect_forms(project, arguments.year, [find_form(word) for word in arguments.form])
    values = {"n": added, "year": str(arguments.year)}
    said = Text("{n} form more is due for {year}.", values, plural="{n} forms more are due for {year}.")
    return {"year": arguments.year, "added": added}, [said]


def _receive(project: Project, arguments: argparse.Namespace, language: str) -> Answer:
    if not arguments.form or not (arguments.firm or arguments.file):
        raise UserError(
            Text("Which form of which firm came in is not said."),
            Text("Name the form with --form, and the firms with --firm or the imported file with --file."),
        )
    state = SENT_BACK if arguments.back else RECEIVED
    firms = _named(project, arguments)
    counts = {
        form.id: set_receipts(
            project, arguments.year, firms, form, state, file=arguments.file, note=arguments.reason
        )
        for form in map(find_form, arguments.form)
    }  # fmt: skip
    return receipt_lines(arguments.year, counts, state)


def _named(project: Project, arguments: argparse.Namespace) -> list[str]:
    """The uids of the firms that are named, and of those that a file tells of; UserError for a name nobody has."""
    snapshot, told = project.snapshot(), read_round(project)
    rows = firms_of(told, snapshot, arguments.year)
    uids = {str(snapshot.actor.name[row]): str(snapshot.actor.uid[row]) for row in rows}
    if unknown := [name for name in arguments.firm if name not in uids]:
        raise UserError(
            Text("{name} is no firm of {year}.", {"name": unknown[0], "year": str(arguments.year)}),
            Text("Write the name as the firm register has it; year status lists the firms."),
            value=unknown[0],
        )
    found = {uids[name] for name in arguments.firm}
    if arguments.file:
        found |= told_in_edits(project, file=arguments.file).get(arguments.year, set()) & set(uids.values())
    if not found:
        raise UserError(
            Text("No figure of {year} comes from {file}.", {"year": str(arguments.year), "file": arguments.file}),
            Text("Import the file first, and name it here as it was imported."),
        )
    return sorted(found)


def _chase(project: Project, arguments: argparse.Namespace, language: str) -> Answer:
    told = read_round(project)
    if told.record(arguments.year) is None:
        raise not_opened(arguments.year)
    rows = chase_list(told, project.snapshot(), arguments.year)
    if arguments.out:
        if arguments.out.suffix.lower() != ".xlsx":
            raise UserError(
                Text("{file} does not say that it is an Excel file.", {"file": arguments.out.name}),
                Text("Let the name end in .xlsx."),
                file=str(arguments.out),
            )
        refuse_existing(arguments.out, arguments)
        write_chase_list(rows, arguments.out, arguments.year, language)
        say(Text("The chase list was written to {file}.", {"file": str(arguments.out)}), language)
    return chase_lines(rows, arguments.year, language)


def _compare(project: Project, arguments: argparse.Namespace, language: str) -> Answer:
    return change_lines(compare_years(project.snapshot(), arguments.year), arguments.year, language)


def _lock(project: Project, arguments: argparse.Namespace, language: str) -> Answer:
    edition = lock_year(project, arguments.year, arguments.title)
    found = open_doubts(project.snapshot(), arguments.year)
    to_check = [{"sentence": show(one.sentence, language), "step": show(one.step, language)} for one in found]
    return {**edition_record(edition, language), "to_check": to_check}, locked_lines(edition, found)


def _restate(project: Project, arguments: argparse.Namespace, language: str) -> Answer:
    differences = open_differences(project, arguments.year)
    edition = restate(project, arguments.year, arguments.reason)
    record, lines = difference_lines(differences, names_in(project.snapshot(), language), language)
    return {**edition_record(edition, language), **record}, [restated_text(edition), *lines]


VERBS: dict[str, Callable[[Project, argparse.Namespace, str], Answer]] = {
    "open": _open,
    "status": _status,
    "expect": _expect,
    "receive": _receive,
    "chase": _chase,
    "compare": _compare,
    "lock": _lock,
    "restate": _restate,
}
