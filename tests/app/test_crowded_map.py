"""A window on 1,000 firms with 5,000 links: signs for many firms, lines for many links, drafts on the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF

from core.project import Project
from core.records import insert
from core.text import Text
from tests.app.conftest import wait_for
from tests.benchmarks.counties import county_rows


@pytest.fixture
def county(open_desk: Callable[..., Any], tmp_path: Path) -> Any:
    path = tmp_path / "county.gpkg"
    with Project.create(path) as project, project.edit(Text("Enter a county")) as db:
        for table, rows in county_rows("S").items():
            insert(db, table, rows)
    return open_desk(path)


def place_of(desk: Any, x: float, y: float) -> QPoint:
    """A place of the frame (mm) in pixels of the map."""
    frame, canvas = desk.canvas.frame, desk.canvas
    area = frame.target(canvas.view, canvas.pixels_per_mm)
    size = area.width() / frame.view.width_mm
    return QPoint(round(area.x() + x * size), round(area.y() + y * size))


def test_a_sign_of_many_firms_chooses_and_tells_them(county: Any) -> None:
    shown = county.canvas.frame.overview
    row = int(shown.radius.argmax())
    many = int(shown.level.firms[shown.groups[row]])
    assert many > 1
    place = place_of(county, *shown.places[row].tolist())
    county.click_map(place)
    assert len(county.bench.session.selection.refs) == many
    assert county.canvas.chosen == {("actor", uid) for uid in county.bench.session.selection.uids}
    target = county.canvas.target_at(QPointF(place))
    assert f"{many} firms" in county.canvas.frame.words(target, "en")
    assert not county.canvas._overlay.isNull()


def test_the_foot_tells_how_many_links_share_lines_and_opens_them(county: Any) -> None:
    counts = county.bench.status.counts
    assert counts.links == 5000
    assert f"inside {counts.lines} summed lines" in county.bench.status.links.text()
    county.bench.status.open_group("inside")
    assert county.bench.links.panel.model.rowCount() == len(counts.inside) > counts.lines


def test_a_drag_beyond_the_picture_is_drafted_and_then_drawn_in_full(county: Any) -> None:
    canvas = county.canvas
    canvas.drag(QPointF(canvas.width() * 0.9, 0.0))
    assert wait_for(lambda: canvas.frame.draft or not canvas._rest.isActive())
    county.settle()
    assert not canvas.frame.draft
    assert canvas.frame.target(canvas.view, canvas.pixels_per_mm).contains(canvas.rect().toRectF())


def test_zooming_to_a_firm_comes_so_near_that_it_has_a_sign_of_its_own(county: Any) -> None:
    uid = county.uid("firm 7")
    whole = county.canvas.view.metres_per_mm
    county.canvas.show_rows(frozenset({uid}))
    county.settle()
    assert county.canvas.view.metres_per_mm < whole / 10
    box = county.canvas.frame.sign_box(uid)
    assert box is not None
    found = county.canvas.target_at(QPointF(place_of(county, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)))
    assert found == ("actor", uid)
