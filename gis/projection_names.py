"""Projections by their names: EPSG numbers of projected systems, and conics told by parallels and meridian.

`albers:25:47:105` is the equal-area conic with the standard parallels 25 and 47 and the central meridian 105 degrees
east, `lambert:25:47:105` the conformal one; without numbers these are those of maps of all China.
"""

import re
from dataclasses import replace
from functools import lru_cache

import pyproj

from core.errors import UserError
from core.text import N_, Text
from core.words import find_word
from gis.coordinates import parse_system
from gis.projections import Projection, reachable

CONICS = {
    "albers": ("aea", N_("Albers equal-area, parallels {low}° and {high}°, meridian {meridian}°")),
    "lambert": ("lcc", N_("Lambert conformal, parallels {low}° and {high}°, meridian {meridian}°")),
}
CHINA = (25.0, 47.0, 105.0)
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,4})?)"
_CONIC = re.compile(rf"(\w+?)(?::{_NUMBER}:{_NUMBER}:{_NUMBER})?")
_LEAST_APART = 0.01  # degrees by which the sum of two parallels must differ from 0, or the cone is none


def conic_name(kind: str, low: float, high: float, meridian: float) -> str:
    """The name of a conic of CONICS by its numbers in degrees."""
    return f"{kind}:{low:g}:{high:g}:{meridian:g}"


@lru_cache(maxsize=256)
def projection_named(name: str) -> Projection:
    """The projection that a name stands for; UserError where it is none in which a map has true lengths."""
    if (conic := _conic(name.strip())) is not None:
        return conic
    system = parse_system(name)
    crs = pyproj.CRS.from_epsg(system.epsg)
    if not crs.is_projected or not system.code.startswith("EPSG:"):
        raise UserError(
            Text("{system} counts in degrees, in which no length on a map is true.", {"system": system.title}),
            Text("Choose a projected system, such as EPSG:4546 (CGCS2000, 3-degree zone round 111° E)."),
            value=name,
        )
    if any(axis.unit_name != "metre" for axis in crs.axis_info):
        raise UserError(
            Text("{system} does not count in metres.", {"system": system.title}),
            Text("Choose a projected system in metres, such as EPSG:4546 (CGCS2000, 3-degree zone round 111° E)."),
            value=name,
        )
    projection = Projection(system.code, system.title)
    if not reachable(projection):
        raise UserError(
            Text("{system} is a name for many zones at once, and for no one projection.",
                 {"system": system.title}),
            Text("Choose a single zone, such as EPSG:4546 (CGCS2000, 3-degree zone round 111° E)."),
            value=name,
        )  # fmt: skip
    return projection


def stretched(projection: Projection, stretch: float) -> Projection:
    """The projection with lengths told as they are on the ground where it stretches them so many times."""
    if stretch == 1.0:
        return projection
    title = Text("{projection}, scale true in the middle of the cluster", {"projection": projection.title})
    return replace(projection, title=title, stretch=stretch)


def _conic(name: str) -> Projection | None:
    match = _CONIC.fullmatch(name)
    kind = find_word("projection", match[1]) if match else None
    if match is None or kind not in CONICS:
        return None
    low, high, meridian = (float(number) for number in match.groups()[1:]) if match[2] else CHINA
    if not (-85 < low < 85 and -85 < high < 85 and abs(low + high) > _LEAST_APART and -180 <= meridian <= 180):
        return None
    code, title = CONICS[kind]
    crs = f"+proj={code} +lat_0=0 +lon_0={meridian:g} +lat_1={low:g} +lat_2={high:g} +datum=WGS84 +units=m"
    return Projection(crs, Text(title, {"low": f"{low:g}", "high": f"{high:g}", "meridian": f"{meridian:g}"}))
