"""A year of a large project prepared for maps: its pyramid, what is not drawn and why, flags and borders in metres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.columns import Flags, Integers, Words
from core.disputes import disputes_in
from core.figures import figures
from core.findings import Finding
from core.map_layouts import width_law
from core.snapshot import Snapshot
from gis.areas import Area, areas_of
from gis.bundling import LinkEnds
from gis.choosing import EVERYTHING
from gis.choosing_rows import drawn_rows
from gis.counts import Counts
from gis.crowded_tints import Classes, link_classes
from gis.flags import Flagged, flagged, told_of
from gis.grouping import BY_FIRM
from gis.levels import Dressed, Kind, dressed
from gis.links import link_fates, link_groups
from gis.palette import SERVICE
from gis.projections import Projection, project
from gis.pyramid import Pyramid, make_pyramid
from gis.sheet import signs_of
from gis.styling import faded_palette
from gis.styling_own import OwnRead
from gis.styling_regions import Shading, region_shading
from gis.styling_sizes import Sizes, sign_sizes
from gis.view import View

CROWDED_LINKS, CROWDED_ACTORS = 2000, 1500  # up to so many a map draws every link and firm by itself
_LOOKS: dict[str, Any] = {"bases": (), "sharpness": 1.0, "adjusted": None}
_TIERS = 6  # regions above one another that are looked at


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """A year's links and firms, narrowed as for any map; `links` are the rows of the flow table that the pyramid sums.

    It was prepared from `source` and `findings` for views that differ from `ground` in place, scale and size alone.
    `left` holds rows of links that are not drawn, by the reason, and `told` what never came so far; `severity`
    (actors,) is that of a ring, -1 without; `gapped` (actors,) have a gap or weak point; `degree` (actors,) counts the
    links at a firm, `told_findings` (actors,) the findings about it. `actor_rows` and `link_places` find rows of
    actors, and places in `links`, by uid; `shadings` are for the light and the dark map; `sizes` is what sizes signs,
    None for the number of firms; `differences` tells by how much the sides of a link (row) differ, where it is shown.
    """

    ground: View
    source: Snapshot
    findings: Sequence[Finding]
    snapshot: Snapshot
    projection: Projection
    links: Integers
    kinds: tuple[Kind, ...]
    classes: Classes
    pyramid: Pyramid
    styles: tuple[Dressed, ...]
    signs: tuple[str, ...]
    sign: Integers
    severity: Integers
    gapped: Flags
    degree: Integers
    flags: Flagged
    left: Mapping[str, Integers]
    told: Counts
    areas: tuple[Area, ...]
    shadings: tuple[Shading | None, Shading | None]
    actor_rows: Mapping[str, int]
    link_places: Mapping[str, int]
    sizes: Sizes | None
    told_findings: Integers
    differences: Mapping[int, float]

    def suits(self, source: Snapshot, findings: Sequence[Finding], view: View) -> bool:
        """Whether this was prepared from the same rows and findings for such a view."""
        return self.source is source and self.findings is findings and self.ground == _ground(view)


def is_crowded(snapshot: Snapshot, view: View) -> bool:
    """Whether a project is so large that a map on the screen sums links and firms; pages keep to the largest links."""
    many = len(snapshot.flow) > CROWDED_LINKS or len(snapshot.actor) > CROWDED_ACTORS
    return many and not view.gathered and view.grouping == BY_FIRM


def _ground(view: View) -> View:
    """What of a view decides which links are there, whatever part of the ground it shows."""
    return replace(view, centre=(0.0, 0.0), metres_per_mm=1.0, width_mm=1.0, height_mm=1.0, dark=False, **_LOOKS)


def crowd_of(snapshot: Snapshot, findings: Sequence[Finding], view: View) -> Crowd | None:
    """Prepare a project for maps of a view's year, language, layers, choice and projection.

    None where a choice leaves so few links that each is drawn by itself.
    """
    rows = drawn_rows(snapshot, findings, view)
    narrow = rows.drawn
    if view.choice != EVERYTHING and len(narrow.flow) <= CROWDED_LINKS:
        return None
    metres = project(view.projection, narrow.actor.point)
    metres[~np.isfinite(metres).all(axis=1)] = np.nan
    stated, group = figures(narrow), link_groups(narrow)
    located = np.asarray(~np.isnan(metres).any(axis=1), dtype=np.bool_)
    fates = link_fates(narrow, located, group, stated.value, view)
    links = np.flatnonzero(~np.any(list(fates.values()), axis=0))
    classes = link_classes(narrow, links, group[links], view.style.colour)
    status = np.where(narrow.flow.status[links] == "running", "", "proposed")
    kinds, kind = _kinds(classes.of_link, stated.unit[links], status, group[links] == SERVICE)
    ends = LinkEnds(narrow.flow.sender[links], narrow.flow.receiver[links], kind, stated.value[links])
    pyramid = make_pyramid(metres, _tiers(narrow), ends)
    signs, sign = np.unique(signs_of(narrow).astype(str), return_inverse=True)
    flags = flagged(narrow, findings)
    own = OwnRead(snapshot, view.year, view.language)

    def shading(dark: bool) -> Shading | None:
        return region_shading(rows.open_rows, findings, view.style, faded_palette(view.style, dark), own)

    return Crowd(
        _ground(view), snapshot, findings, narrow, view.projection, links, kinds, classes, pyramid,
        tuple(dressed(level, kinds, width_law(snapshot)) for level in pyramid.levels),
        tuple(signs.tolist()), sign.astype(np.int64),
        _severities(flags, len(narrow.actor)), _gapped(flags, narrow), _degrees(ends, len(narrow.actor)), flags,
        {name: np.flatnonzero(fate) for name, fate in fates.items()},
        rows.counts(Counts()), areas_of(narrow, view.projection),
        (shading(False), shading(True)),
        _places(narrow.actor.uid), _places(narrow.flow.uid[links]), sign_sizes(narrow, view.style.size, 1.0, own),
        _findings_about(findings, narrow), _differences(narrow, view),
    )  # fmt: skip


def _kinds(group: Words, unit: Words, state: Words, service: Flags) -> tuple[tuple[Kind, ...], Integers]:
    """What can be added up: links of one class, unit and state; and the code of each link (n,)."""
    code: Integers = np.zeros(len(group), dtype=np.int64)
    words: list[list[Any]] = []
    for column in (group.astype(str), unit.astype(str), state.astype(str), service):
        told, of = np.unique(column, return_inverse=True)
        code = code * max(len(told), 1) + of
        words.append(told.tolist())
    present, dense = np.unique(code, return_inverse=True)
    places = np.array(np.unravel_index(present, [max(len(told), 1) for told in words]))
    kinds = tuple(Kind(*(told[at] for told, at in zip(words, row, strict=True))) for row in places.T.tolist())
    return kinds, dense.astype(np.int64)


def _tiers(snapshot: Snapshot) -> list[Integers]:
    """The region of each actor, then the one above it and so on, -1 where there is none."""
    tiers: list[Integers] = []
    region = np.asarray(snapshot.actor.region)
    above = np.append(snapshot.region.parent, -1)
    while (region >= 0).any() and len(tiers) < _TIERS:
        tiers.append(region)
        region = np.where(region >= 0, above[region], -1)
    return tiers


def _severities(flags: Flagged, count: int) -> Integers:
    severity = np.full(count, -1, dtype=np.int64)
    for row, ring in flags.rings.items():
        severity[row] = ring.severity
    return severity


def _places(uids: Words) -> dict[str, int]:
    return dict(zip(uids.tolist(), range(len(uids)), strict=True))


def _findings_about(findings: Sequence[Finding], snapshot: Snapshot) -> Integers:
    """How many findings tell of each actor."""
    rows = _places(snapshot.actor.uid)
    told = [rows[ref.uid] for finding in findings for ref in told_of(finding) if ref.uid in rows]
    return np.bincount(np.array(told, dtype=np.int64), minlength=len(snapshot.actor))


def _differences(snapshot: Snapshot, view: View) -> dict[int, float]:
    """By how much the sides of links (rows) differ in the unit of their figure, where the map is to show it."""
    if "differences" in view.hidden:
        return {}
    return {dispute.row: dispute.difference for dispute in disputes_in(snapshot, view.year)}


def _degrees(ends: LinkEnds, count: int) -> Integers:
    return np.bincount(ends.sender, minlength=count) + np.bincount(ends.receiver, minlength=count)


def _gapped(flags: Flagged, snapshot: Snapshot) -> Flags:
    """Actors with waste without receiver, on which much depends, or that lack a role beside them."""
    halos = {uid for table, uid in flags.halos if table == "actor"}
    found = np.array([uid in halos for uid in snapshot.actor.uid.tolist()], dtype=np.bool_)
    found[[stub.actor for stub in flags.stubs]] = True
    found[[missing.actor for missing in flags.missing if missing.actor >= 0]] = True
    return found


def severest(severity: Integers, group: Integers, count: int) -> Integers:
    """The severity of the heaviest ring among the members of each of `count` groups, -1 without."""
    found = np.full(count, -1, dtype=np.int64)
    ringed: Flags = np.asarray((severity >= 0) & (group >= 0), dtype=np.bool_)
    np.maximum.at(found, group[ringed], severity[ringed])
    return found
