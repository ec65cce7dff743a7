"""A map as a scene: regions, links, signs, flags and names of one year under a view."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.display_names import in_language
from core.findings import Finding
from core.map_layouts import Bend
from core.snapshot import Snapshot
from gis.flags import NO_FLAGS, flagged
from gis.flow_bending import Ground, bending, laid_anew
from gis.ground import leader_marks, region_marks, sketch_marks
from gis.lettering import written
from gis.links import drawn_links, narrowed
from gis.marking import mark_findings
from gis.palette import palette
from gis.public import published
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
    whole, _ = narrowed(snapshot, view.year)
    usable = whole.without_aggregates()
    narrow = in_language(published(usable) if public else usable, view.language)
    true = view.to_paper(narrow.actor.point)
    links, counts = drawn_links(narrow, true, view)
    counts = replace(counts, withheld=_left_out(whole, usable), internal=_left_out(usable, narrow))
    signs = signs_of(narrow)
    radius = sign_radii(signs, true)
    flags = flagged(narrow, findings)
    reach = reaches(radius, flags, narrow.actor.uid)
    layout = arranged(true, reach, linked_actors(snapshot), view.metres_per_mm)
    if view.sketch_at is not None:
        layout = set_beside(layout, view.sketch_at)
    if view.gathered:
        layout = gathered(layout, (view.width_mm, view.height_mm))
    bends = bending(Ground(narrow, snapshot, links, signs, view.width_mm * view.height_mm))
    if "findings" in view.hidden:
        flags = NO_FLAGS
    routes = route(layout.places, reach, (links.sender, links.receiver), links.width, bends)
    shown = shown_actors(layout.places, links, flags)
    idle = narrow.actor.uid[~shown & ~np.isnan(layout.places[:, 0])]
    counts = replace(counts, actors_drawn=tuple(narrow.actor.uid[shown]), actors_idle=tuple(idle))
    return Sheet(
        narrow, view, palette(view.dark), measure, signs, radius, reach, true, layout, links, routes, flags,
        shown, counts,
    )  # fmt: skip


def lay_anew(
    snapshot: Snapshot, findings: Sequence[Finding], view: View, measure: Measure,
    cancelled: Callable[[], bool], progress: Callable[[float], object],
) -> dict[str, Bend]:  # fmt: skip
    """The bends of all links that a map draws, laid from nothing by uid; locked ones keep theirs."""
    sheet = lay_out(snapshot, findings, view, measure)
    paper = view.width_mm * view.height_mm
    ground = Ground(sheet.snapshot, snapshot, sheet.links, sheet.sign, paper)
    return laid_anew(ground, cancelled, progress)


def _left_out(before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    """The uids of links that a narrowing took away."""
    return tuple(before.flow.uid[~np.isin(before.flow.id, after.flow.id)])


def draw_sheet(sheet: Sheet) -> Scene:
    """The marks of a map from below to above."""
    marks: list[Mark] = region_marks(sheet) if sheet.shows("regions") else []
    marks += sketch_marks(sheet)
    marks += leader_marks(sheet)
    marks += link_marks(sheet)
    marks += sign_marks(sheet)
    marking = mark_findings(sheet)
    marks += written(sheet, marking.blocked)
    marks += marking.marks
    return Scene(sheet.view.width_mm, sheet.view.height_mm, tuple(marks), sheet.colours.paper, sheet.counts)
