"""Files that a command writes: one that is there already may hold somebody's work, so it is replaced only if asked."""

import argparse
from pathlib import Path

from core.errors import UserError
from core.text import N_, Text


def add_replace(parser: argparse.ArgumentParser) -> None:
    """Let a command be asked to write over a file."""
    parser.add_argument("--replace", action="store_true", help=N_("write over a file that is there already"))


def refuse_existing(path: Path, arguments: argparse.Namespace) -> None:
    """UserError where a file has the name and nobody asked to write over it."""
    if path.is_file() and not arguments.replace:
        raise UserError(
            Text("{file} is there already and may hold work of yours, so it was left.", {"file": str(path)}),
            Text("Name another file, or add --replace to write over it."),
            file=str(path),
        )
