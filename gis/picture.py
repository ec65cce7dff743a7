"""A map as a scene: regions, links, signs, flags and names of one year under a view."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.columns import Integers
from core.findings import Finding
from core.map_layouts import Bend
from core.snapshot import Snapshot
from core.text import Text
from gis.adjusted_links import undrawn, unshown
from gis.bases import Underlay, underlay
from gis.choosing_rows import drawn_rows, linked_places
from gis.flags import NO_FLAGS, flagged
from gis.flow_bending import Ground, bending, laid_anew
from gis.ground import leader_marks, region_marks, sketch_marks
from gis.grouping import BY_FIRM
from gis.labels import Placed
from gis.lettering import placed_words, word_marks
from gis.links import drawn_links
from gis.marking import mark_findings
from gis.paint import decode_picture
from gis.routing import route
from gis.scene import Mark, Scene
from gis.sheet import Measure, Sheet, shown_actors, sign_radii, signs_of
from gis.signs import reaches, sign_marks
from gis.sketch import arranged, gathered, set_beside
from gis.strokes import link_marks
from gis.styling import faded_palette
from gis.styling_heat import finding_heat, heat_marks
from gis.styling_links import link_tints
from gis.styling_own import OwnRead
from gis.styling_regions import open_shading, region_shading
from gis.styling_sizes import sign_sizes
from gis.view import View, linked_actors, projection_notes


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
    colours = faded_palette(view.style, view.dark)
    radius = sign_radii(signs, located)
    style, own = open_shading(view.style, public=public), OwnRead(snapshot, view.year, view.language)
    sizes = sign_sizes(rows.drawn, style.size, float(radius.max(initial=0.0)), own)
    radius = radius if sizes is None else sizes.of(sizes.quantity)
    by_firm = view.grouping == BY_FIRM
    hot = view.style.heat and by_firm and "findings" not in view.hidden
    flags = flagged(narrow, findings) if by_firm else NO_FLAGS
    reach = reaches(radius, flags, narrow.actor.uid)
    ends = _joined_ends(snapshot, narrow, view)
    layout = arranged(true, reach, ends, view.metres_per_mm)
    if view.sketch_at is not None:
        layout = set_beside(layout, view.sketch_at)
    if view.gathered:
        layout = gathered(layout, (view.width_mm, view.height_mm))
    bends = bending(Ground(narrow, snapshot, links, signs, ends, view.width_mm * view.height_mm))
    if "findings" in view.hidden:
        flags = NO_FLAGS
    routes = route(layout.places, reach, (links.sender, links.receiver), links.width, bends)
    shown = shown_actors(layout.places, links, flags)
    idle = narrow.actor.uid[~shown & ~np.isnan(located[:, 0])]
    counts = replace(
        rows.counts(counts), actors_drawn=rows.members(narrow.actor.uid[shown]), actors_idle=rows.members(idle)
    )
    return Sheet(
        narrow, view, colours, measure, signs, radius, reach, true, layout, links, routes, flags,
        shown, counts, link_tints(narrow, links, view.style.colour, colours),
        region_shading(rows.open_rows, findings, style, colours, own), sizes,
        finding_heat(narrow, findings, layout.places, (view.width_mm, view.height_mm), colours, view.style.strength[3])
        if hot else None,
    )  # fmt: skip


def _joined_ends(snapshot: Snapshot, narrow: Snapshot, view: View) -> tuple[Integers, Integers]:
    """The rows of the narrowed snapshot that links join, of whatever year where firms stand for themselves."""
    return _ends_of_all_years(snapshot, narrow) if view.grouping == BY_FIRM else linked_actors(narrow)


def _ends_of_all_years(snapshot: Snapshot, narrow: Snapshot) -> tuple[Integers, Integers]:
    """Sender and receiver (rows of the narrowed snapshot) of all open links of whatever year between its actors."""
    usable = snapshot.without_aggregates()
    order = np.argsort(narrow.actor.id)
    known = narrow.actor.id[order]
    sender, receiver = (usable.actor.id[ends] for ends in linked_actors(usable))
    both = np.isin(sender, known) & np.isin(receiver, known)
    return order[np.searchsorted(known, sender[both])], order[np.searchsorted(known, receiver[both])]


def lay_anew(
    snapshot: Snapshot, findings: Sequence[Finding], view: View, measure: Measure,
    cancelled: Callable[[], bool], progress: Callable[[float], object],
) -> dict[str, Bend]:  # fmt: skip
    """The bends of all links that a map draws, laid from nothing by uid; locked ones keep theirs."""
    sheet = lay_out(snapshot, findings, view, measure)
    paper = view.width_mm * view.height_mm
    ends = _joined_ends(snapshot, sheet.snapshot, view)
    ground = Ground(sheet.snapshot, snapshot, sheet.links, sheet.sign, ends, paper)
    return laid_anew(ground, cancelled, progress)


def draw_sheet(sheet: Sheet, under: Sequence[Mark] = ()) -> Scene:
    """The marks of a map from below to above, told apart by layers; marks `under` links are those of a grid."""
    return drawn_with_words(sheet, under)[0]


def drawn_with_words(sheet: Sheet, under: Sequence[Mark] = ()) -> tuple[Scene, Sequence[Placed]]:
    """The same with the places of its words."""
    beneath = underlay(sheet.view, sheet.colours, decode_picture) if sheet.view.bases else Underlay()
    marking = mark_findings(sheet)
    placed = placed_words(sheet, marking.blocked)
    layers: dict[str, Sequence[Mark]] = {
        "base": beneath.marks,
        "regions": region_marks(sheet) if sheet.shows("regions") else [],
        "heat": heat_marks(sheet.heat) if sheet.heat is not None else [],
        "grid": under,
        "sketch": [*sketch_marks(sheet), *leader_marks(sheet)],
        "tracks": beneath.over,
        "links": link_marks(sheet),
        "actors": sign_marks(sheet),
        "labels": word_marks(sheet, placed),
        "findings": marking.marks,
    }
    marks = tuple(mark for group in layers.values() for mark in group)
    counted = tuple((name, len(group)) for name, group in layers.items())
    notes = (*projection_notes(sheet.snapshot, sheet.view), *beneath.notes, *unadjusted(sheet))
    scene = Scene(sheet.view.width_mm, sheet.view.height_mm, marks, sheet.colours.paper, sheet.counts, counted, notes)
    return scene, [*marking.placed, *placed]


def unadjusted(sheet: Sheet) -> tuple[Text, ...]:
    """What a map says that shows none of the adjusted amounts asked for; nothing where some are drawn."""
    if sheet.view.grouping != BY_FIRM:
        return unshown(sheet.view.adjusted)
    return () if sheet.counts.adjusted else undrawn(sheet.view.adjusted)
