"""The grid of degrees on the screen stays off until it is asked for, and its labels keep to the edges."""

from dataclasses import replace

import numpy as np
import pytest

from core.snapshot import Snapshot
from gis.page_grid import degree_words, grid_lines
from gis.paint import measure
from gis.palette import palette
from gis.projections import Projection, project
from gis.scene import Label, Scene
from gis.screen_grid import edge_labels, screen_grid
from gis.view import OFF_AT_FIRST, View, fit

SIZE = (220.0, 140.0)


def around(lon: float, lat: float, metres_per_mm: float) -> View:
    centre = project(Projection("EPSG:3857", "Mercator"), np.array([[lon, lat]]))[0].tolist()
    return View(Projection("EPSG:3857", "Mercator"), (centre[0], centre[1]), metres_per_mm, *SIZE, hidden=frozenset())


def test_the_grid_is_off_until_somebody_switches_it_on(park: Snapshot) -> None:
    view = fit(park, *SIZE)
    assert screen_grid(view) == ()
    assert screen_grid(replace(view, hidden=OFF_AT_FIRST - {"grid"}))


def test_a_meridian_is_labelled_where_it_crosses_the_upper_edge(park: Snapshot) -> None:
    view = replace(fit(park, *SIZE), hidden=frozenset())
    lines = screen_grid(view)
    labels = [mark for mark in edge_labels(lines, SIZE, palette(), measure) if isinstance(mark, Label)]
    upper = next(label for label in labels if label.y < 5.0)
    assert upper.text == degree_words(round(view.to_lonlat(upper.x + upper.width / 2, 0.0)[0] * 60) / 60, True)


@pytest.mark.parametrize("metres_per_mm", [0.5, 7.0, 90.0, 1000.0, 30_000.0])
def test_no_label_stands_on_another_one_or_in_the_corners_of_arrow_and_scale(metres_per_mm: float) -> None:
    marks = edge_labels(screen_grid(around(111.0, 35.0, metres_per_mm)), SIZE, palette(), measure)
    assert len(marks) >= 4
    boxes = Scene(*SIZE, tuple(mark for mark in marks if isinstance(mark, Label))).boxes
    assert ((boxes[:, 0] >= 14.0) & ((boxes[:, 2] <= SIZE[0] - 14.0) | (boxes[:, 1] >= 30.0))).all()
    for at, (left, top, right, bottom) in enumerate(boxes):
        rest = np.delete(boxes, at, axis=0)
        apart = (rest[:, 0] > right) | (rest[:, 2] < left) | (rest[:, 1] > bottom) | (rest[:, 3] < top)
        assert apart.all()


def test_a_close_view_counts_in_seconds() -> None:
    assert degree_words(116.5 + 15 / 3600, True) == "116°30′15″E"
    assert any("″" in line.words for line in grid_lines(around(116.5, 39.0, 0.5), "degrees"))


def test_the_grid_goes_on_across_the_antimeridian() -> None:
    found = {line.words for line in grid_lines(around(180.0, -16.5, 500.0), "degrees") if line.upright}
    assert {"179°40′E", "179°40′W"} <= found or {"179°45′E", "179°45′W"} <= found
