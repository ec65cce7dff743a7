"""`cluster-atlas template KIND OUT.xlsx`: an Excel template that is imported without mapping once it is filled."""

import argparse
from pathlib import Path

from app.messages import answer
from core.errors import UserError
from core.headers import table_kinds
from core.templates import write_template
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Write an Excel template for one kind of table; filled in, it is imported as it is.")
    parser.add_argument("kind", choices=table_kinds(), metavar="KIND", help=N_("what its rows will be"))
    parser.add_argument("file", type=Path, metavar="OUT.xlsx", help=N_("the workbook to write"))
    parser.add_argument("--replace", action="store_true", help=N_("write over a file that is there already"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Write the template; UserError where a file has the name, since somebody may have filled it."""
    path = arguments.file
    if path.is_file() and not arguments.replace:
        raise UserError(
            Text("{file} is there already and may have been filled in, so it was left as it is.", {"file": str(path)}),
            Text("Name another file, or add --replace to write over it."),
            file=str(path),
        )
    write_template(arguments.kind, path, language)
    answer(Text("The template was written to {file}.", {"file": str(path)}), language)
    return 0
