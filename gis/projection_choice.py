"""Which projections suit a cluster: the proposed one and why, others to choose from, and a search among all.

How true lengths are is measured: places 100 m to the east and north of points of the cluster are projected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from pyproj import CRS, Geod
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from core.errors import UserError
from core.i18n import LANGUAGES, show, show_number
from core.map_projections import PROPOSED
from core.text import N_, Text
from core.words import find_word
from gis.coordinates import SYSTEMS, approximate, old_datum
from gis.page_grid import degree_words
from gis.projection_names import CHINA, CONICS, conic_name, projection_named, stretched
from gis.projections import Points, Projection, choose_projection, in_china, project, unproject

MOST = 60  # systems that a search lists
_STEP = 100.0  # metres, over which lengths are compared
_HELD = 0.005  # of a length: a system that stretches less is taken as it is
_BEYOND = (3.0, 1.5)  # degrees of longitude and latitude by which a cluster may lie outside the area of a system
_SAME = 1e-6  # degrees
_SIXTH = 6.0  # of its height a conic has its parallels from the edges of an area (Snyder 1987, USGS PP 1395, p. 99)
_ZONES = "Transverse Mercator Zoned Grid System"  # the method of names that stand for all zones at once
_WIDE = 3.0  # degrees that make a conic worth offering
_TRUE = N_("Lengths within the cluster are true to {percent} %.")
_GEOD = Geod(ellps="WGS84")
_OLD_AND_NEW = {"EPSG:4490": "cgcs2000", "EPSG:4610": "xian 1980", "EPSG:4214": "beijing 1954", "EPSG:3857": "3857"}


Area = tuple[float, float, float, float] | None  # west, south, east, north in degrees; across 180 degrees east < west


@dataclass(frozen=True, slots=True)
class Offer:
    """A projection to choose by its name ("" for the proposed one), and what speaks for it."""

    name: str
    projection: Projection
    why: Text


def suited(name: str, lonlat: Points) -> Projection:
    """The projection of a name for points (n, 2) in degrees; UserError where it does not cover them or turns the map.

    Where it stretches lengths in their middle by more than 0.5 %, scale and distances are brought to the ground.
    """
    projection = projection_named(name)
    nodes = nodes_of(lonlat)
    if not _covers(projection, nodes):
        raise _uncovered(projection, nodes)
    if not _upright(projection, nodes):
        told = Text("{system} would draw the map mirrored, or with north more than 45° away from upwards.",
                    {"system": projection.title})  # fmt: skip
        raise UserError(told, _instead(nodes))
    middle = float(_scales(projection, nodes)[0].prod() ** 0.5)
    return stretched(projection, round(middle, 5) if abs(middle - 1) > _HELD else 1.0)


def nodes_of(lonlat: Points) -> Points:
    """The middle of the extent of points in degrees and 24 places round it, counted on across 180 degrees."""
    known = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(known):
        return np.full((1, 2), (CHINA[2], 35.0))
    if np.ptp(known[:, 0]) > 180:
        known = np.column_stack([known[:, 0] % 360, known[:, 1]])
    low, high = known.min(axis=0), known.max(axis=0)
    shares = sorted(np.ndindex(5, 5), key=lambda share: share != (2, 2))
    return np.asarray(low + np.array(shares) / 4 * (high - low))


def _scales(projection: Projection, nodes: Points) -> Points:
    """The largest and the least scale (n, 2) of lengths at places in degrees, 1 for true ones."""
    return np.asarray(np.linalg.svd(_ways(projection, nodes), compute_uv=False))


def _ways(projection: Projection, nodes: Points) -> Points:
    """Where a metre to the east and one to the north lead on the map (n, 2, 2), from places in degrees."""
    here = project(projection, nodes)
    ways = []
    for azimuth in (90.0, 0.0):
        away = (np.full(len(nodes), azimuth), np.full(len(nodes), _STEP))
        lon, lat, _ = _GEOD.fwd(nodes[:, 0], nodes[:, 1], *away)
        ways.append((project(projection, np.column_stack([lon, lat])) - here) / _STEP)
    return np.stack(ways, axis=1)


def _upright(projection: Projection, nodes: Points) -> bool:
    """Whether east lies to the right of north in the middle of a cluster, and north within 45 degrees of upwards.

    Systems that count to the south or to the west, as in southern Africa and Bohemia, would turn or mirror the map.
    """
    ways = _ways(projection, nodes[:1])[0]
    right, up = ways[1].tolist()
    return bool(np.linalg.det(ways) > 0 and up > abs(right))


def _covers(projection: Projection, nodes: Points) -> bool:
    if not _near(_area(projection), nodes):
        return False
    metres = project(projection, nodes)
    if not np.isfinite(metres).all():
        return False
    away = _wrapped(unproject(projection, metres) - nodes)
    return bool(np.isfinite(away).all() and (np.abs(away) < _SAME).all())


def _near(area: Area, nodes: Points) -> bool:
    """Whether the middle of a cluster lies in the area that a system is made for, or little outside; an area may lie
    across 180 degrees."""
    if area is None:
        return True
    (lon, lat), (west, south, east, north) = nodes[0].tolist(), area
    width = (east - west) % 360 or 360.0
    within = (lon - west + _BEYOND[0]) % 360 <= width + 2 * _BEYOND[0]
    return bool(within and south - _BEYOND[1] <= lat <= north + _BEYOND[1])


def _area(projection: Projection) -> Area:
    area = CRS(projection.crs).area_of_use
    return None if area is None else area.bounds


def _wrapped(degrees: Points) -> Points:
    return np.column_stack([(degrees[:, 0] + 180) % 360 - 180, degrees[:, 1]])


def _uncovered(projection: Projection, nodes: Points) -> UserError:
    lon, lat = _wrapped(nodes[:1])[0].tolist()
    values = {"system": projection.title, "lon": _to_minutes(lon, True), "lat": _to_minutes(lat, False)}
    area = _area(projection)
    told = Text("{system} does not reach the cluster, which lies round {lon}, {lat}.", values)
    if area is not None:
        west, south, east, north = area
        values |= {
            "west": _to_minutes(west, True), "east": _to_minutes(east, True),
            "south": _to_minutes(south, False), "north": _to_minutes(north, False),
        }  # fmt: skip
        told = Text(
            "{system} does not cover the cluster, which lies round {lon}, {lat}: it is made for {west} to {east}, "
            "{south} to {north}.", values,
        )  # fmt: skip
    return UserError(told, _instead(nodes))


def _instead(nodes: Points) -> Text:
    return Text("Choose another one; proposed is {projection}.", {"projection": choose_projection(nodes).title})


def _to_minutes(degrees: float, longitude: bool) -> str:
    return degree_words(round(degrees * 60) / 60, longitude)


def proposal(lonlat: Points) -> Offer:
    """The projection that the program takes where nobody chose one, and why."""
    projection = choose_projection(lonlat)
    nodes = nodes_of(lonlat)
    span = {"span": show_number(float(np.ptp(nodes[:, 0])), 2)}
    if in_china(projection):
        why = Text("One 3-degree zone carries the {span}° of longitude that the cluster spans in China.", span)
    elif projection.crs.startswith("EPSG:"):
        why = Text("One UTM zone carries the {span}° of longitude that the cluster spans.", span)
    else:
        why = Text("The cluster spans {span}° of longitude, too many for one zone; areas are true.", span)
    return Offer(PROPOSED, projection, _told(why, projection, nodes))


def _told(why: Text, projection: Projection, nodes: Points) -> Text:
    return Text("{why} {lengths}", {"why": why, "lengths": _lengths(projection, nodes)})


def _lengths(projection: Projection, nodes: Points) -> Text:
    """How true lengths are at worst, to a hundredth of a per cent."""
    worst = float(np.abs(_scales(projection, nodes) - 1).max()) * 100
    return Text(_TRUE, {"percent": show_number(max(worst, 0.01), 2)})


def offers(lonlat: Points) -> list[Offer]:
    """The proposed projection, then others that suit a cluster: zones of Gauss-Krueger and UTM, conics."""
    nodes = nodes_of(lonlat)
    listed = [proposal(lonlat)]
    for name, why in _usual(nodes):
        try:
            projection = suited(name, lonlat)
        except UserError:
            continue
        if projection.crs == listed[0].projection.crs:
            continue
        listed.append(Offer(name, projection, _told(why, projection, nodes)))
    return listed


def _usual(nodes: Points) -> Iterator[tuple[str, Text]]:
    lon, lat = _wrapped(nodes[:1])[0].tolist()
    (_, south), (_, north) = nodes.min(axis=0), nodes.max(axis=0)
    chinese = in_china(choose_projection(np.array([[lon, lat]])))
    if chinese:
        three, six = round(lon / 3) * 3, lon // 6 * 6 + 3
        yield f"EPSG:{4513 + (three - 75) // 3}", Text("The zone number stands before the easting.")
        yield f"EPSG:{int(4502 + (six - 75) // 6)}", Text("6-degree zone, as maps of 1 : 25,000 and smaller have it.")
    yield f"EPSG:{(32600 if lat >= 0 else 32700) + int((lon + 180) // 6) + 1}", Text("UTM, as foreign maps have it.")
    if north - south > _WIDE:
        edge = (north - south) / _SIXTH
        for kind, why in _CONIC_REASONS.items():
            yield conic_name(kind, round(south + edge, 1), round(north - edge, 1), round(lon, 1)), why
    if chinese:
        for kind, why in _CONIC_REASONS.items():
            yield conic_name(kind, *CHINA), Text("{why} The parallels are those of maps of all China.", {"why": why})


_CONIC_REASONS = {
    "albers": Text("Areas are true, so that provinces can be compared."),
    "lambert": Text("Shapes are true, as on topographic maps of provinces."),
}


@cache
def _known() -> tuple[tuple[str, Area, str], ...]:
    """Every projected system of the EPSG data set: its name, its area, the words that it is found by."""
    listed: list[tuple[str, Area, str]] = []
    for kind in CONICS:
        titles = [show(projection_named(kind).title, language) for language in LANGUAGES]
        listed.append((kind, None, " ".join([kind, "china", *titles]).casefold()))
    for info in query_crs_info(auth_name="EPSG", pj_types=[PJType.PROJECTED_CRS]):
        if info.projection_method_name == _ZONES:
            continue
        name, area = f"EPSG:{info.code}", info.area_of_use
        words = [name, info.name, info.projection_method_name or "", str(area.name) if area else ""]
        if name in SYSTEMS:
            words += [show(SYSTEMS[name].title, language) for language in LANGUAGES]
        listed.append((name, area.bounds if area else None, " ".join(words).casefold()))
    return tuple(listed)


def search_projections(text: str, lonlat: Points) -> tuple[list[Offer], int]:
    """The systems that all words of a text name, those that cover the cluster first, and how many there are.

    What speaks against one that does not cover it stands where else is told what speaks for it.
    """
    nodes = nodes_of(lonlat)
    words = [_canonical(word) for word in text.casefold().split()]
    found = [(name, area) for name, area, told in _known() if all(word in told for word in words)]
    told = {f"epsg:{word.removeprefix('epsg:')}" for word in words}  # whoever gives the whole number means that one
    found.sort(key=lambda each: (each[0].casefold() not in told, not _near(each[1], nodes), not _of_today(each[0])))
    return [_offer(name, lonlat, nodes) for name, _ in found[:MOST]], len(found)


@cache
def _of_today(name: str) -> bool:
    """Whether a system rests on the datum that projects are kept in, so that nothing is shifted by metres."""
    if not name.startswith("EPSG:"):
        return True
    geodetic = CRS(name).geodetic_crs
    return geodetic is not None and geodetic.to_epsg() in (4326, 4490)


def _offer(name: str, lonlat: Points, nodes: Points) -> Offer:
    try:
        projection = suited(name, lonlat)
    except UserError as problem:
        return Offer(name, Projection(name, _title_of(name)), problem.sentence)
    lengths = _lengths(projection, nodes)
    if not (old := old_datum(CRS(projection.crs))):
        return Offer(name, projection, lengths)
    return Offer(name, projection, Text("{why} {lengths}", {"why": lengths, "lengths": approximate(old)}))


def _title_of(name: str) -> Text:
    try:
        return projection_named(name).title
    except UserError:
        return Text("{name} (EPSG:{epsg})", {"name": CRS(name).name, "epsg": name.removeprefix("EPSG:")})


def _canonical(word: str) -> str:
    """A word as the names of the EPSG data set have it: 国家2000 for CGCS2000, 高斯 for Gauss-Krueger."""
    system = find_word("coordinate_system", word)
    return _OLD_AND_NEW.get(system or "", find_word("projection", word) or word)
