"""`cluster-atlas survey proof PROJECT FIRM COMMODITY [--state S ...]`: how a receiver was proved, step by step."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from app.messages import answer, say_notes
from core.errors import UserError
from core.i18n import show
from core.kinds import PROOFS
from core.project import Project
from core.survey_proof import ProofStep, find_capacity, note_step, proof_steps
from core.text import N_, Text


def describe_proof(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("firm", metavar="FIRM", help=N_("firm by its name or credit code"))
    parser.add_argument("commodity", metavar="COMMODITY", help=N_("what it takes"))
    parser.add_argument(
        "--state", choices=PROOFS, default="", help=N_("note this step; without it the steps are listed")
    )
    parser.add_argument("--person", default="", help=N_("who saw it"))
    parser.add_argument("--day", default="", metavar="YYYY-MM-DD", help=N_("day on which it was seen, else today"))
    parser.add_argument("--photo", type=Path, metavar="FILE", help=N_("photo of the yard, the licence or the books"))
    parser.add_argument("--note", default="", help=N_("what was seen; of a step back the reason"))
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run_proof(arguments: argparse.Namespace, language: str) -> int:
    """Note a step where one is told, then list the steps."""
    if not arguments.state and any((arguments.person, arguments.day, arguments.photo, arguments.note)):
        raise UserError(
            Text("Which step of the proof was reached is not said, so nothing was noted."),
            Text("Name it with --state: {states}.", {"states": list(PROOFS)}),
        )
    with Project.open(arguments.project, read_only=not arguments.state) as project:
        say_notes(project.notes, language)
        row = find_capacity(project.snapshot(), arguments.firm, arguments.commodity)
        if arguments.state:
            note_step(
                project, row, arguments.state, person=arguments.person, day=arguments.day, photo=arguments.photo,
                note=arguments.note,
            )  # fmt: skip
        state = str(project.snapshot().capacity.proof[row])
        with project.reading() as db:
            steps = proof_steps(db, str(project.snapshot().capacity.uid[row]))
    if arguments.json:
        told = {"proof": state, "steps": [asdict(step) for step in steps]}
        answer(json.dumps(told, ensure_ascii=False, indent=1), language)
        return 0
    values = {"firm": arguments.firm, "matter": arguments.commodity, "state": Text(PROOFS[state])}
    answer(Text("{firm}, {matter}: {state}", values), language)
    for step in steps:
        answer("  " + step_told(step, language), language)
    return 0


def step_told(step: ProofStep, language: str) -> str:
    """A step on a line: day, state, who, photo, note."""
    parts = (step.date, show(Text(PROOFS[step.state]), language), step.person, step.photo, step.note)
    return "  ".join(part for part in parts if part)
