"""`cluster-atlas restore PROJECT --to SEQ`: the state after an entry of the history, by undos that can be undone."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.command_history import day_named
from app.messages import answer, say_notes
from core.errors import UserError
from core.history import HistoryEntry
from core.history_steps import go_back, last_of_day
from core.project import Project
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Bring a project back to the state after an entry of its history; that can be undone too.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--to", type=int, metavar="SEQ", help=N_("number of the entry in cluster-atlas history"))
    target.add_argument("--day", default="", metavar="DAY", help=N_("the end of this day (YYYY-MM-DD) in its place"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Go back, or forward again, and say in how many steps and how to return."""
    with Project.open(arguments.project) as project:
        say_notes(project.notes, language)
        before = project.revision
        entry = _entry(project.history(), arguments)
        taken = go_back(project, entry.seq)
    told = {"n": len(taken), "seq": str(entry.seq), "label": entry.label, "before": str(before)}
    if not taken:
        answer(Text("The project is at no. {seq} ({label}) already; nothing was changed.", told), language)
        return 0
    answer(
        Text(
            "Back at no. {seq} ({label}) in {n} step. To return: --to {before}.",
            told,
            plural="Back at no. {seq} ({label}) in {n} steps. To return: --to {before}.",
        ),
        language,
    )
    return 0


def _entry(entries: Sequence[HistoryEntry], arguments: argparse.Namespace) -> HistoryEntry:
    """The entry that is meant; UserError where there is none."""
    if arguments.day:
        found, meant = last_of_day(entries, day_named(arguments.day)), arguments.day
        sentence = Text("The history has no entry of {day} or before.", {"day": meant})
    else:
        found, meant = next((entry for entry in entries if entry.seq == arguments.to), None), str(arguments.to)
        sentence = Text("The history has no entry {seq}.", {"seq": meant})
    if found is None:
        advice = Text("cluster-atlas history lists the entries with their numbers.")
        raise UserError(sentence, advice, value=meant)
    return found
