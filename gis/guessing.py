"""Which coordinate system points are in: the one that puts most of them inside their region, or on what is known.

Every likely system is tried. WGS-84 and the shifted grids differ by 100-700 m only, so that a shift is believed where
it wins clearly; where several systems do equally well the simplest stands first and the reader is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from core.columns import Flags
from core.text import Text
from gis.coordinates import (
    BD09,
    CGCS2000,
    FAMILIES,
    GCJ02,
    MAINLAND,
    MERCATOR,
    SYSTEMS,
    WGS84,
    ZONE,
    Points,
    System,
    packed,
    place,
    swapped,
    unpack,
)
from gis.projections import choose_projection

Indices = npt.NDArray[np.int64]
LOOKED_AT = 2000  # points that are tried, evenly over the table
SAME_PLACE = 80.0  # metres within which a known point is met
_FEWEST_KNOWN = 3
_SHIFTED = {"gcj02", "bd09"}
_PROJECTED = 200.0  # no degrees are larger
_LONGITUDES = 180.0  # the widest of degrees that are none by a slip in the other number
_SURELY_PROJECTED = 10_000.0  # no degrees are with a digit too many


@dataclass(frozen=True, slots=True)
class Guess:
    """A system that points may be in.

    `inside` of `tried` points lie inside their region (0 of 0 where no region has an outline), `distance` is the
    median way in metres to the points that the project knows under the same names, NaN without any. `sure`: no other
    system does about as well. `why` says so in a sentence.
    """

    system: System
    inside: int
    tried: int
    distance: float = nan
    sure: bool = False
    why: Text = Text("")

    @property
    def share(self) -> float:
        """The share of points inside their region, NaN where none could be tried."""
        return self.inside / self.tried if self.tried else nan


@dataclass(frozen=True, slots=True)
class Trial:
    """A guess and which of the points it puts inside their region."""

    guess: Guess
    inside: Flags


@dataclass(frozen=True, slots=True)
class Evidence:
    """What points are tried against: outlines of regions, the row of each point's own one (-1: any of them will do),
    and the points (n, 2) that the project knows under the same names (NaN: none)."""

    outlines: Sequence[Any]
    own: Indices
    named: Points


def guess_systems(
    points: Points, outlines: Sequence[Any], own: Indices | None = None, named: Points | None = None
) -> list[Guess]:
    """Rank the systems that points (n, 2), as entered, may be in; the best first, [] where no system fits.

    `outlines` are shapely areas in degrees, None for a region without one; `own` and `named` as in `Evidence`.
    """
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    chosen = known[np.unique(np.linspace(0, len(known) - 1, LOOKED_AT).astype(int))] if len(known) else known
    evidence = Evidence(
        outlines,
        np.full(len(chosen), -1) if own is None else own[chosen],
        np.full((len(chosen), 2), nan) if named is None else named[chosen],
    )
    systems = candidates(points[chosen], outlines)
    tried = [trial for system in systems if (trial := _try(points[chosen], system, evidence))]
    return _ranked(tried)


def candidates(points: Points, outlines: Sequence[Any] = ()) -> Iterator[System]:
    """The systems whose numbers look like these points, the simplest first."""
    if not len(points):
        return
    largest = np.abs(points).max(axis=0)
    if looks_metric(points):
        yield from _metric(points, outlines)
        return
    chinese = _share_in(points, MAINLAND) > 0
    exchangeable = largest[0] <= 90 or _share_in(points[:, ::-1], MAINLAND) > _share_in(points, MAINLAND)
    for system in (WGS84, GCJ02, BD09):
        if system is WGS84 or chinese:
            yield system
    if np.isfinite(unpack(points)).all() and (points * 100 % 1 > 1e-6).any():
        yield packed(WGS84)
    if exchangeable:
        exchanged = points[:, ::-1]
        for system in (WGS84, GCJ02, BD09) if _share_in(exchanged, MAINLAND) > 0 else (WGS84,):
            yield swapped(system)


def looks_metric(points: Points) -> bool:
    """Whether most of the points (n, 2) are too large to be degrees, and not by a slip in one of both numbers."""
    less, more = sorted(np.median(np.abs(points), axis=0).tolist())
    return bool(more > _SURELY_PROJECTED or (more > _PROJECTED and less > _LONGITUDES))


def _share_in(points: Points, box: tuple[float, float, float, float]) -> float:
    west, south, east, north = box
    inside = (points >= (west, south)) & (points <= (east, north))
    return float(inside.all(axis=1).mean())


def _metric(points: Points, outlines: Sequence[Any]) -> Iterator[System]:
    """Systems in metres: zones of CGCS2000 and the web's, then the local one of the project outside China."""
    systems = [system for system in _zones(points) for system in (system, swapped(system))]
    yield from systems
    yield MERCATOR
    if local := _local(outlines):
        yield local


def _zones(points: Points) -> Iterator[System]:
    """Zones by the numbers before the eastings; without numbers, each zone of 3 degrees (6 degrees: the same ones)."""
    prefixes = {int(number) for number in np.unique(np.floor(np.abs(points) / ZONE)) if number <= 45}
    for family in FAMILIES:
        if family.datum != CGCS2000:
            continue
        for offset, number in enumerate(family.numbers):
            bare = not family.numbered and family.width == 3 and 0 in prefixes
            if (family.numbered and number in prefixes) or bare:
                yield SYSTEMS[f"EPSG:{family.first + offset}"]


