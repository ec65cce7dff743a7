"""Metric map projections: longitude and latitude are never used as distances."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from pyproj.exceptions import ProjError

from core.text import Text

Points = npt.NDArray[np.float64]

_CHINA = (73.0, 17.0, 136.0, 54.0)  # where CGCS2000 zones are defined: EPSG 4534 (75 E) to 4554 (135 E)
_GAUSS_SPAN = 4.5  # degrees of longitude that one 3-degree zone carries without more than 0.1 % of stretch
_UTM_SPAN = 8.0
_HALF_ROUND = 180.0


@dataclass(frozen=True, slots=True)
class Projection:
    """A metric projection: `crs` as PROJ reads it, `title` as a page names it.

    `stretch` says how many times longer than on the ground lengths are in it; places are told in metres of the ground.
    """

    crs: str
    title: Text
    stretch: float = 1.0


def choose_projection(lonlat: Points) -> Projection:
    """The projection for points (n, 2) in degrees: a CGCS2000 3-degree Gauss-Krueger zone in China, UTM elsewhere.

    Extents too wide for a zone get an equal-area projection round their middle. NaN points are passed over.
    """
    known = lonlat[~np.isnan(lonlat).any(axis=1)]
    if not len(known):
        return gauss_krueger(114)
    if np.ptp(known[:, 0]) > _HALF_ROUND:  # on both sides of the antimeridian: count eastwards from 0
        known = np.column_stack([known[:, 0] % 360, known[:, 1]])
    west, south = known.min(axis=0)
    east, north = known.max(axis=0)
    lon, lat = ((west + east) / 2 + 180) % 360 - 180, (south + north) / 2
    if east - west <= _GAUSS_SPAN and _CHINA[0] < lon < _CHINA[2] and _CHINA[1] < lat < _CHINA[3]:
        return gauss_krueger(int(np.clip(3 * round(lon / 3), 75, 135)))
    if east - west <= _UTM_SPAN and south >= -80 and north <= 84:
        return utm(int((lon + 180) // 6) + 1, south=bool(lat < 0))
    return Projection(
        f"+proj=laea +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units=m",
        Text("equal-area projection round {lon}°, {lat}°", {"lon": round(lon, 1), "lat": round(lat, 1)}),
    )


def gauss_krueger(meridian: int) -> Projection:
    """CGCS2000 3-degree zone with this central meridian (a multiple of 3 from 75 to 135), eastings without zone."""
    title = Text("CGCS2000 / 3-degree Gauss-Krueger, central meridian {meridian}°", {"meridian": meridian})
    return Projection(f"EPSG:{4534 + (meridian - 75) // 3}", title)


def utm(zone: int, *, south: bool) -> Projection:
    """WGS 84 / UTM zone 1 to 60."""
    name = f"{zone}{'S' if south else 'N'}"
    return Projection(f"EPSG:{(32700 if south else 32600) + zone}", Text("WGS 84 / UTM zone {name}", {"name": name}))


def in_china(projection: Projection) -> bool:
    """Whether a projection is a CGCS2000 3-degree zone without zone number, as they are chosen in China."""
    return projection.crs in {f"EPSG:{code}" for code in range(4534, 4555)}


@cache
def _forward(crs: str) -> Transformer:
    # CGCS2000 and WGS 84 differ by centimetres, far below a pen's width.
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def reachable(projection: Projection) -> bool:
    """Whether PROJ knows steps from degrees to a projection: to a name for 60 zones at once it knows none."""
    try:
        _forward(projection.crs)
    except ProjError:
        return False
    return True


def project(projection: Projection, lonlat: Points) -> Points:
    """Degrees (n, 2) to metres (n, 2); NaN stays NaN."""
    return _transform(projection, lonlat, "FORWARD")


def unproject(projection: Projection, metres: Points) -> Points:
    """Metres (n, 2) to longitude and latitude in degrees (n, 2)."""
    return _transform(projection, metres, "INVERSE")


def _transform(projection: Projection, points: Points, direction: str) -> Points:
    moved = np.full(points.shape, np.nan)
    known = ~np.isnan(points).any(axis=1)
    if known.any():
        there = direction == "FORWARD"
        x, y = (points[known] if there else points[known] * projection.stretch).T
        columns = np.column_stack(_forward(projection.crs).transform(x, y, direction=direction))
        moved[known] = columns / projection.stretch if there else columns
    return moved
