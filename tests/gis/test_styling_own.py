"""Own indicators on the map: regions in classes, signs by size, both told in the legend; none on a public map."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.edits import add_row
from core.project import Project
from core.snapshot import Snapshot
from gis.legend import side_legend
from gis.paint import measure
from gis.picture import lay_out
from gis.scene import texts_of
from gis.styling import Style
from gis.styling_own import own_choices
from gis.styling_regions import shadable
from gis.view import fit

STYLE = Style(shade="own:own.1", size="own:own.1", classes=3)


@pytest.fixture(scope="module")
def park(sample_file: Callable[[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = shutil.copyfile(sample_file("teaching", "en"), tmp_path_factory.mktemp("park") / "park.gpkg")
    with Project.open(path) as project:
        formula = {"formula": "water_fresh / output_value", "unit": "m3"}
        add_row(
            project,
            "own_indicator",
            {"number": "1", "title": "万元产值水耗", "title_en": "Water per output", **formula},
        )
        return project.snapshot()


def test_the_map_shades_regions_and_sizes_signs_by_an_own_indicator_and_the_legend_tells_both(park: Snapshot) -> None:
    assert STYLE.shade in own_choices(park, firms=True)
    assert STYLE.shade in shadable(park)
    sheet = lay_out(park, (), replace(fit(park, 260.0, 180.0), year=2025, language="en", style=STYLE), measure)
    assert sheet.shading is not None
    assert sheet.sizes is not None
    counted = sum(sheet.shading.count(place) for place in range(len(sheet.shading.colours)))
    assert counted + sheet.shading.unknown == int(sheet.shading.shaded.sum()) == 4
    assert len(sheet.shading.edges) > 1
    told = " ".join(texts_of(side_legend(sheet, 90.0)))
    assert told.count("Water per output") == 2


def test_a_public_map_shows_none_and_one_that_is_gone_is_not_drawn(park: Snapshot) -> None:
    view = replace(fit(park, 260.0, 180.0), year=2025, style=STYLE)
    public = lay_out(park, (), view, measure, public=True)
    assert (public.shading, public.sizes) == (None, None)
    gone = lay_out(park, (), replace(view, style=Style(size="own:own.9")), measure)
    assert gone.sizes is None
