"""The map as layers for another GIS: regions, links as they bend, arrowheads and signs, each row with its own look.

Every layer carries the columns from which its style (`gis/qgis_styles.py`) takes colour, width and size in mm, so that
the other program draws at the scale of the map what the map draws.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from core.cells import Cell
from core.export_names import Naming, number
from core.table_columns import heading
from gis.amounts import short_amount
from gis.ground import region_marks
from gis.projections import unproject
from gis.qgis_styles import MARKERS
from gis.region_shapes import outline
from gis.scene import Points, Shape, flatten
from gis.sheet import Sheet
from gis.signs import located_rows, ring_line
from gis.strokes import link_marks

Row = dict[str, Cell]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLayer:
    """A layer: its name, kind of geometry, WKB of its shapes in degrees, and its columns of equally many cells."""

    name: str
    geometry: str
    shapes: list[bytes | None]
    columns: dict[str, list[Cell]]


def drawn_layers(sheet: Sheet) -> list[DrawnLayer]:
    """Regions, links, arrowheads and signs of a map, from below to above; layers without a row are left out."""
    naming = Naming(sheet.snapshot, sheet.view.language)
    links = [mark for mark in link_marks(sheet) if isinstance(mark, Shape) and mark.target]
    told = _link_words(sheet, naming)
    lines = [mark for mark in links if mark.stroke]
    heads = [mark for mark in links if not mark.stroke]
    made = [
        _layer("regions", "MultiPolygon", *_regions(sheet, naming)),
        _layer("links", "LineString", [_line(sheet, mark) for mark in lines], [_link(mark, told) for mark in lines]),
        _layer("arrowheads", "Point", [_head_place(sheet, mark) for mark in heads], [_head(mark) for mark in heads]),
        _layer("actors", "Point", *_actors(sheet, naming)),
    ]
    return [layer for layer in made if layer.shapes]


def _layer(name: str, geometry: str, shapes: Iterable[bytes], rows: Iterable[Row]) -> DrawnLayer:
    listed = list(rows)
    columns = list(listed[0]) if listed else []
    return DrawnLayer(name, geometry, list(shapes), {column: [row[column] for row in listed] for column in columns})


def _ground(sheet: Sheet, paper: Points) -> Points:
    """Places (n, 2) in mm on the paper in degrees."""
    metres = np.array([sheet.view.to_ground(float(x), float(y)) for x, y in paper])
    return unproject(sheet.view.projection, metres)


def _line(sheet: Sheet, mark: Shape) -> bytes:
    return _wkb(shapely.LineString(_ground(sheet, flatten(mark.path)[0])))


def _wkb(shape: shapely.Geometry) -> bytes:
    return bytes(shapely.to_wkb(shape))


def _link_words(sheet: Sheet, naming: Naming) -> Callable[[str], Row]:
    """What the attributes of a link say, by its uid."""
    flow, language = sheet.snapshot.flow, sheet.view.language
    row_of = {str(uid): row for row, uid in enumerate(flow.uid)}
    stated = {int(row): place for place, row in enumerate(sheet.links.flow)}

    def told(uid: str) -> Row:
        row = row_of[uid]
        place = stated.get(row)
        words: Row = {
            "from": naming.actor(int(flow.sender[row])),
            "to": naming.actor(int(flow.receiver[row])),
            "commodity": naming.commodity(int(flow.commodity[row])),
            "kind": naming.word("flow_kind", str(flow.kind[row])),
            "amount": None if place is None else number(float(sheet.links.amount[place])),
            "unit": None if place is None else str(sheet.links.unit[place]) or None,
            "status": naming.word("flow_status", str(flow.status[row])),
        }
        amount, unit = words["amount"], str(words["unit"] or "")
        label = short_amount(float(amount), unit, language) if isinstance(amount, int | float) and unit else None
        return {heading("flows", column, language): cell for column, cell in words.items()} | {"label": label}

    return told


def _link(mark: Shape, told: Callable[[str], Row]) -> Row:
    if mark.target is None or mark.stroke is None:
        raise ValueError("a link without a row or a pen")
    stroke, uid = mark.stroke, mark.target[1]
    dash = ";".join(f"{length:g}" for length in stroke.dashes) or f"{_UNBROKEN};0"
    return {"uid": uid, **told(uid), "colour": stroke.colour, "width_mm": round(stroke.width, 3), "dash": dash}


_UNBROKEN = 1000  # mm: dashes as long as any line
_STANDS = 0.05  # mm: a sign this near its true place stands there


def _head(mark: Shape) -> Row:
    """Colour, size and direction of an arrowhead from its corners tip, left, right; angles run clockwise from north."""
    tip, left, right = flatten(mark.path)[0][:3]
    along = tip - (left + right) / 2
    angle = float(np.degrees(np.arctan2(along[0], -along[1]))) % 360
    uid = mark.target[1] if mark.target else ""
    size = round(float(np.hypot(*(left - right))), 3)
    return {"uid": uid, "colour": mark.fill, "size_mm": size, "angle": round(angle, 1)}


def _head_place(sheet: Sheet, mark: Shape) -> bytes:
    tip, left, right = flatten(mark.path)[0][:3]
    return _wkb(shapely.Point(_ground(sheet, ((tip + (left + right) / 2) / 2)[None])[0]))


def _actors(sheet: Sheet, naming: Naming) -> tuple[list[bytes], list[Row]]:
    """The signs where they stand, with the ring of a finding as its width in mm, 0 for none."""
    rows = located_rows(sheet)
    places: Iterable[Points] = _ground(sheet, sheet.places[rows]) if rows else ()
    return [_wkb(shapely.Point(place)) for place in places], [_actor(sheet, naming, row) for row in rows]


def _actor(sheet: Sheet, naming: Naming, row: int) -> Row:
    actor, sign = sheet.snapshot.actor, str(sheet.sign[row])
    marker, angle, size = MARKERS.get(sign, ("circle", 0.0, 1.0))
    words: Row = {
        "name": naming.actor(row),
        "role": naming.word("role", str(actor.role[row])),
        "kind": naming.word("actor_kind", str(actor.kind[row])),
    }
    lon, lat = actor.point[row].tolist()
    return {
        "uid": str(actor.uid[row]),
        **{heading("actors", column, naming.language): cell for column, cell in words.items()},
        "lon": lon,
        "lat": lat,
        "moved_m": _moved(sheet, row),
        "label": str(actor.name[row]),
        "marker": marker,
        "angle": angle,
        "size_mm": round(2 * size * float(sheet.radius[row]), 3),
        "colour": sheet.colours.roles[sign],
        **_ring(sheet, row),
    }


def _moved(sheet: Sheet, row: int) -> int:
    """How far in whole metres a sign stands from its true place, since signs there would cover one another."""
    away = float(np.hypot(*(sheet.places[row] - sheet.view.to_paper(sheet.snapshot.actor.point[row][None])[0])))
    return round(away * sheet.view.metres_per_mm) if away > _STANDS else 0


def _ring(sheet: Sheet, row: int) -> Row:
    """Diameter and weight in mm of the ring of an actor with findings, 0 where it has none."""
    if row not in sheet.flagged.rings or not sheet.shows("findings"):
        return {"ring_mm": 0.0, "ring_width_mm": 0.0}
    reach, weight = ring_line(float(sheet.radius[row]), sheet.flagged.rings[row])
    return {"ring_mm": round(2 * reach, 3), "ring_width_mm": round(weight, 3)}


def _regions(sheet: Sheet, naming: Naming) -> tuple[list[bytes], list[Row]]:
    region, language = sheet.snapshot.region, naming.language
    rows = [row for row in range(len(region)) if region.outline[row] is not None] if sheet.shows("regions") else []
    shapes = [_wkb(shapely.MultiPolygon([*_parts(region.outline[row])])) for row in rows]
    fills = {mark.target[1]: mark.fill for mark in region_marks(sheet) if isinstance(mark, Shape) and mark.target}
    plain = sheet.colours.region[0]  # beyond the paper nothing is drawn
    told: list[Row] = [
        {
            "uid": str(region.uid[row]),
            heading("regions", "name", language): naming.region(row),
            "label": str(region.name[row]),
            "colour": fills.get(str(region.uid[row])) or plain,
        }
        for row in rows
    ]
    return shapes, told


def _parts(blob: bytes) -> Iterable[shapely.Polygon]:
    parts: Iterable[shapely.Polygon] = shapely.get_parts(outline(blob))
    return parts
