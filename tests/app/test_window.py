import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication

from app.actions import COMMANDS
from app.style import DARK, LIGHT
from app.surroundings import prepare_input
from app.tasks import Task
from core.i18n import translate

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "pandas", "geopandas", "scipy", "sqlite_utils", "pyqtgraph", "shapely")
FIRST_PAINT = f"""
import sys
from PySide6.QtWidgets import QApplication
from app.window import MainWindow
app = QApplication([])
window = MainWindow("", "zh")
window.painted.connect(lambda: (print(sorted(set({HEAVY!r}) & set(sys.modules))), app.exit(0)))
window.show()
app.exec()
"""


def test_the_first_paint_needs_no_heavy_library(tmp_path: Path) -> None:
    surroundings = {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path),
        "PATH": "",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", FIRST_PAINT]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines()[0] == "[]", done.stderr


def test_without_a_project_the_start_page_offers_three_beginnings(open_desk: Callable) -> None:
    desk = open_desk()
    assert desk.window.centre.currentWidget() is desk.window.start_page
    assert all(panel.isHidden() for panel in desk.window.panels.values())
    assert not desk.window.actions_by_id["print"].isEnabled()
    assert desk.window.actions_by_id["open"].isEnabled()


def test_dropping_a_project_opens_it(open_desk: Callable, cluster_file: Path) -> None:
    desk = open_desk()
    desk.drop(cluster_file)
    desk.settle()
    assert desk.bench.session.path == cluster_file
    assert "六家企业" in desk.window.windowTitle()


def test_every_command_of_the_menus_does_something(desk: Any) -> None:
    assert {command.id for command in COMMANDS} == set(desk.bench.commands)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_switching_the_language_changes_menus_tabs_and_tables(desk: Any, language: str) -> None:
    desk.ask(f"language.{language}")
    assert desk.window.menus["file"].title() == translate("File", language)
    assert desk.window.panels["findings"].windowTitle().startswith(translate("Findings", language))
    heads = desk.bench.actors.panel.model
    assert heads.headerData(0, Qt.Orientation.Horizontal) == translate("Name", language)


def test_the_language_is_remembered(open_desk: Callable) -> None:
    open_desk(language="en").ask("language.zh")
    assert open_desk(language="en").window.language == "zh"


def test_dark_colours_reach_the_map(desk: Any) -> None:
    before = desk.canvas.frame.image.pixelColor(2, 2).lightness()
    desk.ask("dark")
    desk.settle()
    assert desk.canvas.frame.image.pixelColor(2, 2).lightness() < before - 100
    assert DARK.accent in desk.bench.status.links.text()
    desk.ask("dark")
    assert LIGHT.accent in desk.bench.status.links.text()


def test_a_map_is_drawn_once_for_all_that_ask_at_once_and_not_again_where_it_lay(desk: Any) -> None:
    drawings: list[Task] = []
    desk.bench.tasks.began.connect(lambda task: drawings.append(task) if task.lane == "map" else None)
    for _ in range(3):
        desk.canvas.refresh()
    desk.settle()
    QApplication.sendEvent(desk.canvas, QResizeEvent(desk.canvas.size(), desk.canvas.size()))
    desk.settle()
    assert len(drawings) == 1
    desk.canvas.zoom(2.0)
    desk.settle()
    desk.canvas.refresh()
    desk.settle()
    assert len(drawings) == 3


def test_what_is_open_elsewhere_can_be_looked_at(open_desk: Callable, cluster_file: Path) -> None:
    holding = (
        "import sys; from core.project import Project; p = Project.open(sys.argv[1]); print(1, flush=True); input()"
    )
    command = [sys.executable, "-c", holding, str(cluster_file)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        desk = open_desk(cluster_file)
        ((_, looking),) = desk.window.messages.verbs
        looking.click()
        desk.settle()
        assert desk.bench.actors.panel.model.rowCount() == 6
        assert not desk.window.actions_by_id["import"].isEnabled()
        other.communicate(b"\n")


def test_a_file_that_is_no_project_is_told_in_the_message_bar(open_desk: Callable, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.gpkg"
    wrong.write_text("not a project", encoding="utf-8")
    desk = open_desk(wrong)
    assert desk.window.messages.isVisible()
    assert "notes.gpkg" in desk.window.messages.label.text()
    assert desk.window.centre.currentWidget() is desk.window.start_page


def test_closing_the_project_shows_the_start_page_with_it(desk: Any, cluster_file: Path) -> None:
    desk.ask("close")
    assert desk.window.centre.currentWidget() is desk.window.start_page
    assert desk.bench.files.recent() == [str(cluster_file)]


def test_closing_the_window_leaves_one_file(desk: Any, cluster_file: Path) -> None:
    desk.window.close()
    assert sorted(path.name for path in cluster_file.parent.glob("*.gpkg*")) == [cluster_file.name]


def test_fcitx_without_a_plugin_is_answered_by_ibus() -> None:
    surroundings = {"QT_IM_MODULE": "fcitx"}
    prepare_input(surroundings)
    assert surroundings["QT_IM_MODULE"] == "ibus"
    assert prepare_input({}) is None
