"""`cluster-atlas restore PROJECT --to SEQ`: the state after an entry of the history, by undos that can be undone."""

import argparse
from pathlib import Path

from app.messages import answer, say_notes
from core.errors import UserError
from core.history_steps import go_back
from core.project import Project
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Bring a project back to the state after an entry of its history; that can be undone too.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "--to",
        type=int,
        required=True,
        metavar="SEQ",
        help=N_("number of the entry in cluster-atlas history"),
    )


def run(arguments: argparse.Namespace, language: str) -> int:
    """Go back, or forward again, and say in how many steps and how to return."""
    with Project.open(arguments.project) as project:
        say_notes(project.notes, language)
        before, entries = project.revision, {entry.seq: entry for entry in project.history()}
        entry = entries.get(arguments.to)
        if entry is None:
            raise UserError(
                Text("The history has no entry {seq}.", {"seq": str(arguments.to)}),
                Text("cluster-atlas history lists the entries with their numbers."),
                value=str(arguments.to),
            )
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
