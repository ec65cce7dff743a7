"""Names of regions: whose name is written, and that nothing runs across it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import shapely

from core.geopackage import polygon_blob
from core.snapshot import Snapshot
from gis.beside import sketch_beside
from gis.paint import measure
from gis.picture import draw_sheet, lay_out
from gis.regions import innermost
from gis.scene import Label
from gis.view import fit


def blob(west: float, south: float, east: float, north: float) -> bytes:
    """A rectangular outline."""
    return polygon_blob(
        shapely.to_wkb(shapely.multipolygons([shapely.box(west, south, east, north)]), byte_order=1), 4490
    )


def test_a_region_that_holds_others_leaves_its_name_to_them() -> None:
    outlines = np.array(
        [blob(0, 0, 10, 10), blob(1, 1, 4, 4), None, blob(5, 5, 9, 9), blob(20, 0, 30, 10)], dtype=object
    )
    assert innermost(outlines) == [1, 3, 4]
    assert innermost(outlines[2:3]) == []


def test_the_line_from_a_sketch_to_its_place_crosses_no_name_of_a_region(
    sample_shot: Callable[[str, str], Snapshot],
) -> None:
    snapshot = sample_shot("guigang", "zh")
    for width, height in ((276.0, 232.0), (190.0, 148.0), (193.0, 260.0)):
        view = replace(sketch_beside(snapshot, fit(snapshot, width, height)), language="zh", gathered=True)
        sheet = lay_out(snapshot, (), view, measure)
        (frame,) = sheet.layout.frames
        near = np.clip(frame.true, frame.rect[:2], frame.rect[2:])
        line = shapely.LineString([frame.true, near])
        marks = [mark for mark in draw_sheet(sheet).marks if isinstance(mark, Label)]
        names = [mark for mark in marks if mark.target and mark.target[0] == "region"]
        assert names
        assert [mark.text for mark in names if line.intersects(shapely.box(*mark.box))] == []
