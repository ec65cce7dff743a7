from pathlib import Path
from typing import Any

import numpy as np

from app.import_wizard import PLACES
from app.place_preview import PORTION, PlacePreview
from app.placing import Placing, place_points
from core.project import Project
from core.sheets import make_sheet
from tests.app.conftest import wait_for
from tests.app.test_import_steps import look_at

FIRMS = "name,role,lon,lat\nNear,producer,113.60,23.10\nNowhere,consumer,,\nFar,consumer,13.0,52.5\n"


def test_a_point_far_outside_is_counted_and_does_not_shrink_the_map(cluster_file: Path) -> None:
    rows = [("name", "lon", "lat"), ("Near", 113.6, 23.1), ("Nowhere", None, None), ("Far", 13.0, 52.5)]
    sheet = make_sheet("firms.csv", "", list(enumerate(rows, 1)))
    with Project.open(cluster_file, read_only=True) as project:
        placing = place_points(project.snapshot(), [("actors", sheet)])
    assert placing.inside.tolist() == [True, False]
    assert placing.beyond == 1
    assert placing.box[0] > 100


def test_many_points_are_drawn_while_the_window_lives_on(desk: Any) -> None:
    count = 2 * PORTION + 1
    points = np.column_stack([np.linspace(113, 114, count), np.linspace(23, 24, count)])
    preview = PlacePreview()
    preview.resize(300, 200)
    preview.show()
    preview.show_places(Placing((), points, np.ones(count, dtype=bool), (113.0, 23.0, 114.0, 24.0)))
    first = preview.grab().toImage()
    assert wait_for(lambda: preview._drawn >= count)
    assert preview.grab().toImage() != first
    preview.close()


def test_the_page_of_places_shows_what_the_worker_placed(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS, encoding="utf-8")
    wizard = look_at(desk, path)
    assert wait_for(lambda: wizard.draft.plan)
    wizard.turn_to(PLACES)
    assert len(wizard.places_page.map.placing.points) == 2
