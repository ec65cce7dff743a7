"""The maps of a page: the part of the ground that a map item shows, its frame with a grid, and an overview."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.findings import Finding
from core.page_layouts import Item
from core.snapshot import Snapshot
from core.text import Text
from gis.bases import permitted
from gis.beside import sketch_beside
from gis.furniture import SMALL, round_scale
from gis.ground import region_marks
from gis.grouping import BY_FIRM
from gis.page_grid import ABOVE, SIDE, edge_marks, grid_lines, grid_marks
from gis.page_parts import Drawn, Material, Page
from gis.picture import draw_sheet, lay_out
from gis.projections import project
from gis.scene import Inset, Label, Mark, Scene, Shape, Stroke
from gis.sheet import Measure, Sheet
from gis.symbols import circle, rectangle
from gis.view import MARGIN_MM, View, fit, ground_points, with_sketches

_OVERVIEW_MARGIN = 3.0  # mm
_MARGIN, _LEAST_MARGIN = 0.08, 9.0  # of the lower side, and mm, round the outermost firms of a small map
_OVERVIEW_DOT = 0.35
_NOWHERE = Item("map", 0.0, 0.0, 200.0, 150.0)  # read by pages without a map, drawn by none


@dataclass(frozen=True, slots=True)
class Ground:
    """What the maps of a page are drawn from: the rows of the page, the year, findings, uids that it is about.

    `seen` are those of the rows that the page may tell of, which decide on what ground it shows.
    """

    snapshot: Snapshot
    seen: Snapshot
    findings: Sequence[Finding]
    year: int | None
    uids: frozenset[str]


def map_room(item: Item) -> tuple[float, float, float, float]:
    """Left, top, width and height in mm of a map within its item: a grid keeps room for its labels."""
    if not item.grid:
        return item.left, item.top, item.width, item.height
    width, height = max(item.width - 2 * SIDE, 10.0), max(item.height - 2 * ABOVE, 10.0)
    return item.left + SIDE, item.top + ABOVE, width, height


def map_sheet(ground: Ground, item: Item | None, page: Page, measure: Measure) -> Sheet:
    """The map of an item before it is drawn, of the item's own year where it has one."""
    item = item or _NOWHERE
    view = map_view(ground, item, page)
    if item.year is not None:
        view = replace(view, year=item.year)
    elsewhen = item.year is not None and item.year != ground.year
    return lay_out(ground.snapshot, () if elsewhen else ground.findings, view, measure, public=page.public)


def map_view(ground: Ground, item: Item, page: Page) -> View:
    """The part of the ground in a round scale, or in the scale and round the middle that the item fixes."""
    _, _, width, height = map_room(item)
    hidden = page.hidden if item.hidden is None else frozenset(item.hidden)
    hidden = hidden | {"regions"} if page.outlines == "none" else hidden
    alone = (
        len(ground_points(ground.seen, ground.uids)) < 2
    )  # one firm without partners says where it lies by its regions
    uids = frozenset() if alone else ground.uids
    margin = min(max(_MARGIN * min(width, height), _LEAST_MARGIN), MARGIN_MM)
    view = fit(ground.seen, width, height, uids, margin)
    lettering = page.layout.lettering
    metres_per_mm = item.scale / 1000 * lettering or round_scale(view.metres_per_mm / lettering) * lettering
    view = replace(view, metres_per_mm=metres_per_mm, hidden=hidden, gathered=not item.scale)
    if item.centre is not None:
        x, y = project(view.projection, np.array([item.centre]))[0]
        view = replace(view, centre=(float(x), float(y)), gathered=False)
    elif not item.scale and page.lens.grouping == BY_FIRM:
        view = sketch_beside(ground.seen, with_sketches(ground.seen, view))
    bases, _ = permitted(page.bases, page.public)
    view = replace(view, year=ground.year, language=page.language, bases=bases, adjusted=page.adjusted)
    return page.lens.on(view)


def map_marks(material: Material, sheet: Sheet, item: Item) -> tuple[list[Mark], Scene]:
    """A map in its frame with the grid and its labels, and the scene of the map itself."""
    left, top, width, height = map_room(item)
    colours, view = material.colours, sheet.view
    lines = grid_lines(view, item.grid) if item.grid else []
    drawn = draw_sheet(sheet, grid_marks(view, lines, colours))
    frame = Shape(rectangle(left, top, width, height), "", Stroke(colours.frame, 0.35))
    marks: list[Mark] = [Inset(drawn, left, top), frame]
    marks += edge_marks(view, lines, (left, top), colours, material.measure)
    if item.year is not None and item.year != material.analysis.year:
        marks += _year_marks(material, str(item.year), left, top)
    return marks, drawn


def _year_marks(material: Material, year: str, left: float, top: float) -> list[Mark]:
    """The year in the corner of a map that shows another one than the page."""
    words = material.show(Text("Year {year}, without findings", {"year": year}))
    width = float(material.measure([words], SMALL)[0])
    box = rectangle(left, top, width + 3.0, 5.0)
    return [
        Shape(box, material.colours.page, Stroke(material.colours.frame, 0.35)),
        Label(words, left + 1.5, top + 2.5, SMALL, material.colours.ink, width),
    ]


def draw_overview(material: Material, item: Item, ground: Ground) -> Drawn:
    """The whole cluster small, with a frame round what the map of the page shows."""
    sheet, colours = material.sheet, material.colours
    whole = fit(ground.seen, item.width, item.height, margin=_OVERVIEW_MARGIN)
    view = replace(sheet.view, projection=whole.projection, centre=whole.centre, metres_per_mm=whole.metres_per_mm)
    small = replace(sheet, view=view.resized(item.width, item.height))
    marks: list[Mark] = region_marks(small) if small.shows("regions") else []
    places = small.view.to_paper(sheet.snapshot.actor.point)
    dots = places[~np.isnan(places).any(axis=1)].tolist()
    marks += [Shape(circle(x, y, _OVERVIEW_DOT), colours.muted) for x, y in dots]
    corners = [sheet.view.to_lonlat(0.0, 0.0), sheet.view.to_lonlat(*sheet.frame)]
    (left, top), (right, bottom) = small.view.to_paper(np.array(corners)).tolist()
    shown = rectangle(left, top, max(right - left, 1.0), max(bottom - top, 1.0))
    marks.append(Shape(shown, "", Stroke(colours.pollution, 0.5)))
    scene = Scene(item.width, item.height, tuple(marks), colours.paper)
    frame = Shape(rectangle(item.left, item.top, item.width, item.height), "", Stroke(colours.frame, 0.25))
    return Drawn((Inset(scene, item.left, item.top), frame))
