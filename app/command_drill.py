"""`cluster-atlas drill PROJECT`: whether the newest backup is as it was written, and opens, before it is needed."""

import argparse
from pathlib import Path

from app.messages import answer
from core.backups import backup_folder, backups, is_intact
from core.errors import UserError
from core.file_errors import missing
from core.project import Project
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Try the newest backup of a project: is it as it was written, and does it open?")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Compare the newest backup with its hash and read it whole; nothing is written. UserError where it is no use."""
    if not arguments.project.is_file():
        raise missing(arguments.project)
    kept = backups(arguments.project.absolute())
    if not kept:
        raise UserError(
            Text("There is no backup in {folder}.", {"folder": backup_folder(arguments.project).name}),
            Text("In the window, File > Back up now writes one."),
        )
    newest = kept[0]
    if not is_intact(newest):
        raise UserError(
            Text("The newest backup {file} is not as it was written.", {"file": newest.name}),
            Text("Keep a new one now; an older backup in the same folder may be whole."),
        )
    with Project.open(newest, read_only=True) as project:
        snapshot, revision = project.snapshot(), project.revision
    told = {"file": newest.name, "n": revision, "firms": len(snapshot.actor.id), "links": len(snapshot.flow.id)}
    answer(Text("The newest backup {file} is as it was written and opens: no. {n} of the history, {firms} firms, "
                "{links} links.", told), language)  # fmt: skip
    return 0
