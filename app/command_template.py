"""`cluster-atlas template KIND OUT.xlsx`: an Excel template that is imported without mapping once it is filled."""

import argparse
from pathlib import Path

from app.messages import answer
from app.targets import add_replace, refuse_existing
from core.kind_titles import KIND_TITLES
from core.templates import write_template
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Write an Excel template for one kind of table; filled in, it is imported as it is.")
    parser.add_argument("kind", choices=KIND_TITLES, metavar="KIND", help=N_("what its rows will be"))
    parser.add_argument("file", type=Path, metavar="OUT.xlsx", help=N_("the workbook to write"))
    add_replace(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Write the template; UserError where a file has the name, since somebody may have filled it."""
    path = arguments.file
    refuse_existing(path, arguments)
    write_template(arguments.kind, path, language)
    answer(Text("The template was written to {file}.", {"file": str(path)}), language)
    return 0
