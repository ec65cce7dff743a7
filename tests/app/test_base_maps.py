"""Base maps travel with the project by name and place, and every change of them can be undone."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.base_files import base_of, placed
from app.base_ground import told_elsewhere
from app.base_layers import fill_base_menu
from app.base_window import show_base_maps
from app.command_base_map import describe, run
from app.usage import Usage
from core.base_maps import BaseMap, base_maps, put_base_map, put_order
from core.errors import UserError
from core.project import Project
from core.text import Text
from tests.app.conftest import Desk, wait_for
from tests.core.test_tiles import mbtiles
from tests.gis.test_geotiff import UNTOLD, tiff
from tests.gis.test_geotiff import placed as placed_tiff


def call(*words: str) -> int:
    parser = Usage("cluster-atlas base-map", "en")
    describe(parser)
    return run(parser.parse_args(words), "en")


def test_a_file_beside_the_project_is_remembered_by_its_way_from_there(project: Project) -> None:
    folder = Path(project.path).parent / "maps"
    folder.mkdir()
    base = base_of(mbtiles(folder / "tiles.mbtiles", 10, 834, 445, name="底图"), project)
    with project.edit(Text("x")) as db:
        put_base_map(db, base)
    assert base_maps(project) == (BaseMap("底图", "tiles", "maps/tiles.mbtiles"),)
    assert placed(project)[0].file == str(folder / "tiles.mbtiles")


def test_order_and_change_are_edits_that_undo_takes_back(project: Project) -> None:
    for name in ("a", "b"):
        with project.edit(Text("x")) as db:
            put_base_map(db, BaseMap(name, "coast"))
    with project.edit(Text("x")) as db:
        put_order(db, ["b", "a"])
    assert [base.name for base in base_maps(project)] == ["b", "a"]
    project.undo()
    assert [base.name for base in base_maps(project)] == ["a", "b"]
    project.undo()
    assert [base.name for base in base_maps(project)] == ["a"]


def test_the_command_adds_lists_and_takes_out(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiles = mbtiles(cluster_file.parent / "t.mbtiles", 10, 834, 445, name="Survey map")
    assert call(str(cluster_file), "--add", str(tiles), "--review", "GS(2024)0650") == 0
    assert "Survey map\tMap tiles\tt.mbtiles\tGS(2024)0650" in capsys.readouterr().out
    assert call(str(cluster_file), "--remove", "Survey map") == 0
    with Project.open(cluster_file, read_only=True) as project:
        assert base_maps(project) == ()


def test_the_window_lists_switches_and_takes_out_base_maps_as_edits_of_their_own(desk: Desk, tmp_path: Path) -> None:
    asked = show_base_maps(desk.window, desk.bench.session)
    asked.add_file(mbtiles(tmp_path / "t.mbtiles", 10, 834, 445, name="Survey map"))
    assert wait_for(lambda: asked.bases)
    asked.buttons["coast"].click()
    assert [asked.list.item(row).text() for row in range(2)] == [
        "Coast lines of the world",
        "Survey map · Map tiles",
    ]
    asked.buttons["down"].click()
    assert [base.name for base in asked.bases] == ["Coast lines of the world", "Survey map"]
    asked.list.setCurrentRow(0)
    asked.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert [base.visible for base in asked.bases] == [True, False]
    asked.buttons["drop"].click()
    assert len(asked.bases) == 1
    desk.ask("undo")
    assert asked.list.count() == 2


def test_a_file_that_is_no_base_map_is_told_in_the_window(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    asked = show_base_maps(desk.window, desk.bench.session)
    asked.add_file(tmp_path / "notes.txt")
    assert wait_for(lambda: "notes.txt" in asked.told.text())
    assert asked.told.text().startswith("notes.txt is no base map.")
    assert asked.bases == ()


def test_a_file_that_is_looked_at_while_another_project_is_opened_is_added_to_none(
    desk: Desk, tmp_path: Path, cluster_file: Path
) -> None:
    session, asked = desk.bench.session, show_base_maps(desk.window, desk.bench.session)
    other = tmp_path / "other.gpkg"
    other.write_bytes(cluster_file.read_bytes())
    asked.add_file(mbtiles(tmp_path / "t.mbtiles", 10, 834, 445, name="Survey map"))
    session.open(Project.open(other))
    assert Path(session.project.path) == other
    assert wait_for(lambda: "t.mbtiles was not taken" in asked.told.text())
    assert base_maps(session.project) == ()


def test_closing_the_window_gives_up_the_file_that_is_looked_at(desk: Desk, tmp_path: Path) -> None:
    asked = show_base_maps(desk.window, desk.bench.session)
    asked.add_file(mbtiles(tmp_path / "t.mbtiles", 10, 834, 445, name="Survey map"))
    asked.close()
    assert not any(task.lane == "base map" for task in desk.bench.tasks.running())
    desk.settle()
    assert base_maps(desk.bench.session.project) == ()


def test_a_closed_project_leaves_no_message_and_no_scale_on_the_start_page(desk: Desk) -> None:
    show_base_maps(desk.window, desk.bench.session).buttons["coast"].click()
    desk.settle()
    assert desk.window.messages.isVisible()
    desk.bench.session.close()
    desk.settle()
    status = desk.bench.status
    assert not desk.window.messages.isVisible()
    assert (status.scale.text(), status.place.text(), status.links.text()) == ("", "", "")


def test_a_base_map_that_shows_nothing_is_told_above_the_map(desk: Desk) -> None:
    asked = show_base_maps(desk.window, desk.bench.session)
    asked.buttons["coast"].click()
    desk.settle()
    assert "too coarse" in desk.window.messages.label.text()


def test_a_file_that_is_not_there_is_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        base_of(tmp_path / "missing.mbtiles", project)
    assert refused.value.sentence.message_id == "There is no file {file}."


def test_a_geotiff_is_taken_with_the_system_that_it_tells(project: Project) -> None:
    base = base_of(placed_tiff(Path(project.path).parent), project)
    assert base == BaseMap("sheet", "picture", "sheet.tif", "EPSG:4490")


def test_a_geotiff_without_a_system_waits_for_one_in_the_window(project: Project, tmp_path: Path) -> None:
    tags = {33550: (2.0, 2.0, 0.0), 33922: (0.0, 0.0, 0.0, 5e5, 2.5e6, 0.0), 34735: UNTOLD}
    assert base_of(tiff(tmp_path / "t.tif", tags), project).crs == ""
    with pytest.raises(UserError):
        base_of(tiff(tmp_path / "t.tif", tags), project, "no system")


def test_base_maps_stand_below_the_layers_and_change_places_and_strength_there(desk: Desk) -> None:
    session, layers = desk.bench.session, desk.bench.layers
    for name in ("valley", "roads"):
        with session.project.edit(Text("x")) as db:
            put_base_map(db, BaseMap(name, "coast"))

    def listed() -> list[str]:
        rows = (layers.tree.topLevelItem(row) for row in range(layers.tree.topLevelItemCount()))
        return [item.text(0) for item in rows][-2:]

    assert listed() == ["roads", "valley"]  # the upper one first
    menu = QMenu()
    fill_base_menu(menu, session, "valley")
    higher, lower, strengths = menu.actions()
    assert (higher.isEnabled(), lower.isEnabled()) == (True, False)
    higher.trigger()
    assert listed() == ["valley", "roads"]
    strengths.menu().actions()[2].trigger()
    assert [base.opacity for base in base_maps(session.project)] == [1.0, 0.5]
    layers.tree.topLevelItem(layers.tree.topLevelItemCount() - 1).setCheckState(0, Qt.CheckState.Unchecked)
    desk.settle()
    assert [base.visible for base in base_maps(session.project)] == [False, True]
    for _ in range(3):
        desk.ask("undo")
    assert listed() == ["roads", "valley"]
    assert all(base.visible and base.opacity == 1.0 for base in base_maps(session.project))


def test_a_base_map_of_another_continent_is_told_when_it_is_added(
    desk: Desk, tmp_path: Path, cluster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = show_base_maps(desk.window, desk.bench.session)
    asked.add_file(mbtiles(tmp_path / "t.mbtiles", 0, 0, 0, name="World"))
    assert wait_for(lambda: len(asked.bases) == 1)
    assert "Nothing of this project" not in asked.told.text()
    away = mbtiles(tmp_path / "away.mbtiles", 10, 300, 400, name="Far away")
    asked.add_file(away)
    assert wait_for(lambda: len(asked.bases) == 2)
    assert asked.told.text().startswith("Nothing of this project lies on the base map Far away.")
    desk.ask("close")
    assert call(str(cluster_file), "--add", str(away)) == 0
    assert "Nothing of this project lies on the base map Far away" in capsys.readouterr().err


@pytest.mark.parametrize(("place", "told"), [((113.6, 23.1), False), ((2.3, 48.8), True), ((113.66, 23.1), True)])
def test_a_scanned_map_is_compared_with_the_places_of_the_project(
    tmp_path: Path, place: tuple[float, float], told: bool
) -> None:
    sheet = placed_tiff(tmp_path)
    base = BaseMap("sheet", "picture", str(sheet), "EPSG:4326")
    assert bool(told_elsewhere(base, sheet, np.array([place]))) == told
    assert told_elsewhere(base, sheet, np.empty((0, 2))) == ()
