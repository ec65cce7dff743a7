"""`cluster-atlas new FILE [--sample NAME] [--name NAME]`: an empty project or one of the samples, never over a file."""

import argparse
from pathlib import Path

from app.messages import answer, say
from core.errors import UserError
from core.project import Project
from core.samples import create_sample, sample_names
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help=N_("the project file to make, such as park.gpkg"))
    parser.add_argument("--sample", choices=sample_names(), help=N_("fill it with one of the sample clusters"))
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
    if arguments.sample:
        project = create_sample(path, arguments.sample, language, arguments.name)
    else:
        project = Project.create(path, name=arguments.name)
    with project:
        held = project.snapshot()
    if not len(held.actor):
        answer(
            Text("{file} is made. It is still empty; import a table of firms or links.", {"file": str(path)}), language
        )
        return 0
    values = {"file": str(path), "actors": str(len(held.actor)), "links": str(len(held.flow))}
    answer(Text("{file} is made. It holds {actors} firms and other bodies and {links} links.", values), language)
    return 0
