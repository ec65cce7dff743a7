"""The coordinates of a table brought to longitude and latitude once, with what was entered kept beside them."""

from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from typing import Any

import numpy as np
import pyproj
import shapely

from core.cells import as_shown
from core.errors import UserError
from core.sheets import Sheet
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.conversion import converted
from gis.coordinate_columns import (
    data_rows,
    declared_system,
    find_coordinates,
    named_points,
    own_regions,
    region_outlines,
    without_entered,
    without_marks,
)
from gis.coordinates import PLAIN, WGS84, Points, System, parse_system
from gis.guessing import Guess, guess_systems, looks_metric, within_any

# Said of what was read as it was stated; a command adds how it is told the other system.
BETTER = N_("Read as {system}, but they seem to be {best}. {why} If so, state {name} as their coordinate system.")


def locate(
    sheet: Sheet, system: System | str | None, snapshot: Snapshot, srs: int = 4490
) -> tuple[Sheet, list[Guess], list[Text]]:
    """A table with coordinates in degrees of EPSG `srs`, the systems that they may be in, and what to tell of it.

    The table gets columns `point entered` and `point datum`, and the columns of a converted pair are called lon and
    lat. With a `system` (or one that the cells state, as EWKT does) that one holds, and a better one is told; without
    it the best guess holds where it is sure. A table without coordinates comes back as it was. UserError (code
    "no-system") for metres of which nothing says the system.
    """
    found = find_coordinates(sheet)
    if found is None or not np.isfinite(found.points).any():
        return sheet, [], []
    stated = parse_system(system) if isinstance(system, str) and system else system or None
    if stated:
        sheet = without_entered(sheet)
    outlines = region_outlines(snapshot)
    cleared, remarks = without_marks(found, sheet)
    guesses = guess_systems(cleared.points, outlines, own_regions(sheet, snapshot), named_points(sheet, snapshot))
    declared = stated or declared_system(found, sheet)
    chosen = declared or _chosen(guesses, sheet, cleared.points)
    remarks += _told_choice(chosen, guesses, declared=declared is not None, tried=bool(outlines))
    located, placed = converted(sheet, cleared, chosen, stated is not None, srs, remarks, outlines)
    if stated and found.shape < 0 and pyproj.CRS.from_epsg(stated.epsg).is_projected:
        _check_metres(sheet, cleared.points, placed, stated, guesses)
    remarks += _told_outside(placed, outlines, sheet)
    return replace(located, remarks=(*located.remarks, *remarks)), guesses, remarks


def _check_metres(sheet: Sheet, points: Points, placed: Points, system: System, guesses: list[Guess]) -> None:
    """UserError (code "no-system") where degrees are read as metres: none of them can lie in the system."""
    known = np.isfinite(points).all(axis=1) & data_rows(sheet)
    if not known.any() or np.isfinite(placed[known]).all(axis=1).any() or looks_metric(points[known]):
        return
    first = points[known][0]
    told = {"file": sheet.file, "x": as_shown(float(first[0])), "y": as_shown(float(first[1])), "system": system.title}
    names = [guess.system.name for guess in guesses[:3]] or [WGS84.name, "EPSG:4490"]
    raise UserError(
        Text("The coordinates of {file}, such as {x}, {y}, are degrees and no metres of {system}.", told),
        Text("State the coordinate system; possible are {systems}.", {"systems": names}),
        file=sheet.file,
        sheet=sheet.name,
        code="no-system",
    )


def _chosen(guesses: list[Guess], sheet: Sheet, points: Points) -> System:
    """The system to read in where nobody states one: the sure guess, else degrees as they are."""
    if guesses and guesses[0].sure:
        return guesses[0].system
    known = points[np.isfinite(points).all(axis=1)]
    if len(known) and looks_metric(known):
        raise unstated(sheet, known[0], guesses)
    return WGS84


def _told_choice(chosen: System, guesses: list[Guess], *, declared: bool, tried: bool) -> list[Text]:
    """Why a system was taken, or that another one fits better."""
    if not guesses:
        return []
    best = guesses[0]
    told = {"why": best.why, "best": best.system.title, "name": best.system.name, "system": chosen.title}
    if best.system.name == chosen.name or _is_same_place(best.system, chosen):
        return [] if declared or chosen.name in PLAIN else [Text("Read as {system}. {why}", told)]
    if not best.sure:
        return [best.why] if tried and not declared else []
    return [Text(BETTER, told)]


def _is_same_place(one: System, other: System) -> bool:
    return one.code in PLAIN and other.code in PLAIN and one.name.partition("+")[1:] == other.name.partition("+")[1:]


def _told_outside(placed: Points, outlines: Sequence[Any], sheet: Sheet) -> list[Text]:
    """How many points lie outside every region that has an outline, and how far the farthest."""
    known = np.isfinite(placed).all(axis=1)
    if not any(outline is not None for outline in outlines) or not known.any():
        return []
    outside = known & ~within_any(placed, outlines)
    if not outside.any():
        return []
    drawn = shapely.GeometryCollection([outline for outline in outlines if outline is not None])
    shapely.prepare(drawn)
    away = np.where(outside, shapely.distance(drawn, shapely.points(np.nan_to_num(placed))), -1.0)
    farthest = int(away.argmax())
    told = {
        "n": int(outside.sum()),
        "all": int(known.sum()),
        "row": str(sheet.rows[farthest][0]),
        "km": _way_km(drawn, placed[farthest]),
    }
    return [
        Text(
            "{n} of {all} points lies outside the regions of the project: row {row}, {km} km away.",
            told,
            plural="{n} of {all} points lie outside the regions of the project; the farthest, row {row}, {km} km away.",
        )
    ]


def _way_km(drawn: Any, point: Points) -> float:
    near = shapely.get_coordinates(shapely.shortest_line(drawn, shapely.Point(point)))
    _, _, metres = pyproj.Geod(ellps="GRS80").inv(*near[0], *near[-1])
    return 0.0 if isnan(metres) else round(metres / 1000, 1)


def unstated(sheet: Sheet, first: Points, guesses: list[Guess]) -> UserError:
    """Coordinates in metres, `first` of them, of which neither anybody nor the project says the system."""
    told = {"file": sheet.file, "x": as_shown(float(first[0])), "y": as_shown(float(first[1]))}
    names = [guess.system.name for guess in guesses[:3]] or ["EPSG:4547", "EPSG:4528"]
    return UserError(
        Text("{file} does not say in which system its coordinates are, such as {x}, {y}.", told),
        Text("State the coordinate system; possible are {systems}.", {"systems": names}),
        file=sheet.file,
        sheet=sheet.name,
        code="no-system",
    )
