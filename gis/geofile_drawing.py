"""Drawings (DXF): closed lines become areas, texts inside them their names, the layer of the drawing a column."""

import re
from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.text import Text
from gis.geofile_shapes import AREAS, Shapes, kind_of

NAME, LAYER, TEXT = "name", "drawing layer", "text"
_KEPT = {"Layer": LAYER, "Text": TEXT}
_CURVED = re.compile("AcDb(Arc|Circle|Ellipse|Spline)")
_FEWEST_CORNERS = 4


def read_drawing(
    shapes: Shapes, columns: dict[str, npt.NDArray[Any]], remarks: list[Text]
) -> tuple[Shapes, dict[str, npt.NDArray[Any]]]:
    """Shapes and columns of a drawing as a table of places.

    An area is called by the one text that lies in it, else by its layer where that has no other area; a text by
    itself. What neither names stays without a name.
    """
    closed = np.array([_area_of(shape) for shape in shapes] + [None], dtype=object)[:-1]
    if n := sum(new is not old for new, old in zip(closed, shapes, strict=True)):
        remarks.append(
            Text(
                "{n} closed line of the drawing was taken as an area.",
                {"n": n},
                plural="{n} closed lines of the drawing were taken as areas.",
            )
        )
    if n := sum(bool(_CURVED.search(str(value))) for value in columns.get("SubClasses", ())):
        remarks.append(
            Text(
                "{n} curve of the drawing was turned into short straight pieces.",
                {"n": n},
                plural="{n} curves of the drawing were turned into short straight pieces.",
            )
        )
    texts = [str(value or "").strip() for value in columns.get("Text", np.full(len(shapes), ""))]
    layers = [str(value or "") for value in columns.get("Layer", np.full(len(shapes), ""))]
    kept = {title: columns[name] for name, title in _KEPT.items() if name in columns}
    return closed, {NAME: np.array([*_names(closed, texts, layers), ""], dtype=object)[:-1], **kept}


def _area_of(shape: Any) -> Any:
    """A closed line as an area, anything else as it is."""
    if shape is None or shape.geom_type != "LineString" or len(shape.coords) < _FEWEST_CORNERS or not shape.is_closed:
        return shape
    return shapely.Polygon(shape.coords)


def _names(shapes: Shapes, texts: list[str], layers: list[str]) -> list[str]:
    areas = [row for row, shape in enumerate(shapes) if shape is not None and kind_of(shape) == AREAS]
    labels = [row for row, text in enumerate(texts) if text and shapes[row] is not None]
    alone = Counter(layers[row] for row in areas)
    names = list(texts)
    tree = shapely.STRtree([shapes[row].centroid for row in labels])
    for row in areas:
        told = (
            {texts[labels[place]] for place in tree.query(shapes[row], predicate="intersects")}
            if shapes[row].is_valid
            else set()
        )
        names[row] = told.pop() if len(told) == 1 else layers[row] if alone[layers[row]] == 1 and not told else ""
    return names
