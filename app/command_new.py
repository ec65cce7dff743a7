"""`cluster-atlas new FILE [--sample NAME] [--name NAME]`: an empty project or one of the samples, never over a file."""

import argparse
from pathlib import Path

from app.messages import answer
from core.project import Project
from core.samples import create_sample, sample_names
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help=N_("the project file to make, such as park.gpkg"))
    parser.add_argument("--sample", choices=sample_names(), help=N_("fill it with one of the sample clusters"))
    parser.add_argument("--name", default="", help=N_("what people call the cluster"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Make the project and say what it holds; UserError where the file exists already."""
    path = arguments.file if arguments.file.suffix else arguments.file.with_suffix(".gpkg")
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
