"""Where load gathers on the map: by patterns that need no colour, on large maps too, and never public."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from core.snapshot import Snapshot
from gis.crowded import crowd_of
from gis.crowded_layers import Segments
from gis.crowded_marks import ground_layers
from gis.crowded_patterns import pattern_layers
from gis.crowded_view import overview_of
from gis.palette import palette
from gis.scene import Path
from gis.styling import Style
from gis.styling_hot_spots import ORDER, hot_fields, pattern
from gis.styling_regions import open_shading, region_shading, shadable
from gis.symbols import rectangle
from gis.view import View, fit
from tests.gis.conftest import PAPER

SHADE = Style(shade="hot:water")


@pytest.fixture(scope="module")
def loaded(county: Snapshot) -> Snapshot:
    """The county in which every firm discharges, those of the western fifth much more."""
    rows = np.flatnonzero(~np.isnan(county.actor.point[:, 0]))
    east = county.actor.point[rows, 0]
    filled = {column.name: _blank(column, len(rows)) for column in fields(county.emission)}
    words = {"medium": "water", "pollutant": "COD", "destination": "direct"}
    told: dict[str, Any] = {name: np.full(len(rows), word, dtype=object) for name, word in words.items()}
    told |= {"id": np.arange(len(rows)), "actor": rows, "mass": np.where(east < np.quantile(east, 0.2), 500.0, 1.0)}
    return replace(county, emission=type(county.emission)(**{**filled, **told}))


def _blank(column: Any, count: int) -> Any:
    """A column of which nothing is known."""
    kind = column.metadata["kind"]
    blank = {"number": np.nan, "row": -1, "flag": False, "integer": 0}
    return np.full(count, blank.get(kind, ""), dtype=object if kind == "word" else None)


@pytest.fixture(scope="module")
def view(loaded: Snapshot) -> View:
    return replace(fit(loaded, *PAPER), language="en", style=SHADE)


def test_regions_of_the_west_gather_load_and_are_told_in_the_legend(loaded: Snapshot, view: View) -> None:
    fields_ = hot_fields(loaded, "water")
    hot = fields_.classes == ORDER.index("hot")
    assert hot.sum() >= 5
    shading = region_shading(loaded, (), SHADE, palette())
    assert shading is not None
    assert sum(shading.count(place) for place in range(len(ORDER))) + shading.unknown == int(shading.shaded.sum())
    assert {"hot:water", "load:water"} <= set(shadable(loaded))


def test_classes_are_told_apart_by_patterns_without_colour() -> None:
    field: Path = rectangle(0, 0, 20, 20)
    count = [len(pattern(field, place, palette())) for place in range(len(ORDER))]
    hot, warm, usual, _, cold = count
    assert hot > warm > usual == 0
    assert cold > 0


def test_a_large_map_has_the_same_patterns_and_an_unshaded_one_none(loaded: Snapshot, view: View) -> None:
    crowd = crowd_of(loaded, (), view)
    assert crowd is not None
    shown = overview_of(crowd, view)
    layers = pattern_layers(shown, palette())
    assert layers
    drawn = [layer for layer in ground_layers(shown, palette()) if isinstance(layer, Segments)]
    assert {layer.stroke for layer in layers} <= {layer.stroke for layer in drawn}
    plain = replace(view, style=Style())
    other = crowd_of(loaded, (), plain)
    assert other is not None
    assert pattern_layers(overview_of(other, plain), palette()) == []


def test_a_public_map_is_never_shaded_by_what_was_computed() -> None:
    assert open_shading(SHADE, public=True).shade == ""
    assert open_shading(SHADE, public=False) == SHADE
    firms = Style(shade="firms")
    assert open_shading(firms, public=True) == firms
