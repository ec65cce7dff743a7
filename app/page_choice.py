"""Which page a command prints: a template by paper and position, or a layout of the project or of a file."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from core.errors import UserError
from core.map_projections import with_projection
from core.page_layouts import GRIDS, OUTLINES, PAPERS, Layout, read_layout_file
from core.page_templates import CLUSTER, SUBJECTS, template
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.page import CLASSES
from gis.projection_choice import suited
from gis.projections import Points, choose_projection
from gis.view import cluster_points

ATLASES = {name: title for name, title in SUBJECTS.items() if name != CLUSTER}


def add_class(parser: argparse.ArgumentParser, *, dest: str = "kind", default: str | None = "internal") -> None:
    """Declare who may see what is written."""
    parser.add_argument("--class", dest=dest, choices=CLASSES, default=default, help=N_(
        "who may see it; a public one holds only what an authority has listed and public sources say"
    ))  # fmt: skip


def add_page_options(parser: argparse.ArgumentParser) -> None:
    """Declare what a page shall be."""
    parser.add_argument("--paper", choices=list(PAPERS), default="A3", help=N_("paper: A4, A3, A2, A1 or A0"))
    parser.add_argument("--portrait", action="store_true", help=N_("upright instead of across"))
    parser.add_argument("--atlas", choices=ATLASES, help=N_(
        "many pages, as one PDF with bookmarks or a numbered file each"
    ))  # fmt: skip
    parser.add_argument("--layout", default="", metavar="NAME", help=N_(
        "a page layout of the project by its name, or a file (.json), instead of a template"
    ))  # fmt: skip
    parser.add_argument("--grid", choices=GRIDS[1:], help=N_("a grid on the map: degrees or kilometres"))
    parser.add_argument("--projection", default="", metavar="NAME", help=N_(
        "projection of the maps instead of the project's: an EPSG number, albers or lambert"
    ))  # fmt: skip
    parser.add_argument("--outlines", choices=OUTLINES, help=N_("which regions are outlined: all, parks or none"))
    parser.add_argument("--dpi", type=int, default=200, metavar="N", help=N_("dots per inch of a PNG or TIFF"))


def chosen_layout(kept: Mapping[str, Layout], options: argparse.Namespace) -> Layout:
    """The layout that a command line asks for; UserError for a name that neither the project nor a file has."""
    layout = _named(kept, options.layout) if options.layout else _template(options)
    if options.grid:
        items = [replace(item, grid=options.grid) if item.kind == "map" else item for item in layout.items]
        layout = replace(layout, items=tuple(items))
    return replace(layout, outlines=options.outlines) if options.outlines else layout


def drawn_in(snapshot: Snapshot, options: argparse.Namespace) -> Snapshot:
    """The snapshot as if its project had chosen the projection of a command; UserError where that does not cover it."""
    if not options.projection:
        return snapshot
    points = cluster_points(snapshot.without_aggregates())
    try:
        projection = suited(options.projection, points)
    except UserError as problem:
        problem.advice = _proposed(points)
        raise
    return with_projection(snapshot, options.projection, projection.stretch)


def _proposed(points: Points) -> Text:
    """The projection that suits a cluster, as it can be written, and the conics."""
    proposed = choose_projection(points)
    told = {"code": proposed.crs, "title": proposed.title}
    if proposed.crs.startswith("EPSG:"):
        return Text("Leave --projection out, or write {code} ({title}) for this project; albers and lambert too.", told)
    return Text("Leave --projection out, which takes {title} for this project; or write albers or lambert.", told)


def _template(options: argparse.Namespace) -> Layout:
    return template(options.paper, portrait=options.portrait, about=options.atlas or CLUSTER)


def _named(kept: Mapping[str, Layout], name: str) -> Layout:
    if name in kept:
        return kept[name]
    if name.lower().endswith(".json"):
        return read_layout_file(Path(name))
    known = Text("The project has the pages {names}.", {"names": list(kept)})
    none = Text("The project has no pages of its own yet; leave --layout out to print a template.")
    raise UserError(Text("There is no page layout called {name}.", {"name": name}), known if kept else none, value=name)
