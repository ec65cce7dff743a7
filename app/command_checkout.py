"""`cluster-atlas checkout PROJECT`: a working copy on the local disk of a project on a network share or a stick."""

import argparse
from pathlib import Path

from app.checkout_words import elsewhere_texts, left_texts
from app.messages import answer
from core.checkout import check_out, copies_elsewhere, copy_of, give_up, ticket_of
from core.errors import UserError
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "Take a working copy of a project that lies on a network share or a stick; checkin brings it back."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("--give-up", action="store_true", help=N_("forget the working copy and what was done in it"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Copy the project, or forget the copy, and say where it is."""
    known = copy_of(arguments.project)
    if arguments.give_up:
        if known is None:
            raise UserError(Text("There is no working copy of {file} here.", {"file": arguments.project.name}))
        give_up(known)
        answer(Text("The working copy {file} is gone; the project is as it was.", {"file": str(known)}), language)
        return 0
    others = copies_elsewhere(arguments.project) if known is None else []
    copy = check_out(arguments.project)
    told = {"file": str(copy), "project": str(arguments.project)}
    if known is not None:
        answer(Text("There is a working copy already: {file}. It was left as it is.", told), language)
    else:
        answer(Text("Work in {file}; cluster-atlas checkin brings it back to {project}.", told), language)
        ticket = ticket_of(copy)
        for text in (*elsewhere_texts(others), *left_texts(ticket.left if ticket is not None else ())):
            answer(text, language)
    return 0
