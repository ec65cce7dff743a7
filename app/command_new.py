"""`cluster-atlas new FILE [--sample NAME] [--name NAME] [--forms DIR]`: an empty project or a sample, over no file."""

import argparse
from pathlib import Path

from app.messages import answer, say
from core import file_errors
from core.errors import UserError
from core.form_books import write_forms
from core.project import Project
from core.samples import TEACHING, create_sample, sample_titles
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Make a project file, empty or with a sample to try things out on.")
    parser.add_argument("file", type=Path, metavar="FILE", help=N_("the project file to make, such as park.gpkg"))
    parser.add_argument("--sample", choices=sample_titles(), help=N_("fill it with one of the sample clusters"))
    parser.add_argument(
        "--forms", type=Path, metavar="DIR",
        help=N_("write the raw Excel forms of the teaching park to this folder and leave the project to be filled"),
    )  # fmt: skip
    parser.add_argument("--name", default="", help=N_("what people call the cluster"))


def project_path(path: Path) -> Path:
    """The path with the ending of a project file; UserError where a folder has that name."""
    whole = path if path.suffix.lower() == ".gpkg" else path.with_name(f"{path.name}.gpkg")
    taken = next((one for one in (path, whole) if one.is_dir()), None)
    if taken:
        example = str(taken / "park.gpkg")
        raise UserError(
            Text("{file} is a folder, so no project file was made.", {"file": str(taken)}),
            Text("Name the file that shall be made in it, such as {example}.", {"example": example}),
            file=str(taken),
        )
    return whole


def run(arguments: argparse.Namespace, language: str) -> int:
    """Make the project and say what it holds; UserError where the file exists already."""
    path = project_path(arguments.file)
    if path != arguments.file:
        say(Text("The name of a project file ends in .gpkg, so that was added: {file}.", {"file": path.name}), language)
    files = _written_forms(arguments, path) if arguments.forms else []
    if arguments.sample and not files:
        project = create_sample(path, arguments.sample, language, arguments.name)
    else:
        project = Project.create(path, name=arguments.name)
    with project:
        held = project.snapshot()
    if files:
        told = {"n": len(files), "folder": str(arguments.forms)}
        answer(Text("{n} form lies in {folder}.", told, plural="{n} forms lie in {folder}."), language)
    if not len(held.actor):
        answer(
            Text("{file} is made. It is still empty; import a table of firms or links.", {"file": str(path)}), language
        )
        return 0
    values = {"file": str(path), "actors": str(len(held.actor)), "links": str(len(held.flow))}
    answer(Text("{file} is made. It holds {actors} firms and other bodies and {links} links.", values), language)
    return 0


def _written_forms(arguments: argparse.Namespace, path: Path) -> list[Path]:
    """The forms of the teaching park; UserError for another sample, and before anything is written over."""
    if arguments.sample != TEACHING:
        raise UserError(
            Text("Raw forms are there for the teaching park only."),
            Text("Add --sample teaching, or leave --forms out."),
        )
    if path.exists():
        raise file_errors.taken(path)
    return write_forms(arguments.forms)
