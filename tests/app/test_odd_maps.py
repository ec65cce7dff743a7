"""Projects that go wrong in every way, through canvas and page: each is drawn and every link counted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF

from app.map_frame import compose_frame
from core.analysis import Analysis
from core.geopackage import point_blob, polygon_blob
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import Text
from gis.page import Page, compose
from gis.paint import measure
from gis.scene import texts_of
from gis.view import fit

FEW, MANY = 24, 1501  # firms: each drawn by itself, or in groups
LONG = "长" * 296

Place = Callable[[int], tuple[float, float] | None]
ODD: dict[str, Place] = {
    "all links at one firm": lambda row: (113 + row % 41 / 100, 23 + row // 41 / 100),
    "all firms at one point": lambda _: (113.0, 23.0),
    "on both sides of the antimeridian": lambda row: ((-1) ** row * 179.9, row / 1e3),
    "nobody has a place": lambda _: None,
    "one firm has a place": lambda row: None if row else (113.0, 23.0),
    "beyond the pole": lambda row: (113.0, 89.99 - row / 1e5),
}


def odd_project(path: Path, firms: int, place: Place, *, corners: int = 0) -> Path:
    """A project of firms with long names, each giving one link to the first, of 1e-9, 1e9, 5 t or unknown amounts."""
    spots = [place(row) for row in range(firms)]
    actors = [
        {"name": f"{row}{LONG}", "role": "producer", "geom": None if spot is None else point_blob(*spot, 4490)}
        for row, spot in enumerate(spots)
    ]
    flow = {"receiver_id": 1, "commodity_id": 1, "kind": "waste"}
    with Project.create(path) as project, project.edit(Text("Enter something odd")) as db:
        if corners:
            insert(db, "region", [{"name": LONG, "geom": fringed(corners)}])
        insert(db, "commodity", [{"name": "slag" + LONG, "medium": "goods", "base_unit": "t"}])
        insert(db, "actor", actors)
        insert(db, "flow", [{**flow, "sender_id": row + 1} for row in range(firms)])
        amounts = [{"flow_id": row + 1, "value": (None, 1e-9, 1e9, 5.0)[row % 4]} for row in range(firms)]
        insert(db, "flow_amount", amounts)
    return path


def fringed(corners: int) -> bytes:
    """The outline of a round region with a fringe of very many corners."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    rim = 0.25 + 0.002 * np.sin(3000 * turn)
    shape = shapely.Polygon(np.column_stack([113.2 + rim * np.cos(turn), 23.2 + rim * np.sin(turn)]))
    return polygon_blob(shapely.to_wkb(shapely.multipolygons([shape]), byte_order=1), 4490)


def check_screen(snapshot: Snapshot) -> None:
    """Draw the whole and thirty times closer; every link is told of."""
    view = replace(fit(snapshot, 300.0, 200.0), language="zh")
    whole = compose_frame(snapshot, (), view, 4.0)
    closer = compose_frame(snapshot, (), view.zoomed(30.0, 150.0, 100.0), 4.0, whole)
    assert whole.scene.counts.links == closer.scene.counts.links == len(snapshot.flow)
    assert not whole.image.isNull()


def check_page(snapshot: Snapshot) -> None:
    """The same of a page."""
    page = compose(snapshot, Analysis("odd", 1, None, (), (), ()), Page(language="zh"), measure)
    assert page.scene.counts.links == len(snapshot.flow)
    assert list(texts_of(page.scene))


@pytest.mark.parametrize("firms", [FEW, pytest.param(MANY, marks=pytest.mark.wide)])
@pytest.mark.parametrize("case", ODD)
def test_odd_projects_are_drawn_on_screen_with_every_link_told(case: str, firms: int, tmp_path: Path) -> None:
    with Project.open(odd_project(tmp_path / "odd.gpkg", firms, ODD[case])) as project:
        check_screen(project.snapshot())


@pytest.mark.parametrize(
    ("case", "firms"),
    [*((case, FEW) for case in ODD), pytest.param("all firms at one point", MANY, marks=pytest.mark.wide)],
)
def test_odd_projects_are_drawn_on_a_page_with_every_link_told(case: str, firms: int, tmp_path: Path) -> None:
    with Project.open(odd_project(tmp_path / "odd.gpkg", firms, ODD[case])) as project:
        check_page(project.snapshot())


@pytest.mark.parametrize("firms", [FEW, pytest.param(MANY, marks=pytest.mark.wide)])
def test_a_region_of_very_many_corners_is_drawn_with_those_that_show(firms: int, tmp_path: Path) -> None:
    path = odd_project(tmp_path / "odd.gpkg", firms, ODD["all links at one firm"], corners=100_000)
    with Project.open(path) as project:
        check_screen(project.snapshot())


def test_a_window_on_firms_with_names_of_300_letters_can_be_dragged_and_zoomed(
    open_desk: Callable[..., Any], tmp_path: Path
) -> None:
    desk = open_desk(odd_project(tmp_path / "odd.gpkg", MANY, ODD["all links at one firm"]))
    canvas = desk.canvas
    canvas.zoom(1.25)
    canvas.drag(QPointF(canvas.width() * 0.9, 0.0))
    desk.settle()
    assert canvas.frame.overview is not None
    assert canvas.frame.scene.counts.links == MANY
    assert all(len(text) < 60 for text in texts_of(canvas.frame.scene))
