"""Tracks read in a worker process, since files from elsewhere may hold anything: GPX 1.0 and 1.1, KML with gx:Track.

Times are UTC as both formats say; a stretch of a KML line has none. Entities and document types are refused.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from core.columns import Numbers
from core.errors import UserError
from core.survey_tracks import TrackFile, without_times_back
from core.text import Text

LARGEST, MOST_POINTS = 100_000_000, 500_000  # bytes and points of a file
_FINEST = 2e-5  # degrees, about 2 m: what is drawn keeps as near to what was walked
Point = tuple[float, float, float]


def read_track(path: Path) -> TrackFile:
    """The lines of a file, without times that run back; UserError for none, or more than a track can be."""
    if path.stat().st_size > LARGEST:
        raise _too_large(path)
    with path.open("rb") as file:
        content_hash = hashlib.file_digest(file, "sha256").hexdigest()
    lines, count = [], 0
    try:
        for points in _lines(path):
            count += len(points)
            if count > MOST_POINTS:
                raise _too_large(path)
            line = np.array([point for point in points if abs(point[0]) <= 180 and abs(point[1]) <= 90])
            if len(line) > 1:
                lines.append(line)
    except (ParseError, DefusedXmlException, ValueError, LookupError, OverflowError) as cause:
        raise _no_track(path) from cause
    if not lines:
        raise _no_track(path)
    ordered = [without_times_back(line) for line in lines]
    back = sum(lost for _, lost in ordered)
    return TrackFile(path.name, content_hash, tuple(line for line, _ in ordered), tuple(map(_thinned, lines)), back)


def _thinned(line: Numbers) -> Numbers:
    found: Numbers = shapely.get_coordinates(shapely.simplify(shapely.LineString(line[:, :2]), _FINEST))
    return found


def _lines(path: Path) -> Iterator[list[Point]]:
    """The lines of either format, element by element, so that a long file is never in memory as a tree."""
    for _, element in iterparse(path, forbid_dtd=True):
        tag = _tag(element)
        if tag in ("trkseg", "rte"):
            yield [_of_gpx(child) for child in element if _tag(child) in ("trkpt", "rtept")]
            element.clear()
        elif tag == "LineString":
            told = next((child.text or "" for child in element if _tag(child) == "coordinates"), "")
            yield [(*_pair(part.split(",")), np.nan) for part in told.split()]
            element.clear()
        elif tag == "Track":
            whens = [_seconds(child.text) for child in element if _tag(child) == "when"]
            places = [_pair((child.text or "").split()) for child in element if _tag(child) == "coord"]
            times = whens if len(whens) == len(places) else [np.nan] * len(places)
            yield [(*place, time) for place, time in zip(places, times, strict=True)]
            element.clear()


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _of_gpx(element: Any) -> Point:
    told = next((child.text for child in element if _tag(child) == "time"), None)
    return float(element.get("lon", "nan")), float(element.get("lat", "nan")), _seconds(told)


def _pair(parts: list[str]) -> tuple[float, float]:
    return float(parts[0]), float(parts[1])


def _seconds(told: str | None) -> float:
    """Seconds since 1970 of a moment; a zone that is not told is UTC; NaN for what is none, or of no survey's time."""
    try:
        found = datetime.fromisoformat((told or "").strip())
    except ValueError:
        return float("nan")
    if not 1970 <= found.year < 2100:  # a recorder whose clock was never set
        return float("nan")
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _no_track(path: Path) -> UserError:
    return UserError(
        Text("{file} holds no track that can be read.", {"file": path.name}),
        Text("Export the track as GPX or KML from the app that recorded it."),
        file=str(path),
    )


def _too_large(path: Path) -> UserError:
    return UserError(
        Text("{file} is larger than a track of some days can be.", {"file": path.name}),
        Text("Export the days of the survey alone."),
        file=str(path),
    )