def _local(outlines: Sequence[Any]) -> System | None:
    """The metric system of the place where the project's regions lie, where it is none of the zones above."""
    bounds = shapely.total_bounds([outline for outline in outlines if outline is not None] or [shapely.Point()])
    if not np.isfinite(bounds).all():
        return None
    code = choose_projection(bounds.reshape(2, 2)).crs
    if not code.startswith("EPSG:") or code in SYSTEMS:
        return None
    told = {"name": pyproj.CRS(code).name, "epsg": code.removeprefix("EPSG:")}
    return System(code, Text("{name} (EPSG:{epsg})", told))


def _try(points: Points, system: System, evidence: Evidence) -> Trial | None:
    """How well a system does, None where it cannot place most of the points."""
    placed, _ = place(points, system)
    if np.isnan(placed[:, 0]).mean() > 0.5:
        return None
    drawn = any(outline is not None for outline in evidence.outlines)
    inside = _inside(placed, evidence) if drawn else np.zeros(len(placed), dtype=bool)
    tried = len(placed) if drawn else 0
    return Trial(Guess(system, int(inside.sum()), tried, _distance(placed, evidence.named)), inside)


def _inside(placed: Points, evidence: Evidence) -> Flags:
    """Which points lie inside their own region, or inside any where theirs is not told or has no outline."""
    drawn = [row for row, outline in enumerate(evidence.outlines) if outline is not None]
    own = np.where(np.isin(evidence.own, drawn), evidence.own, -1)
    inside = np.zeros(len(placed), dtype=bool)
    for row in np.unique(own):
        some = placed[own == row]
        if row < 0:
            inside[own == row] = within_any(some, evidence.outlines)
        else:
            shapely.prepare(evidence.outlines[row])
            inside[own == row] = shapely.contains_xy(evidence.outlines[row], some[:, 0], some[:, 1])
    return inside


def within_any(points: Points, outlines: Sequence[Any]) -> Flags:
    """Which points (n, 2) lie in one of the outlines; NaN lies in none."""
    inside = np.zeros(len(points), dtype=bool)
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    drawn = [outline for outline in outlines if outline is not None]
    hits, _ = shapely.STRtree(drawn).query(shapely.points(points[known]), predicate="intersects")
    inside[known[hits]] = True
    return inside


def _distance(placed: Points, named: Points) -> float:
    """The median way in metres to known points of the same name, NaN with fewer than three."""
    both = np.isfinite(placed).all(axis=1) & np.isfinite(named).all(axis=1)
    if both.sum() < _FEWEST_KNOWN:
        return nan
    _, _, metres = pyproj.Geod(ellps="GRS80").inv(*placed[both].T, *named[both].T)
    return float(np.median(metres))


def _ranked(tried: list[Trial]) -> list[Guess]:
    """Best first: who meets known points, then who has clearly most points inside, the simplest of equals."""
    if not tried:
        return []
    best = tried[0]
    for other in tried[1:]:
        best = other if _beats(other, best) else best
    alike = [other.guess for other in tried if other is not best and not _beats(best, other)]
    others = sorted((other.guess for other in tried if other is not best), key=lambda guess: -guess.inside)
    ranked = [best.guess, *others]
    return [
        replace(
            guess, sure=not place and not alike and _has_ground(guess), why=_why(guess, ranked, alike * (not place))
        )
        for place, guess in enumerate(ranked)
    ]


def _beats(one: Trial, other: Trial) -> bool:
    """Whether one system does better than another, beyond chance where they are so near as grids of web maps are.

    Only points that one puts inside and the other does not say anything: a sign test of two standard deviations.
    """
    near, far = one.guess.distance, other.guess.distance
    if min(near, far) <= SAME_PLACE and abs(near - far) > SAME_PLACE:
        return near < far
    won, lost = int((one.inside & ~other.inside).sum()), int((other.inside & ~one.inside).sum())
    if {one.guess.system.code, other.guess.system.code} & _SHIFTED and _is_turned_alike(one, other):
        return won - lost > 2 * sqrt(won + lost)
    return won > lost


def _is_turned_alike(one: Trial, other: Trial) -> bool:
    first, second = one.guess.system, other.guess.system
    return (first.swapped, first.packed) == (second.swapped, second.packed)


def _has_ground(guess: Guess) -> bool:
    """Whether most points lie where they should, as far as anybody knows."""
    return not guess.tried or 2 * guess.inside > guess.tried or guess.distance <= SAME_PLACE


def _why(guess: Guess, ranked: list[Guess], alike: list[Guess]) -> Text:
    """The sentence on a system: what speaks for it, what the next one reaches, what does as well."""
    told: dict[str, object] = {"system": guess.system.title, "inside": guess.inside, "n": guess.tried}
    others = [other for other in ranked if other is not guess and other not in alike]
    if not _has_ground(guess) and guess is ranked[0]:
        return Text("No system puts most points into their region; as {system}, {inside} of {n} lie there.", told)
    if alike:
        told["others"] = [other.system.title for other in alike[:3]]
        return Text("The points fit {system}, but {others} about as well; say which it is.", told)
    if not isnan(guess.distance) and guess.distance <= SAME_PLACE:
        told["metres"] = round(guess.distance)
        return Text("As {system} the points lie {metres} m from those that the project knows by the same names.", told)
    if not guess.tried:
        return Text("The numbers look like {system}; no region of the project has an outline to try them.", told)
    if not guess.inside:
        return Text("As {system}, none of {n} points lies inside the regions of the project.", told)
    if not others:
        return Text("As {system}, {inside} of {n} points lie inside their region.", told)
    told |= {"other": others[0].system.title, "rest": others[0].inside}
    return (
        Text("As {system}, {inside} of {n} points lie inside their region; as {other} only {rest} do.", told)
        if (others[0].inside < guess.inside)
        else Text("As {system}, {inside} of {n} points lie inside their region; as {other}, {rest} do.", told)
    )
