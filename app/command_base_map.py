"""`cluster-atlas base-map PROJECT [--add FILE|coast|waters|outlines] [--remove NAME] [--crs C] [--review N]`."""

import argparse
from dataclasses import replace
from pathlib import Path

import pyproj

from app.base_files import ADDED, CHANGED, DROPPED, base_of
from app.base_ground import told_elsewhere
from app.messages import answer, say_notes
from core.base_maps import COAST, OUTLINES, PICTURE, TILES, WATERS, BaseMap, base_maps, drop_base_map, put_base_map
from core.errors import UserError
from core.i18n import show, translate
from core.project import Project
from core.text import N_, Text
from gis.bases import KIND_TITLES
from gis.view import ground_points


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "List the base maps of a project, add one or take one out. Only their place is kept, no copy."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "--add", default="", metavar="FILE",
        help=N_(
            "map tiles (.mbtiles, .pmtiles), a GeoTIFF, a picture with a world file, or one of the words coast, "
            "waters, outlines"
        ),
    )  # fmt: skip
    parser.add_argument("--remove", default="", metavar="NAME", help=N_("name of the base map to take out"))
    parser.add_argument("--crs", default="", help=N_("coordinate system of a picture, as EPSG:4490"))
    parser.add_argument(
        "--review", default="", metavar="NUMBER", help=N_("map review number that the publisher states")
    )
    parser.add_argument("--source", default="", help=N_("who made the base map"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Make the change, if one is asked for, and list what the project has."""
    changing = bool(arguments.add or arguments.remove)
    with Project.open(arguments.project, read_only=not changing) as project:
        say_notes(project.notes, language)
        if arguments.remove:
            _take_out(project, arguments.remove)
        if arguments.add:
            _add(project, arguments, language)
        for base in base_maps(project):
            answer(
                "\t".join((base.name, translate(KIND_TITLES[base.kind], language), base.file, base.review)), language
            )
    return 0


def _take_out(project: Project, name: str) -> None:
    known = [base.name for base in base_maps(project)]
    if name not in known:
        raise UserError(
            Text("The project has no base map {name}.", {"name": name}),
            Text("It has: {names}.", {"names": known}) if known else Text("It has none."),
        )
    with project.edit(Text(DROPPED, {"name": name})) as db:
        drop_base_map(db, name)


def _of_file(file: Path, project: Project, crs: str) -> BaseMap:
    """The base map of a file; UserError where its system is not told, or told by a word that is none."""
    if crs:
        _check_system(crs)
    base = base_of(file, project, crs)
    if base.kind == PICTURE and not base.crs:
        raise UserError(
            Text("{file} does not say in which coordinate system it lies.", {"file": file.name}),
            Text("Ask whoever made it, and add --crs with the system, such as --crs EPSG:4546."),
            file=str(file),
        )
    return base


def _check_system(crs: str) -> None:
    try:
        pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as fault:
        raise UserError(
            Text("--crs does not name a coordinate system that is known here: {name}.", {"name": crs}),
            Text("Write an EPSG number, such as --crs EPSG:4546."),
            value=crs,
        ) from fault


def _add(project: Project, arguments: argparse.Namespace, language: str) -> None:
    if arguments.add in (COAST, WATERS, OUTLINES):
        base = BaseMap(show(Text(KIND_TITLES[arguments.add]), language), arguments.add)
    else:
        base = _of_file(Path(arguments.add), project, arguments.crs)
    known = next((each for each in base_maps(project) if each.name == base.name), None)
    base = known or base
    base = replace(base, review=arguments.review or base.review, source=arguments.source or base.source)
    with project.edit(Text(CHANGED if known else ADDED, {"name": base.name})) as db:
        put_base_map(db, base)
    if base.kind in (TILES, PICTURE):
        say_notes(told_elsewhere(base, base.path(Path(project.path)), ground_points(project.snapshot())), language)
