"""What the worker process does to write a drawing (DXF): one layer, shapes in metres, names as texts beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from ezdxf import filemanagement

_EDITION = "R2007"  # the first whose texts are UTF-8
_LETTER = 0.012  # of the drawing's larger side: how high a name is
_METRES = 6  # the unit of a drawing, as its header numbers it


def write_drawing(path: Path, layer: str, shapes: list[bytes], names: list[str]) -> tuple[int, int]:
    """Write shapes (WKB in metres) with their names; give back how many outlines and how many texts the file holds."""
    drawing = filemanagement.new(_EDITION)
    drawing.header["$INSUNITS"] = _METRES
    drawing.layers.add(layer)
    drawing.styles.add("names", font="simsun.ttf")
    parts = [shapely.from_wkb(shape) for shape in shapes]
    height = _letter_height(parts)
    space = drawing.modelspace()
    for shape, name in zip(parts, names, strict=True):
        for outline in _outlines(shape):
            _draw(space, outline, layer)
        if name:
            place = shapely.point_on_surface(shape)
            text = space.add_text(name, height=height, dxfattribs={"layer": layer, "style": "names"})
            text.set_placement((place.x, place.y))
    drawing.saveas(path, encoding="utf-8")
    return _counted(path)


def _letter_height(shapes: list[Any]) -> float:
    """The height of names in metres, such that they can be read on the whole drawing."""
    west, south, east, north = shapely.total_bounds(shapes)
    return max(float(max(east - west, north - south)) * _LETTER, 1.0)


def _outlines(shape: Any) -> Iterator[Any]:
    """Points, lines and rings that a shape consists of."""
    for part in shapely.get_parts(shape):
        yield from (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,)


def _draw(space: Any, outline: Any, layer: str) -> None:
    look = {"layer": layer}
    if outline.geom_type == "Point":
        space.add_point((outline.x, outline.y), dxfattribs=look)
        return
    closed = outline.geom_type == "LinearRing"
    corners = list(outline.coords)[: -1 if closed else None]
    space.add_lwpolyline([(x, y) for x, y, *_ in corners], close=closed, dxfattribs=look)


def _counted(path: Path) -> tuple[int, int]:
    """Read the drawing again: outlines and texts that it holds."""
    space = filemanagement.readfile(path).modelspace()
    kinds = [entity.dxftype() for entity in space]
    return sum(kind in ("POINT", "LWPOLYLINE") for kind in kinds), kinds.count("TEXT")
