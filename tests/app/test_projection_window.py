"""The projection of the map is chosen in a window or by a command; screen and pages follow, undo takes it back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.__main__ import main
from app.code_window import show_codes
from app.projection_window import ProjectionWindow, show_projections
from core.map_projections import kept_projection
from core.project import Project
from tests.app.conftest import Desk, wait_for


def opened(desk: Desk) -> ProjectionWindow:
    asked = show_projections(desk.window, desk.bench.session)
    assert wait_for(lambda: asked.offers)
    return asked


def test_a_chosen_projection_is_an_edit_that_the_map_follows_and_undo_takes_back(desk: Desk) -> None:
    asked = opened(desk)
    assert asked.list.item(0).text().startswith("As proposed: CGCS2000")
    QTest.keyClicks(asked.line, "3857")
    assert wait_for(lambda: asked.offers and asked.offers[0].name == "EPSG:3857")
    before = desk.bench.map.canvas.view
    asked.button.click()
    desk.settle()
    view, project = desk.bench.map.canvas.view, desk.bench.session.project
    assert view.projection.crs == "EPSG:3857"
    assert view.metres_per_mm == pytest.approx(before.metres_per_mm, rel=0.05)
    assert kept_projection(project.snapshot())[0] == "EPSG:3857"
    project.undo()
    desk.settle()
    assert desk.bench.map.canvas.view.projection == before.projection


def test_a_map_that_was_zoomed_keeps_its_ground_in_another_projection(desk: Desk) -> None:
    canvas, asked = desk.bench.map.canvas, opened(desk)
    canvas.zoom(3.0)
    desk.settle()
    middle = canvas.view.to_lonlat(*canvas.view.middle)
    QTest.keyClicks(asked.line, "albers")
    assert wait_for(lambda: asked.offers and asked.offers[0].name == "albers")
    asked.button.click()
    desk.settle()
    assert "aea" in canvas.view.projection.crs
    assert canvas.view.to_lonlat(*canvas.view.middle) == pytest.approx(middle, abs=1e-6)
    assert canvas.frame is not None
    assert canvas.frame.view.projection == canvas.view.projection


def test_a_system_for_elsewhere_is_refused_in_the_window(desk: Desk) -> None:
    asked = opened(desk)
    QTest.keyClicks(asked.line, "25832")
    assert wait_for(lambda: asked.offers and asked.offers[0].name == "EPSG:25832")
    asked.button.click()
    assert "does not cover the cluster" in asked.told.text()
    assert kept_projection(desk.bench.session.project.snapshot())[0] == ""


def test_windows_may_be_closed_while_they_look(desk: Desk) -> None:
    session = desk.bench.session
    for show_window in (show_projections, show_codes):
        show_window(desk.window, session).close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not any(task.lane in ("projections", "codes") for task in desk.bench.tasks.running())
    desk.settle()  # else what was found would come to a window that is gone


def test_the_command_draws_in_a_projection_and_keeps_nothing(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.svg"
    assert main(["map", str(cluster_file), str(out), "--language", "en", "--projection", "utm50"]) == 1
    assert "is no coordinate system that is known here" in capsys.readouterr().err
    assert main(["map", str(cluster_file), str(out), "--language", "en", "--projection", "EPSG:3857"]) == 0
    assert "Web Mercator (EPSG:3857), scale true" in out.read_text(encoding="utf-8")
    with Project.open(cluster_file, read_only=True) as project:
        assert kept_projection(project.snapshot())[0] == ""
