"""A map as a scene: regions, links, signs, flags and names of one year under a view."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.findings import Finding
from core.snapshot import Snapshot
from gis.bases import Ground, ground
from gis.choosing_rows import drawn_rows, linked_places
from gis.flags import NO_FLAGS, flagged
from gis.ground import leader_marks, region_marks, sketch_marks
from gis.grouping import BY_FIRM
from gis.lettering import written
from gis.links import drawn_links
from gis.marking import mark_findings
from gis.paint import decode_picture
from gis.palette import palette
from gis.routing import route
from gis.scene import Mark, Scene
from gis.sheet import Measure, Sheet, shown_actors, sign_radii, signs_of
from gis.signs import reaches, sign_marks
from gis.sketch import arranged, gathered, set_beside
from gis.strokes import link_marks
from gis.view import View, linked_actors


def compose_map(snapshot: Snapshot, findings: Sequence[Finding], view: View, measure: Measure) -> Scene:
    """The map of a year with its flags, in mm on the view's paper; `measure` gives lengths of texts in mm."""
    return draw_sheet(lay_out(snapshot, findings, view, measure))


def lay_out(
    snapshot: Snapshot, findings: Sequence[Finding], view: View, measure: Measure, *, public: bool = False
) -> Sheet:
    """Everything that a map of a year draws, in its place; the legend is made from the same.

    A `public` one draws what rests on public sources only.
    """
    rows = drawn_rows(snapshot, findings, view, public=public)
    narrow = rows.drawn
    located = view.to_paper(narrow.actor.point)
    links, counts = drawn_links(narrow, located, view)
    true = linked_places(located, links) if view.choice.bare else located
    signs = signs_of(narrow)
    radius = sign_radii(signs, located)
    by_firm = view.grouping == BY_FIRM
    flags = flagged(narrow, findings) if by_firm else NO_FLAGS
    reach = reaches(radius, flags, narrow.actor.uid)
    layout = arranged(true, reach, linked_actors(snapshot if by_firm else narrow), view.metres_per_mm)
    if view.sketch_at is not None:
        layout = set_beside(layout, view.sketch_at)
    if view.gathered:
        layout = gathered(layout, (view.width_mm, view.height_mm))
    if "findings" in view.hidden:
        flags = NO_FLAGS
    routes = route(layout.places, reach, (links.sender, links.receiver), links.width)
    shown = shown_actors(layout.places, links, flags)
    idle = narrow.actor.uid[~shown & ~np.isnan(located[:, 0])]
    counts = replace(
        rows.counts(counts), actors_drawn=rows.members(narrow.actor.uid[shown]), actors_idle=rows.members(idle)
    )
    return Sheet(
        narrow, view, palette(view.dark), measure, signs, radius, reach, true, layout, links, routes, flags,
        shown, counts,
    )  # fmt: skip


def draw_sheet(sheet: Sheet) -> Scene:
    """The marks of a map from below to above."""
    beneath = ground(sheet.view, sheet.colours, decode_picture) if sheet.view.bases else Ground()
    marks: list[Mark] = [*beneath.marks, *(region_marks(sheet) if sheet.shows("regions") else [])]
    marks += sketch_marks(sheet)
    marks += leader_marks(sheet)
    marks += link_marks(sheet)
    marks += sign_marks(sheet)
    marking = mark_findings(sheet)
    marks += written(sheet, marking.blocked)
    marks += marking.marks
    return Scene(
        sheet.view.width_mm, sheet.view.height_mm, tuple(marks), sheet.colours.paper, sheet.counts, beneath.notes
    )
