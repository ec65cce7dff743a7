"""Names of regions: large and faint, in a corner of each that signs and links leave free."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import shapely

from core.columns import Blobs, Flags
from gis.grouping import REGION
from gis.labels import Wanted
from gis.region_shapes import outline
from gis.scene import Font, Points
from gis.sheet import Sheet
from gis.standing import held
from gis.typeset import two_lines

_SMALL = 60.0  # mm: the name of a smaller region stands in its middle, lest it seem its neighbour's
REGION_NAME = Font(10.0, bold=True)
SMALL_NAME = Font(7.5, bold=True)


def region_names(sheet: Sheet) -> Iterable[Wanted]:
    """Names of regions that hold no others, in a free corner of each."""
    regions = sheet.snapshot.region
    if not (sheet.shows("regions") and sheet.shows("labels")) or sheet.view.grouping.by == REGION:
        return  # the signs of regions carry their names
    for row in innermost(regions.outline):
        name, outlined = str(regions.name[row]), regions.outline[row]
        length = float(sheet.measure([name], REGION_NAME)[0])
        large, small = ((name,), REGION_NAME), (two_lines(name, length), SMALL_NAME)
        texts = [_region_name(sheet, row, lines, font) for lines, font in (large, small)]
        stood = [text for text in (held(one, sheet.stood, sheet.frame) for one in texts) if text.side >= 0]
        if stood:
            yield stood[0]
        elif len(along := free_spots(sheet, outlined, length)):
            yield replace(texts[0], along=along)
        elif len(along := _middle(sheet, outlined)):
            yield replace(texts[1], along=along)


def _region_name(sheet: Sheet, row: int, lines: tuple[str, ...], font: Font) -> Wanted:
    """The name of a region, still without places."""
    return Wanted(
        lines, tuple(sheet.measure(lines, font).tolist()), font, sheet.colours.faint, 0.0, 0.0, 0.0, -1.0,
        along=np.empty((0, 2)), target=("region", str(sheet.snapshot.region.uid[row])), dropped=True,
    )  # fmt: skip


def _middle(sheet: Sheet, blob: bytes) -> Points:
    """A place (1, 2) within a region that is too small for its name, none where it lies off the paper."""
    point = shapely.point_on_surface(outline(blob))
    spot = sheet.view.to_paper(np.array([[point.x, point.y]]))
    on_paper = ((spot > 0) & (spot < sheet.frame)).all() and not _framed(sheet, spot, 0.0).any()
    return spot if on_paper else spot[:0]


def innermost(outlines: Blobs) -> list[int]:
    """The rows of outlined regions in which no others lie, whose names would tell the place."""
    rows = np.array([row for row, blob in enumerate(outlines) if blob is not None], dtype=np.int64)
    if not len(rows):
        return []
    shapes = np.array([outline(outlines[row]) for row in rows.tolist()], dtype=object)
    area = shapely.area(shapes)
    within, around = shapely.STRtree(shapes).query(shapely.point_on_surface(shapes), predicate="within")
    holding = around[area[within] < area[around]]
    return [int(row) for row in np.delete(rows, np.unique(holding))]


def free_spots(sheet: Sheet, blob: bytes, length: float) -> Points:
    """Places within a region and the paper where its name fits, corners first, the middle of small ones."""
    left, top, right, bottom = 3.0, 4.0, sheet.frame[0] - 3.0, sheet.frame[1] - 4.0
    west, south, east, north = shapely.bounds(outline(blob))
    corners = sheet.view.to_paper(np.array([(west, north), (east, south), (west, south), (east, north)]))
    inset = np.array([length / 2 + 2.0, 4.0])
    low = np.maximum(corners.min(axis=0), (left, top)) + inset
    high = np.minimum(corners.max(axis=0), (right, bottom)) - inset
    if (high <= low).any():
        return np.empty((0, 2))
    across, down = np.meshgrid(np.linspace(low[0], high[0], 7), np.linspace(low[1], high[1], 7))
    spots = np.column_stack([across.ravel(), down.ravel()])
    middle = (low + high) / 2
    outward = (np.abs(spots - middle) / (high - low)).sum(axis=1)
    small = (high - low).max() < _SMALL
    spots = spots[np.argsort(outward if small else -outward, kind="stable")]
    half = np.array([length / 2, 0.0])
    ends = np.concatenate([spots - half, spots + half])
    ground = np.array([sheet.view.to_lonlat(x, y) for x, y in ends])
    held = shapely.contains_xy(outline(blob), ground[:, 0], ground[:, 1]).reshape(2, -1).all(axis=0)
    free: Points = spots[held & ~_framed(sheet, spots, length)]
    return free


def _framed(sheet: Sheet, spots: Points, length: float) -> Flags:
    """At which spots a sketch's frame, or the line from it to its true place, covers a name of so many mm."""
    framed = np.zeros(len(spots), dtype=np.bool_)
    half = np.array([length / 2 + 1.0, 3.0])
    names = shapely.box(*(spots - half).T, *(spots + half).T)
    for frame in sheet.layout.frames:
        left, top, right, bottom = frame.rect
        framed |= ((spots > (left - 12.0, top - 4.0)) & (spots < (right + 12.0, bottom + 4.0))).all(axis=1)
        near = np.clip(frame.true, (left, top), (right, bottom))
        framed |= shapely.intersects(names, shapely.LineString(np.array([frame.true, near], dtype=np.float64)))
    return framed
