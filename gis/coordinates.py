"""Coordinate systems as offices name them, and points in them brought to longitude and latitude of the project.

Zones of Gauss-Krueger: with the zone number before the easting (38 500 000) or without it (500 000). 3-degree zones
25 to 45 and 6-degree zones 13 to 23 lie in China. The codes are those of the EPSG data set.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import CRSError

from core.errors import UserError
from core.text import N_, Text
from core.words import find_word
from gis.datum import gcj_from_bd, wgs84_from_gcj

Points = npt.NDArray[np.float64]

ZONE = 1_000_000.0  # metres; a zone number stands in the millions of an easting
PLAIN = ("wgs84", "EPSG:4490")  # degrees that the project keeps as they are
MAINLAND = (72.004, 0.8293, 137.8347, 55.8271)  # where web maps shift: west, south, east, north
RAW = "raw"  # instead of a system: coordinates as a map file has them, for `gis.locating.locate` to find out
SWAPPED, PACKED = "swapped", "dms"
_EASTINGS, _NORTHINGS = (10_000.0, 990_000.0), (1_000_000.0, 6_500_000.0)  # metres in China, latitude 9 to 58
_SAME = 1e-6  # of a coordinate that went there and back
_WIDEST = 6.0  # degrees that a point may lie off the central meridian of its zone
_CODE = re.compile(r"(?:epsg:*|https?://www\.opengis\.net/def/crs/epsg/0/|urn:ogc:def:crs:epsg::)?(\d{4,6})")


@dataclass(frozen=True, slots=True)
class System:
    """A coordinate system: `code` is wgs84, gcj02, bd09 or EPSG:n.

    `swapped`: the latitude or northing comes first. `packed`: 113.1530 means 113 degrees, 15 minutes, 30 seconds.
    """

    code: str
    title: Text
    swapped: bool = False
    packed: bool = False

    @property
    def name(self) -> str:
        """The system as a command takes it."""
        return self.code + f"+{SWAPPED}" * self.swapped + f"+{PACKED}" * self.packed

    @property
    def epsg(self) -> int:
        """The number of the EPSG data set, 4326 for the shifted grids, which are made from it."""
        return int(self.code.removeprefix("EPSG:")) if self.code.startswith("EPSG:") else 4326


@dataclass(frozen=True, slots=True)
class Zones:
    """A family of Gauss-Krueger zones with consecutive codes from `first`: `width` 3 or 6 degrees."""

    first: int
    datum: str
    width: int
    numbered: bool

    @property
    def numbers(self) -> range:
        """The numbers of the zones in China."""
        return range(25, 46) if self.width == 3 else range(13, 24)

    def meridian(self, number: int) -> int:
        """The central meridian of a zone in degrees."""
        return 3 * number if self.width == 3 else 6 * number - 3


CGCS2000, XIAN80, BEIJING54 = N_("CGCS2000"), N_("Xian 1980"), N_("Beijing 1954")
OLD_SYSTEMS = {4214: BEIJING54, 4610: XIAN80, 4555: N_("New Beijing")}
FAMILIES = (
    Zones(4513, CGCS2000, 3, numbered=True),
    Zones(4534, CGCS2000, 3, numbered=False),
    Zones(4491, CGCS2000, 6, numbered=True),
    Zones(4502, CGCS2000, 6, numbered=False),
    Zones(2349, XIAN80, 3, numbered=True),
    Zones(2370, XIAN80, 3, numbered=False),
    Zones(2327, XIAN80, 6, numbered=True),
    Zones(2338, XIAN80, 6, numbered=False),
    Zones(2401, BEIJING54, 3, numbered=True),
    Zones(2422, BEIJING54, 3, numbered=False),
    Zones(21413, BEIJING54, 6, numbered=True),
    Zones(21453, BEIJING54, 6, numbered=False),
)
WGS84 = System("wgs84", Text("WGS-84"))
GCJ02 = System("gcj02", Text("GCJ-02 (the grid of Amap and Tencent maps)"))
BD09 = System("bd09", Text("BD-09 (the grid of Baidu maps)"))
MERCATOR = System("EPSG:3857", Text("Web Mercator (EPSG:3857)"))


def _zone_systems() -> Iterator[System]:
    for family in FAMILIES:
        for place, number in enumerate(family.numbers):
            told = {
                "datum": Text(family.datum),
                "width": str(family.width),
                "zone": str(number),
                "meridian": family.meridian(number),
                "epsg": str(family.first + place),
            }
            title = (
                Text("{datum}, {width}-degree zone {zone} with its number before the easting (EPSG:{epsg})", told)
                if family.numbered
                else Text("{datum}, {width}-degree zone round {meridian}° E without zone number (EPSG:{epsg})", told)
            )
            yield System(f"EPSG:{family.first + place}", title)


SYSTEMS: dict[str, System] = {
    system.code: system
    for system in (
        WGS84,
        System("EPSG:4490", Text("CGCS2000 in degrees (EPSG:4490)")),
        GCJ02,
        BD09,
        *_zone_systems(),
        MERCATOR,
        System("EPSG:4610", Text("Xian 1980 in degrees (EPSG:4610)")),
        System("EPSG:4214", Text("Beijing 1954 in degrees (EPSG:4214)")),
    )
}


def zone_of(system: System) -> tuple[Zones, int] | None:
    """The family and the number of a Gauss-Krueger zone, None for another system."""
    for family in FAMILIES:
        if family.first <= system.epsg < family.first + len(family.numbers):
            return family, family.numbers[system.epsg - family.first]
    return None


def parse_system(text: str) -> System:
    """The system that a text names, such as 4528, EPSG:4528, gcj02, bd09, wgs84 or xian80.

    `+swapped` behind it says that the latitude or northing comes first, `+dms` that 113.1530 means 113 degrees
    15 minutes 30 seconds. UserError that names what is understood.
    """
    name, *options = unicodedata.normalize("NFKC", text).strip().casefold().split("+")
    if not set(options) <= {SWAPPED, PACKED}:
        raise unknown_system(text)
    code = find_word("coordinate_system", name) or name
    system = SYSTEMS.get(code) or _system_of_code(code)
    if system is None:
        raise unknown_system(text)
    system = packed(system) if PACKED in options else system
    return swapped(system) if SWAPPED in options else system


def swapped(system: System) -> System:
    """The system with its columns exchanged: latitude or northing before longitude or easting."""
    return replace(system, swapped=True, title=Text("{system}, columns exchanged", {"system": system.title}))


def packed(system: System) -> System:
    """The system with minutes and seconds as decimals, such as 113.1530."""
    return replace(
        system, packed=True, title=Text("{system}, with minutes and seconds as decimals", {"system": system.title})
    )


def _system_of_code(code: str) -> System | None:
    match = _CODE.fullmatch(code.replace(" ", "").casefold())
    if match is None:
        return None
    if int(match[1]) == 4326:
        return WGS84
    if known := SYSTEMS.get(f"EPSG:{match[1]}"):
        return known
    try:
        crs = pyproj.CRS.from_epsg(int(match[1]))
    except CRSError:
        return None
    if not (crs.is_geographic or crs.is_projected):
        return None
    return System(f"EPSG:{match[1]}", Text("{name} (EPSG:{epsg})", {"name": crs.name, "epsg": match[1]}))


def place(points: Points, system: System, srs: int = 4490) -> tuple[Points, list[Text]]:
    """Bring points (n, 2) as entered, x before y, to longitude and latitude of EPSG `srs` (4490 or 4326).

    A point that cannot lie in the system becomes NaN. The remarks say what was done that a reader must know.
    """
    remarks: list[Text] = []
    moved = points[:, ::-1] if system.swapped else points
    if system.packed:
        moved = unpack(moved)
    with np.errstate(invalid="ignore", over="ignore"):
        moved = _MOVES.get(system.code, _from_epsg)(moved, system, srs, remarks)
        known = np.isfinite(moved).all(axis=1) & (np.abs(moved) <= (180, 90)).all(axis=1)
    moved = np.where(known.reshape(-1, 1), moved, np.nan)
    if old := old_datum(pyproj.CRS.from_epsg(system.epsg)):
        remarks.append(approximate(old))
    return moved, remarks


def _from_degrees(points: Points, system: System, srs: int, remarks: list[Text]) -> Points:
    return points


def _from_gcj(points: Points, system: System, srs: int, remarks: list[Text]) -> Points:
    return _unshift(points, wgs84_from_gcj, remarks)


def _from_bd(points: Points, system: System, srs: int, remarks: list[Text]) -> Points:
    return _unshift(points, lambda shifted: wgs84_from_gcj(gcj_from_bd(shifted)), remarks)


def _unshift(points: Points, inverse: Callable[[Points], Points], remarks: list[Text]) -> Points:
    """Take a shift back where web maps have one: in mainland China."""
    west, south, east, north = MAINLAND
    x, y = points[:, 0], points[:, 1]
    shifted = (west <= x) & (x <= east) & (south <= y) & (y <= north)
    moved = points.copy()
    moved[shifted] = inverse(points[shifted])
    if abroad := int((np.isfinite(points).all(axis=1) & ~shifted).sum()):
        remarks.append(
            Text(
                "{n} point lies outside China, where web maps have no shift; it stayed as it was.",
                {"n": abroad},
                plural="{n} points lie outside China, where web maps have no shift; they stayed as they were.",
            )
        )
    return moved


def _from_epsg(points: Points, system: System, srs: int, remarks: list[Text]) -> Points:
    zone = zone_of(system)
    if zone:
        points = _settle_zone(points, *zone, remarks)
    moved = np.full(points.shape, np.nan)
    known = np.isfinite(points).all(axis=1)
    moved[known] = _transformed(points[known], transformer(system.epsg, srs))
    if zone:
        family, number = zone
        moved[~(np.abs(moved[:, 0] - family.meridian(number)) <= _WIDEST)] = np.nan
    return moved


_MOVES = {"wgs84": _from_degrees, "EPSG:4490": _from_degrees, "gcj02": _from_gcj, "bd09": _from_bd}


def _settle_zone(points: Points, family: Zones, number: int, remarks: list[Text]) -> Points:
    """Eastings with or without the zone number, as the system wants them; NaN where they name another zone."""
    settled = points.copy()
    prefix = np.floor(points[:, 0] / ZONE)
    own = prefix == number
    told = {"zone": str(number)}
    if family.numbered:
        bare = prefix == 0
        settled[bare, 0] += number * ZONE
        if n := int(bare.sum()):
            remarks.append(
                Text(
                    "{n} easting carries no zone number and was read in zone {zone}.",
                    {**told, "n": n},
                    plural="{n} eastings carry no zone number and were read in zone {zone}.",
                )
            )
        settled[~(own | bare)] = np.nan
        return _within_zone(settled, number * ZONE)
    settled[own, 0] -= number * ZONE
    if n := int(own.sum()):
        remarks.append(
            Text(
                "{n} easting carries the zone number {zone}, which was taken off.",
                {**told, "n": n},
                plural="{n} eastings carry the zone number {zone}, which was taken off.",
            )
        )
    settled[~(own | (prefix == 0))] = np.nan
    return _within_zone(settled, 0.0)


def _within_zone(points: Points, before: float) -> Points:
    """The points that can lie in a zone whose eastings carry `before`; degrees, for one, are no metres of a zone."""
    east, north = points[:, 0] - before, points[:, 1]
    likely = (_EASTINGS[0] <= east) & (east <= _EASTINGS[1]) & (_NORTHINGS[0] <= north) & (north <= _NORTHINGS[1])
    return np.where(likely.reshape(-1, 1), points, np.nan)


def _transformed(points: Points, there: pyproj.Transformer) -> Points:
    """Points (n, 2) transformed; NaN where the way back ends elsewhere, such as one time more round the earth."""
    moved = np.column_stack(there.transform(points[:, 0], points[:, 1]))
    back = np.column_stack(there.transform(moved[:, 0], moved[:, 1], direction="INVERSE"))
    same = np.abs(back - points) <= _SAME * np.maximum(1.0, np.abs(points))
    same_place: npt.NDArray[np.bool_] = np.asarray(same.all(axis=1))
    return np.where(same_place[:, None], moved, np.nan)


@cache
def transformer(system: int, srs: int) -> pyproj.Transformer:
    """From one EPSG system to another, longitude or easting first."""
    return pyproj.Transformer.from_crs(system, srs, always_xy=True)


def transformer_between(system: pyproj.CRS, srs: int) -> pyproj.Transformer:
    """From a system that a file describes to EPSG `srs`, longitude or easting first."""
    return pyproj.Transformer.from_crs(system, srs, always_xy=True)


def unpack(numbers: Points) -> Points:
    """Degrees from numbers whose decimals are minutes and seconds; NaN where they are 60 or more."""
    size = np.round(np.abs(numbers) * 1e4, 6)  # 113.1530 has no exact binary fraction
    degrees, minutes, seconds = size // 1e4, size // 100 % 100, size % 100
    angle = degrees + minutes / 60 + seconds / 3600
    fits = (minutes < 60) & (seconds < 60)
    return np.where(fits, np.copysign(angle, numbers), np.nan)


def old_datum(crs: pyproj.CRS) -> str:
    """The name of a Chinese datum before CGCS2000, whose shift is not public; "" for any other."""
    geodetic = crs.geodetic_crs
    return OLD_SYSTEMS.get(geodetic.to_epsg() or 0, "") if geodetic else ""


def approximate(old: str) -> Text:
    """What is told of points in a system before CGCS2000."""
    told = {"system": Text(old)}
    return Text("{system} has no public shift to CGCS2000; the places may be 50-150 m off.", told)


def unknown_system(text: str) -> UserError:
    """A name that is no coordinate system."""
    return UserError(
        Text("{system} is no coordinate system that is known here.", {"system": text}),
        Text(
            "Write wgs84, cgcs2000, gcj02, bd09, xian80, beijing54 or an EPSG number such as 4528 (3-degree zone 40)."
            " Behind it, +swapped says that the latitude comes first, +dms that 113.1530 means 113° 15 min 30 s."
        ),
        value=text,
    )
