"""Layers as drawings (DXF) for planners: shapes in metres of a projection that suits the cluster, names beside them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import shapely

from core import worker
from core.cells import Cell
from core.text import Text
from core.written_files import unwritable, whole_file
from gis.projections import choose_projection, project

DRAWING = ".dxf"


def write_drawing(
    path: Path,
    layer: str,
    shapes: Sequence[bytes | None],
    columns: dict[str, list[Cell]],
    named_by: str,
    cancelled: Callable[[], bool],
) -> list[Text]:
    """Write shapes in degrees (WKB) with the cells of the column `named_by` as texts, and say what a drawing lacks."""
    kept = [row for row, shape in enumerate(shapes) if shape is not None]
    inside = [shapely.from_wkb(shapes[row]) for row in kept]
    projection = choose_projection(shapely.get_coordinates(inside) if inside else np.empty((0, 2)))
    metres = [shapely.to_wkb(shapely.transform(shape, lambda points: project(projection, points))) for shape in inside]
    names = [str(columns[named_by][row] or "") if named_by in columns else "" for row in kept]
    with whole_file(path, cancelled) as waiting:
        outlines, texts = worker.run(
            "gis.drawing_writer", "write_drawing", (waiting, layer, metres, names), file=waiting, cancelled=cancelled
        )
        if texts != sum(map(bool, names)) or outlines < len(kept):
            raise unwritable(path)
    said = [Text("The drawing is in metres: {crs}.", {"crs": projection.title})]
    if lost := [column for column in columns if column != named_by]:
        said.append(Text("A drawing keeps shapes and names only; left out: {names}.", {"names": lost}))
    return said
