"""`cluster-atlas checkin PROJECT`: a working copy goes back to where it was taken from, whole or not at all."""

import argparse
from pathlib import Path

from app.checkout_words import return_texts
from app.messages import answer
from core.checkout import check_in, copy_of
from core.text import N_


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Bring a working copy back to the network share or stick from which it was taken.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("the project or its working copy (.gpkg)"))
    parser.add_argument("--keep", action="store_true", help=N_("go on working in the copy"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Bring it back; exit code 1 where the project had moved on, so that both are kept."""
    done = check_in(copy_of(arguments.project) or arguments.project, keep=arguments.keep)
    for text in return_texts(done):
        answer(text, language)
    return int(done.clash)
